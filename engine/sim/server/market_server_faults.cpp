// SPDX-License-Identifier: MIT
// The faults of transport and of trading, and what passes through them.
#include "engine/sim/server/market_server.h"

#include <QTcpSocket>
#include <QTimer>
#include <QWebSocket>

#include <array>
#include <charconv>

namespace leadline::sim
{

namespace
{

/// How long a fault lasts that is a state and not a moment.
constexpr std::chrono::seconds faultLength{10};
constexpr double jumpShare = 0.02;
/// Answers of the trading side that are late: within a client's patience, and beyond it.
constexpr std::chrono::milliseconds shortDelay{60};
constexpr std::chrono::milliseconds longDelay{4'500};
constexpr std::chrono::seconds banLength{2};
constexpr std::chrono::seconds clockJump{10};

constexpr std::array faultNames{std::pair{"gap", FaultKind::Gap}, std::pair{"checksum", FaultKind::Checksum},
    std::pair{"stall", FaultKind::Stall}, std::pair{"drop", FaultKind::Drop},
    std::pair{"no-snapshot", FaultKind::NoSnapshot}, std::pair{"jump", FaultKind::Jump},
    std::pair{"late", FaultKind::Late}, std::pair{"no-quotes", FaultKind::NoQuotes},
    std::pair{"not-authorized", FaultKind::NotAuthorized}, std::pair{"unavailable", FaultKind::Unavailable}};

} // namespace

std::optional<Fault> parseFault(std::string_view text)
{
    const auto colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    Fault fault;
    for (const auto& [known, kind] : faultNames) {
        if (name == known) {
            fault.kind = kind;
        }
    }
    if (fault.kind == FaultKind::None) {
        return std::nullopt;
    }
    if (colon != std::string_view::npos) {
        const std::string_view number = text.substr(colon + 1);
        const auto [end, bad] = std::from_chars(number.data(), number.data() + number.size(), fault.everySeconds);
        if (bad != std::errc{} || end != number.data() + number.size() || fault.everySeconds < 1) {
            return std::nullopt;
        }
    }
    return fault;
}

ProtocolFault MarketServer::lastingFault(FaultKind kind)
{
    return kind == FaultKind::NoSnapshot   ? ProtocolFault::NoSnapshot
        : kind == FaultKind::NoQuotes      ? ProtocolFault::NoQuotes
        : kind == FaultKind::NotAuthorized ? ProtocolFault::NotAuthorized
        : kind == FaultKind::Unavailable   ? ProtocolFault::Unavailable
                                           : ProtocolFault::None;
}

void MarketServer::serve(const RestRequest& request, QTcpSocket* socket, const std::function<void(RestAnswer)>& answer)
{
    catchUp();
    const core::Timestamp now = m_venue.market->now();
    const TradeAction action = m_venue.simulator->actionOf(request);
    if (action != TradeAction::None && now < m_bannedUntil) {
        return answer(m_venue.simulator->refusal(TradeFault::Banned, request).value_or(RestAnswer{418, "{}"}));
    }
    if (!m_tradeFaults.strikes(action)) {
        return answer(m_venue.simulator->rest(request));
    }
    // Cutting the connection inside its own signal would pull the ground from under it.
    const auto cut = [socket] { QTimer::singleShot(0, socket, [socket] { socket->abort(); }); };
    const bool isDone = m_tradeFaults.tossesHeads();
    switch (m_tradeFaults.fault()) {
    case TradeFault::DropRequest:
    case TradeFault::DropOnCancel:
        if (isDone) {
            static_cast<void>(m_venue.simulator->rest(request));
        }
        return cut();
    case TradeFault::LoseAnswer:
        static_cast<void>(m_venue.simulator->rest(request));
        return;
    case TradeFault::Delay: {
        const RestAnswer late = m_venue.simulator->rest(request);
        QTimer::singleShot(isDone ? shortDelay : longDelay, this, [answer, late] { answer(late); });
        return;
    }
    case TradeFault::ServerError:
        if (isDone) {
            static_cast<void>(m_venue.simulator->rest(request));
        }
        return answer(m_venue.simulator->serverError(isDone ? RequestFate::CarriedOut : RequestFate::Dropped));
    case TradeFault::PartialFill: {
        const RestAnswer placed = m_venue.simulator->rest(request);
        m_venue.simulator->fillNewest();
        return answer(placed);
    }
    case TradeFault::SessionExpires:
        m_venue.simulator->endSessions();
        return answer(m_venue.simulator->rest(request));
    case TradeFault::ClockSkew:
        m_venue.simulator->setClockOffset(isDone ? clockJump : core::Duration{});
        return answer(m_venue.simulator->rest(request));
    case TradeFault::Banned:
        m_bannedUntil = now + banLength;
        return answer(m_venue.simulator->refusal(TradeFault::Banned, request).value_or(RestAnswer{418, "{}"}));
    case TradeFault::Reject:
    case TradeFault::TooManyRequests:
        return answer(m_venue.simulator->refusal(m_tradeFaults.fault(), request).value_or(RestAnswer{429, "{}"}));
    case TradeFault::AnswerTwice:
    case TradeFault::Reorder:
    case TradeFault::None:
        return answer(m_venue.simulator->rest(request));
    }
}

void MarketServer::received(ClientId client, const std::string& text)
{
    catchUp();
    if (!m_tradeFaults.strikes(m_venue.simulator->actionOfText(text))) {
        return m_venue.simulator->received(client, text);
    }
    const bool isDone = m_tradeFaults.tossesHeads();
    switch (m_tradeFaults.fault()) {
    case TradeFault::DropRequest:
    case TradeFault::DropOnCancel:
        if (isDone) {
            m_venue.simulator->received(client, text);
        }
        if (QWebSocket* const socket = m_clients.value(client)) {
            abortLater(socket);
        }
        return;
    case TradeFault::LoseAnswer:
        m_muted = client;
        m_venue.simulator->received(client, text);
        m_muted = 0;
        return;
    case TradeFault::Delay:
        m_answersLater = isDone ? shortDelay : longDelay;
        m_venue.simulator->received(client, text);
        m_answersLater = {};
        return;
    case TradeFault::PartialFill:
        m_venue.simulator->received(client, text);
        return m_venue.simulator->fillNewest();
    case TradeFault::SessionExpires:
        // The token dies with its connection.
        m_venue.simulator->endSessions();
        m_venue.simulator->received(client, text);
        if (QWebSocket* const socket = m_clients.value(client)) {
            abortLater(socket);
        }
        return;
    case TradeFault::ServerError:
        if (isDone) {
            m_muted = client;
            m_venue.simulator->received(client, text);
            m_muted = 0;
        }
        [[fallthrough]];
    case TradeFault::Reject:
    case TradeFault::TooManyRequests:
    case TradeFault::Banned:
    case TradeFault::ClockSkew:
        if (const auto refusal = m_venue.simulator->refusalText(m_tradeFaults.fault(), text)) {
            say(client, QByteArray::fromStdString(*refusal));
        }
        return;
    case TradeFault::AnswerTwice:
    case TradeFault::Reorder:
    case TradeFault::None:
        return m_venue.simulator->received(client, text);
    }
}

void MarketServer::sendPrivate(ClientId client, const QByteArray& text)
{
    const TradeFault fault = m_tradeFaults.fault();
    if ((fault == TradeFault::AnswerTwice || fault == TradeFault::Reorder)
        && m_tradeFaults.strikes(TradeAction::Other)) {
        if (fault == TradeFault::AnswerTwice) {
            say(client, text);
        } else if (!m_heldBack.contains(client)) {
            m_heldBack.insert(client, text);
            QTimer::singleShot(shortDelay, this, [this, client] {
                if (const QByteArray held = m_heldBack.take(client); !held.isEmpty()) {
                    say(client, held);
                }
            });
            return;
        }
    }
    say(client, text);
    if (const QByteArray held = m_heldBack.take(client); !held.isEmpty()) {
        say(client, held);
    }
}

void MarketServer::setTradeFault(TradeFault fault, int oneIn, quint64 seed)
{
    m_tradeFaults.set(fault, oneIn, seed);
    m_venue.simulator->setClockOffset({});
    m_bannedUntil = {};
}

void MarketServer::endFault()
{
    if (m_jumped != 0) {
        m_venue.market->shock(-m_jumped);
        m_jumped = 0;
    }
}

void MarketServer::misbehave()
{
    const core::Timestamp now = m_venue.market->now();
    if (now >= m_faultEnds) {
        endFault();
    }
    if (m_fault.kind == FaultKind::None || now < m_nextFault) {
        return;
    }
    m_nextFault += std::chrono::seconds(m_fault.everySeconds);
    m_faultEnds = now + faultLength;
    switch (m_fault.kind) {
    case FaultKind::Gap:
        m_venue.simulator->setFault(ProtocolFault::LoseBookMessage);
        break;
    case FaultKind::Checksum:
        m_venue.simulator->setFault(ProtocolFault::WrongChecksum);
        break;
    case FaultKind::NoSnapshot:
    case FaultKind::NoQuotes:
    case FaultKind::NotAuthorized:
    case FaultKind::Unavailable:
        m_venue.simulator->setFault(lastingFault(m_fault.kind));
        break;
    case FaultKind::Stall:
        m_silentUntil = m_faultEnds;
        break;
    case FaultKind::Late:
        m_lateUntil = m_faultEnds;
        break;
    case FaultKind::Jump:
        endFault();
        m_jumped = m_venue.market->stepsOf(jumpShare);
        m_venue.market->shock(m_jumped);
        break;
    case FaultKind::Drop:
        for (QWebSocket* const socket : std::as_const(m_clients)) {
            abortLater(socket);
        }
        break;
    case FaultKind::None:
        break;
    }
}

void MarketServer::setFault(FaultKind kind)
{
    m_fault.kind = kind;
    m_nextFault = m_venue.market->now();
    if (m_fault.kind == FaultKind::None) {
        m_venue.simulator->setFault(ProtocolFault::None);
        m_faultEnds = m_silentUntil = m_lateUntil = {};
        endFault();
    }
}

} // namespace leadline::sim
