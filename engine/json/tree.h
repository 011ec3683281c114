// SPDX-License-Identifier: MIT
/// A JSON text as a tree that keeps every number as the venue wrote it: for answers and private messages, which are few
/// and whose amounts must stay exact. Market data is read by reader.h.
#pragma once

#include "engine/core/price.h"
#include "engine/core/result.h"

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::json
{

/// Where a text stops being JSON.
struct SyntaxError {
    std::string what;
    int line = 0; ///< from one; zero: not known
};

class Tree
{
public:
    enum class Kind : std::uint8_t { Missing, Null, Bool, Number, Text, List, Object };

    /// An object or a list, of at most 64 levels. Fields of one name stay beside each other.
    [[nodiscard]] static core::Result<Tree> parse(std::string_view json);
    /// The same, with the place where it fails.
    [[nodiscard]] static std::expected<Tree, SyntaxError> read(std::string_view json);

    [[nodiscard]] Kind kind() const { return m_kind; }
    /// Where it begins, from one.
    [[nodiscard]] int line() const { return m_line; }
    [[nodiscard]] bool isThere() const { return m_kind != Kind::Missing && m_kind != Kind::Null; }
    /// The field of that name; one that is Missing where there is none.
    [[nodiscard]] const Tree& operator[](std::string_view name) const;
    /// Entries of a list; empty for everything else.
    [[nodiscard]] const std::vector<Tree>& items() const { return m_items; }
    [[nodiscard]] const std::vector<std::pair<std::string, Tree>>& fields() const { return m_fields; }

    /// Texts without quotes, numbers as written, "true" and "false"; empty for the rest.
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] bool isTrue() const { return m_kind == Kind::Bool && m_text == "true"; }
    /// A number without quotes; `otherwise` for everything else.
    [[nodiscard]] double number(double otherwise) const;
    /// Zero when it is no whole number, in quotes or not.
    [[nodiscard]] std::int64_t whole() const;
    /// Exact, in quotes or not, with or without an exponent; zero when it is no number.
    [[nodiscard]] core::Price price() const;
    [[nodiscard]] core::Quantity quantity() const;
    /// A balance: decimals beyond the ninth are cut.
    [[nodiscard]] core::Quantity amount() const;
    /// A price that is an average: decimals beyond the ninth are cut.
    [[nodiscard]] core::Price averagePrice() const;
    [[nodiscard]] core::Notional notional() const;

private:
    friend class TreeBuilder;

    Kind m_kind = Kind::Missing;
    int m_line = 1;
    std::string m_text;
    std::vector<Tree> m_items;
    std::vector<std::pair<std::string, Tree>> m_fields;
};

} // namespace leadline::json
