// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_instruments.h"

#include "engine/json/reader.h"
#include "engine/json/tree.h"
#include "engine/venues/kraken/kraken_decoder.h"
#include "engine/venues/kraken/kraken_symbols.h"

namespace leadline::venues::kraken
{

namespace
{

/// A step of so many decimals; nothing beyond the ninth.
core::Result<core::Quantity> stepOf(const json::Tree& pair, std::string_view field)
{
    const std::int64_t decimals = pair[field].whole();
    if (!pair[field].isThere() || decimals < 0 || decimals > core::decimalPlaces) {
        return core::defect("field " + std::string(field) + " is no number of decimals from 0 to 9");
    }
    return core::Quantity::fromRaw(core::decimalScale / core::powerOfTen(static_cast<int>(decimals)));
}

/// Zero where it is not there.
core::Result<core::Quantity> numberOf(const json::Tree& pair, std::string_view field)
{
    return pair[field].isThere()
        ? core::Result<core::Quantity>(json::decimalOf<core::Quantity>(pair[field].text(), field))
        : core::Quantity{};
}

core::Result<core::Instrument> instrumentOf(const json::Tree& pair, const std::string& streamName)
{
    const core::Pair names = pairOf(core::Symbol(streamName));
    const auto tick = pair["tick_size"].isThere() ? numberOf(pair, "tick_size") : stepOf(pair, "pair_decimals");
    const auto lot = stepOf(pair, "lot_decimals");
    const auto least = numberOf(pair, "ordermin");
    const auto notional = numberOf(pair, "costmin");
    for (const auto* const part : {&tick, &lot, &least, &notional}) {
        if (!*part) {
            return std::unexpected(part->error());
        }
    }
    if (!names.isKnown() || tick->raw() <= 0) {
        return core::defect("the pair " + streamName + " has no two names or no step of its price");
    }
    return core::Instrument{.id = {spotVenue, symbolOf(names)},
        .pair = names,
        .tick = core::Price::fromRaw(static_cast<std::int64_t>(tick->raw())),
        .lot = *lot,
        .minimumSize = *least,
        .minimumNotional = core::Price::fromRaw(core::decimalScale) * *notional};
}

bool isTraded(const json::Tree& pair)
{
    const std::string& status = pair["status"].text();
    return pair["wsname"].isThere() && status != "delisted" && status != "work_in_progress";
}

} // namespace

core::Result<InstrumentCatalogue> readAssetPairs(std::string_view json)
{
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    if (const auto& errors = (*tree)["error"].items(); !errors.empty()) {
        return core::defect("the venue refused: " + errors.front().text());
    }
    if ((*tree)["result"].kind() != json::Tree::Kind::Object) {
        return core::defect("the answer holds no pairs");
    }
    InstrumentCatalogue list;
    for (const auto& [name, pair] : (*tree)["result"].fields()) {
        if (!isTraded(pair)) {
            continue;
        }
        const std::string& streamName = pair["wsname"].text();
        const auto instrument = instrumentOf(pair, streamName);
        if (core::Symbol::fits(streamName) && instrument) {
            list.instruments.push_back(*instrument);
        } else {
            ++list.unreadable;
        }
    }
    return list;
}

} // namespace leadline::venues::kraken
