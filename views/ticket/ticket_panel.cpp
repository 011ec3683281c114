// SPDX-License-Identifier: MIT
#include "views/ticket/ticket_panel.h"

#include "engine/desk/order_plan.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "models/format.h"
#include "models/market_view.h"
#include "models/order_entry.h"
#include "models/planned_order.h"
#include "models/session_client.h"
#include "views/ticket/decision_preview.h"
#include "views/ticket/guard_field.h"
#include "views/ticket/limit_field.h"
#include "views/ticket/signal_field.h"
#include "views/widgets/label_text.h"
#include "views/widgets/theme.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
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

} // namespace

TicketPanel::TicketPanel(models::MarketView& view, models::OrderEntry& entry, const core::Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_view(&view)
    , m_entry(entry)
    , m_clock(clock)
    , m_keys(clock)
{
    // What the order is scrolls where there is no room for all of it; the button stays.
    auto* const outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* const area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    m_content = new QWidget;
    area->setWidget(m_content);
    outer->addWidget(area, 1);
    auto* const layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(6, 6, 6, 0);

    m_name = new QLabel;
    m_name->setObjectName(QStringLiteral("instrument"));
    m_name->setFont(Theme::figures(20));
    m_name->setAccessibleName(tr("Instrument of the ticket"));
    layout->addWidget(m_name);
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
    m_limit = new LimitField(*form, this);
    for (QWidget* const field : std::initializer_list<QWidget*>{m_size, &m_limit->box(), m_notional}) {
        field->installEventFilter(this);
        field->setFont(Theme::figures(13));
        field->setMinimumHeight(24); // the trace gives way first, not the figures
    }
    m_venue = new QComboBox;
    m_venue->addItem(tr("the best one"));
    m_venue->setAccessibleName(tr("Venue of the order"));
    form->addRow(tr("Venue"), m_venue);
    m_signal = new SignalField(*form, this);
    m_guard = new GuardField(*form, this);
    layout->addLayout(form);
    connect(m_size, &QDoubleSpinBox::valueChanged, this, &TicketPanel::wantPreview);
    connect(m_venue, &QComboBox::currentIndexChanged, this, &TicketPanel::wantPreview);
    m_preview = new DecisionPreview(*layout, *this);
    auto* const foot = new QVBoxLayout;
    foot->setContentsMargins(6, 0, 6, 6);
    makeSend(*foot);
    outer->addLayout(foot);
    makeTraceAction();
    connectFields();
    connectView();
    showLimit();
    showArming();
}

QSize TicketPanel::minimumSizeHint() const
{
    constexpr int leastHeight = 240;
    return {
        m_content->minimumSizeHint().width() + QWidget::style()->pixelMetric(QStyle::PM_ScrollBarExtent), leastHeight};
}

void TicketPanel::connectView()
{
    connect(m_view, &models::MarketView::framed, this, &TicketPanel::showMarket, Qt::DirectConnection);
    connect(m_view, &models::MarketView::pairChanged, this, &TicketPanel::beginAnew);
}

void TicketPanel::setView(models::MarketView& view)
{
    if (m_view != nullptr) {
        m_view->disconnect(this);
        m_view->setPreview({}, {}, 0);
        m_view->setSignal(-1, false);
    }
    m_view = &view;
    connectView();
    beginAnew();
    wantPreview();
    tellSignal();
}

void TicketPanel::wantPreview()
{
    if (m_view != nullptr) {
        m_view->setPreview(size(), venueInTicket(), 0);
    }
}

void TicketPanel::tellSignal()
{
    if (const auto given = signal(); m_view != nullptr) {
        m_view->setSignal(given ? given->strength : -1, given && given->isRaised);
    }
}

void TicketPanel::beginAnew()
{
    // A price, a venue or a signal of another instrument means nothing here.
    m_instrument = {};
    m_name->setText(m_view->name());
    while (m_venue->count() > 1) {
        m_venue->removeItem(1);
    }
    m_send->setEnabled(false);
    m_guard->reset();
    m_send->setText(tr("Waiting for %1").arg(m_view->name()));
    followTouch();
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

void TicketPanel::connectFields()
{
    connect(m_limit, &LimitField::fixed, this, [this] {
        chooseStyle(desk::Style::Limit);
        showPreview();
    });
    connect(m_limit, &LimitField::followWanted, this, &TicketPanel::followTouch);
    connect(m_signal, &SignalField::sideTaken, this, &TicketPanel::chooseSide);
    connect(m_signal, &SignalField::taken, this, &TicketPanel::showPreview);
    connect(m_signal, &SignalField::changed, this, [this] {
        tellSignal();
        showLimit();
        showPreview();
    });
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

void TicketPanel::makeTraceAction()
{
    m_traceAction = new QAction(tr("Show the &rules behind the decision"), this);
    m_traceAction->setObjectName(QStringLiteral("showTrace"));
    m_traceAction->setCheckable(true);
    m_traceAction->setChecked(true);
    connect(m_traceAction, &QAction::toggled, m_preview, &DecisionPreview::setTraceShown);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    addAction(m_traceAction);
}

QJsonObject TicketPanel::saveState() const
{
    return {{QStringLiteral("trace"), m_preview->isTraceShown()}};
}

void TicketPanel::restoreState(const QJsonObject& state)
{
    m_traceAction->setChecked(state.value(QStringLiteral("trace")).toBool(m_traceAction->isChecked()));
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
    return m_signal->signal();
}

desk::Style TicketPanel::style() const
{
    return static_cast<desk::Style>(m_styles->checkedId());
}

void TicketPanel::chooseStyle(desk::Style style)
{
    m_styles->button(static_cast<int>(style))->setChecked(true);
}

void TicketPanel::chooseSide(core::Side side)
{
    m_sides->button(side == core::Side::Bid ? 0 : 1)->setChecked(true);
}

void TicketPanel::followTouch()
{
    m_limit->setFollowsTouch(true);
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
    chooseSide(intent.side);
    chooseStyle(intent.style);
    m_limit->setFollowsTouch(intent.style == desk::Style::Smart || intent.reach == desk::Reach::Join);
    m_limit->setPrice(intent.price);
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
        m_limit->setSteps(snapshot.priceDecimals, m_instrument.tick);
        // Sizes as fine as the finest lot of all venues; each venue's own is applied when the order goes out.
        m_size->setDecimals(std::clamp(core::writtenDecimals(m_instrument.lot.text()), 3, 9));
        m_size->setSingleStep(std::max(m_instrument.lot.toDoubleLossy(), 0.001));
    }
    listVenues(snapshot);
    m_signal->showNewest(snapshot.heard);
    if (isVisible()) {
        showPreview();
    }
}

void TicketPanel::showLimit()
{
    const bool byPolicy = m_signal->hasSignal();
    for (QAbstractButton* const button : m_styles->buttons()) {
        button->setEnabled(!byPolicy);
    }
    m_limit->showState(priceInTicket(), byPolicy);
}

void TicketPanel::showArming()
{
    const QString text = m_entry.isReplay()           ? tr("Practice: it fills on the recording, nothing is sent")
        : m_entry.arming() == models::Arming::View    ? tr("View: the button sends nothing")
        : m_entry.arming() == models::Arming::Confirm ? tr("Confirm: the button asks first")
                                                      : tr("ARMED: the button sends at once");
    showText(*m_state, m_entry.planner().worldOf(m_entry.planner().plan(intent())) + QStringLiteral(" – ") + text);
}

void TicketPanel::showPreview()
{
    const routing::Decision* decision = m_entry.planner().decisionFor(intent());
    if (decision != nullptr) {
        const core::Price touch = side() == core::Side::Bid ? decision->bestBid : decision->bestAsk;
        if (m_limit->followsTouch() && touch.raw() > 0) {
            m_limit->showTouch(touch);
        }
    }
    showLimit();
    showArming();
    const models::PlannedOrder planned = m_entry.planner().plan(intent());
    decision = m_entry.planner().decisionFor(planned.settled);
    m_send->setText(m_entry.planner().words(planned).button);
    m_send->setEnabled(planned.isKnown && !planned.isRefused()); // nothing is sent before it is known what
    if (decision != nullptr) {
        m_preview->show(m_entry.planner(), planned, *decision);
        const core::Price touch = side() == core::Side::Bid ? decision->bestBid : decision->bestAsk;
        showText(*m_notional, tr("= %1").arg((touch * size()).toDoubleLossy(), 0, 'f', 2));
    }
}

core::Price TicketPanel::priceInTicket() const
{
    return m_instrument.roundPassive(m_limit->price(), side());
}

session::OrderIntent TicketPanel::intent() const
{
    session::OrderIntent made{.pair = m_instrument.pair,
        .side = side(),
        .price = priceInTicket(),
        .size = size(),
        .reach = desk::Reach::Join,
        .style = style(),
        .venue = core::VenueId(venueInTicket().toStdString()),
        .guard = m_guard->terms(m_clock.now()),
        .signal = signal()};
    if (!m_limit->followsTouch()) {
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
