// SPDX-License-Identifier: MIT
#include "views/window/trading_banner.h"

#include "engine/session/market_snapshot.h"
#include "models/format.h"
#include "views/widgets/theme.h"

#include <algorithm>

namespace leadline::views
{

namespace
{

constexpr int bannerPadding = 3;

} // namespace

TradingBanner::TradingBanner(const QString& idleWord, bool hasVenues, QWidget* parent)
    : QLabel(parent)
    , m_idleWord(idleWord)
    , m_hasVenues(hasVenues)
{
    setAlignment(Qt::AlignCenter);
    setTextFormat(Qt::PlainText); // the venues' words are no markup
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumWidth(1); // long words do not widen the window
    QFont bold = font();
    bold.setBold(true);
    setFixedHeight((hasVenues ? 2 : 1) * QFontMetrics(bold).lineSpacing() + 2 * bannerPadding);
    renew();
}

void TradingBanner::want(const WantedTrading& wanted)
{
    State& state = m_states[wanted.venue];
    state.environment = wanted.environment;
    state.isLive = wanted.isLive;
    state.why = wanted.hindrance;
    renew();
}

void TradingBanner::setLiveVenues(const QStringList& venues)
{
    for (auto& [venue, state] : m_states) {
        state.isLive = state.isLive && (!state.isOnShow || venues.contains(venue) || !state.isKnown);
    }
    for (const QString& venue : venues) {
        m_states[venue].isLive = true;
    }
    renew();
}

void TradingBanner::showVenues(const std::vector<session::TradingSnapshot>& venues)
{
    bool isNew = false;
    for (const session::TradingSnapshot& venue : venues) {
        if (venue.environment == "embedded" || venue.environment == "replay") { // the idle word says it
            continue;
        }
        State fresh{.environment = QString::fromStdString(venue.environment),
            .isOnShow = venue.isOnShow,
            .isLive = venue.isLive,
            .isKnown = true,
            .isUp = venue.isUp,
            .isReconciled = venue.isReconciled,
            .isRefused = venue.isRefused,
            .why = QString::fromStdString(venue.why),
            .since = venue.downSince};
        State& known = m_states[QString::fromStdString(venue.venue.text())];
        fresh.takenOver = known.takenOver;
        isNew = isNew || !(known == fresh);
        known = std::move(fresh);
    }
    if (isNew) {
        renew();
    }
}

void TradingBanner::showTakenOver(const QString& venue, const QString& text)
{
    m_states[venue].takenOver = text;
    renew();
}

void TradingBanner::forgetTakenOver()
{
    for (auto& [venue, state] : m_states) {
        state.takenOver.clear();
    }
    renew();
}

bool TradingBanner::isOn() const
{
    return std::ranges::any_of(m_states, [](const auto& entry) { return !entry.second.environment.isEmpty(); });
}

bool TradingBanner::wantsRealMoney() const
{
    return std::ranges::any_of(m_states, [](const auto& entry) { return entry.second.isLive; });
}

bool TradingBanner::isStuck() const
{
    // Of a venue that no snapshot has told of, only a hindrance is known.
    const auto isOnShow = [](const auto& entry) { return entry.second.isOnShow; };
    return std::ranges::any_of(m_states, isOnShow) && std::ranges::all_of(m_states, [](const auto& entry) {
        const State& state = entry.second;
        return !state.isOnShow || (state.isKnown ? !state.isUp : !state.why.isEmpty());
    });
}

QString TradingBanner::partOf(const QString& venue, const State& state)
{
    const QString down = QStringLiteral("\u25a0 ") + venue + tr(": not connected");
    if (!state.isKnown) {
        return state.why.isEmpty() ? QString() : tr("%1 - %2").arg(down, state.why);
    }
    if (state.isUp) {
        const QString up = QStringLiteral("\u25cf ") + venue
            + (state.isReconciled ? tr(": trading connected") : tr(": asking what works there"));
        return state.takenOver.isEmpty() ? up : tr("%1 - %2").arg(up, state.takenOver);
    }
    if (state.isRefused) {
        return tr("%1 - login refused: %2").arg(down, state.why);
    }
    const QString since = models::clockText(state.since).left(8); // whole seconds
    return state.why.isEmpty() ? tr("%1 - connecting since %2 UTC").arg(down, since)
                               : tr("%1 - connecting since %2 UTC: %3").arg(down, since, state.why);
}

QString TradingBanner::venuesText() const
{
    QStringList parts;
    for (const auto& [venue, state] : m_states) {
        if (const QString part = partOf(venue, state); !part.isEmpty()) {
            parts << part;
        }
    }
    return parts.join(QStringLiteral("    "));
}

void TradingBanner::renew()
{
    QStringList live;
    QStringList paper;
    for (const auto& [venue, state] : m_states) {
        if (state.isLive) {
            live << venue;
        } else if (!state.environment.isEmpty()) {
            paper << tr("%1 (%2)").arg(venue, state.environment);
        }
    }
    QString word = !live.isEmpty() ? tr("LIVE - real money at %1").arg(live.join(QStringLiteral(", ")))
        : !paper.isEmpty()         ? tr("PAPER - orders go to %1").arg(paper.join(QStringLiteral(", ")))
                                   : m_idleWord;
    if (isStuck()) {
        word += tr(" - NOT CONNECTED, nothing can be sent");
    }
    m_lines.clear();
    m_lines << word;
    if (m_hasVenues) {
        m_lines << venuesText();
    }
    showLines();
    // Amber in place of either while nothing can be sent; the words say it, too.
    const QRgb colour = isStuck() ? Theme::stuck : !live.isEmpty() ? Theme::stop : Theme::paper;
    const QString looks = plateStyle(colour, QStringLiteral("%1px").arg(bannerPadding));
    if (looks != m_looks) {
        m_looks = looks;
        setStyleSheet(looks);
    }
}

void TradingBanner::showLines()
{
    QFont bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    QStringList cut;
    for (const QString& line : m_lines) {
        cut << metrics.elidedText(line, Qt::ElideRight, std::max(0, width() - 2 * bannerPadding));
    }
    if (const QString shown = cut.join(u'\n'); shown != text()) {
        setText(shown);
    }
    const QString whole = m_lines.join(u'\n').trimmed();
    if (whole != accessibleName()) {
        setAccessibleName(whole);
        setToolTip(whole);
    }
}

void TradingBanner::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    showLines();
}

} // namespace leadline::views
