// SPDX-License-Identifier: MIT
/// What a model outside of this program wants done, and the lines of text it says so in.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/result.h"
#include "engine/core/side.h"
#include "engine/core/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::signals
{

struct Signal {
    core::Timestamp time; ///< the epoch: the line names none
    std::string id; ///< empty: the line names none
    core::Symbol symbol; ///< a pair or a venue's name of it, upper case: "ETH/USDT"
    core::Side side = core::Side::Bid;
    double strength = 0; ///< 0..1
    core::Quantity size; ///< units of the instrument; zero: no size, only advice
    std::string source; ///< the file or the socket it came by

    bool operator==(const Signal&) const = default;
};

/// More of one line, in bytes, is refused unread.
inline constexpr std::size_t longestLine = 64 * 1024;

/// "longer than 64 KiB"
[[nodiscard]] std::string describeLongestLine();

/// Reads the lines of one file or connection, one after the other. Each is a JSON object, or a row of CSV under a
/// header; the fields are time, symbol, side, strength, size and id, of which symbol, side and strength must be there.
/// Thread: its owner's.
class SignalReader
{
public:
    /// `place` names the file or connection in messages.
    explicit SignalReader(std::string place)
        : m_place(std::move(place))
    {
    }

    /// A signal; nothing for a header, a blank line and one that begins with #. A defect is one line that says where
    /// ("signals.csv:3"), what is wrong and what is allowed. The line comes without its end; a byte-order mark and what
    /// Windows puts before the end do no harm.
    [[nodiscard]] core::Result<std::optional<Signal>> read(std::string_view line);
    /// Counts the line and learns the header, if it is one; what else it says is not looked at.
    void skip(std::string_view line);
    /// "signals.csv:3": the line that was read last.
    [[nodiscard]] std::string lastPlace() const { return m_place + ':' + std::to_string(m_line); }
    /// The next line is the first one.
    void restart();

private:
    [[nodiscard]] std::string_view beginLine(std::string_view line);
    [[nodiscard]] core::Result<std::optional<Signal>> readRow(std::string_view line);

    std::string m_place;
    std::size_t m_line = 0;
    std::vector<std::size_t> m_columns; ///< of CSV: which field each column holds; empty: no header yet
};

} // namespace leadline::signals
