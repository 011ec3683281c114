// SPDX-License-Identifier: MIT
#include "engine/replay/replay.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace leadline::replay
{

namespace
{

constexpr std::size_t problemsKept = 10;
constexpr std::uint64_t messagesBetweenProgress = 1024;
/// How many lines of a tape may pass before its snapshot is given up on.
constexpr int linesToLookAt = 5000;

bool isSnapshot(std::string_view json)
{
    return json.substr(0, 40).find("\"lastUpdateId\"") != std::string_view::npos;
}

bool tellsOfAMarket(core::MarketMessage::Kind kind)
{
    using Kind = core::MarketMessage::Kind;
    return isTradingData(kind) || kind == Kind::Instrument || kind == Kind::Status || kind == Kind::Halt
        || kind == Kind::Bands;
}

} // namespace

std::filesystem::path continuedTape(const std::filesystem::path& path)
{
    std::filesystem::path before = tape::previousDay(path);
    // Where the book begins in the stream, a day without a beginning has no other day to continue.
    const auto* const venue = venues::findVenue(tape::parseTapeName(path).venue);
    if (before.empty() || (venue != nullptr && book::beginsInStream(venue->rules.sequence))) {
        return {};
    }
    if (tape::PcapReader::recognises(path)) {
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
    desk::Market* first = nullptr;
    for (const core::Symbol& symbol : player.symbols()) {
        // A file's name may spell the symbol otherwise than the venue does; then its messages tell.
        const core::Instrument instrument = player.venue().instrumentOf({player.venue().id, symbol});
        if (instrument.pair.isKnown()) {
            desk::Market& market = desk.open(instrument, player.venue().rules);
            first = first == nullptr ? &market : first;
        }
    }
    return first;
}

desk::Market* marketFor(desk::Desk& desk, const venues::Venue& venue, const core::MarketMessage& message)
{
    if (message.messagesLost) {
        desk.loseMessages(venue.id);
    }
    if (message.kind == core::MarketMessage::Kind::Status && message.symbol.isEmpty()) {
        desk.setVenueStatus(venue.id, message.status);
    }
    if (message.kind == core::MarketMessage::Kind::Listed) {
        desk.list(message.instrument);
        return nullptr;
    }
    if (!tellsOfAMarket(message.kind) || message.symbol.isEmpty()) {
        return nullptr;
    }
    const core::MarketId id{venue.id, message.symbol};
    return isTradingData(message.kind) ? &desk.open(venue.instrumentOf(id), venue.rules) : desk.find(id);
}

void hear(TapeMerger& merger, ReplayReport& report)
{
    merger.problem = [&report](const std::string& problem, bool isBroken) {
        ++report.skipped;
        report.isBroken = report.isBroken || isBroken;
        if (report.problems.size() < problemsKept) {
            report.problems.push_back(problem);
        }
    };
    merger.note = [&report](const std::string& what) { report.notes.push_back(what); };
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
    for (const auto& market : m_desk.markets()) {
        if (market->tracker().isLost() && !m_stopped && !m_dropped) {
            report.lost.push_back(market->instrument().id);
        }
    }
    std::ranges::copy_if(m_wanted, std::back_inserter(report.missing), [this](const core::Symbol& symbol) {
        return std::ranges::none_of(m_desk.markets(), [&](const auto& market) {
            return market->instrument().id.symbol == symbol && market->counters().messages > 0;
        });
    });
    return report;
}

std::optional<core::Defect> Replay::play(const std::vector<std::filesystem::path>& paths, ReplayReport& report)
{
    TapeMerger merger;
    hear(merger, report);
    for (const auto& path : paths) {
        auto player = TapePlayer::open(path, m_venueName, m_wanted);
        if (!player) {
            return std::move(player.error());
        }
        report.holdsPackets = report.holdsPackets || player->holdsPackets();
        // In the order of the tapes, whichever has the first message.
        openMarketOf(m_desk, *player);
        merger.add(std::move(*player));
    }
    desk::Market* market = nullptr;
    for (std::uint64_t read = 1; !m_stopped; ++read) {
        if (progressed && read % messagesBetweenProgress == 0 && !progressed(m_consumed + merger.consumed())) {
            m_stopped = true;
            break;
        }
        TapePlayer* const player = merger.next();
        if (player == nullptr) {
            break;
        }
        const core::MarketMessage& message = player->message();
        if (market == nullptr || message.messagesLost || message.kind == core::MarketMessage::Kind::Status
            || message.kind == core::MarketMessage::Kind::Listed || market->instrument().id.symbol != message.symbol
            || market->instrument().id.venue != player->venue().id) {
            market = marketFor(m_desk, player->venue(), message);
        }
        if (market == nullptr || !tellsOfAMarket(message.kind)) {
            continue;
        }
        if (beforeMessage && !m_warmingUp && !beforeMessage(*market, message)) {
            merger.drop();
            m_dropped = true;
            continue;
        }
        market->apply(message);
        ++report.used;
        if (afterMessage && !m_warmingUp && !afterMessage(*market, message)) {
            m_stopped = true;
        }
    }
    m_consumed += merger.consumed();
    return std::nullopt;
}

} // namespace leadline::replay
