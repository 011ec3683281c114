// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_instruments.h"

#include <simdjson.h>

#include <set>

namespace leadline::venues::binance
{

namespace
{

using simdjson::dom::element;

/// A text field of a filter as a decimal; false when it is there and none.
bool readFilter(element filter, const char* field, core::Quantity& to)
{
    std::string_view text;
    if (filter[field].get_string().get(text) != simdjson::SUCCESS) {
        return true;
    }
    const auto number = core::Quantity::parse(text);
    to = number.value_or(core::Quantity{});
    return number.has_value();
}

/// Tick, lot and least sizes; false when they are not as documented.
bool readFilters(element entry, core::Instrument& instrument)
{
    simdjson::dom::array filters;
    if (entry["filters"].get_array().get(filters) != simdjson::SUCCESS) {
        return false;
    }
    core::Quantity tick;
    core::Quantity notional;
    for (const element filter : filters) {
        std::string_view type;
        bool understood = filter["filterType"].get_string().get(type) == simdjson::SUCCESS;
        if (type == "PRICE_FILTER") {
            understood = understood && readFilter(filter, "tickSize", tick);
        } else if (type == "LOT_SIZE") {
            understood = understood && readFilter(filter, "stepSize", instrument.lot)
                && readFilter(filter, "minQty", instrument.minimumSize);
        } else if (type == "MIN_NOTIONAL" || type == "NOTIONAL") {
            understood = understood && readFilter(filter, "notional", notional)
                && (!notional.isZero() || readFilter(filter, "minNotional", notional));
        }
        if (!understood) {
            return false;
        }
    }
    instrument.tick = core::Price::fromRaw(static_cast<std::int64_t>(tick.raw()));
    instrument.minimumNotional = core::Price::fromRaw(core::decimalScale) * notional;
    return instrument.tick.raw() > 0 && !instrument.lot.isZero();
}

core::Result<core::Instrument> describedBy(element entry, std::string_view symbol, const Product& product)
{
    core::Instrument instrument = product.instrumentOf({product.venue, core::Symbol(symbol)});
    std::string_view base;
    std::string_view quote;
    if (entry["baseAsset"].get_string().get(base) == simdjson::SUCCESS
        && entry["quoteAsset"].get_string().get(quote) == simdjson::SUCCESS) {
        instrument.pair.base = core::Asset(base);
        instrument.pair.quote = core::Asset(quote);
    }
    std::int64_t contract = 0;
    if (entry["contractSize"].get_int64().get(contract) == simdjson::SUCCESS && contract > 0) {
        instrument.contractSize = core::Quantity::fromRaw(static_cast<core::Int128>(contract) * core::decimalScale);
    }
    if (!readFilters(entry, instrument)) {
        return core::defect("exchangeInfo's filters of " + std::string(symbol) + " are not as documented");
    }
    return instrument;
}

/// Spot and USD-M say status, COIN-M contractStatus. An entry that says neither is taken for one that is traded.
bool isTraded(element entry)
{
    std::string_view status;
    if (entry["status"].get_string().get(status) != simdjson::SUCCESS
        && entry["contractStatus"].get_string().get(status) != simdjson::SUCCESS) {
        return true;
    }
    return status == "TRADING" || status == "HALT";
}

/// Calls `read(entry, symbol)` for every entry until it gives false; an entry without a symbol has an empty one.
template <class Read> core::Result<void> forEachSymbol(std::string_view json, Read read)
{
    simdjson::dom::parser parser;
    simdjson::dom::array symbols;
    if (parser.parse(json.data(), json.size())["symbols"].get_array().get(symbols) != simdjson::SUCCESS) {
        return core::defect("exchangeInfo holds no list of symbols");
    }
    for (const element entry : symbols) {
        std::string_view symbol;
        const bool isNamed = entry["symbol"].get_string().get(symbol) == simdjson::SUCCESS;
        if (!read(entry, isNamed ? symbol : std::string_view())) {
            break;
        }
    }
    return {};
}

} // namespace

core::Result<InstrumentList> readInstruments(
    std::string_view json, const Product& product, std::span<const core::Symbol> symbols)
{
    std::set<core::Symbol> wanted(symbols.begin(), symbols.end());
    InstrumentList list;
    const auto read = forEachSymbol(json, [&](element entry, std::string_view name) {
        if (core::Symbol::fits(name) && wanted.erase(core::Symbol(name)) > 0) {
            if (auto instrument = describedBy(entry, name, product)) {
                list.instruments.push_back(*instrument);
            } else {
                list.missing.push_back({core::Symbol(name), instrument.error()});
            }
        }
        return !wanted.empty();
    });
    if (!read) {
        return std::unexpected(read.error());
    }
    for (const core::Symbol& symbol : wanted) {
        list.missing.push_back({symbol, core::Defect{"exchangeInfo does not describe " + symbol.text()}});
    }
    return list;
}

core::Result<InstrumentCatalogue> readCatalogue(std::string_view json, const Product& product)
{
    InstrumentCatalogue list;
    const auto read = forEachSymbol(json, [&](element entry, std::string_view symbol) {
        if (!isTraded(entry)) {
            return true;
        }
        auto instrument = symbol.empty() || !core::Symbol::fits(symbol)
            ? core::Result<core::Instrument>(core::defect("no symbol"))
            : describedBy(entry, symbol, product);
        if (instrument) {
            list.instruments.push_back(*instrument);
        } else {
            ++list.unreadable;
        }
        return true;
    });
    return read ? core::Result<InstrumentCatalogue>(std::move(list)) : std::unexpected(read.error());
}

} // namespace leadline::venues::binance
