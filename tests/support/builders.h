// SPDX-License-Identifier: MIT
/// Books, updates and messages that fit on one line of a test.
#pragma once

#include "engine/book/order_book.h"
#include "engine/core/events.h"
#include "engine/core/instrument.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::tests
{

[[nodiscard]] core::Price price(std::string_view text);
[[nodiscard]] core::Quantity size(std::string_view text);

struct LevelText {
    std::string_view price;
    std::string_view size;
};
[[nodiscard]] std::vector<core::Level> levels(std::initializer_list<LevelText> texts);

/// `book({{"100", "1"}}, {{"101", "2"}})`
[[nodiscard]] book::OrderBook book(std::initializer_list<LevelText> bids, std::initializer_list<LevelText> asks);

/// An update that owns its levels.
struct OwnedUpdate {
    core::BookUpdate update;
    std::vector<core::Level> bids;
    std::vector<core::Level> asks;

    [[nodiscard]] const core::BookUpdate& view();
};
[[nodiscard]] OwnedUpdate snapshot(
    std::uint64_t id, std::initializer_list<LevelText> bids, std::initializer_list<LevelText> asks);
[[nodiscard]] OwnedUpdate diff(std::uint64_t first, std::uint64_t final, std::uint64_t previous,
    std::initializer_list<LevelText> bids, std::initializer_list<LevelText> asks, std::int64_t timeMs = 1000);

/// ETHUSDT on binance-futures: tick 0.01, lot 0.001, minimum notional 20.
[[nodiscard]] core::Instrument ethereum();

/// The shared recordings, or an empty path where the folder is absent.
[[nodiscard]] std::string sharedData(std::string_view path);

} // namespace leadline::tests

/// Skips by name where a recording is not there.
#define LEADLINE_NEEDS(variable, path)                                                                                 \
    const std::string variable = ::leadline::tests::sharedData(path);                                                  \
    if (variable.empty()) {                                                                                            \
        GTEST_SKIP() << "shared recording absent: " << (path);                                                         \
    }
