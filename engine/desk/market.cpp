// SPDX-License-Identifier: MIT
#include "engine/desk/market.h"

#include "engine/desk/desk_settings.h"

#include <algorithm>
#include <utility>

namespace leadline::desk
{

namespace
{

/// The venue's own touch may contradict ours this often in a row before the book counts as wrong and is rebuilt.
constexpr int contradictionsAllowed = 2;

} // namespace

MarketCounters& MarketCounters::operator+=(const MarketCounters& other)
{
    messages += other.messages;
    book += other.book;
    touchChecked += other.touchChecked;
    touchEqual += other.touchEqual;
    return *this;
}

Market::Market(const core::Instrument& instrument, const book::BookRules& rules,
    const features::FeatureSettings& features, const risk::RiskLimits& limits, MarketListener& listener)
    : m_instrument(instrument)
    , m_listener(listener)
    , m_limits(limits)
    , m_tracker(rules)
    , m_others(m_tracker.book())
    , m_referee(rules.referee)
    , m_features(new features::FeatureStream(m_tracker.book(), instrument, features, *this))
{
}

Market::Market(const Market& other, MarketListener& listener)
    : m_instrument(other.m_instrument)
    , m_listener(listener)
    , m_limits(other.m_limits)
    , m_tracker(other.m_tracker)
    , m_others(m_tracker.book())
    , m_referee(other.m_referee)
    , m_features(new features::FeatureStream(*other.m_features, m_tracker.book(), *this))
    , m_sample(other.m_sample)
    , m_breaker(other.m_breaker)
    , m_times(other.m_times)
    , m_access(other.m_access)
    , m_volatilityBps(other.m_volatilityBps)
    , m_messages(other.m_messages)
    , m_priceDecimals(other.m_priceDecimals)
{
}

bool Market::apply(const core::MarketMessage& message)
{
    using Kind = core::MarketMessage::Kind;
    if (message.messagesLost) {
        loseMessages();
    }
    if (message.kind == Kind::Other || message.kind == Kind::Heartbeat || message.kind == Kind::Listed) {
        return message.messagesLost;
    }
    ++m_messages;
    m_times.take(message.eventTime(), message.receiveTime);
    m_priceDecimals = std::max(m_priceDecimals, message.priceDecimals);

    bool snapshotNeeded = message.messagesLost;
    switch (message.kind) {
    case Kind::Book:
        if (message.book.kind != core::BookUpdateKind::Diff && m_instrument.tick.raw() == 0) {
            core::Instrument inferred = m_instrument;
            core::inferSteps(inferred, message.book.bids, message.book.asks);
            setInstrument(inferred);
        }
        snapshotNeeded = applyBook(message) || snapshotNeeded;
        break;
    case Kind::Trade:
        m_features->traded(message.trade);
        m_listener.traded(*this, message.trade);
        break;
    case Kind::Top:
        m_referee.venueSays(message.top);
        break;
    case Kind::Instrument:
        setInstrument(message.instrument);
        m_access.instrument = message.status;
        break;
    case Kind::Status:
        (message.symbol.isEmpty() ? m_access.venue : m_access.instrument) = message.status;
        break;
    case Kind::Halt:
        m_access.instrument = message.halt.what == core::HaltNotice::What::Resumed ? core::TradingStatus::Online
                                                                                   : core::TradingStatus::Closed;
        break;
    case Kind::Bands:
    case Kind::Heartbeat:
    case Kind::Listed:
    case Kind::Other:
        break;
    }
    if (m_referee.failuresInARow() > contradictionsAllowed) {
        m_tracker.distrust(*this);
        snapshotNeeded = true;
    }
    return snapshotNeeded;
}

bool Market::applyBook(const core::MarketMessage& message)
{
    if (message.book.eventTime != core::Timestamp{}) {
        return m_tracker.apply(message.book, *this);
    }
    // A snapshot without a time of its own is as old as what came before it, or as it was received.
    core::BookUpdate update = message.book;
    update.eventTime = m_times.newest != core::Timestamp{} ? m_times.newest : message.receiveTime;
    return m_tracker.apply(update, *this);
}

void Market::restart()
{
    m_tracker.restart(*this);
}

void Market::loseMessages()
{
    // A book that has not begun, or is lost already, has nothing to lose.
    if (m_tracker.state() != book::BookState::Waiting && m_tracker.state() != book::BookState::Gap) {
        m_tracker.distrust(*this);
    }
}

void Market::setInstrument(const core::Instrument& instrument)
{
    const core::Instrument before = std::exchange(m_instrument, instrument);
    if (before.pair.isKnown()) {
        m_instrument.pair = before.pair; // what it was grouped by
        m_instrument.isPairGuessed = before.isPairGuessed;
    }
    if (before.countsContracts && !m_instrument.countsContracts) {
        // Reference data that say nothing of contracts do not make coins of them.
        m_instrument.countsContracts = true;
        m_instrument.contractSize = before.contractSize;
        m_instrument.kind = before.kind;
    }
    m_features->setInstrument(m_instrument);
    if (before.contractSize != m_instrument.contractSize || before.kind != m_instrument.kind) {
        m_listener.bookMoved(*this, nullptr); // the same contracts are other coins now
    }
}

void Market::setPair(const core::Pair& pair)
{
    m_instrument.pair = pair;
    m_instrument.isPairGuessed = false;
}

void Market::setOwnOrders(std::vector<core::Level> bids, std::vector<core::Level> asks)
{
    m_others.setOwn(std::move(bids), std::move(asks));
    m_features->setBook(othersBook());
}

void Market::setFeatureSettings(const features::FeatureSettings& settings)
{
    // Windows are kept by length of history, not by setting: changed definitions start with fresh windows.
    m_features.reset(new features::FeatureStream(othersBook(), m_instrument, settings, *this));
}

Trust Market::trust(core::Duration age, double freshnessSeconds, const TrustRules& rules) const
{
    const auto exceeds = [](core::Duration time, double seconds) {
        return std::chrono::duration<double>(time).count() > seconds;
    };
    if (!m_access.isConnected) {
        return Trust::Bad;
    }
    const bool isStale = exceeds(age, freshnessSeconds);
    switch (m_tracker.state()) {
    case book::BookState::Gap:
    case book::BookState::TouchAside:
        return Trust::Bad;
    case book::BookState::Waiting:
    case book::BookState::Joining:
        return isStale ? Trust::Bad : Trust::Doubtful;
    case book::BookState::InSync:
        break;
    }
    if (isStale || !m_tracker.book().isValid()) {
        return Trust::Bad;
    }
    // Data that comes late shows a market that was.
    return exceeds(age, rules.lateSeconds) || exceeds(m_times.delay, rules.delayedSeconds)
            || m_referee.failuresInARow() > 0
        ? Trust::Doubtful
        : Trust::Good;
}

MarketCounters Market::counters() const
{
    return {m_messages, m_tracker.counters(), m_referee.checked(), m_referee.equal()};
}

void Market::resetCounters()
{
    m_messages = 0;
    m_tracker.resetCounters();
    m_referee.resetCounters();
}

void Market::bookWillChange(core::Timestamp eventTime)
{
    m_features->bookWillChange(eventTime);
}

void Market::bookChanged(const core::BookUpdate& update)
{
    m_times.bookChanged(update.eventTime);
    m_others.update();
    m_features->bookChanged(update);
    const auto bid = book().best(core::Side::Bid);
    const auto ask = book().best(core::Side::Ask);
    m_referee.bookIs(update.finalId, bid.value_or(core::Level{}), ask.value_or(core::Level{}));
    m_listener.bookMoved(*this, &update);
}

void Market::bookRestarted()
{
    m_referee.restart();
    m_features->bookRestarted();
    m_listener.bookMoved(*this, nullptr);
}

void Market::sampled(const features::FeatureSet& features)
{
    m_volatilityBps = features[features::Feature::VolatilityBps];
    m_sample = features;
    m_breaker.update(features.time, features[features::Feature::SpreadStabilityNorm100], m_limits);
    m_listener.sampled(*this, features);
}

} // namespace leadline::desk
