// SPDX-License-Identifier: MIT
#include "engine/picks/list_reader.h"

#include <simdjson.h>

#include <algorithm>

namespace leadline::picks
{

namespace
{

using Value = simdjson::ondemand::value;

/// What an entry of the list says; texts as written.
struct Entry {
    std::size_t line = 0;
    std::string symbol;
    std::optional<std::string> score;
};

/// Counts lines as far as it was asked.
class LineCounter
{
public:
    explicit LineCounter(const char* begin)
        : m_at(begin)
    {
    }
    std::size_t lineOf(const char* place)
    {
        if (place > m_at) {
            m_line += static_cast<std::size_t>(std::count(m_at, place, '\n'));
            m_at = place;
        }
        return m_line;
    }

private:
    const char* m_at;
    std::size_t m_line = 1;
};

/// Which values count besides texts.
enum class Numbers : std::uint8_t { AsTheyStand, Passed };

/// A text's content, or a number as written; empty for the rest.
simdjson::error_code readScalar(Value value, Numbers numbers, std::string& to)
{
    to.clear();
    simdjson::ondemand::json_type type{};
    if (const auto error = value.type().get(type); error != simdjson::SUCCESS) {
        return error;
    }
    std::string_view text;
    if (type == simdjson::ondemand::json_type::string) {
        const auto error = value.get_string().get(text);
        to = text;
        return error;
    }
    if (type == simdjson::ondemand::json_type::number && numbers == Numbers::AsTheyStand) {
        text = value.raw_json_token();
        to = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
        double number = 0;
        return value.get_double().get(number);
    }
    return simdjson::SUCCESS;
}

simdjson::error_code readObject(Value value, std::string_view scoreColumn, Entry& entry)
{
    simdjson::ondemand::object object;
    if (const auto error = value.get_object().get(object); error != simdjson::SUCCESS) {
        return error;
    }
    for (auto part : object) {
        std::string_view key;
        Value field;
        if (const auto error = part.unescaped_key().get(key); error != simdjson::SUCCESS) {
            return error;
        }
        const bool isSymbol = isSameName(key, "symbol") || isSameName(key, "ticker");
        const bool isScore = !scoreColumn.empty() && isSameName(key, scoreColumn);
        if (const auto error = part.value().get(field); error != simdjson::SUCCESS) {
            return error;
        }
        if (isSymbol || isScore) {
            const auto error = isSymbol ? readScalar(field, Numbers::Passed, entry.symbol)
                                        : readScalar(field, Numbers::AsTheyStand, entry.score.emplace());
            if (error != simdjson::SUCCESS) {
                return error;
            }
        }
    }
    return simdjson::SUCCESS;
}

simdjson::error_code readEntry(Value value, std::string_view scoreColumn, Entry& entry)
{
    simdjson::ondemand::json_type type{};
    if (const auto error = value.type().get(type); error != simdjson::SUCCESS) {
        return error;
    }
    return type == simdjson::ondemand::json_type::object ? readObject(value, scoreColumn, entry)
                                                         : readScalar(value, Numbers::Passed, entry.symbol);
}

} // namespace

void ListReader::readJson(std::string_view text)
{
    const simdjson::padded_string padded(text);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::array array;
    LineCounter lines(padded.data());
    const auto isBroken = [&](simdjson::error_code error) {
        if (error == simdjson::SUCCESS) {
            return false;
        }
        const char* place = nullptr;
        const bool isPlaced = document.current_location().get(place) == simdjson::SUCCESS;
        problem(isPlaced ? lines.lineOf(place) : 0, "not valid JSON: " + std::string(simdjson::error_message(error)));
        return true;
    };
    if (const auto unread = parser.iterate(padded).get(document); unread != simdjson::SUCCESS) {
        problem(0, "not valid JSON: " + std::string(simdjson::error_message(unread)));
        return;
    }
    const auto error = document.get_array().get(array);
    if (error == simdjson::INCORRECT_TYPE) {
        problem(0, "a list of symbols is expected");
        return;
    }
    if (isBroken(error)) {
        return;
    }
    for (auto item : array) {
        Value value;
        if (isBroken(item.get(value))) {
            return;
        }
        Entry entry{.line = lines.lineOf(value.raw_json_token().data())};
        if (isBroken(readEntry(value, m_scoreColumn, entry)) || !add(entry.line, entry.symbol, entry.score)) {
            return;
        }
    }
    const char* more = nullptr;
    if (document.current_location().get(more) == simdjson::SUCCESS) {
        problem(lines.lineOf(more), "there is more behind the list");
    }
}

} // namespace leadline::picks
