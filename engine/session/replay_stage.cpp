// SPDX-License-Identifier: MIT
#include "engine/session/replay_stage.h"

namespace leadline::session
{

ReplayStage::ReplayStage(const desk::Desk& desk, const BookQuotes& quotes)
    : m_rulesVersion(desk.rulesVersion())
    , m_desk(desk.settings(), *this)
    , m_views(m_desk, m_clock, m_eventTime)
    , m_quotes(m_desk, m_clock)
{
    m_desk.goBy(desk);
    m_quotes.goBy(quotes);
}

ReplayStage::ReplayStage(const ReplayStage& other)
    : desk::MarketListener(other)
    , m_rulesVersion(other.m_rulesVersion)
    , m_eventTime(other.m_eventTime)
    , m_desk(other.m_desk.settings(), *this)
    , m_views(m_desk, m_clock, m_eventTime)
    , m_quotes(m_desk, m_clock)
{
    m_desk.goBy(other.m_desk);
    m_desk.become(other.m_desk);
    for (const core::Pair& pair : other.m_views.watched()) {
        m_views.add(pair, *m_desk.find(other.m_views.homeOf(pair)->instrument().id));
    }
    m_views.remember(other.m_views);
    m_quotes.goBy(other.m_quotes);
    m_quotes.remember(other.m_quotes);
}

bool ReplayStage::goesBy(const desk::Desk& desk, const BookQuotes& quotes) const
{
    return m_rulesVersion == desk.rulesVersion() && m_quotes.goesBy(quotes);
}

void ReplayStage::sampled(const desk::Market& market, const features::FeatureSet& features)
{
    m_views.sampled(market, features);
}

void ReplayStage::traded(const desk::Market& market, const core::Trade& trade)
{
    m_views.traded(market, trade);
    m_quotes.traded(market, trade);
}

void ReplayStage::bookMoved(const desk::Market& market, const core::BookUpdate* /*update*/)
{
    m_views.bookMoved(market);
}

} // namespace leadline::session
