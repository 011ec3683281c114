// SPDX-License-Identifier: MIT
/// Reference data over REST, of many symbols with as few requests as the venue takes.
#pragma once

#include "engine/core/instrument.h"
#include "engine/feeds/paced_rest.h"
#include "engine/feeds/transport_timing.h"
#include "engine/venues/venue_protocol.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <set>
#include <vector>

namespace leadline::feeds
{

/// Thread: its owner's.
class InstrumentRequests final : public QObject
{
    Q_OBJECT

public:
    /// Protocol and requests must outlive it.
    InstrumentRequests(const venues::VenueProtocol& protocol, PacedRest& rest, const TransportTiming& timing,
        QObject* parent = nullptr);

    /// Symbols that are asked for in one turn of the event loop share a request. Nothing to do where the venue
    /// describes its instruments in the stream.
    void ask(core::Symbol symbol);
    void forget(core::Symbol symbol);

Q_SIGNALS:
    void known(const leadline::core::Instrument& instrument);
    /// The venue's answer about them, as it came.
    void described(const std::vector<leadline::core::Symbol>& symbols, const QByteArray& body);
    /// The venue does not describe such a symbol; it is not asked for again.
    void refused(core::Symbol symbol, const QString& why);
    void troubled(const QString& what);

private:
    using Symbols = std::vector<core::Symbol>;

    void start();
    void request(const Symbols& symbols);
    void answered(const Symbols& symbols, const RestClient::Answer& answer);
    void read(const Symbols& symbols, const RestClient::Answer& answer);
    void refuse(core::Symbol symbol, const QString& why);
    /// Those of them that nobody forgot.
    [[nodiscard]] Symbols wantedOf(const Symbols& symbols) const;
    void retry(const Symbols& symbols, std::chrono::milliseconds wait, const QString& why);

    const venues::VenueProtocol& m_protocol;
    PacedRest& m_rest;
    TransportTiming m_timing;
    std::set<core::Symbol> m_unasked;
    std::set<core::Symbol> m_open; ///< asked for and not answered
    QTimer m_start;
    int m_failures = 0;
};

} // namespace leadline::feeds
