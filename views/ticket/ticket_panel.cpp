// SPDX-License-Identifier: MIT
#include "views/ticket/ticket_panel.h"

#include "engine/desk/order_plan.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "models/format.h"
#include "models/order_entry.h"
#include "models/session_client.h"
#include "views/widgets/theme.h"
#include "views/widgets/tone_delegate.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace leadline::views
{

namespace
{

core::Quantity quantityOf(double units)
{
    return core::Quantity::fromRaw(static_cast<core::Int128>(std::llround(units * 1e6)) * 1000);
}

void renew(QLabel& label, const QString& text)
{
    if (label.text() != text) {
        label.setText(text);
    }
}

} // namespace

TicketPanel::TicketPanel(
    models::SessionClient& session, models::OrderEntry& entry, const core::Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_entry(entry)
    , m_keys(clock)
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);

    auto* const sides = new QHBoxLayout;
    m_sides = new QButtonGroup(this);
    const std::array names{tr("Buy"), tr("Sell")};
    for (int i = 0; i < 2; ++i) {
        auto* const button = new QPushButton(names[static_cast<std::size_t>(i)]);
        button->setCheckable(true);
        m_sides->addButton(button, i);
        sides->addWidget(button);
    }
    m_sides->button(0)->setChecked(true);
    connect(m_sides, &QButtonGroup::idClicked, this, &TicketPanel::followTouch);
    layout->addLayout(sides);

    auto* const form = new QFormLayout;
    m_size = new QDoubleSpinBox;
    m_size->setDecimals(3);
    m_size->setRange(0, 1e9);
    m_size->setAccessibleName(tr("Order size"));
    m_notional = new QLabel;
    auto* const sizeRow = new QHBoxLayout;
    sizeRow->addWidget(m_size, 1);
    sizeRow->addWidget(m_notional);
    form->addRow(tr("Size"), sizeRow);
    makeStyles(*form);
    makeLimit(*form);
    for (QWidget* const field : std::initializer_list<QWidget*>{m_size, m_price, m_notional}) {
        field->installEventFilter(this);
        field->setFont(Theme::figures(13));
        field->setMinimumHeight(24); // the trace gives way first, not the figures
    }
    m_venue = new QComboBox;
    m_venue->addItem(tr("the best one"));
    m_venue->setAccessibleName(tr("Venue of the order"));
    form->addRow(tr("Venue"), m_venue);
    makeSignal(*form);
    layout->addLayout(form);
    const auto want = [this] { m_session.setPreview(size(), venueInTicket(), 0); };
    connect(m_size, &QDoubleSpinBox::valueChanged, this, want);
    connect(m_venue, &QComboBox::currentIndexChanged, this, want);
    makeWord(*layout);
    makeSend(*layout);
    connect(&m_session, &models::SessionClient::framed, this, &TicketPanel::showMarket, Qt::DirectConnection);
    showLimit();
    showArming();
}

void TicketPanel::makeStyles(QFormLayout& form)
{
    auto* const row = new QHBoxLayout;
    m_styles = new QButtonGroup(this);
    const auto add = [&](desk::Style style, const QString& name, const QString& objectName, const QString& hint) {
        auto* const button = new QPushButton(name);
        button->setCheckable(true);
        button->setObjectName(objectName);
        button->setToolTip(hint);
        button->setAccessibleName(tr("Ticket: %1").arg(name));
        m_styles->addButton(button, static_cast<int>(style));
        row->addWidget(button);
    };
    add(desk::Style::Smart, tr("Smart"), QStringLiteral("styleSmart"),
        tr("The router decides whether it rests at the touch, or takes up to the collar; the button says which"));
    add(desk::Style::Limit, tr("Limit"), QStringLiteral("styleLimit"),
        tr("The price is the bound: at the touch or behind it the order never takes"));
    m_styles->button(static_cast<int>(desk::Style::Smart))->setChecked(true);
    connect(m_styles, &QButtonGroup::idClicked, this, [this](int id) {
        // The router has no use for a price of the user's: it follows the touch again.
        if (static_cast<desk::Style>(id) == desk::Style::Smart) {
            followTouch();
        }
        showPreview();
    });
    form.addRow(tr("Style"), row);
}

void TicketPanel::makeLimit(QFormLayout& form)
{
    m_price = new QDoubleSpinBox;
    m_price->setRange(0, 999'999'999);
    m_price->setAccessibleName(tr("Limit price"));
    m_follows = new QLabel;
    m_follows->setObjectName(QStringLiteral("follows"));
    m_follow = new QToolButton;
    m_follow->setObjectName(QStringLiteral("follow"));
    m_follow->setText(tr("Follow"));
    m_follow->setToolTip(tr("Let the limit follow the touch again"));
    m_follow->setAccessibleName(m_follow->toolTip());
    auto* const row = new QHBoxLayout;
    row->addWidget(m_price, 1);
    row->addWidget(m_follow);
    form.addRow(tr("Limit"), row);
    form.addRow(QString(), m_follows);
    // A value that came by itself is set in silence: what is heard here is the user's.
    connect(m_price, &QDoubleSpinBox::valueChanged, this, &TicketPanel::fixPrice);
    connect(m_price->findChild<QLineEdit*>(), &QLineEdit::textEdited, this, &TicketPanel::fixPrice);
    connect(m_follow, &QToolButton::clicked, this, &TicketPanel::followTouch);
}

void TicketPanel::makeSignal(QFormLayout& form)
{
    m_signal = new QDoubleSpinBox;
    m_signal->setObjectName(QStringLiteral("signal"));
    m_signal->setRange(-0.05, 1);
    m_signal->setSingleStep(0.05);
    m_signal->setDecimals(4); // fine enough that no band is crossed by rounding
    m_signal->setSpecialValueText(tr("none"));
    m_signal->setValue(m_signal->minimum());
    m_signal->setFont(Theme::figures(13));
    m_signal->setAccessibleName(tr("Strength of the signal, 0 to 1"));
    m_signal->setToolTip(tr("How sure you, or a model, are: the signal policy then decides size, price and urgency"));
    m_raise = new QCheckBox(tr("at market"));
    m_raise->setObjectName(QStringLiteral("raise"));
    m_raise->setToolTip(tr("Raise it to market whatever the tables say; only a few an hour"));
    m_raise->setEnabled(false);
    auto* const row = new QHBoxLayout;
    row->addWidget(m_signal, 1);
    row->addWidget(m_raise);
    form.addRow(tr("Signal"), row);
    m_heard = new QPushButton;
    m_heard->setObjectName(QStringLiteral("heard"));
    m_heard->setToolTip(tr("The newest signal of your model, file or socket: a click takes it into the ticket"));
    m_heard->hide();
    form.addRow(QString(), m_heard);
    connect(m_heard, &QPushButton::clicked, this, [this] {
        m_sides->button(m_newest.side == core::Side::Bid ? 0 : 1)->setChecked(true);
        m_raise->setChecked(false);
        m_signal->setValue(m_newest.strength);
        showPreview();
    });
    const auto wantSignal = [this] {
        m_raise->setEnabled(signal().has_value());
        if (!signal()) {
            m_raise->setChecked(false);
        }
        m_session.setSignal(signal() ? signal()->strength : -1, m_raise->isChecked());
        showLimit();
        showPreview();
    };
    connect(m_signal, &QDoubleSpinBox::valueChanged, this, wantSignal);
    connect(m_raise, &QCheckBox::toggled, this, wantSignal);
}

void TicketPanel::makeWord(QVBoxLayout& layout)
{
    m_action = new QLabel;
    QFont large = m_action->font();
    large.setPixelSize(20);
    large.setBold(true);
    m_action->setFont(large);
    m_action->setObjectName(QStringLiteral("action"));
    m_reason = new QLabel;
    m_reason->setObjectName(QStringLiteral("reason"));
    m_reason->setWordWrap(true);
    m_order = new QLabel;
    m_order->setObjectName(QStringLiteral("order"));
    m_order->setWordWrap(true);
    m_cost = new QLabel;
    m_cost->setWordWrap(true);
    m_cost->setFont(Theme::figures(12));
    for (QLabel* const label : {m_action, m_reason, m_order, m_cost}) {
        layout.addWidget(label);
    }
    m_table = new QTableView;
    prepareTable(*m_table);
    m_table->setFont(Theme::figures(11));
    m_table->setModel(&m_trace);
    m_table->setAccessibleName(tr("Decision trace"));
    const std::array widths{116, 76, 66, 78, 62};
    for (int i = 0; i < static_cast<int>(widths.size()); ++i) {
        m_table->setColumnWidth(i, widths[static_cast<std::size_t>(i)]);
    }
    layout.addWidget(m_table, 1);
}

void TicketPanel::makeSend(QVBoxLayout& layout)
{
    m_state = new QLabel;
    m_state->setObjectName(QStringLiteral("state"));
    m_send = new QPushButton;
    m_send->setObjectName(QStringLiteral("send"));
    m_send->setEnabled(false);
    m_send->installEventFilter(this);
    connect(m_send, &QPushButton::clicked, this, &TicketPanel::send);
    connect(&m_entry, &models::OrderEntry::armingChanged, this, &TicketPanel::showArming);
    layout.addWidget(m_state);
    layout.addWidget(m_send);
}

bool TicketPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_send && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool presses =
            key == Qt::Key_Space || key == Qt::Key_Select || key == Qt::Key_Return || key == Qt::Key_Enter;
        if (presses && !m_keys.take(key)) {
            return true; // held down: one press, one order
        }
    }
    auto* const field = qobject_cast<QDoubleSpinBox*>(watched);
    if (field != nullptr && event->type() == QEvent::Wheel && !field->hasFocus()) {
        event->ignore(); // a wheel that passes by changes no order
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

core::Side TicketPanel::side() const
{
    return m_sides->checkedId() == 0 ? core::Side::Bid : core::Side::Ask;
}

std::optional<routing::Signal> TicketPanel::signal() const
{
    return m_signal->value() < 0 ? std::nullopt
                                 : std::optional(routing::Signal{m_signal->value(), m_raise->isChecked()});
}

desk::Style TicketPanel::style() const
{
    return static_cast<desk::Style>(m_styles->checkedId());
}

void TicketPanel::chooseStyle(desk::Style style)
{
    m_styles->button(static_cast<int>(style))->setChecked(true);
}

void TicketPanel::fixPrice()
{
    m_priceFollows = false;
    chooseStyle(desk::Style::Limit);
    showPreview();
}

void TicketPanel::followTouch()
{
    m_priceFollows = true;
    showPreview();
}

core::Quantity TicketPanel::size() const
{
    return m_instrument.roundDownToLot(quantityOf(m_size->value()));
}

void TicketPanel::setSize(core::Quantity size)
{
    m_size->setValue(size.toDoubleLossy());
}

void TicketPanel::fill(const session::OrderIntent& intent)
{
    m_sides->button(intent.side == core::Side::Bid ? 0 : 1)->setChecked(true);
    chooseStyle(intent.style);
    m_priceFollows = intent.style == desk::Style::Smart || intent.reach == desk::Reach::Join;
    {
        const QSignalBlocker quiet(m_price);
        m_price->setValue(intent.price.toDoubleLossy());
    }
    setSize(intent.size);
    const int venue = m_venue->findData(QString::fromStdString(intent.venue.text()));
    m_venue->setCurrentIndex(std::max(0, venue));
    showPreview();
}

QString TicketPanel::venueInTicket() const
{
    return m_venue->currentData().toString();
}

void TicketPanel::listVenues(const session::MarketSnapshot& snapshot)
{
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        const QString id = QString::fromStdString(venue.market.venue.text());
        if (m_venue->findData(id) < 0) {
            m_venue->addItem(tr("%1 alone").arg(QString::fromStdString(venue.name)), id);
        }
    }
}

void TicketPanel::showMarket(const session::MarketSnapshot& snapshot)
{
    if (snapshot.instrument.id != m_instrument.id || snapshot.instrument.tick != m_instrument.tick
        || snapshot.instrument.lot != m_instrument.lot) {
        m_instrument = snapshot.instrument;
        m_decimals = snapshot.priceDecimals;
        const QSignalBlocker quiet(m_price);
        m_price->setDecimals(m_decimals);
        m_price->setSingleStep(m_instrument.tick.toDoubleLossy());
        // Sizes as fine as the finest lot of all venues; each venue's own is applied when the order goes out.
        m_size->setDecimals(std::clamp(core::writtenDecimals(m_instrument.lot.text()), 3, 9));
        m_size->setSingleStep(std::max(m_instrument.lot.toDoubleLossy(), 0.001));
    }
    listVenues(snapshot);
    m_heard->setVisible(snapshot.heard.has_value());
    if (snapshot.heard) {
        m_newest = *snapshot.heard;
        m_heard->setText(
            tr("%1: %2 %3 – use")
                .arg(QString::fromStdString(m_newest.source), m_newest.side == core::Side::Bid ? tr("BUY") : tr("SELL"))
                .arg(m_newest.strength, 0, 'f', 2));
    }
    if (isVisible()) {
        showPreview();
    }
}

void TicketPanel::showLimit()
{
    m_price->setEnabled(!signal()); // the policy says where
    m_follow->setEnabled(!m_priceFollows && !signal());
    for (QAbstractButton* const button : m_styles->buttons()) {
        button->setEnabled(!signal());
    }
    const QString follows = signal() ? tr("the signal policy decides price and urgency")
        : m_priceFollows             ? tr("follows the touch")
                                     : tr("fixed at %1").arg(models::priceText(priceInTicket(), m_decimals));
    renew(*m_follows, follows);
}

void TicketPanel::showArming()
{
    const QString text = m_entry.arming() == models::Arming::View ? tr("View: the button sends nothing")
        : m_entry.arming() == models::Arming::Confirm             ? tr("Confirm: the button asks first")
                                                                  : tr("ARMED: the button sends at once");
    renew(*m_state, m_entry.planner().worldOf(m_entry.planner().plan(intent())) + QStringLiteral(" – ") + text);
}

void TicketPanel::showPreview()
{
    const routing::Decision* decision = m_entry.planner().decisionFor(intent());
    if (decision != nullptr) {
        const core::Price touch = side() == core::Side::Bid ? decision->bestBid : decision->bestAsk;
        if (m_priceFollows && touch.raw() > 0) {
            showTouch(touch);
        }
    }
    showLimit();
    showArming();
    const models::PlannedOrder planned = m_entry.planner().plan(intent());
    decision = m_entry.planner().decisionFor(planned.intent);
    m_send->setText(m_entry.planner().brief(planned));
    m_send->setEnabled(planned.isKnown && !planned.isRefused()); // nothing is sent before it is known what
    if (decision != nullptr) {
        showOrder(planned, *decision);
        showCost(planned, *decision);
    }
}

void TicketPanel::showTouch(core::Price touch)
{
    const QSignalBlocker quiet(m_price);
    auto& line = *m_price->findChild<QLineEdit*>();
    const bool isChosen = line.hasSelectedText();
    m_price->setValue(touch.toDoubleLossy());
    if (isChosen) {
        line.selectAll(); // what is typed next replaces all of it, as it would have
    }
}

void TicketPanel::showOrder(const models::PlannedOrder& planned, const routing::Decision& decision)
{
    m_trace.show(decision);
    const Theme theme = Theme::of(palette());
    const QColor colour = planned.isRefused() ? theme.bad : planned.takes ? theme.warning : theme.good;
    const QString action = planned.isRefused() ? QString::fromUtf8(routing::nameOf(decision.action))
        : planned.takes                        ? tr("TAKES")
                                               : tr("RESTS");
    if (m_action->text() != action) {
        m_action->setText(action);
        m_action->setStyleSheet(QStringLiteral("color: %1").arg(colour.name()));
    }
    const routing::ReasonInfo& info = routing::infoOf(planned.reason);
    QString reason = QString::fromUtf8(info.text) + QStringLiteral(" (") + QString::fromUtf8(info.code) + u')';
    if (!planned.isRefused()) {
        reason = tr("router: %1: ").arg(models::OrderPlanner::wishText(planned)) + reason;
    }
    if (decision.signal) {
        reason += u'\n' + QString::fromStdString(routing::describe(*decision.signal, decision.strategy));
    }
    renew(*m_reason, reason);
    renew(*m_order, planned.isRefused() ? tr("Nothing would be sent.") : m_entry.planner().sentence(planned));
    const core::Price touch = side() == core::Side::Bid ? decision.bestBid : decision.bestAsk;
    renew(*m_notional, tr("= %1").arg(m_instrument.value(touch, size()).toDoubleLossy(), 0, 'f', 2));
}

void TicketPanel::showCost(const models::PlannedOrder& planned, const routing::Decision& decision)
{
    // The chosen venue's own terms; of an order that rests, the quote's impact is what the touch gains over the mid.
    const routing::VenueQuote* chosen = nullptr;
    for (const routing::VenueQuote& quote : decision.venues) {
        chosen = quote.market == decision.market ? &quote : chosen;
    }
    const double impactBps = decision.impact * 1e4;
    if (chosen == nullptr || !std::isfinite(impactBps) || !std::isfinite(chosen->impactBps)) {
        renew(*m_cost, tr("market order: the visible book cannot fill it\n"));
        return;
    }
    session::OrderIntent plain = planned.intent;
    plain.signal.reset();
    plain.reach = desk::Reach::Cross;
    const routing::Decision* const market = m_entry.planner().decisionFor(plain);
    if (market == nullptr) {
        return; // a frame later
    }
    double marketBps = 0; // of a plain market order at the venue where taking costs least
    for (const routing::VenueQuote& quote : market->venues) {
        if (quote.market == market->market) {
            marketBps = quote.impactBps + quote.feeBps + quote.latencyBps;
        }
    }
    const double routed = chosen->impactBps + chosen->feeBps + chosen->latencyBps;
    renew(*m_cost,
        tr("market order: %1 bps on %2\nas routed: %3 bps on %4%5\n  price %6 + fee %7 + latency %8")
            .arg(marketBps, 0, 'f', 2)
            .arg(QString::fromStdString(market->market.venue.text()))
            .arg(routed, 0, 'f', 2)
            .arg(QString::fromStdString(decision.market.venue.text()), planned.takes ? QString() : tr(" if filled"))
            .arg(chosen->impactBps, 0, 'f', 2)
            .arg(chosen->feeBps, 0, 'f', 1)
            .arg(chosen->latencyBps, 0, 'f', 2));
}

core::Price TicketPanel::priceInTicket() const
{
    const auto price = core::Price::parse(QString::number(m_price->value(), 'f', m_decimals).toStdString());
    return m_instrument.roundPassive(price.value_or(core::Price{}), side());
}

session::OrderIntent TicketPanel::intent() const
{
    session::OrderIntent made{.side = side(),
        .price = priceInTicket(),
        .size = size(),
        .reach = desk::Reach::Join,
        .style = style(),
        .venue = core::VenueId(venueInTicket().toStdString()),
        .signal = signal()};
    if (!m_priceFollows) {
        // Against the touch of all venues: what is at it, or behind it, waits.
        const models::PlannedOrder seen = m_entry.planner().plan(made);
        const core::Price own = made.side == core::Side::Bid ? seen.marketBid : seen.marketAsk;
        const bool waits = own.raw() > 0 && (made.side == core::Side::Bid ? made.price <= own : made.price >= own);
        made.reach = waits ? desk::Reach::Rest : desk::reachOf(made.side, made.price, seen.marketBid, seen.marketAsk);
    }
    return made;
}

void TicketPanel::send()
{
    m_entry.sendFromTicket(intent());
}

} // namespace leadline::views
