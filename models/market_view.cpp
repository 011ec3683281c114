// SPDX-License-Identifier: MIT
#include "models/market_view.h"

#include "engine/session/order_intent.h"
#include "engine/session/trading_session.h"
#include "models/session_client.h"

#include <QString>

namespace leadline::models
{

using session::TradingSession;

MarketView::MarketView(TradingSession& engine, SessionClient& client, int number, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_client(client)
    , m_number(number)
{
    if (number != 0) {
        m_own = std::make_shared<core::Latest<session::MarketSnapshot>>();
        client.post(&TradingSession::openView, number, m_own);
    }
}

MarketView::~MarketView()
{
    end();
}

void MarketView::end()
{
    if (m_own) {
        m_client.post(&TradingSession::closeView, m_number);
        m_own.reset();
        m_hasEnded = true;
    }
}

QString MarketView::name() const
{
    return m_pair.isKnown() ? QString::fromStdString(m_pair.text()) : QString();
}

void MarketView::poll()
{
    if (m_hasEnded) {
        return;
    }
    const session::MarketSnapshot* const snapshot = m_own ? m_own->take() : m_engine.snapshots().take();
    if (snapshot == nullptr) {
        return;
    }
    const core::Pair& pair = snapshot->instrument.pair;
    if (!m_pair.isKnown() && pair.isKnown()) {
        m_pair = pair;
        Q_EMIT pairChanged(pair);
    }
    if (!m_pair.isKnown() || pair == m_pair) {
        Q_EMIT framed(*snapshot);
    }
}

void MarketView::show(const core::Pair& pair)
{
    if (pair == m_pair) {
        return;
    }
    m_pair = pair;
    m_client.post(&TradingSession::show, m_number, pair);
    Q_EMIT pairChanged(pair);
}

void MarketView::submit(const session::OrderIntent& intent)
{
    session::OrderIntent named = intent;
    named.pair = intent.pair.isKnown() ? intent.pair : m_pair;
    m_client.submit(named);
}

void MarketView::cancelAll()
{
    m_client.cancelAll(m_pair);
}

void MarketView::resetBreaker()
{
    m_client.resetBreaker(m_pair);
}

void MarketView::setPreview(const core::Quantity& size, const QString& venue, int place)
{
    m_client.post(&TradingSession::setPreview, size, venue, place, m_number);
}

void MarketView::setSignal(double strength, bool isRaised)
{
    m_client.post(&TradingSession::setSignal, strength, isRaised, m_number);
}

void MarketView::setComparedNotional(double notional)
{
    m_client.post(&TradingSession::setComparedNotional, notional, m_number);
}

} // namespace leadline::models
