// SPDX-License-Identifier: MIT
/// What the order path asks of the pair's books. Seen by the engine's own sources only.
#pragma once

#include "engine/execution/market_prices.h"
#include "engine/session/trading_session.h"

namespace leadline::session
{

/// Of the pair's markets: by their books.
class TradingSession::Prices final : public execution::MarketPrices
{
public:
    explicit Prices(const TradingSession& engine)
        : m_engine(engine)
    {
    }
    [[nodiscard]] std::optional<core::Instrument> instrumentOf(const core::MarketId& id) const override
    {
        const desk::Market* const market = m_engine.m_desk->find(id);
        return market == nullptr ? std::nullopt : std::optional(market->instrument());
    }
    [[nodiscard]] core::Price midOf(const core::MarketId& id) const override
    {
        const desk::Market* const market = m_engine.m_desk->find(id);
        return market != nullptr && market->tracker().isUsable() ? market->book().mid() : core::Price{};
    }
    [[nodiscard]] orders::SpreadNow spreadOf(const core::MarketId& id) const override { return m_engine.spreadOf(id); }
    [[nodiscard]] core::Price closingPrice(const core::MarketId& id, core::Side side) const override
    {
        const desk::Market* const market = m_engine.m_desk->find(id);
        return market != nullptr && market->tracker().isUsable()
            ? risk::collarPrice(market->book().mid(), side, market->instrument(), m_engine.m_desk->settings().risk)
            : core::Price{};
    }

private:
    const TradingSession& m_engine;
};

} // namespace leadline::session
