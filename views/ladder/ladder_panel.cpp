// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_panel.h"

#include "engine/session/order_intent.h"
#include "models/format.h"
#include "models/order_model.h"
#include "models/session_client.h"
#include "views/widgets/hold_button.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace leadline::views
{

namespace
{

constexpr std::array sizeFactors{1, 2, 5, 10, 50};

QLabel* figureLabel()
{
    auto* const label = new QLabel;
    label->setFont(Theme::figures(12));
    return label;
}

void setText(QLabel& label, const QString& text)
{
    // Setting the same text again would lay the header out anew.
    if (label.text() != text) {
        label.setText(text);
    }
}

} // namespace

LadderPanel::LadderPanel(models::SessionClient& session, const models::OrderModel& orders, models::OrderEntry& entry,
    const core::Clock& clock, double firstSize, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_entry(entry)
    , m_ladder(new LadderView(entry, clock))
    , m_firstSize(firstSize)
    , m_previewPlace(session.newPreviewPlace())
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(3);
    layout->addWidget(makeHeader());
    layout->addWidget(m_ladder, 1);
    layout->addWidget(makeFooter());
    connect(m_ladder, &LadderView::sizeButtonRequested, this, &LadderPanel::chooseSize);
    connect(&m_entry, &models::OrderEntry::armingChanged, this, &LadderPanel::showArming);
    connect(&m_entry, &models::OrderEntry::styleChanged, this, &LadderPanel::showStyle);
    connect(&m_entry, &models::OrderEntry::held, this, &LadderPanel::say);
    connectSession();
    connectGestures(orders);
    showStyle();
    setMoney(session.isLive() ? tr("LIVE") : tr("PAPER"), session.isLive());
    m_ladder->showOrders(orders.liveOrders());
    renewPreview();
}

LadderPanel::~LadderPanel()
{
    m_session.setPreview({}, {}, m_previewPlace);
}

void LadderPanel::setVenue(core::VenueId venue)
{
    m_ladder->setVenue(venue);
    renewPreview();
}

void LadderPanel::connectSession()
{
    using models::OrderEntry;
    using models::SessionClient;
    connect(&m_session, &SessionClient::framed, this, &LadderPanel::showMarket, Qt::DirectConnection);
    connect(&m_session, &SessionClient::connectionChanged, &m_entry, &OrderEntry::disarm);
    connect(&m_session, &SessionClient::settingsApplied, &m_entry, &OrderEntry::disarm);
    connect(&m_session, &SessionClient::killSwitchChanged, &m_entry, &OrderEntry::disarm);
    connect(&m_session, &SessionClient::liveVenuesChanged, &m_entry, &OrderEntry::disarm);
}

void LadderPanel::connectGestures(const models::OrderModel& orders)
{
    using models::OrderEntry;
    using models::SessionClient;
    connect(m_ladder, &LadderView::cancelRequested, &m_session, &SessionClient::cancel);
    connect(m_ladder, &LadderView::moveRequested, this, [this, &orders](quint64 id, const core::Price& price) {
        const orders::Order* const order = orders.find(id);
        if (m_entry.arming() == models::Arming::View) {
            say(tr("Not moved: arm the ladder first"));
        } else if (order != nullptr) {
            m_session.amend(id, price, order->request.size);
        }
    });
    connect(&orders, &models::OrderModel::liveOrdersChanged, this,
        [this, &orders] { m_ladder->showOrders(orders.liveOrders()); });
    connect(&m_entry, &OrderEntry::orderReady, &m_session, &SessionClient::submit);
    connect(&m_entry, &OrderEntry::confirmationWanted, this, &LadderPanel::ask);
    connect(&m_entry, &OrderEntry::sizeChanged, this, &LadderPanel::renewPreview);
}

void LadderPanel::renewPreview()
{
    m_session.setPreview(m_entry.size(), QString::fromStdString(m_ladder->grid().venue().text()), m_previewPlace);
}

void LadderPanel::ask(const session::OrderIntent& intent, const QString& question)
{
    // Not exec(): the market goes on behind the question, and a test can answer it.
    auto* const box = new QMessageBox(
        QMessageBox::Question, tr("Send order?"), question, QMessageBox::Yes | QMessageBox::No, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::No);
    connect(box, &QMessageBox::finished, &m_entry, [&entry = m_entry, intent](int answer) {
        if (answer == QMessageBox::Yes) {
            entry.confirm(intent);
        }
    });
    box->open();
}

void LadderPanel::reportOrders()
{
    using models::SessionClient;
    connect(&m_session, &SessionClient::orderChanged, this, [this](const orders::Order& order) {
        if (order.state == orders::OrderState::Rejected) {
            say(tr("Rejected: %1").arg(QString::fromStdString(order.note)));
        }
    });
    connect(&m_session, &SessionClient::filled, this, [this](const orders::Fill& fill) {
        say(tr("Filled: %1 %2 at %3 (%4)")
                .arg(fill.side == core::Side::Bid ? tr("bought") : tr("sold"), QString::fromStdString(fill.size.text()),
                    QString::fromStdString(fill.price.text()), fill.isMaker ? tr("maker") : tr("taker")));
    });
    connect(&m_session, &SessionClient::refused, this, &LadderPanel::showRefusal);
}

void LadderPanel::showRefusal(const session::Refusal& refusal)
{
    if (refusal.check != risk::OrderCheck::OutsideBand) {
        say(tr("Not sent: %1").arg(refusal.text));
        return;
    }
    session::OrderIntent again = refusal.intent;
    again.bandConfirmed = true;
    auto* const box = new QMessageBox(QMessageBox::Warning, tr("Far from the market"),
        tr("%1. Send it all the same?").arg(refusal.text), QMessageBox::Yes | QMessageBox::No, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::No);
    connect(box, &QMessageBox::finished, this, [this, again](int answer) {
        if (answer != QMessageBox::Yes) {
            return;
        }
        if (isAnyArmed && !isAnyArmed()) {
            say(tr("Not sent: disarmed since it was asked"));
        } else {
            m_session.submit(again);
        }
    });
    box->open();
}

QWidget* LadderPanel::makeHeader()
{
    auto* const header = new QWidget;
    auto* const rows = new QVBoxLayout(header);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);

    auto* const first = new QHBoxLayout;
    m_market = new QLabel;
    QFont bold = m_market->font();
    bold.setBold(true);
    m_market->setFont(bold);
    m_chips = new QHBoxLayout;
    m_chips->setSpacing(3);
    m_cross = new QLabel;
    m_cross->setObjectName(QStringLiteral("cross"));
    m_spread = figureLabel();
    first->addWidget(m_market);
    first->addLayout(m_chips);
    first->addStretch(1);

    m_mode = new QLabel;
    m_mode->setObjectName(QStringLiteral("mode"));
    auto* const middle = new QHBoxLayout;
    middle->addWidget(m_spread);
    middle->addStretch(1);
    middle->addWidget(m_cross);
    middle->addSpacing(8);
    middle->addWidget(m_mode);

    auto* const second = new QHBoxLayout;
    m_position = figureLabel();
    second->addWidget(m_position);
    second->addStretch(1);
    second->addSpacing(8);
    m_arming = new QButtonGroup(this);
    const std::array names{tr("View"), tr("Confirm"), tr("Armed")};
    const std::array hints{tr("A click fills the ticket"), tr("Every click asks first"), tr("A click sends at once")};
    for (int i = 0; i < static_cast<int>(names.size()); ++i) {
        const bool arms = i == static_cast<int>(models::Arming::Armed);
        m_armButton = arms ? new HoldButton(names[static_cast<std::size_t>(i)]) : m_armButton;
        QPushButton* const button = arms ? m_armButton : new QPushButton(names[static_cast<std::size_t>(i)]);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(hints[static_cast<std::size_t>(i)]);
        button->setAccessibleName(tr("Ladder: %1").arg(names[static_cast<std::size_t>(i)]));
        m_arming->addButton(button, i);
        second->addWidget(button);
    }
    m_armButton->setMustHold(false);
    connect(m_arming, &QButtonGroup::idClicked, this, [this](int id) {
        if (static_cast<models::Arming>(id) != models::Arming::Armed) {
            m_entry.setArming(static_cast<models::Arming>(id));
            m_ladder->setFocus();
        } else if (m_isLive) {
            showArming(); // a click alone arms nothing
            say(tr("Hold the button to arm: orders are real"));
        }
    });
    connect(m_armButton, &HoldButton::held, this, [this] {
        m_entry.setArming(models::Arming::Armed);
        m_ladder->setFocus();
    });
    rows->addLayout(first);
    rows->addLayout(middle);
    rows->addLayout(second);
    return header;
}

QWidget* LadderPanel::makeFooter()
{
    auto* const footer = new QWidget;
    auto* const rows = new QVBoxLayout(footer);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);
    m_totals = figureLabel();
    m_message = new QLabel;
    m_message->setWordWrap(false);
    auto* const buttons = new QHBoxLayout;
    buttons->addWidget(new QLabel(tr("Size")));
    m_sizes = new QButtonGroup(this);
    for (int number = 1; number <= 5; ++number) {
        auto* const button = new QPushButton;
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(tr("Key %1").arg(number));
        m_sizes->addButton(button, number);
        buttons->addWidget(button, 1);
    }
    connect(m_sizes, &QButtonGroup::idClicked, this, [this](int id) {
        chooseSize(id);
        m_ladder->setFocus();
    });
    rows->addWidget(m_totals);
    rows->addLayout(buttons);
    rows->addWidget(makeStyles());
    rows->addWidget(m_message);
    resizeButtons();
    return footer;
}

QWidget* LadderPanel::makeStyles()
{
    auto* const row = new QWidget;
    auto* const layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    m_styles = new QButtonGroup(this);
    const auto add = [&](desk::Style style, const QString& name, const QString& objectName, const QString& hint) {
        auto* const button = new QPushButton(name);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setObjectName(objectName);
        button->setToolTip(hint);
        button->setAccessibleName(tr("Order style: %1").arg(name));
        m_styles->addButton(button, static_cast<int>(style));
        layout->addWidget(button);
    };
    add(desk::Style::Limit, tr("Limit"), QStringLiteral("styleLimit"),
        tr("The price is the bound: a join, or a click at or behind the touch, never takes; the router chooses where"));
    add(desk::Style::Smart, tr("Smart"), QStringLiteral("styleSmart"),
        tr("At the touch the router decides whether it rests, or takes up to the collar; the tooltip says which"));
    // It tells much in little room, and never makes the ladder wider.
    m_joins = new QLabel;
    m_joins->setObjectName(QStringLiteral("joins"));
    m_joins->setAccessibleName(tr("What Q and W would send"));
    m_joins->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    layout->addWidget(m_joins, 1);
    connect(m_styles, &QButtonGroup::idClicked, this, [this](int id) {
        m_entry.setStyle(static_cast<desk::Style>(id));
        m_ladder->setFocus();
    });
    return row;
}

void LadderPanel::showStyle()
{
    m_styles->button(static_cast<int>(m_entry.style()))->setChecked(true);
}

void LadderPanel::setMoney(const QString& word, bool isReal)
{
    if (word == m_money && isReal == m_isLive) {
        return;
    }
    m_money = word;
    m_isLive = isReal;
    m_armButton->setMustHold(isReal);
    showArming();
}

void LadderPanel::setFirstSize(double units)
{
    m_firstSize = units;
    resizeButtons();
}

void LadderPanel::resizeButtons()
{
    for (int number = 1; number <= 5; ++number) {
        m_sizes->button(number)->setText(
            QString::number(m_firstSize * sizeFactors[static_cast<std::size_t>(number - 1)]));
    }
    chooseSize(m_chosen);
}

void LadderPanel::chooseSize(int number)
{
    m_chosen = number;
    m_sizes->button(number)->setChecked(true);
    const double units = m_firstSize * sizeFactors[static_cast<std::size_t>(number - 1)];
    m_entry.setSize(m_instrument.roundDownToLot(core::Quantity::fromRaw(
        static_cast<core::Int128>(std::round(units * static_cast<double>(core::decimalScale))))));
}

void LadderPanel::showArming()
{
    const int id = static_cast<int>(m_entry.arming());
    m_arming->button(id)->setChecked(true);
    const Theme theme = Theme::of(palette());
    // Paper arms at once and has a frame and a word of its own.
    const bool armed = m_entry.arming() == models::Arming::Armed;
    const QColor frame = m_isLive ? theme.bad : theme.warning;
    m_mode->setText(armed ? tr("%1 - ARMED").arg(m_money) : m_money);
    m_mode->setStyleSheet(QStringLiteral("font-weight: bold; color: %1")
                              .arg((armed        ? frame
                                      : m_isLive ? theme.bad
                                                 : theme.faint)
                                       .name()));
    setStyleSheet(
        armed ? QStringLiteral("leadline--views--LadderPanel { border: 2px solid %1; }").arg(frame.name()) : QString());
    setAttribute(Qt::WA_StyledBackground, true);
}

void LadderPanel::say(const QString& text)
{
    m_message->setText(text);
    QTimer::singleShot(6000, m_message, [label = m_message, text] {
        if (label->text() == text) {
            label->clear();
        }
    });
}

void LadderPanel::showMarket(const session::MarketSnapshot& snapshot)
{
    if (snapshot.instrument.lot != m_instrument.lot || snapshot.instrument.tick != m_instrument.tick
        || snapshot.instrument.id != m_instrument.id) {
        m_instrument = snapshot.instrument;
        m_entry.setInstrument(m_instrument);
        chooseSize(m_chosen);
    }
    m_entry.show(snapshot);
    m_ladder->showMarket(snapshot);
    if (const QString joins = m_ladder->joinText(); joins != m_joins->text()) {
        m_joins->setText(joins);
        m_joins->setToolTip(joins);
    }

    const QString equal = QString::fromStdString(snapshot.equalQuotes);
    setText(*m_market,
        (m_ladder->grid().isConsolidated() ? QString::fromStdString(snapshot.pair.text())
                                           : QString::fromStdString(m_ladder->grid().instrument().id.symbol.text()))
            + (equal.isEmpty() ? QString() : QStringLiteral("  ") + equal));
    showVenues(snapshot);
    showSpread(snapshot);
    setText(*m_position,
        tr("position %1   P&&L %2   open %3")
            .arg(QString::fromStdString(snapshot.position.text()))
            .arg(snapshot.profit, 0, 'f', 2)
            .arg(snapshot.openOrders)
            .replace(QStringLiteral("&&"), QStringLiteral("&")));
    const models::LadderGrid& grid = m_ladder->grid();
    setText(*m_totals,
        tr("bids %1   asks %2   net %3")
            .arg(models::sizeText(grid.totalBids()), models::sizeText(grid.totalAsks()),
                models::sizeText(grid.totalBids() - grid.totalAsks())));
}

QToolButton& LadderPanel::chipOf(const QString& venue)
{
    const QString name = QStringLiteral("trust-") + venue;
    if (auto* const known = findChild<QToolButton*>(name)) {
        return *known;
    }
    auto* const made = new QToolButton;
    made->setCheckable(true);
    made->setChecked(true);
    made->setFocusPolicy(Qt::TabFocus);
    made->setObjectName(name);
    made->setAccessibleName(venue);
    connect(made, &QToolButton::toggled, this, [this, venue](bool on) { m_session.setVenueOn(venue, on); });
    m_chips->addWidget(made);
    return *made;
}

void LadderPanel::showVenues(const session::MarketSnapshot& snapshot)
{
    const Theme theme = Theme::of(palette());
    const core::VenueId only = m_ladder->grid().venue();
    std::vector<const QToolButton*> shown;
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        if (!only.isEmpty() && venue.market.venue != only) {
            continue;
        }
        const QString id = QString::fromStdString(venue.market.venue.text());
        QToolButton& chip = chipOf(id);
        shown.push_back(&chip);
        const bool isOff = !venue.terms.isOn;
        const QString mark = isOff                 ? QStringLiteral("\u25cb")
            : venue.trust == desk::Trust::Good     ? QStringLiteral("\u25cf")
            : venue.trust == desk::Trust::Doubtful ? QStringLiteral("\u25d0")
                                                   : QStringLiteral("\u25a0");
        const QColor colour = isOff                ? theme.faint
            : venue.trust == desk::Trust::Good     ? theme.good
            : venue.trust == desk::Trust::Doubtful ? theme.warning
                                                   : theme.bad;
        const QString text = mark + QStringLiteral(" ") + id;
        if (chip.text() != text) {
            chip.setText(text);
            chip.setStyleSheet(QStringLiteral("color: %1").arg(colour.name()));
        }
        if (chip.isChecked() == isOff && !chip.isDown()) {
            // Another ladder, or the settings, have switched it.
            const QSignalBlocker quiet(&chip);
            chip.setChecked(!isOff);
        }
        const QString why = QString::fromStdString(venue.trustText);
        if (chip.toolTip() != why) {
            chip.setToolTip(why);
            chip.setAccessibleDescription(why);
        }
    }
    for (int i = 0; i < m_chips->count(); ++i) {
        auto* const chip = qobject_cast<QToolButton*>(m_chips->itemAt(i)->widget());
        chip->setVisible(std::ranges::find(shown, chip) != shown.end());
    }
}

void LadderPanel::showSpread(const session::MarketSnapshot& snapshot)
{
    const Theme theme = Theme::of(palette());
    const models::LadderGrid& grid = m_ladder->grid();
    const bool isCrossed = grid.isConsolidated() && snapshot.cross != book::Cross::None;
    // Its place is kept, so that the header does not jump with every flicker.
    setText(*m_cross, isCrossed ? tr("CROSSED: %1").arg(QString::fromUtf8(book::describe(snapshot.cross))) : QString());
    const QString style = QStringLiteral("font-weight: bold; color: %1").arg(theme.warning.name());
    if (m_cross->styleSheet() != style) {
        m_cross->setStyleSheet(style);
    }
    const core::Price bid = grid.bestBid();
    const core::Price ask = grid.bestAsk();
    const core::Price tick = grid.instrument().tick;
    if (bid.raw() == 0 || ask.raw() == 0 || tick.raw() <= 0 || !snapshot.hasBook) {
        setText(*m_spread, QString::fromStdString(snapshot.trustText));
        return;
    }
    const core::Price spread = ask - bid;
    const double mid = core::midpoint(bid, ask).toDoubleLossy();
    setText(*m_spread,
        tr("spread %1 ticks  %2 bps")
            .arg(spread.raw() / tick.raw())
            .arg(spread.toDoubleLossy() / mid * 1e4, 0, 'f', 3));
}

} // namespace leadline::views
