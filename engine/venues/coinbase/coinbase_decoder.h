// SPDX-License-Identifier: MIT
/// Coinbase market data: Advanced Trade, and the older Exchange feed that recordings still hold.
#pragma once

#include "engine/core/copied_ptr.h"
#include "engine/venues/market_decoder.h"

#include <memory>
#include <string_view>
#include <vector>

namespace leadline::venues::coinbase
{

inline constexpr core::VenueId advancedVenue{"coinbase"};

/// Advanced Trade: l2_data, market_trades, heartbeats, status, subscriptions, errors. Exchange: snapshot, l2update,
/// match, last_match. Everything else is `Kind::Other`.
/// Advanced numbers every message of a connection, whatever its channel and product: a hole marks `messagesLost`, and
/// what comes out of order is ignored. The one-second heartbeats bound how long a loss at the end can go unseen.
class CoinbaseDecoder final : public MarketDecoder
{
public:
    CoinbaseDecoder();
    CoinbaseDecoder(const CoinbaseDecoder&);
    CoinbaseDecoder& operator=(const CoinbaseDecoder&) = delete;
    ~CoinbaseDecoder() override;
    [[nodiscard]] std::unique_ptr<MarketDecoder> copy() const override;

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    bool next(core::MarketMessage& message) override;
    void restart() override { m_nextSequence = 0; }
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    [[nodiscard]] core::VenueId venue() const override { return advancedVenue; }

private:
    struct Parser;
    /// An event of the message at hand that was not given yet. Levels stand in the message's own lists.
    struct Pending {
        core::MarketMessage::Kind kind = core::MarketMessage::Kind::Other;
        core::Symbol symbol;
        core::BookUpdateKind bookKind = core::BookUpdateKind::Diff;
        core::Timestamp time;
        std::size_t firstBid = 0;
        std::size_t bids = 0;
        std::size_t firstAsk = 0;
        std::size_t asks = 0;
        std::size_t firstBidAside = 0;
        std::size_t bidsAside = 0;
        std::size_t firstAskAside = 0;
        std::size_t asksAside = 0;
        core::Trade trade;
        core::TradingStatus status = core::TradingStatus::Online;
    };

    core::CopiedPtr<Parser> m_parser;
    std::vector<Pending> m_pending;
    std::size_t m_given = 0;
    std::uint64_t m_nextSequence = 0; ///< zero: any may come first
    bool m_isCounted = false; ///< the message at hand has a number
};

[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::coinbase
