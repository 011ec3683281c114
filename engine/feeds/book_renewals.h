// SPDX-License-Identifier: MIT
/// Books that must begin anew, each by itself: by a REST snapshot, or by subscribing again.
#pragma once

#include "engine/core/names.h"
#include "engine/feeds/paced_rest.h"
#include "engine/feeds/transport_timing.h"
#include "engine/venues/venue_protocol.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <map>
#include <memory>

namespace leadline::feeds
{

/// Requests for a symbol that follow too quickly wait, and one that brings nothing is repeated. Thread: its owner's.
class BookRenewals final : public QObject
{
    Q_OBJECT

public:
    /// Protocol and requests must outlive it.
    BookRenewals(const venues::VenueProtocol& protocol, PacedRest& rest, const TransportTiming& timing,
        QObject* parent = nullptr);

    /// The book of the symbol begins anew, as soon as it may.
    void renew(core::Symbol symbol);
    /// A book that was subscribed to and comes in the stream: it is asked for again where it does not.
    void expect(core::Symbol symbol);
    /// The book began.
    void arrived(core::Symbol symbol);
    /// The answer to a snapshot request was no book.
    void failed(core::Symbol symbol);
    /// What is under way for the symbol is of no interest any more.
    void forget(core::Symbol symbol);
    [[nodiscard]] bool comesInStream(core::Symbol symbol) const;

Q_SIGNALS:
    /// Of venues whose books begin in the stream.
    void resubscriptionDue(core::Symbol symbol);
    void snapshotReceived(core::Symbol symbol, const QByteArray& body);
    /// The venue knows no such symbol.
    void refused(core::Symbol symbol, const QString& why);
    void troubled(const QString& what);

private:
    struct Renewal {
        std::uint64_t number = 0; ///< answers to an earlier one of the symbol are too late
        QTimer pause;
        QElapsedTimer sinceLast;
        int failures = 0;
        bool isUnderWay = false; ///< a REST request waits, or was sent
    };

    Renewal& renewalOf(core::Symbol symbol);
    [[nodiscard]] std::chrono::milliseconds pauseBetween() const;
    void begin(core::Symbol symbol);
    void answered(core::Symbol symbol, const RestClient::Answer& answer);

    const venues::VenueProtocol& m_protocol;
    PacedRest& m_rest;
    TransportTiming m_timing;
    std::map<core::Symbol, std::unique_ptr<Renewal>> m_renewals;
    std::uint64_t m_lastNumber = 0;
};

} // namespace leadline::feeds
