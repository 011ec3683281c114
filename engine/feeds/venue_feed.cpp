// SPDX-License-Identifier: MIT
#include "engine/feeds/venue_feed.h"

#include <algorithm>
#include <utility>

namespace leadline::feeds
{

using namespace Qt::StringLiterals;

namespace
{

/// Of what the venue allows: pings and pongs count as well, and the venue's seconds are not ours.
constexpr double shareOfMessages = 0.9;
/// The rest is the account's.
constexpr double shareOfWeight = 0.5;
/// Names of symbols in one line for people.
constexpr std::size_t mostNamed = 5;

unsigned seedOf(const core::Clock& clock, unsigned which)
{
    return static_cast<unsigned>(core::nanosecondsOf(clock.now()) % 1'000'003) + which;
}

/// Puts the decoder's padding behind the bytes; what they were before that.
std::string_view pad(QByteArray& bytes)
{
    const auto size = static_cast<std::size_t>(bytes.size());
    bytes.append(static_cast<qsizetype>(venues::MarketDecoder::padding), ' ');
    return {bytes.constData(), size};
}

QString textOf(const std::vector<core::Symbol>& symbols)
{
    QStringList names;
    for (const core::Symbol& symbol : symbols) {
        if (names.size() == mostNamed) {
            names << VenueFeed::tr("and %1 more").arg(symbols.size() - mostNamed);
            break;
        }
        names << QString::fromStdString(symbol.text());
    }
    return names.join(u", "_s);
}

} // namespace

VenueFeed::VenueFeed(const venues::Venue& venue, const venues::Endpoints& endpoints, const venues::FeedOptions& options,
    const TransportTiming& timing, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_venue(venue)
    , m_endpoints(endpoints)
    , m_options(options)
    , m_timing(timing)
    , m_clock(clock)
    , m_protocol(venue.makeProtocol())
    , m_pace({.amount = m_protocol->limits().messagesPerSecond, .share = shareOfMessages}, clock)
    , m_rest(endpoints.rest,
          {.amount = m_protocol->limits().weightPerMinute, .period = std::chrono::minutes(1), .share = shareOfWeight},
          clock)
    , m_renewals(*m_protocol, m_rest, timing)
    , m_instruments(*m_protocol, m_rest, timing)
{
    connectParts();
}

VenueFeed::~VenueFeed() = default;

void VenueFeed::connectParts()
{
    connect(&m_renewals, &BookRenewals::troubled, this, &VenueFeed::trouble);
    connect(&m_renewals, &BookRenewals::refused, this, &VenueFeed::refuse);
    connect(&m_renewals, &BookRenewals::snapshotReceived, this, &VenueFeed::readSnapshot);
    connect(&m_renewals, &BookRenewals::resubscriptionDue, this, [this](core::Symbol name) {
        if (const Stream* const stream = streamOf(name)) {
            bookSocketOf(*stream).renewBook(name);
        }
    });
    connect(&m_instruments, &InstrumentRequests::troubled, this, &VenueFeed::trouble);
    connect(&m_instruments, &InstrumentRequests::refused, this, &VenueFeed::refuse);
    connect(&m_instruments, &InstrumentRequests::known, this, &VenueFeed::instrumentKnown);
    connect(&m_instruments, &InstrumentRequests::described, this,
        [this](const std::vector<core::Symbol>& symbols, const QByteArray& body) {
            if (m_raw.isHeard()) {
                m_message.receiveTime = m_clock.now();
                std::ranges::for_each(symbols, [this](const core::Symbol& symbol) { nameRaw(symbol); });
                tellRaw(RawText::What::Description, {body.constData(), static_cast<std::size_t>(body.size())});
            }
        });
}

VenueFeed::Group& VenueFeed::groupWithRoom()
{
    const venues::FeedLimits limits = m_protocol->limits();
    const std::size_t most = m_raw.isHeard() && limits.numbersConnections ? 1 : limits.symbolsPerConnection;
    const auto found =
        std::ranges::find_if(m_groups, [most](const auto& group) { return most == 0 || group->symbols < most; });
    if (found != m_groups.end()) {
        return **found;
    }
    Group& group = *m_groups.emplace_back(std::make_unique<Group>());
    for (const venues::Connection& connection : m_protocol->connections(m_endpoints, m_options)) {
        addSocket(group, connection);
    }
    return group;
}

void VenueFeed::addSocket(Group& group, const venues::Connection& connection)
{
    auto& socket = *group.sockets.emplace_back(
        std::make_unique<SubscribedSocket>(SubscribedSocket::Setup{.index = group.sockets.size(),
                                               .connection = connection,
                                               .depthFeed = m_options.depthFeed,
                                               .timing = m_timing,
                                               .seed = seedOf(m_clock, ++m_lastSeed)},
            *m_protocol, m_venue.makeDecoder(), m_pace));
    connect(
        &socket, &SubscribedSocket::textReceived, this, [this, &socket](const QString& text) { read(socket, text); });
    connect(&socket, &SubscribedSocket::subscribed, this,
        [this, &socket](const std::vector<core::Symbol>& names) { begin(socket, names); });
    connect(&socket, &SubscribedSocket::lost, this, [this, &socket](const QString& why) {
        if (socket.carriesBook()) {
            Q_EMIT streamLost(watchedOf(socket), why);
        } else {
            trouble(tr("trade stream: %1").arg(why));
        }
    });
    if (m_isOpen) {
        socket.open();
    }
}

VenueFeed::Stream* VenueFeed::streamOf(core::Symbol symbol)
{
    const auto found = m_streams.find(m_protocol->dataSymbol(symbol));
    return found == m_streams.end() ? nullptr : &found->second;
}

SubscribedSocket& VenueFeed::bookSocketOf(const Stream& stream)
{
    return **std::ranges::find_if(stream.group->sockets, [](const auto& socket) { return socket->carriesBook(); });
}

std::vector<core::Symbol> VenueFeed::watchedOf(const SubscribedSocket& socket)
{
    std::vector<core::Symbol> symbols;
    for (const core::Symbol& name : socket.carried()) {
        if (const Stream* const stream = streamOf(name)) {
            symbols.insert(symbols.end(), stream->watched.begin(), stream->watched.end());
        }
    }
    return symbols;
}

void VenueFeed::trouble(const QString& what)
{
    Q_EMIT troubled(QString::fromStdString(m_venue.id.text()) + ": "_L1 + what);
}

void VenueFeed::refuse(core::Symbol name, const QString& why)
{
    Stream* const stream = streamOf(name);
    if (stream != nullptr && !std::exchange(stream->wasRefused, true)) {
        trouble(tr("%1 is refused: %2").arg(QString::fromStdString(name.text()), why));
    }
}

void VenueFeed::open()
{
    m_isOpen = true;
    for (const auto& [data, stream] : m_streams) {
        std::ranges::for_each(stream.watched, [this](const core::Symbol& symbol) { m_instruments.ask(symbol); });
    }
    for (const auto& group : m_groups) {
        std::ranges::for_each(group->sockets, [](const auto& socket) { socket->open(); });
    }
}

void VenueFeed::watch(core::Symbol symbol)
{
    Stream& stream = m_streams[m_protocol->dataSymbol(symbol)];
    if (std::ranges::find(stream.watched, symbol) != stream.watched.end()) {
        return;
    }
    stream.watched.push_back(symbol);
    if (stream.group == nullptr) {
        stream.name = symbol;
        stream.group = &groupWithRoom();
        ++stream.group->symbols;
    }
    for (const auto& socket : stream.group->sockets) {
        socket->carry(stream.name);
    }
    if (m_isOpen) {
        m_instruments.ask(symbol);
    }
}

void VenueFeed::unwatch(core::Symbol symbol)
{
    const auto found = m_streams.find(m_protocol->dataSymbol(symbol));
    if (found == m_streams.end() || std::erase(found->second.watched, symbol) == 0) {
        return;
    }
    m_instruments.forget(symbol);
    if (!found->second.watched.empty()) {
        return;
    }
    const Stream stream = std::move(found->second);
    m_streams.erase(found);
    m_renewals.forget(stream.name);
    --stream.group->symbols;
    for (const auto& socket : stream.group->sockets) {
        socket->drop(stream.name);
    }
}

bool VenueFeed::isWatched(core::Symbol symbol) const
{
    const auto found = m_streams.find(m_protocol->dataSymbol(symbol));
    return found != m_streams.end() && std::ranges::find(found->second.watched, symbol) != found->second.watched.end();
}

void VenueFeed::renewBook(core::Symbol symbol)
{
    if (const Stream* const stream = streamOf(symbol)) {
        m_renewals.renew(stream->name);
    }
}

int VenueFeed::reconnects() const
{
    int sum = 0;
    for (const auto& group : m_groups) {
        for (const auto& socket : group->sockets) {
            sum += socket->reconnects();
        }
    }
    return sum;
}

void VenueFeed::begin(SubscribedSocket& socket, const std::vector<core::Symbol>& names)
{
    if (!socket.carriesBook()) {
        return;
    }
    std::vector<core::Symbol> symbols;
    for (const core::Symbol& name : names) {
        if (Stream* const stream = streamOf(name)) {
            stream->hasBegun = true;
            stream->awaitsBook = m_renewals.comesInStream(name);
            m_renewals.expect(name);
            symbols.insert(symbols.end(), stream->watched.begin(), stream->watched.end());
        }
    }
    Q_EMIT streamStarted(symbols);
    std::ranges::for_each(symbols, [this](const core::Symbol& symbol) { describe(symbol); });
}

void VenueFeed::describe(core::Symbol symbol)
{
    const auto found = m_described.find(symbol);
    if (found == m_described.end() || !isWatched(symbol)) {
        return;
    }
    m_notice.begin();
    m_notice.kind = core::MarketMessage::Kind::Instrument;
    m_notice.symbol = symbol;
    m_notice.receiveTime = m_clock.now();
    m_notice.instrument = found->second.instrument;
    m_notice.status = found->second.status;
    Q_EMIT received(m_notice);
}

void VenueFeed::read(SubscribedSocket& socket, const QString& text)
{
    QByteArray bytes = text.toUtf8();
    const std::string_view json = pad(bytes);
    if (const auto refusal = m_protocol->readRefusal(json)) {
        const QString why = QString::fromStdString(refusal->why);
        if (refusal->symbol.isEmpty()) {
            trouble(tr("%1 refused: %2").arg(textOf(socket.lastAsked()), why));
        } else {
            socket.refuse(refusal->symbol);
            m_renewals.forget(refusal->symbol);
            refuse(refusal->symbol, why);
        }
        return;
    }
    if (decode(socket, json, m_protocol->unnamedSymbol(json), RawText::What::Stream)) {
        socket.confirmAlive();
    }
}

void VenueFeed::readSnapshot(core::Symbol name, const QByteArray& body)
{
    const Stream* const stream = streamOf(name);
    QByteArray bytes = body;
    // The answer does not name its symbol.
    if (stream != nullptr && !decode(bookSocketOf(*stream), pad(bytes), name, RawText::What::Book)
        && streamOf(name) != nullptr) {
        m_renewals.failed(name);
    }
}

bool VenueFeed::decode(SubscribedSocket& socket, std::string_view json, core::Symbol unnamed, RawText::What what)
{
    using Kind = core::MarketMessage::Kind;
    venues::MarketDecoder& decoder = socket.decoder();
    m_message.receiveTime = m_clock.now();
    decoder.setDefaultSymbol(unnamed);
    const auto decoded = decoder.decode(json, m_message);
    decoder.setDefaultSymbol({});
    if (!decoded) {
        ++m_badMessages;
        trouble(tr("message %1 refused: %2").arg(m_badMessages).arg(QString::fromStdString(decoded.error().what)));
    }
    if (m_raw.isHeard() && !unnamed.isEmpty()) {
        nameRaw(unnamed); // even where it cannot be decoded
    }
    bool isAlive = false;
    for (bool hasEvent = decoded || decoder.next(m_message); hasEvent; hasEvent = decoder.next(m_message)) {
        if (m_raw.isHeard()) {
            nameRaw(m_message);
        }
        if (m_message.messagesLost) {
            tellLoss(socket);
        }
        if (m_message.kind == Kind::Instrument) {
            m_described[m_message.symbol] = {m_message.instrument, m_message.status};
        }
        if (m_message.kind == Kind::Status && m_message.symbol.isEmpty()) {
            isAlive = true;
            Q_EMIT received(m_message);
            continue;
        }
        const bool isHeartbeat = m_message.kind == Kind::Heartbeat;
        isAlive = isHeartbeat || (deliver() && m_message.kind != Kind::Other) || isAlive;
    }
    if (m_raw.isHeard()) {
        if (!m_raw.namesAny()) {
            std::ranges::for_each(socket.carried(), [this](const core::Symbol& symbol) { nameRaw(symbol); });
        }
        tellRaw(what, json);
    }
    return isAlive;
}

void VenueFeed::tellLoss(const SubscribedSocket& socket)
{
    // That something is missing concerns each of them; what came concerns one.
    m_message.messagesLost = false;
    for (const core::Symbol& symbol : watchedOf(socket)) {
        if (isWatched(symbol)) {
            m_notice.begin();
            m_notice.symbol = symbol;
            m_notice.receiveTime = m_message.receiveTime;
            m_notice.messagesLost = true;
            Q_EMIT received(m_notice);
        }
    }
}

bool VenueFeed::deliver()
{
    // Merged platforms send other symbols' rows, and what was unwatched is still under way: both are not ours.
    Stream* const stream = streamOf(m_message.symbol);
    if (stream == nullptr || !stream->hasBegun) {
        return false;
    }
    if (m_message.kind == core::MarketMessage::Kind::Book) {
        if (m_message.book.kind != core::BookUpdateKind::Diff) {
            stream->awaitsBook = false;
            m_renewals.arrived(stream->name);
        } else if (stream->awaitsBook) {
            return true;
        }
    }
    if (stream->watched.size() == 1) {
        m_message.symbol = stream->watched.front();
        Q_EMIT received(m_message);
        return true;
    }
    // Whoever receives may watch and unwatch.
    for (const std::vector<core::Symbol> watched = stream->watched; const core::Symbol& symbol : watched) {
        if (isWatched(symbol)) {
            m_message.symbol = symbol;
            Q_EMIT received(m_message);
        }
    }
    return true;
}

} // namespace leadline::feeds
