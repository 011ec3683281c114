// SPDX-License-Identifier: MIT
#include "engine/feeds/book_renewals.h"

#include <algorithm>
#include <array>

namespace leadline::feeds
{

namespace
{

/// A book that is lost again and again is not asked for more often than this.
constexpr std::chrono::milliseconds renewalPause{1000};
/// A book that was asked for in the stream and did not come is asked for again.
constexpr int renewalPatience = 10;

} // namespace

BookRenewals::BookRenewals(
    const venues::VenueProtocol& protocol, PacedRest& rest, const TransportTiming& timing, QObject* parent)
    : QObject(parent)
    , m_protocol(protocol)
    , m_rest(rest)
    , m_timing(timing)
{
}

BookRenewals::Renewal& BookRenewals::renewalOf(core::Symbol symbol)
{
    auto& renewal = m_renewals[symbol];
    if (!renewal) {
        renewal = std::make_unique<Renewal>();
        renewal->number = ++m_lastNumber;
        renewal->pause.setSingleShot(true);
        connect(&renewal->pause, &QTimer::timeout, this, [this, symbol] { begin(symbol); });
    }
    return *renewal;
}

std::chrono::milliseconds BookRenewals::pauseBetween() const
{
    return std::min(renewalPause, m_timing.firstRetry * 2);
}

bool BookRenewals::comesInStream(core::Symbol symbol) const
{
    return m_protocol.snapshotPath(symbol).empty() && !m_protocol.bookRenewalTexts(std::array{symbol}).empty();
}

void BookRenewals::renew(core::Symbol symbol)
{
    Renewal& renewal = renewalOf(symbol);
    if (renewal.isUnderWay || renewal.pause.isActive()) {
        return;
    }
    const auto pause = pauseBetween();
    const std::chrono::milliseconds since(renewal.sinceLast.isValid() ? renewal.sinceLast.elapsed() : pause.count());
    if (since < pause) {
        renewal.pause.start(pause - since);
    } else {
        begin(symbol);
    }
}

void BookRenewals::begin(core::Symbol symbol)
{
    Renewal& renewal = renewalOf(symbol);
    renewal.sinceLast.start();
    const std::string path = m_protocol.snapshotPath(symbol);
    if (path.empty()) {
        if (comesInStream(symbol)) {
            renewal.pause.start(pauseBetween() * renewalPatience);
            Q_EMIT resubscriptionDue(symbol);
        }
        return;
    }
    renewal.isUnderWay = true;
    m_rest.get(path, m_protocol.limits().snapshotWeight, PacedRest::Turn::Last,
        [this, symbol, number = renewal.number](const RestClient::Answer& answer) {
            const auto found = m_renewals.find(symbol);
            if (found != m_renewals.end() && found->second->number == number) {
                answered(symbol, answer);
            }
        });
}

void BookRenewals::answered(core::Symbol symbol, const RestClient::Answer& answer)
{
    Renewal& renewal = renewalOf(symbol);
    renewal.isUnderWay = false;
    if (answer.isGood()) {
        renewal.failures = 0;
        Q_EMIT snapshotReceived(symbol, answer.body);
        return;
    }
    ++renewal.failures;
    const auto wait = answer.isForNothing() ? m_timing.longestRetry
                                            : std::max({std::chrono::milliseconds(answer.retryAfter),
                                                retryDelay(m_timing, renewal.failures, 0.5), m_timing.firstRetry});
    renewal.pause.start(wait);
    if (answer.isForNothing()) {
        Q_EMIT refused(symbol, answer.problem());
        return;
    }
    Q_EMIT troubled(tr("book of %1: %2; again in %3 s")
                        .arg(QString::fromStdString(symbol.text()), answer.problem())
                        .arg(static_cast<double>(wait.count()) / 1000, 0, 'f', 1));
}

void BookRenewals::expect(core::Symbol symbol)
{
    Renewal& renewal = renewalOf(symbol);
    renewal.pause.stop();
    if (comesInStream(symbol)) {
        renewal.pause.start(pauseBetween() * renewalPatience);
    }
}

void BookRenewals::arrived(core::Symbol symbol)
{
    if (const auto found = m_renewals.find(symbol); found != m_renewals.end()) {
        found->second->pause.stop();
    }
}

void BookRenewals::failed(core::Symbol symbol)
{
    renewalOf(symbol).pause.start(renewalPause);
}

void BookRenewals::forget(core::Symbol symbol)
{
    m_rest.cancel(m_protocol.snapshotPath(symbol));
    m_renewals.erase(symbol);
}

} // namespace leadline::feeds
