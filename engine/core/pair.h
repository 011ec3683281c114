// SPDX-License-Identifier: MIT
/// What is traded against what, whatever a venue calls it, and which quote currencies the user takes for equal.
#pragma once

#include "engine/core/names.h"
#include "engine/core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace leadline::core
{

/// A coin or a currency by its common name: "BTC", never "XBT" or "XXBT".
using Asset = ShortName<struct AssetTag>;

/// The canonical symbol of an instrument: "BTC/USDT".
struct Pair {
    Asset base;
    Asset quote;

    [[nodiscard]] std::string text() const { return base.text() + "/" + quote.text(); }
    [[nodiscard]] bool isKnown() const { return !base.isEmpty() && !quote.isEmpty(); }

    constexpr bool operator==(const Pair&) const = default;
    constexpr auto operator<=>(const Pair&) const = default;
};

/// Quote currencies that differ are merged only when the user says that they are equal.
class QuoteMap
{
public:
    /// "USD=USDT=USDC, EUR=EURC": classes of equal currencies; empty: none are. A currency stands in one class only.
    [[nodiscard]] static Result<QuoteMap> parse(std::string_view text);

    /// The pair under which instruments are merged: its quote replaced by the first of its class.
    [[nodiscard]] Pair canonical(const Pair& pair) const;
    /// "USD=USDT=USDC" when the quote is in a class of several, else empty; for the ladder's header.
    [[nodiscard]] std::string classOf(const Asset& quote) const;

    bool operator==(const QuoteMap&) const = default;

private:
    std::vector<std::vector<Asset>> m_classes;
};

} // namespace leadline::core
