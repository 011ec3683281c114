// SPDX-License-Identifier: MIT
/// What is traded against what and in which form, whatever a venue calls it, and which quote currencies the user takes
/// for equal.
#pragma once

#include "engine/core/names.h"
#include "engine/core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::core
{

/// A coin or a currency by its common name: "BTC", never "XBT" or "XXBT".
using Asset = ShortName<struct AssetTag>;

/// In which form a coin is traded. A contract is not a place to buy the coin: kinds are never consolidated by
/// themselves.
enum class Kind : std::uint8_t {
    Spot, ///< the coin itself
    LinearPerpetual, ///< settled in the quote currency
    InversePerpetual, ///< settled in the coin
    Future, ///< with a day of delivery
    Stock, ///< a share, in US dollars
};

/// The canonical name of an instrument: "BTC/USDT", "BTC/USDT-PERP", "BTC/USD-PERP", "BTC/USDT-20261225",
/// "AAPL".
struct Pair {
    Asset base;
    Asset quote;
    Kind kind = Kind::Spot;
    std::int32_t delivery = 0; ///< Future: the day as a number, 20261225

    /// Perpetuals against USD are inverse, others linear; a name without a slash is a stock. Nothing where it is no
    /// name.
    [[nodiscard]] static std::optional<Pair> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    /// Another coin may be, another kind may not.
    [[nodiscard]] bool isOfKindOf(const Pair& other) const { return kind == other.kind && delivery == other.delivery; }
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
