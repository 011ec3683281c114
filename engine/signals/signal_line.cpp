// SPDX-License-Identifier: MIT
#include "engine/signals/signal_line.h"

#include "engine/core/number_text.h"
#include "engine/core/table.h"
#include "engine/core/text.h"
#include "engine/core/time_text.h"
#include "engine/json/tree.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::signals
{

namespace
{

using core::defect;
using core::Result;
using core::trimmed;

enum class Field : std::uint8_t { Time, Symbol, Side, Strength, Size, Id };
constexpr std::array<std::string_view, 6> fieldNames{"time", "symbol", "side", "strength", "size", "id"};
constexpr std::string_view allowedFields = "time, symbol, side, strength, size, id";

/// A line taken apart: the fields' texts, and whether they are there.
using Texts = std::array<std::optional<std::string>, fieldNames.size()>;

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t longestId = 64;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (upper(c) >= 'A' && upper(c) <= 'Z');
}

/// In quotes, as much of it as a message has room for, in plain ASCII.
std::string shown(std::string_view text)
{
    constexpr std::size_t longest = 40;
    std::string made = "\"";
    std::ranges::transform(
        text.substr(0, longest), std::back_inserter(made), [](char c) { return c >= ' ' && c <= '~' ? c : '?'; });
    return made + (text.size() > longest ? "...\"" : "\"");
}

std::optional<std::size_t> fieldOf(std::string_view name)
{
    const auto found = std::ranges::find_if(
        fieldNames, [name](std::string_view known) { return std::ranges::equal(known, name, {}, {}, lower); });
    return found == fieldNames.end() ? std::nullopt : std::optional<std::size_t>(found - fieldNames.begin());
}

Result<core::Timestamp> timeOf(std::string_view text)
{
    if (const auto time = core::timeIn(text)) {
        return *time;
    }
    return defect("time " + shown(text)
        + " must be a time such as 2026-11-20T14:00:00Z, or a count of s, ms, us or ns since the epoch");
}

Result<core::Symbol> symbolOf(std::string_view text)
{
    std::string name(text);
    std::ranges::transform(name, name.begin(), upper);
    const auto isAllowed = [](char c) { return isAlphanumeric(c) || std::string_view("/-._:").contains(c); };
    if (name.empty() || !core::Symbol::fits(name) || !std::ranges::all_of(name, isAllowed)) {
        return defect("symbol " + shown(text) + " must be 1 to " + std::to_string(core::Symbol::capacity)
            + " letters, digits or / - . _ :, such as ETH/USDT");
    }
    return core::Symbol(name);
}

Result<core::Side> sideOf(std::string_view text)
{
    for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
        if (std::ranges::equal(core::verb(side), text, {}, {}, lower)) {
            return side;
        }
    }
    return defect("side " + shown(text) + " must be buy or sell");
}

Result<double> strengthOf(std::string_view text)
{
    const auto strength = core::numberIn<double>(text);
    // A NaN is in no range.
    if (!strength || !(*strength >= 0 && *strength <= 1)) {
        return defect("strength " + shown(text) + " must be a number from 0 to 1");
    }
    return std::abs(*strength); // and no negative zero
}

Result<core::Quantity> sizeOf(std::string_view text)
{
    const auto size = core::Quantity::parse(core::withoutExponent(text));
    if (!size || size->isNegative()) {
        return defect("size " + shown(text) + " must be a number from 0 to 1e18 with at most 9 decimals");
    }
    return *size;
}

Result<std::string> idOf(std::string_view text)
{
    const auto isPrintable = [](char c) { return c > ' ' && c <= '~'; };
    if (text.empty() || text.size() > longestId || !std::ranges::all_of(text, isPrintable)) {
        return defect("id " + shown(text) + " must be 1 to " + std::to_string(longestId)
            + " printable characters without blanks");
    }
    return std::string(text);
}

/// Takes the value, or gives the defect.
template <class Value> std::optional<core::Defect> put(Result<Value> read, Value& to)
{
    if (!read) {
        return read.error();
    }
    to = std::move(*read);
    return std::nullopt;
}

std::optional<core::Defect> readField(Field field, std::string_view text, Signal& signal)
{
    switch (field) {
    case Field::Time:
        return put(timeOf(text), signal.time);
    case Field::Symbol:
        return put(symbolOf(text), signal.symbol);
    case Field::Side:
        return put(sideOf(text), signal.side);
    case Field::Strength:
        return put(strengthOf(text), signal.strength);
    case Field::Size:
        return put(sizeOf(text), signal.size);
    case Field::Id:
        return put(idOf(text), signal.id);
    }
    return std::nullopt;
}

/// The fields that must be there.
constexpr bool isNeeded(std::size_t field)
{
    return field == static_cast<std::size_t>(Field::Symbol) || field == static_cast<std::size_t>(Field::Side)
        || field == static_cast<std::size_t>(Field::Strength);
}

Result<std::optional<Signal>> signalOf(const Texts& texts)
{
    Signal signal;
    for (std::size_t field = 0; field < texts.size(); ++field) {
        if (!texts[field]) {
            if (isNeeded(field)) {
                return defect("no " + std::string(fieldNames[field]) + "; symbol, side and strength must be there");
            }
            continue;
        }
        if (auto wrong = readField(static_cast<Field>(field), trimmed(*texts[field]), signal)) {
            return std::unexpected(std::move(*wrong));
        }
    }
    return signal;
}

Result<std::optional<Signal>> readObject(std::string_view line)
{
    const auto tree = json::Tree::parse(line);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    using Kind = json::Tree::Kind;
    Texts texts;
    for (const auto& [key, value] : tree->fields()) {
        const auto field = std::ranges::find(fieldNames, std::string_view(key));
        if (field == fieldNames.end()) {
            return defect("field " + shown(key) + " is unknown; allowed: " + std::string(allowedFields));
        }
        auto& text = texts[static_cast<std::size_t>(field - fieldNames.begin())];
        if (text) {
            return defect("field " + key + " stands there twice");
        }
        if (value.kind() != Kind::Text && value.kind() != Kind::Number) {
            return defect("field " + key + " must be a text or a number");
        }
        text = value.text();
    }
    return signalOf(texts);
}

/// The fields of one line of CSV.
Result<std::vector<std::string>> splitRow(std::string_view line)
{
    auto row = core::TableReader(line, ',').next();
    if (!row) {
        return defect(row.error().what);
    }
    return std::move(row->cells);
}

/// Which field each column holds.
Result<std::vector<std::size_t>> readHeader(std::string_view line)
{
    const auto names = splitRow(line);
    if (!names) {
        return std::unexpected(names.error());
    }
    std::vector<std::size_t> columns;
    for (const std::string& name : *names) {
        const auto field = fieldOf(trimmed(name));
        if (!field) {
            return defect("column " + shown(trimmed(name)) + " is unknown; a header names columns out of "
                + std::string(allowedFields));
        }
        if (std::ranges::find(columns, *field) != columns.end()) {
            return defect("column " + std::string(fieldNames[*field]) + " stands there twice");
        }
        columns.push_back(*field);
    }
    for (std::size_t field = 0; field < fieldNames.size(); ++field) {
        if (isNeeded(field) && std::ranges::find(columns, field) == columns.end()) {
            return defect("no column " + std::string(fieldNames[field]) + "; symbol, side and strength must be there");
        }
    }
    return columns;
}

bool saysNothing(std::string_view line)
{
    return line.empty() || line.starts_with('#');
}

} // namespace

std::string describeLongestLine()
{
    return "longer than " + std::to_string(longestLine / 1024) + " KiB";
}

std::string_view SignalReader::beginLine(std::string_view line)
{
    if (++m_line == 1 && line.starts_with(byteOrderMark)) {
        line.remove_prefix(byteOrderMark.size());
    }
    return trimmed(line);
}

Result<std::optional<Signal>> SignalReader::readRow(std::string_view line)
{
    if (m_columns.empty()) {
        auto columns = readHeader(line);
        if (!columns) {
            return std::unexpected(columns.error());
        }
        m_columns = std::move(*columns);
        return std::nullopt;
    }
    auto fields = splitRow(line);
    if (!fields) {
        return std::unexpected(fields.error());
    }
    if (fields->empty()) {
        return std::nullopt; // separators alone, as spreadsheets leave them
    }
    if (fields->size() != m_columns.size()) {
        return defect(std::to_string(fields->size()) + " fields under a header of " + std::to_string(m_columns.size()));
    }
    Texts texts;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (!trimmed((*fields)[i]).empty()) {
            texts[m_columns[i]] = std::move((*fields)[i]);
        }
    }
    return signalOf(texts);
}

Result<std::optional<Signal>> SignalReader::read(std::string_view line)
{
    if (line.size() > longestLine) {
        ++m_line;
        return defect(lastPlace() + ": the line is " + describeLongestLine());
    }
    line = beginLine(line);
    if (saysNothing(line)) {
        return std::nullopt;
    }
    auto read = line.starts_with('{') ? readObject(line) : readRow(line);
    return read ? std::move(read) : defect(lastPlace() + ": " + read.error().what);
}

void SignalReader::skip(std::string_view line)
{
    line = beginLine(line);
    if (!m_columns.empty() || line.size() > longestLine || saysNothing(line) || line.starts_with('{')) {
        return;
    }
    if (auto columns = readHeader(line)) {
        m_columns = std::move(*columns);
    }
}

void SignalReader::restart()
{
    m_line = 0;
    m_columns.clear();
}

} // namespace leadline::signals
