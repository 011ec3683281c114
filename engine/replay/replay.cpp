// SPDX-License-Identifier: MIT
#include "engine/replay/replay.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace leadline::replay
{

namespace
{

constexpr std::size_t problemsKept = 10;
/// How many lines of a tape may pass before its snapshot and its venue are given up on.
constexpr int linesToLookAt = 5000;

bool isSnapshot(std::string_view json)
{
    return json.substr(0, 40).find("\"lastUpdateId\"") != std::string_view::npos;
}

/// A book, a trade or a touch: what a market is known by.
bool isTradingData(core::MarketMessage::Kind kind)
{
    using Kind = core::MarketMessage::Kind;
    return kind == Kind::Book || kind == Kind::Trade || kind == Kind::Top;
}

bool tellsOfAMarket(core::MarketMessage::Kind kind)
{
    using Kind = core::MarketMessage::Kind;
    return isTradingData(kind) || kind == Kind::Instrument || kind == Kind::Status;
}

core::Symbol symbolFromName(const tape::TapeName& name)
{
    std::string upper = name.symbol;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return core::Symbol(upper);
}

core::Result<const venues::Venue*> venueOf(const std::filesystem::path& path, std::string_view venueName)
{
    if (!venueName.empty()) {
        const venues::Venue* const named = venues::findVenue(venueName);
        return named != nullptr ? core::Result<const venues::Venue*>(named)
                                : core::defect("--venue " + std::string(venueName) + ": no such venue");
    }
    if (const auto* const named = venues::findVenue(tape::parseTapeName(path).venue)) {
        return named;
    }
    auto reader = tape::TapeReader::open(path);
    if (!reader) {
        return std::unexpected(reader.error());
    }
    for (int i = 0; i < linesToLookAt; ++i) {
        const auto step = reader->next();
        if (step == tape::TapeReader::Step::End || step == tape::TapeReader::Step::Broken) {
            if (step == tape::TapeReader::Step::Broken && i == 0) {
                return core::defect(reader->problem());
            }
            break;
        }
        if (step == tape::TapeReader::Step::Line) {
            if (const auto* const found = venues::recogniseVenue(reader->line().json)) {
                return found;
            }
        }
    }
    return core::defect(reader->where() + ": no message of a known venue up to here; name the venue with --venue");
}

/// The first symbol that a message names: a snapshot may stand before any of them.
core::Symbol symbolFromMessages(const std::filesystem::path& path, const venues::Venue& venue)
{
    auto reader = tape::TapeReader::open(path);
    const auto decoder = venue.makeDecoder();
    core::MarketMessage message;
    for (int i = 0; reader && i < linesToLookAt; ++i) {
        const auto step = reader->next();
        if (step == tape::TapeReader::Step::End || step == tape::TapeReader::Step::Broken) {
            break;
        }
        if (step == tape::TapeReader::Step::Line && decoder->decode(reader->line().json, message)
            && isTradingData(message.kind) && !message.symbol.isEmpty()) {
            return message.symbol;
        }
    }
    return {};
}

/// ".../depth?symbol=ETHUSDT&limit=1000" names ETHUSDT, ".../order_book/ethusd" names ethusd.
core::Symbol symbolOfRequest(std::string_view address)
{
    const auto at = address.find("symbol=");
    if (at == std::string_view::npos) {
        const std::string_view path = address.substr(0, address.find('?'));
        const std::string_view last = path.substr(path.rfind('/') + 1);
        return path.find("/order_book/") == std::string_view::npos ? core::Symbol{} : core::Symbol(last);
    }
    const std::string_view rest = address.substr(at + 7);
    return core::Symbol(rest.substr(0, rest.find('&')));
}

} // namespace

core::Result<TapePlayer> TapePlayer::open(const std::filesystem::path& path, std::string_view venueName)
{
    auto reader = tape::TapeReader::open(path);
    if (!reader) {
        return std::unexpected(std::move(reader.error()));
    }
    const auto venue = venueOf(path, venueName);
    if (!venue) {
        return std::unexpected(venue.error());
    }
    const tape::TapeName name = tape::parseTapeName(path);
    const bool nameHoldsSymbol = venues::findVenue(name.venue) != nullptr;
    return TapePlayer(
        std::move(*reader), **venue, nameHoldsSymbol ? symbolFromName(name) : symbolFromMessages(path, **venue));
}

TapePlayer::TapePlayer(tape::TapeReader reader, const venues::Venue& venue, core::Symbol symbol)
    : m_reader(std::move(reader))
    , m_venue(&venue)
    , m_decoder(venue.makeDecoder())
    , m_message(std::make_unique<core::MarketMessage>())
    , m_symbol(symbol)
{
    m_decoder->setDefaultSymbol(symbol);
}

TapePlayer::Step TapePlayer::give()
{
    const core::Timestamp eventTime = m_message->eventTime();
    if (eventTime != core::Timestamp{}) {
        m_hasEventTime = true;
        m_mergeTime = std::max(m_mergeTime, eventTime);
    } else if (!m_hasEventTime) {
        m_mergeTime = std::max(m_mergeTime, m_message->receiveTime);
    }
    return Step::Message;
}

TapePlayer::Step TapePlayer::next()
{
    if (m_decoder->next(*m_message)) {
        return give();
    }
    while (true) {
        switch (m_reader.next()) {
        case tape::TapeReader::Step::End:
            return Step::End;
        case tape::TapeReader::Step::Broken:
            m_problem = m_reader.problem();
            return Step::Broken;
        case tape::TapeReader::Step::Skipped:
            m_problem = m_reader.problem();
            return Step::Skipped;
        case tape::TapeReader::Step::Line:
            break;
        }
        if (!m_reader.line().isConnect) {
            break;
        }
        m_decoder->restart();
    }
    m_decoder->setDefaultSymbol(m_reader.line().request.empty() ? m_symbol : symbolOfRequest(m_reader.line().request));
    m_message->receiveTime = m_reader.line().receiveTime;
    if (const auto decoded = m_decoder->decode(m_reader.line().json, *m_message); !decoded) {
        m_problem = m_reader.where() + ": " + decoded.error().what;
        return Step::Skipped;
    }
    return give();
}

void TapeMerger::add(TapePlayer player)
{
    m_tapes.push_back(std::make_unique<TapePlayer>(std::move(player)));
    read(m_tapes.size() - 1);
}

void TapeMerger::read(std::size_t tape)
{
    while (true) {
        switch (m_tapes[tape]->next()) {
        case TapePlayer::Step::Message:
            return;
        case TapePlayer::Step::Skipped:
            problem(m_tapes[tape]->problem(), false);
            continue;
        case TapePlayer::Step::Broken:
            problem(m_tapes[tape]->problem(), true);
            [[fallthrough]];
        case TapePlayer::Step::End:
            m_tapes[tape].reset();
            return;
        }
    }
}

TapePlayer* TapeMerger::next()
{
    if (m_isUsed && m_tapes[m_last]) {
        read(m_last);
    }
    m_isUsed = false;
    TapePlayer* first = nullptr;
    for (std::size_t i = 0; i < m_tapes.size(); ++i) {
        if (m_tapes[i] && (first == nullptr || m_tapes[i]->mergeTime() < first->mergeTime())) {
            first = m_tapes[i].get();
            m_last = i;
        }
    }
    m_isUsed = first != nullptr;
    return first;
}

void TapeMerger::drop()
{
    m_tapes[m_last].reset();
}

std::filesystem::path continuedTape(const std::filesystem::path& path)
{
    const std::filesystem::path before = tape::previousDay(path);
    // Where the book begins in the stream, a day without a beginning has no other day to continue.
    const auto* const venue = venues::findVenue(tape::parseTapeName(path).venue);
    if (before.empty() || (venue != nullptr && venue->rules.sequence == book::SequenceRule::Unnumbered)) {
        return {};
    }
    auto reader = tape::TapeReader::open(path);
    if (!reader) {
        return {};
    }
    for (int i = 0; i < linesToLookAt; ++i) {
        switch (reader->next()) {
        case tape::TapeReader::Step::Line:
            if (isSnapshot(reader->line().json) || reader->line().json.find("@depth20") != std::string_view::npos) {
                return {};
            }
            break;
        case tape::TapeReader::Step::Skipped:
            break;
        case tape::TapeReader::Step::End:
        case tape::TapeReader::Step::Broken:
            return before;
        }
    }
    return before;
}

desk::Market* openMarketOf(desk::Desk& desk, const TapePlayer& player)
{
    // A file's name may spell the symbol otherwise than the venue does; then its messages tell.
    const core::Instrument instrument = player.venue().instrumentOf({player.venue().id, player.symbol()});
    return instrument.pair.isKnown() ? &desk.open(instrument, player.venue().rules) : nullptr;
}

desk::Market* marketFor(desk::Desk& desk, const venues::Venue& venue, const core::MarketMessage& message)
{
    if (message.messagesLost) {
        desk.loseMessages(venue.id);
    }
    if (message.kind == core::MarketMessage::Kind::Status && message.symbol.isEmpty()) {
        desk.setVenueStatus(venue.id, message.status);
    }
    if (!tellsOfAMarket(message.kind) || message.symbol.isEmpty()) {
        return nullptr;
    }
    const core::MarketId id{venue.id, message.symbol};
    return isTradingData(message.kind) ? &desk.open(venue.instrumentOf(id), venue.rules) : desk.find(id);
}

core::Result<ReplayReport> Replay::run(const std::vector<std::filesystem::path>& tapes)
{
    ReplayReport report;
    std::vector<std::filesystem::path> warmUp;
    for (const auto& path : tapes) {
        const auto before = continuedTape(path);
        if (!before.empty() && std::ranges::find(tapes, before) == tapes.end()) {
            report.notes.push_back(
                path.filename().string() + " has no snapshot: its book continues " + before.filename().string());
            warmUp.push_back(before);
        }
    }
    if (!warmUp.empty()) {
        m_warmingUp = true;
        ReplayReport ignored;
        if (auto failed = play(warmUp, ignored)) {
            return std::unexpected(std::move(*failed));
        }
        for (const auto& market : m_desk.markets()) {
            market->finish();
        }
        m_warmingUp = false;
        for (const auto& market : m_desk.markets()) {
            market->resetCounters();
        }
    }
    if (auto failed = play(tapes, report)) {
        return std::unexpected(std::move(*failed));
    }
    for (const auto& market : m_desk.markets()) {
        market->finish();
    }
    return report;
}

std::optional<core::Defect> Replay::play(const std::vector<std::filesystem::path>& paths, ReplayReport& report)
{
    TapeMerger merger;
    merger.problem = [&report](const std::string& problem, bool isBroken) {
        ++report.skipped;
        report.isBroken = report.isBroken || isBroken;
        if (report.problems.size() < problemsKept) {
            report.problems.push_back(problem);
        }
    };
    for (const auto& path : paths) {
        auto player = TapePlayer::open(path, m_venueName);
        if (!player) {
            return std::move(player.error());
        }
        // In the order of the tapes, whichever has the first message.
        openMarketOf(m_desk, *player);
        merger.add(std::move(*player));
    }
    desk::Market* market = nullptr;
    while (!m_stopped) {
        TapePlayer* const player = merger.next();
        if (player == nullptr) {
            break;
        }
        const core::MarketMessage& message = player->message();
        if (market == nullptr || message.messagesLost || message.kind == core::MarketMessage::Kind::Status
            || market->instrument().id.symbol != message.symbol
            || market->instrument().id.venue != player->venue().id) {
            market = marketFor(m_desk, player->venue(), message);
        }
        if (market == nullptr || !tellsOfAMarket(message.kind)) {
            continue;
        }
        if (beforeMessage && !m_warmingUp && !beforeMessage(*market, message)) {
            merger.drop();
            continue;
        }
        market->apply(message);
        ++report.used;
        if (afterMessage && !m_warmingUp && !afterMessage(*market, message)) {
            m_stopped = true;
        }
    }
    return std::nullopt;
}

} // namespace leadline::replay
