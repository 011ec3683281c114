// SPDX-License-Identifier: MIT
#include "engine/feeds/instrument_requests.h"

#include "engine/venues/market_decoder.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace leadline::feeds
{

InstrumentRequests::InstrumentRequests(
    const venues::VenueProtocol& protocol, PacedRest& rest, const TransportTiming& timing, QObject* parent)
    : QObject(parent)
    , m_protocol(protocol)
    , m_rest(rest)
    , m_timing(timing)
{
    m_start.setSingleShot(true);
    connect(&m_start, &QTimer::timeout, this, &InstrumentRequests::start);
}

void InstrumentRequests::ask(core::Symbol symbol)
{
    if (!m_protocol.instrumentPath(std::array{symbol}).empty() && !m_open.contains(symbol)) {
        m_unasked.insert(symbol);
        m_start.start(0);
    }
}

void InstrumentRequests::forget(core::Symbol symbol)
{
    m_unasked.erase(symbol);
    m_open.erase(symbol);
}

void InstrumentRequests::start()
{
    const Symbols symbols(m_unasked.begin(), m_unasked.end());
    m_unasked.clear();
    m_open.insert(symbols.begin(), symbols.end());
    const std::size_t most = m_protocol.limits().instrumentsPerRequest;
    const std::size_t atOnce = most == 0 ? symbols.size() : most;
    for (std::size_t at = 0; at < symbols.size(); at += atOnce) {
        const auto begin = symbols.begin() + static_cast<std::ptrdiff_t>(at);
        request({begin, begin + static_cast<std::ptrdiff_t>(std::min(atOnce, symbols.size() - at))});
    }
}

void InstrumentRequests::request(const Symbols& symbols)
{
    // They come before books: without them no price can be shown as the venue writes it.
    if (!symbols.empty()) {
        m_rest.get(m_protocol.instrumentPath(symbols), m_protocol.limits().instrumentWeight, PacedRest::Turn::Next,
            [this, symbols](const RestClient::Answer& answer) { answered(wantedOf(symbols), answer); });
    }
}

InstrumentRequests::Symbols InstrumentRequests::wantedOf(const Symbols& symbols) const
{
    Symbols wanted;
    std::ranges::copy_if(
        symbols, std::back_inserter(wanted), [this](const core::Symbol& symbol) { return m_open.contains(symbol); });
    return wanted;
}

void InstrumentRequests::answered(const Symbols& symbols, const RestClient::Answer& answer)
{
    if (symbols.empty()) {
        return;
    }
    if (answer.isGood()) {
        read(symbols, answer);
        return;
    }
    if (answer.isForNothing()) {
        if (symbols.size() == 1) {
            refuse(symbols.front(), answer.problem());
            return;
        }
        // One symbol that is not known costs all of the request: the others are found by halves.
        const auto middle = symbols.begin() + static_cast<std::ptrdiff_t>(symbols.size() / 2);
        request({symbols.begin(), middle});
        request({middle, symbols.end()});
        return;
    }
    ++m_failures;
    retry(symbols,
        std::max(
            {std::chrono::milliseconds(answer.retryAfter), retryDelay(m_timing, m_failures, 0.5), m_timing.firstRetry}),
        answer.problem());
}

void InstrumentRequests::read(const Symbols& symbols, const RestClient::Answer& answer)
{
    m_failures = 0;
    QByteArray body = answer.body;
    const auto size = static_cast<std::size_t>(body.size());
    body.append(static_cast<qsizetype>(venues::MarketDecoder::padding), ' ');
    const auto list = m_protocol.readInstruments({body.constData(), size}, symbols);
    if (!list) {
        retry(symbols, m_timing.longestRetry, QString::fromStdString(list.error().what));
        return;
    }
    Q_EMIT described(symbols, answer.body);
    for (const core::Instrument& instrument : list->instruments) {
        if (m_open.erase(instrument.id.symbol) > 0) {
            Q_EMIT known(instrument);
        }
    }
    for (const auto& missing : list->missing) {
        refuse(missing.symbol, QString::fromStdString(missing.defect.what));
    }
}

void InstrumentRequests::refuse(core::Symbol symbol, const QString& why)
{
    if (m_open.erase(symbol) > 0) {
        Q_EMIT refused(symbol, why);
    }
}

void InstrumentRequests::retry(const Symbols& symbols, std::chrono::milliseconds wait, const QString& why)
{
    QTimer::singleShot(wait, this, [this, symbols] { request(wantedOf(symbols)); });
    Q_EMIT troubled(
        tr("reference data: %1; again in %2 s").arg(why).arg(static_cast<double>(wait.count()) / 1000, 0, 'f', 1));
}

} // namespace leadline::feeds
