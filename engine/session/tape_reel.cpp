// SPDX-License-Identifier: MIT
#include "engine/session/tape_reel.h"

#include "engine/desk/desk.h"
#include "engine/replay/replay.h"

#include <algorithm>
#include <utility>

namespace leadline::session
{

core::Pair shownAs(const desk::Market& market)
{
    const core::Pair& known = market.instrument().pair;
    return known.isKnown()
        ? known
        : core::Pair{core::Asset(market.instrument().id.symbol.view()), core::Asset(), core::Kind::Stock};
}

TapeReel::TapeReel(TapeOptions options, desk::Desk& desk)
    : m_options(std::move(options))
    , m_desk(desk)
{
}

TapeReel::~TapeReel() = default;

void TapeReel::open()
{
    m_found.clear();
    m_warmUps.clear();
    m_day.reset();
    m_next = nullptr;
    m_lines = 0;
    beginTapes({});
    for (const QString& path : std::as_const(m_options.files)) {
        openTape(path);
    }
}

std::optional<ReelPlace> TapeReel::place() const
{
    auto tapes = m_tapes && m_next == nullptr && m_warmUps.empty() ? m_tapes->copy() : std::nullopt;
    if (!tapes) {
        return std::nullopt;
    }
    ReelPlace place{.tapes = std::move(*tapes), .found = {}, .lines = m_lines, .newestProblem = m_newestProblem};
    place.found.reserve(m_found.size());
    for (const desk::Market* const market : m_found) {
        place.found.push_back(market->instrument().id);
    }
    return place;
}

void TapeReel::resume(const ReelPlace& place)
{
    m_found.clear();
    m_warmUps.clear();
    m_day.reset();
    m_next = nullptr;
    m_lines = place.lines;
    m_firstProblem = m_newestProblem = place.newestProblem;
    beginTapes(place.tapes.copy().value());
    for (const core::MarketId& id : place.found) {
        bring(*m_desk.find(id));
    }
}

void TapeReel::beginTapes(replay::TapeMerger tapes)
{
    m_tapes = std::make_unique<replay::TapeMerger>(std::move(tapes));
    m_tapes->problem = [this](const std::string& what, bool /*isBroken*/) {
        m_newestProblem = QString::fromStdString(what);
        if (++m_lines == m_linesTold + 1) {
            m_firstProblem = m_newestProblem;
        }
    };
}

void TapeReel::openTape(const QString& path)
{
    auto player = replay::TapePlayer::open(path.toStdString(), m_options.venue.toStdString(), m_options.symbols);
    if (!player) {
        tell(QString::fromStdString(player.error().what));
        return;
    }
    if (desk::Market* const market = replay::openMarketOf(m_desk, *player)) {
        bring(*market);
    }
    m_tapes->add(std::move(*player));
    const auto before = replay::continuedTape(path.toStdString());
    if (before.empty() || m_options.files.contains(QString::fromStdString(before.string()))) {
        return;
    }
    WarmUp warmUp{.days = {before}};
    if (const auto earlier = replay::continuedTape(before); !earlier.empty()) {
        warmUp.days.insert(warmUp.days.begin(), earlier);
    }
    m_warmUps.push_back(std::move(warmUp));
}

void TapeReel::bring(desk::Market& market)
{
    if (std::ranges::find(m_found, &market) == m_found.end()) {
        m_found.push_back(&market);
        found(market);
    }
}

bool TapeReel::openDay()
{
    const WarmUp& warmUp = m_warmUps.front();
    auto player =
        replay::TapePlayer::open(warmUp.days[warmUp.day].string(), m_options.venue.toStdString(), m_options.symbols);
    if (!player) {
        return false;
    }
    m_day = std::make_unique<replay::TapeMerger>();
    m_day->problem = [](const std::string& /*what*/, bool /*isBroken*/) {}; // it is no part of what is played
    replay::openMarketOf(m_desk, *player);
    m_day->add(std::move(*player));
    return true;
}

bool TapeReel::warmUp(int messages)
{
    for (int read = 0; !m_warmUps.empty(); ++read) {
        if (!m_day && !openDay()) {
            m_warmUps.erase(m_warmUps.begin());
            continue;
        }
        if (read >= messages) {
            return true;
        }
        replay::TapePlayer* const player = m_day->next();
        if (player == nullptr) {
            endDay();
        } else if (desk::Market* const market = replay::marketFor(m_desk, player->venue(), player->message())) {
            market->apply(player->message());
        }
    }
    return false;
}

void TapeReel::endDay()
{
    m_day.reset();
    for (const auto& market : m_desk.markets()) {
        market->finish();
    }
    WarmUp& warmUp = m_warmUps.front();
    if (++warmUp.day < warmUp.days.size()) {
        return;
    }
    for (const auto& market : m_desk.markets()) {
        market->resetCounters();
        bring(*market);
    }
    tell(tr("no snapshot in it: the book continues %1")
             .arg(QString::fromStdString(warmUp.days.back().filename().string())));
    m_warmUps.erase(m_warmUps.begin());
}

std::optional<core::Timestamp> TapeReel::due()
{
    if (m_next == nullptr && m_tapes) {
        m_next = m_tapes->next();
        if (m_next == nullptr) {
            m_tapes.reset();
        }
    }
    return m_next == nullptr ? std::nullopt : std::optional(m_next->mergeTime());
}

void TapeReel::apply()
{
    const replay::TapePlayer& player = *std::exchange(m_next, nullptr);
    if (desk::Market* const market = replay::marketFor(m_desk, player.venue(), player.message())) {
        bring(*market);
        market->apply(player.message());
    }
}

void TapeReel::tell(const QString& what)
{
    if (m_told.insert(what).second) {
        problem(what);
    }
}

void TapeReel::reportProblems()
{
    const int fresh = m_lines - m_linesTold;
    if (fresh > 0) {
        m_linesTold = m_lines;
        problem(fresh == 1 ? m_firstProblem : tr("%1 (and %2 more)").arg(m_firstProblem).arg(fresh - 1));
    }
}

} // namespace leadline::session
