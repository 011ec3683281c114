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

core::Symbol symbolFromName(const tape::TapeName& name)
{
    std::string upper = name.symbol;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return core::Symbol(upper);
}

core::Result<const venues::VenueTraits*> venueOf(const std::filesystem::path& path, std::string_view venueName)
{
    if (!venueName.empty()) {
        const venues::VenueTraits* const named = venues::findVenue(venueName);
        return named != nullptr ? core::Result<const venues::VenueTraits*>(named)
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
core::Symbol symbolFromMessages(const std::filesystem::path& path, const venues::VenueTraits& venue)
{
    auto reader = tape::TapeReader::open(path);
    const auto decoder = venues::makeDecoder(venue);
    core::MarketMessage message;
    for (int i = 0; reader && i < linesToLookAt; ++i) {
        const auto step = reader->next();
        if (step == tape::TapeReader::Step::End || step == tape::TapeReader::Step::Broken) {
            break;
        }
        if (step == tape::TapeReader::Step::Line && decoder->decode(reader->line().json, message)
            && !message.symbol.isEmpty()) {
            return message.symbol;
        }
    }
    return {};
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

TapePlayer::TapePlayer(tape::TapeReader reader, const venues::VenueTraits& venue, core::Symbol symbol)
    : m_reader(std::move(reader))
    , m_venue(&venue)
    , m_decoder(venues::makeDecoder(venue))
    , m_message(std::make_unique<core::MarketMessage>())
{
    m_decoder->setDefaultSymbol(symbol);
}

TapePlayer::Step TapePlayer::next()
{
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
    if (const auto decoded = m_decoder->decode(m_reader.line().json, *m_message); !decoded) {
        m_problem = m_reader.where() + ": " + decoded.error().what;
        return Step::Skipped;
    }
    m_message->receiveTime = m_reader.line().receiveTime;
    return Step::Message;
}

std::filesystem::path continuedTape(const std::filesystem::path& path)
{
    const std::filesystem::path before = tape::previousDay(path);
    if (before.empty()) {
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

core::Result<ReplayReport> Replay::run(const std::vector<std::filesystem::path>& tapes)
{
    ReplayReport report;
    std::vector<std::filesystem::path> played;
    for (const auto& path : tapes) {
        const auto before = continuedTape(path);
        if (!before.empty() && std::ranges::find(played, before) == played.end()) {
            report.notes.push_back(
                path.filename().string() + " has no snapshot: its book continues " + before.filename().string());
            m_warmingUp = true;
            ReplayReport ignored;
            if (auto failed = play(before, ignored)) {
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
        if (auto failed = play(path, report)) {
            return std::unexpected(std::move(*failed));
        }
        played.push_back(path);
        if (m_stopped) {
            break;
        }
    }
    for (const auto& market : m_desk.markets()) {
        market->finish();
    }
    return report;
}

std::optional<core::Defect> Replay::play(const std::filesystem::path& path, ReplayReport& report)
{
    auto player = TapePlayer::open(path, m_venueName);
    if (!player) {
        return std::move(player.error());
    }
    const desk::Market::Rules rules{player->venue().sequence, player->venue().referee};
    desk::Market* market = nullptr;
    const auto note = [&] {
        ++report.skipped;
        if (report.problems.size() < problemsKept) {
            report.problems.push_back(player->problem());
        }
    };
    while (!m_stopped) {
        const auto step = player->next();
        if (step == TapePlayer::Step::End) {
            break;
        }
        if (step == TapePlayer::Step::Broken) {
            report.isBroken = true;
            note();
            break;
        }
        if (step == TapePlayer::Step::Skipped) {
            note();
            continue;
        }
        const core::MarketMessage& message = player->message();
        if (message.kind == core::MarketMessage::Kind::Other) {
            continue;
        }
        if (market == nullptr || market->instrument().id.symbol != message.symbol
            || market->instrument().id.venue != player->venue().id) {
            market = &m_desk.open(core::instrumentFromTape({player->venue().id, message.symbol}), rules);
        }
        if (beforeMessage && !m_warmingUp && !beforeMessage(*market, message)) {
            break;
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
