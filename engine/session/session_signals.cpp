// SPDX-License-Identifier: MIT
/// The engine's ears: signals of a file, a local socket and a model.
#include "engine/session/trading_session.h"

#include "engine/signals/model.h"
#include "engine/signals/signal_feed.h"

#include <algorithm>

namespace leadline::session
{

void TradingSession::startSignals()
{
    const SignalOptions& options = m_options.signal;
    if (!options.model.empty()) {
        if (auto model = signals::Model::load(options.model)) {
            m_model = std::make_unique<signals::Model>(std::move(*model));
            for (const std::string& warning : m_model->warnings()) {
                Q_EMIT troubled(QString::fromStdString(warning));
            }
        } else {
            Q_EMIT troubled(tr("No model: %1").arg(QString::fromStdString(model.error().what)));
        }
    }
    if (options.file.isEmpty() && options.socket.isEmpty()) {
        return;
    }
    m_signalFeed = std::make_unique<signals::SignalFeed>(
        m_clock, signals::SignalFeedOptions{.file = options.file, .socket = options.socket});
    connect(m_signalFeed.get(), &signals::SignalFeed::arrived, this, &TradingSession::hearSignal);
    connect(m_signalFeed.get(), &signals::SignalFeed::refused, this, &TradingSession::troubled);
    connect(m_signalFeed.get(), &signals::SignalFeed::noted, this, &TradingSession::troubled);
    if (const auto opened = m_signalFeed->open(); !opened) {
        Q_EMIT troubled(tr("No signals: %1").arg(QString::fromStdString(opened.error().what)));
        m_signalFeed.reset();
    }
}

void TradingSession::setSignalRules(int sends, qint64 maxAgeMs)
{
    m_options.signal.sends = static_cast<SignalOptions::Sends>(sends);
    m_options.signal.maxAge = std::chrono::milliseconds(maxAgeMs);
}

bool TradingSession::isOnShow(const core::Symbol& symbol) const
{
    if (m_market == nullptr) {
        return false;
    }
    const desk::MarketGroup& group = *m_market->group();
    return symbol.view() == group.pair().text() || symbol.view() == m_market->instrument().pair.text()
        || std::ranges::any_of(
            group.members(), [&](const auto& member) { return member.market->instrument().id.symbol == symbol; });
}

void TradingSession::hearSignal(const signals::Signal& signal)
{
    const QString name = QString::fromStdString(signal.id);
    if (!isOnShow(signal.symbol)) {
        Q_EMIT troubled(
            tr("Signal %1 is for %2, which is not on show").arg(name, QString::fromStdString(signal.symbol.text())));
        return;
    }
    const core::Duration age = m_clock.now() - signal.time;
    if (age > m_options.signal.maxAge) {
        Q_EMIT troubled(tr("Signal %1 is %2 s old: it is not acted upon")
                            .arg(name)
                            .arg(std::chrono::duration<double>(age).count(), 0, 'f', 1));
        return;
    }
    constexpr std::chrono::seconds clocksDiffer{5};
    if (age < -clocksDiffer) {
        Q_EMIT troubled(tr("Signal %1 is dated %2 s ahead of this machine's clock: it is not acted upon")
                            .arg(name)
                            .arg(-std::chrono::duration<double>(age).count(), 0, 'f', 1));
        return;
    }
    m_heard = {.side = signal.side, .strength = signal.strength, .source = signal.source, .time = m_clock.now()};
    if (signal.size.isZero()) {
        return;
    }
    using Sends = SignalOptions::Sends;
    const Sends sends = m_options.signal.sends;
    const routing::Signal strength{.strength = signal.strength};
    if (sends == Sends::Nothing || (sends == Sends::Paper && m_isLive)) {
        decide({.side = signal.side, .size = signal.size, .signal = strength});
        Q_EMIT troubled(tr("Signal %1 was judged and not sent: signal.send").arg(name));
        return;
    }
    submit({.side = signal.side, .size = signal.size, .signal = strength, .clicked = m_clock.steady()});
}

void TradingSession::score(const features::FeatureSet& sample)
{
    if (!m_model) {
        return;
    }
    const auto score = m_model->score(sample);
    if (!score) {
        Q_EMIT troubled(tr("The model stopped: %1").arg(QString::fromStdString(score.error().what)));
        m_model.reset();
        return;
    }
    m_heard = {.side = score->side(), .strength = score->strength(), .source = "model", .time = m_clock.now()};
    for (const signals::OutOfRange& found : score->outOfRange) {
        if (m_toldOutOfRange.insert(found.feature).second) {
            Q_EMIT troubled(tr("Model: %1").arg(QString::fromStdString(signals::describe(found))));
        }
    }
}

std::optional<HeardSignal> TradingSession::heardLately() const
{
    return m_heard && m_clock.now() - m_heard->time <= m_options.signal.maxAge ? m_heard : std::nullopt;
}

} // namespace leadline::session
