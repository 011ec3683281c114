// SPDX-License-Identifier: MIT
/// Reading the frames of stock feeds: lists of objects, of which a broken one costs the others nothing.
#pragma once

#include "engine/core/level.h"
#include "engine/json/reader.h"
#include "engine/json/tree.h"

#include <string>
#include <string_view>

namespace leadline::venues::stocks
{

/// Calls `read(object)`, which gives a json::Checked, for every object of a frame, which is a list of them or one
/// alone. The verdict names the first item that was refused. A frame that is no JSON at some place calls `spoil()`:
/// what was read before it is not to be used.
template <class Read, class Spoil>
[[nodiscard]] json::Checked readItems(
    simdjson::ondemand::parser& parser, std::string_view json, Read read, Spoil spoil);

/// A field of an answer.
[[nodiscard]] json::FieldText fieldOf(const json::Tree& object, std::string_view key);

/// The values of an item's fields. The first that is wrong is kept in the verdict; it reads as zero, as one does that
/// is absent.
class StockFields
{
public:
    /// fieldOf(); absent, it is a defect.
    [[nodiscard]] json::FieldText needed(const json::Tree& object, std::string_view key);
    [[nodiscard]] core::Symbol symbol(const json::FieldText& field);
    enum class Bound : std::uint8_t { NotBelowZero, AboveZero };
    [[nodiscard]] core::Price price(const json::FieldText& field, Bound bound);
    [[nodiscard]] core::Quantity size(const json::FieldText& field);
    [[nodiscard]] core::Level level(const json::FieldText& price, const json::FieldText& size);
    [[nodiscard]] std::uint64_t whole(const json::FieldText& field);
    [[nodiscard]] core::Timestamp isoTime(const json::FieldText& field);
    /// As core::timeIn() reads it.
    [[nodiscard]] core::Timestamp epochTime(const json::FieldText& field);
    void refuse(core::Defect defect);

    /// Most digits after the point of any price.
    [[nodiscard]] int decimals() const { return m_decimals; }
    [[nodiscard]] const json::Checked& verdict() const { return m_verdict; }

private:
    template <class Value> Value keep(const std::expected<Value, core::Defect>& value);

    json::Checked m_verdict;
    int m_decimals = 0;
};

/// The defects of a frame's items.
class ItemDefects
{
public:
    void add(std::size_t place, const core::Defect& defect);
    /// The first one, its place in the list and how many others there were.
    [[nodiscard]] json::Checked verdict() const;

private:
    std::string m_first;
    int m_count = 0;
};

/// Opens a frame; `list` or `object` is filled, and the document's type tells which.
[[nodiscard]] std::expected<simdjson::ondemand::json_type, core::Defect> openFrame(simdjson::ondemand::parser& parser,
    std::string_view json, simdjson::ondemand::document& document, json::Array& list, json::Object& object);

/// The whole document was JSON, and nothing but blanks is left of it.
[[nodiscard]] bool isReadToItsEnd(simdjson::ondemand::document& document, std::string_view json);

template <class Read, class Spoil>
json::Checked readItems(simdjson::ondemand::parser& parser, std::string_view json, Read read, Spoil spoil)
{
    simdjson::ondemand::document document;
    json::Array list;
    json::Object object;
    const auto type = openFrame(parser, json, document, list, object);
    if (!type || *type == simdjson::ondemand::json_type::object) {
        return type ? read(object) : json::Checked(std::unexpected(type.error()));
    }
    ItemDefects defects;
    std::size_t place = 0;
    for (auto item : list) {
        json::Value value;
        ++place;
        if (item.get(value) != simdjson::SUCCESS) {
            break;
        }
        if (value.get_object().get(object) != simdjson::SUCCESS) {
            defects.add(place, {"not an object"});
        } else if (const json::Checked done = read(object); !done) {
            defects.add(place, done.error());
        }
    }
    if (!isReadToItsEnd(document, json)) {
        spoil();
        return core::defect("not valid JSON in item " + std::to_string(place));
    }
    return defects.verdict();
}

} // namespace leadline::venues::stocks
