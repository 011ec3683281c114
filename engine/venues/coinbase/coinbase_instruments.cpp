// SPDX-License-Identifier: MIT
#include "engine/venues/coinbase/coinbase_instruments.h"

#include "engine/json/reader.h"
#include "engine/json/tree.h"
#include "engine/venues/coinbase/coinbase_decoder.h"
#include "engine/venues/coinbase/coinbase_symbols.h"

namespace leadline::venues::coinbase
{

namespace
{

core::Result<core::Quantity> numberOf(const json::Tree& product, std::string_view field)
{
    if (product[field].kind() != json::Tree::Kind::Text) {
        return core::defect("field " + std::string(field) + " is missing");
    }
    return json::decimalOf<core::Quantity>(product[field].text(), field);
}

core::Result<core::Instrument> instrumentOf(const json::Tree& product, core::Symbol symbol)
{
    // For futures the two increments differ, and the price's is the one that holds; it may be left out for coins.
    const bool hasPriceStep = product["price_increment"].isThere();
    const auto tick = numberOf(product, hasPriceStep ? "price_increment" : "quote_increment");
    const auto lot = numberOf(product, "base_increment");
    const auto least = numberOf(product, "base_min_size");
    const auto notional = numberOf(product, "quote_min_size");
    for (const auto* const part : {&tick, &lot, &least, &notional}) {
        if (!*part) {
            return std::unexpected(part->error());
        }
    }
    if (tick->raw() <= 0 || lot->raw() <= 0) {
        return core::defect("the product's increments are not above zero");
    }
    return core::Instrument{.id = {advancedVenue, symbol},
        .pair = pairOf(symbol),
        .tick = core::Price::fromRaw(static_cast<std::int64_t>(tick->raw())),
        .lot = *lot,
        .minimumSize = *least,
        .minimumNotional = core::Price::fromRaw(core::decimalScale) * *notional};
}

bool isTraded(const json::Tree& product)
{
    const std::string& type = product["product_type"].text();
    const std::string& status = product["status"].text();
    return (type.empty() || type == "SPOT") && (status.empty() || status == "online")
        && !product["is_disabled"].isTrue() && !product["view_only"].isTrue() && !product["trading_disabled"].isTrue();
}

} // namespace

core::Result<core::Instrument> readProduct(std::string_view json, core::Symbol symbol)
{
    const auto tree = json::Tree::parse(json);
    return tree ? instrumentOf(*tree, symbol) : core::defect("the product's description is not valid JSON");
}

core::Result<InstrumentCatalogue> readProducts(std::string_view json)
{
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    if ((*tree)["products"].kind() != json::Tree::Kind::List) {
        return core::defect("the answer holds no products");
    }
    InstrumentCatalogue list;
    for (const json::Tree& product : (*tree)["products"].items()) {
        if (!isTraded(product)) {
            continue;
        }
        const std::string& id = product["product_id"].text();
        const auto instrument = instrumentOf(product, core::Symbol(id));
        if (!id.empty() && core::Symbol::fits(id) && instrument) {
            list.instruments.push_back(*instrument);
        } else {
            ++list.unreadable;
        }
    }
    return list;
}

} // namespace leadline::venues::coinbase
