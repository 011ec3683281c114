// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_header.h"

#include "engine/session/market_snapshot.h"
#include "models/ladder_grid.h"
#include "models/order_entry.h"
#include "models/session_client.h"
#include "views/ladder/venue_chips.h"
#include "views/widgets/hold_button.h"
#include "views/widgets/label_text.h"
#include "views/widgets/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

namespace leadline::views
{

using models::Arming;

namespace
{

QLabel* figureLabel()
{
    auto* const label = new QLabel;
    label->setFont(Theme::figures(12));
    return label;
}

} // namespace

LadderHeader::LadderHeader(QWidget* parent)
    : QWidget(parent)
    , m_link(new QToolButton)
    , m_market(new QLabel)
    , m_spread(figureLabel())
    , m_cross(new QLabel)
    , m_mode(new QLabel)
    , m_position(figureLabel())
    , m_arming(new QButtonGroup(this))
{
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);

    QFont bold = m_market->font();
    bold.setBold(true);
    m_market->setFont(bold);
    auto* const chips = new QHBoxLayout;
    chips->setSpacing(3);
    m_chips = new VenueChips(*chips, this);
    connect(m_chips, &VenueChips::switched, this, &LadderHeader::venueSwitched);
    auto* const first = new QHBoxLayout;
    makeLink(*first);
    first->addWidget(m_market);
    first->addLayout(chips);
    first->addStretch(1);

    m_cross->setObjectName(QStringLiteral("cross"));
    m_mode->setObjectName(QStringLiteral("mode"));
    auto* const middle = new QHBoxLayout;
    middle->addWidget(m_spread);
    middle->addStretch(1);
    middle->addWidget(m_cross);
    middle->addSpacing(8);
    middle->addWidget(m_mode);

    auto* const second = new QHBoxLayout;
    second->addWidget(m_position);
    second->addStretch(1);
    second->addSpacing(8);
    makeArming(*second);
    // In a narrow ladder texts are cut before a button is.
    for (QLabel* const label : {m_market, m_spread, m_cross, m_position}) {
        label->setMinimumWidth(1);
    }
    rows->addLayout(first);
    rows->addLayout(middle);
    rows->addLayout(second);
}

void LadderHeader::makeArming(QHBoxLayout& row)
{
    const std::array names{tr("View"), tr("Confirm"), tr("Armed")};
    const std::array hints{tr("A click fills the ticket"), tr("Every click asks first"), tr("A click sends at once")};
    for (int i = 0; i < static_cast<int>(names.size()); ++i) {
        const bool arms = i == static_cast<int>(Arming::Armed);
        m_armButton = arms ? new HoldButton(names[static_cast<std::size_t>(i)]) : m_armButton;
        QPushButton* const button = arms ? m_armButton : new QPushButton(names[static_cast<std::size_t>(i)]);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(hints[static_cast<std::size_t>(i)]);
        button->setAccessibleName(tr("Ladder: %1").arg(names[static_cast<std::size_t>(i)]));
        letShrink(*button);
        m_arming->addButton(button, i);
        row.addWidget(button);
    }
    m_armButton->setMustHold(false);
    connect(m_arming, &QButtonGroup::idClicked, this, [this](int id) {
        if (static_cast<Arming>(id) != Arming::Armed) {
            Q_EMIT armingChosen(static_cast<Arming>(id));
        } else if (m_isReal) {
            Q_EMIT armingNotHeld();
        }
    });
    connect(m_armButton, &HoldButton::held, this, [this] { Q_EMIT armingChosen(Arming::Armed); });
}

bool LadderHeader::setMoney(const QString& word, bool isReal)
{
    if (word == m_money && isReal == m_isReal) {
        return false;
    }
    m_money = word;
    m_isReal = isReal;
    m_armButton->setMustHold(isReal);
    return true;
}

void LadderHeader::showArming(Arming arming)
{
    m_arming->button(static_cast<int>(arming))->setChecked(true);
    const Theme theme = Theme::of(palette());
    // Paper arms at once and has a text of its own.
    const bool isArmed = arming == Arming::Armed;
    const QColor colour = m_isReal ? theme.bad : isArmed ? theme.warning : theme.faint;
    m_mode->setText(isArmed ? tr("%1 - ARMED").arg(m_money) : m_money);
    m_mode->setStyleSheet(QStringLiteral("font-weight: bold; color: %1").arg(colour.name()));
}

void LadderHeader::makeLink(QHBoxLayout& row)
{
    m_link->setObjectName(QStringLiteral("link"));
    m_link->setPopupMode(QToolButton::InstantPopup);
    m_link->setFocusPolicy(Qt::TabFocus);
    auto* const menu = new QMenu(m_link);
    for (int i = 0; i < models::SessionClient::groups; ++i) {
        const QString name(QChar(u'A' + i));
        menu->addAction(tr("Linked: group %1").arg(name), this, [this, name] { Q_EMIT linkChosen(name); });
    }
    menu->addAction(tr("Alone, with this instrument"), this, [this] { Q_EMIT linkChosen({}); });
    m_link->setMenu(menu);
    row.addWidget(m_link);
    showLink(QStringLiteral("A"));
}

void LadderHeader::showLink(const QString& link)
{
    // A letter and a colour: groups are told apart without colours, too.
    m_link->setText(link.isEmpty() ? QStringLiteral("\u25cb") : link);
    const QColor colour = Theme::of(palette()).group(link);
    m_link->setStyleSheet(QStringLiteral("font-weight: bold; color: %1").arg(colour.name()));
    const QString meaning = link.isEmpty() ? tr("Not linked: this ladder keeps its instrument")
                                           : tr("Linked: shows the instrument of group %1").arg(link);
    m_link->setToolTip(meaning);
    m_link->setAccessibleName(meaning);
}

void LadderHeader::showInstrument(const QString& name)
{
    showText(*m_market, name);
    showText(*m_spread, QString());
    showText(*m_cross, QString());
    showText(*m_position, QString());
}

void LadderHeader::showMarket(const session::MarketSnapshot& snapshot, const models::LadderGrid& grid)
{
    const QString equal = QString::fromStdString(snapshot.equalQuotes);
    const std::string name = grid.isConsolidated() ? snapshot.pair.text() : grid.instrument().id.symbol.text();
    showText(*m_market, QString::fromStdString(name) + (equal.isEmpty() ? QString() : QStringLiteral("  ") + equal));
    m_chips->show(snapshot, grid.venue());
    showSpread(snapshot, grid);
    showText(*m_position,
        tr("position %1   P&&L %2   open %3")
            .arg(QString::fromStdString(snapshot.position.text()))
            .arg(snapshot.profit, 0, 'f', 2)
            .arg(snapshot.openOrders)
            .replace(QStringLiteral("&&"), QStringLiteral("&")));
}

void LadderHeader::showSpread(const session::MarketSnapshot& snapshot, const models::LadderGrid& grid)
{
    const Theme theme = Theme::of(palette());
    const bool isCrossed = grid.isConsolidated() && snapshot.cross != book::Cross::None;
    // Its place is kept, so that the header does not jump with every flicker.
    showText(*m_cross,
        isCrossed ? tr("CROSSED: %1").arg(QString::fromUtf8(book::describe(snapshot.cross)))
            : grid.isConsolidated() && snapshot.basisBps ? tr("basis %1 bps").arg(*snapshot.basisBps, 0, 'f', 1)
                                                         : QString());
    const QString style = QStringLiteral("font-weight: bold; color: %1").arg(theme.warning.name());
    if (m_cross->styleSheet() != style) {
        m_cross->setStyleSheet(style);
    }
    const core::Price bid = grid.bestBid();
    const core::Price ask = grid.bestAsk();
    const core::Price tick = grid.instrument().tick;
    if (bid.raw() == 0 || ask.raw() == 0 || tick.raw() <= 0 || !snapshot.hasBook) {
        showText(*m_spread, QString::fromStdString(snapshot.trustText));
        return;
    }
    const core::Price spread = ask - bid;
    const double mid = core::midpoint(bid, ask).toDoubleLossy();
    showText(*m_spread,
        tr("spread %1 ticks  %2 bps")
            .arg(spread.raw() / tick.raw())
            .arg(spread.toDoubleLossy() / mid * 1e4, 0, 'f', 3));
}

} // namespace leadline::views
