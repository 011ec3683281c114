// SPDX-License-Identifier: MIT
#include "engine/session/signal_intake.h"

#include "engine/session/running_model.h"
#include "engine/signals/signal_feed.h"

#include <cmath>
#include <utility>

namespace leadline::session
{

namespace
{

/// A signal may be dated so far ahead of this machine's clock.
constexpr std::chrono::seconds clocksDiffer{5};

} // namespace

SignalIntake::SignalIntake(
    SignalOptions options, const core::Clock& clock, const core::Clock& marketTime, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_marketTime(marketTime)
{
    m_rollout.setRules(m_options.rollout);
}

SignalIntake::~SignalIntake() = default;

void SignalIntake::start()
{
    m_isStarted = true;
    if (!m_options.model.empty()) {
        m_model =
            std::make_unique<RunningModel>(m_options.model, [this](const QString& what) { Q_EMIT problem(what); });
        m_model->setMaxAge(m_options.modelMaxAge);
        m_model->refresh(m_clock);
    }
    if (m_options.file.isEmpty() && m_options.socket.isEmpty()) {
        return;
    }
    m_feed = std::make_unique<signals::SignalFeed>(m_clock,
        signals::SignalFeedOptions{.file = m_options.file,
            .socket = m_options.socket,
            .objection = [this](const signals::Signal& signal) { return objectionTo(signal); }});
    connect(m_feed.get(), &signals::SignalFeed::arrived, this, &SignalIntake::receive);
    connect(m_feed.get(), &signals::SignalFeed::refused, this, &SignalIntake::problem);
    connect(m_feed.get(), &signals::SignalFeed::noted, this, &SignalIntake::problem);
    if (const auto opened = m_feed->open(); !opened) {
        Q_EMIT problem(tr("No signals: %1").arg(QString::fromStdString(opened.error().what)));
        m_feed.reset();
    }
}

void SignalIntake::stop()
{
    m_isStarted = false;
    m_feed.reset();
    m_model.reset();
}

void SignalIntake::setOptions(const SignalOptions& options)
{
    const bool isElsewhere = m_isStarted && !options.hasSourcesOf(m_options);
    m_options = options;
    m_rollout.setRules(options.rollout);
    if (isElsewhere) {
        stop();
        m_latest.clear(); // what the old sources said is nobody's word any more
        start();
    } else if (m_model) {
        m_model->setMaxAge(options.modelMaxAge);
    }
}

std::optional<std::string> SignalIntake::objectionTo(const signals::Signal& signal) const
{
    const core::Duration age = m_clock.now() - signal.time;
    const QString seconds = QString::number(std::abs(std::chrono::duration<double>(age).count()), 'f', 1);
    const QString name = QString::fromStdString(signal.id);
    if (age > m_options.maxAge) {
        return tr("Signal %1 is %2 s old: it is not acted upon").arg(name, seconds).toStdString();
    }
    if (age < -clocksDiffer) {
        return tr("Signal %1 is dated %2 s ahead of this machine's clock: it is not acted upon")
            .arg(name, seconds)
            .toStdString();
    }
    return std::nullopt;
}

void SignalIntake::receive(const signals::Signal& signal)
{
    const QString name = QString::fromStdString(signal.id);
    const auto pair = instrumentOf(signal.symbol);
    if (!pair) {
        Q_EMIT problem(
            tr("Signal %1 is for %2, which is not watched").arg(name, QString::fromStdString(signal.symbol.text())));
        return;
    }
    m_latest[*pair] = {
        .side = signal.side, .strength = signal.strength, .source = signal.source, .time = m_marketTime.now()};
    if (!signal.size.isZero()) {
        Q_EMIT accepted(signal, *pair);
    }
}

void SignalIntake::score(const core::MarketId& market, const core::Pair& pair, const features::FeatureSet& sample)
{
    if (!m_model) {
        return;
    }
    if (const auto heard = m_model->score(market, sample, m_clock)) {
        HeardSignal& latest = m_latest[pair] = *heard;
        latest.time = m_marketTime.now();
    }
}

void SignalIntake::forget()
{
    m_latest.clear();
    if (m_model) {
        m_model->forgetOutcomes();
    }
}

std::optional<HeardSignal> SignalIntake::latest(const core::Pair& pair) const
{
    const auto known = m_latest.find(pair);
    const bool isFresh = known != m_latest.end() && m_marketTime.now() - known->second.time <= m_options.maxAge;
    return isFresh ? std::optional(known->second) : std::nullopt;
}

} // namespace leadline::session
