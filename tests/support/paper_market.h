// SPDX-License-Identifier: MIT
#pragma once

#include "engine/desk/desk.h"
#include "tests/support/builders.h"

#include <functional>
#include <initializer_list>
#include <string_view>

namespace leadline::tests
{

/// A desk with one market, whose book and trades a test writes line by line.
class PaperMarket final : public desk::MarketListener
{
public:
    explicit PaperMarket(const desk::DeskSettings& settings = {})
        : desk(settings, *this)
        , market(desk.open(ethereum(), {}))
    {
    }

    /// The whole book from now on, as a frame of the best levels.
    void book(std::initializer_list<LevelText> bids, std::initializer_list<LevelText> asks, std::int64_t stepMs = 100)
    {
        m_now += std::chrono::milliseconds(stepMs);
        core::MarketMessage message;
        message.kind = core::MarketMessage::Kind::Book;
        message.bids = levels(bids);
        message.asks = levels(asks);
        message.book = {.kind = core::BookUpdateKind::Frame,
            .finalId = ++m_updates,
            .eventTime = m_now,
            .bids = message.bids,
            .asks = message.asks};
        market.apply(message);
    }
    /// `aggressor`: Bid when the buyer took.
    void trade(core::Side aggressor, std::string_view at, std::string_view size, std::int64_t stepMs = 10)
    {
        m_now += std::chrono::milliseconds(stepMs);
        core::MarketMessage message;
        message.kind = core::MarketMessage::Kind::Trade;
        message.trade = {.eventTime = m_now,
            .id = ++m_updates,
            .price = price(at),
            .size = tests::size(size),
            .aggressor = aggressor};
        market.apply(message);
    }

    desk::Desk desk;
    desk::Market& market;
    std::function<void(const desk::Market&)> onBook;
    std::function<void(const desk::Market&, const core::Trade&)> onTrade;

private:
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& of, const core::Trade& trade) override
    {
        if (onTrade) {
            onTrade(of, trade);
        }
    }
    void bookMoved(const desk::Market& of, const core::BookUpdate* /*update*/) override
    {
        if (onBook) {
            onBook(of);
        }
    }

    core::Timestamp m_now = core::fromMilliseconds(1'763'683'200'000);
    std::uint64_t m_updates = 0;
};

/// Time as a market's messages tell it.
class MarketClock final : public core::Clock
{
public:
    explicit MarketClock(const desk::Market& market)
        : m_market(market)
    {
    }
    [[nodiscard]] core::Timestamp now() const override { return m_market.time(); }
    [[nodiscard]] core::Duration steady() const override { return m_market.time().time_since_epoch(); }

private:
    const desk::Market& m_market;
};

} // namespace leadline::tests
