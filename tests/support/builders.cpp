// SPDX-License-Identifier: MIT
#include "tests/support/builders.h"

#include <cstdlib>
#include <filesystem>

namespace leadline::tests
{

core::Price price(std::string_view text)
{
    return core::Price::parse(text).value();
}
core::Quantity size(std::string_view text)
{
    return core::Quantity::parse(text).value();
}

std::vector<core::Level> levels(std::initializer_list<LevelText> texts)
{
    std::vector<core::Level> result;
    for (const LevelText& text : texts) {
        result.push_back({price(text.price), size(text.size)});
    }
    return result;
}

book::OrderBook book(std::initializer_list<LevelText> bids, std::initializer_list<LevelText> asks)
{
    book::OrderBook result;
    result.assign(levels(bids), levels(asks));
    return result;
}

const core::BookUpdate& OwnedUpdate::view()
{
    update.bids = bids;
    update.asks = asks;
    return update;
}

OwnedUpdate snapshot(std::uint64_t id, std::initializer_list<LevelText> bids, std::initializer_list<LevelText> asks)
{
    return {{.kind = core::BookUpdateKind::Snapshot, .finalId = id}, levels(bids), levels(asks)};
}

OwnedUpdate diff(std::uint64_t first, std::uint64_t final, std::uint64_t previous,
    std::initializer_list<LevelText> bids, std::initializer_list<LevelText> asks, std::int64_t timeMs)
{
    return {{.kind = core::BookUpdateKind::Diff,
                .firstId = first,
                .finalId = final,
                .previousId = previous,
                .eventTime = core::fromMilliseconds(timeMs)},
        levels(bids), levels(asks)};
}

core::Instrument ethereum()
{
    return {.id = {core::VenueId("binance-futures"), core::Symbol("ETHUSDT")},
        .tick = price("0.01"),
        .lot = size("0.001"),
        .minimumNotional = price("1") * size("20")};
}

std::string sharedData(std::string_view path)
{
    const char* const folder = std::getenv("LEADLINE_SHARED_DATA");
    const std::filesystem::path full =
        std::filesystem::path(folder != nullptr ? folder : LEADLINE_SOURCE_DIR "/../shared/data") / path;
    return std::filesystem::exists(full) ? full.string() : std::string();
}

} // namespace leadline::tests
