// SPDX-License-Identifier: MIT
/// Faults of trading, on demand and by a seed: when they strike, and how the venue then behaves.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string_view>
#include <utility>

namespace leadline::sim
{

enum class TradeFault : std::uint8_t {
    None,
    DropRequest, ///< the connection is cut in the middle of a request, before or after it was carried out
    LoseAnswer, ///< carried out, and never answered
    AnswerTwice, ///< private messages come twice
    Delay, ///< answers come late, or too late
    Reorder, ///< private messages overtake each other
    Reject, ///< refused for no reason of ours
    PartialFill, ///< half of a resting order is taken at once
    TooManyRequests, ///< HTTP 429
    Banned, ///< HTTP 418 for two seconds
    ServerError, ///< HTTP 5xx, before or after the request was carried out
    SessionExpires, ///< the listen key or the token ends
    ClockSkew, ///< the venue's clock jumps by ten seconds
    DropOnCancel, ///< the connection is cut while a cancel is under way
};
inline constexpr int tradeFaults = static_cast<int>(TradeFault::DropOnCancel) + 1;

/// "lose-answer"; "none".
[[nodiscard]] std::string_view nameOf(TradeFault fault);
[[nodiscard]] std::optional<TradeFault> tradeFaultOf(std::string_view name);

/// What a request is, as far as faults care.
enum class TradeAction : std::uint8_t { None, Other, Place, Amend, Cancel };

/// Draws from a seed, so that a campaign can be repeated. Thread: its owner's.
class TradeFaults
{
public:
    /// Strikes one request in `oneIn`.
    void set(TradeFault fault, int oneIn, std::uint64_t seed);
    [[nodiscard]] TradeFault fault() const { return m_fault; }
    /// True when the fault strikes a request of that kind now; counted.
    bool strikes(TradeAction action);
    /// True for half of the cases.
    bool tossesHeads() { return (m_random() & 1U) != 0; }
    [[nodiscard]] std::uint64_t count() const { return m_count; }

private:
    TradeFault m_fault = TradeFault::None;
    int m_oneIn = 1;
    std::mt19937_64 m_random{1};
    std::uint64_t m_count = 0;
};

} // namespace leadline::sim
