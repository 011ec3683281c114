// SPDX-License-Identifier: MIT
#include "views/ticket_panel.h"

#include "engine/desk/order_plan.h"
#include "models/format.h"
#include "views/theme.h"
#include "views/tone_delegate.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
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

TicketPanel::TicketPanel(const core::Clock& clock, QWidget* parent)
    : QWidget(parent)
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
    connect(m_sides, &QButtonGroup::idClicked, this, [this] {
        m_priceFollows = true;
        showPreview();
    });
    layout->addLayout(sides);

    auto* const form = new QFormLayout;
    m_size = new QDoubleSpinBox;
    m_size->setDecimals(3);
    m_size->setRange(0, 1e9);
    m_size->setAccessibleName(tr("Order size"));
    m_price = new QDoubleSpinBox;
    m_price->setRange(0, 999'999'999);
    m_price->setAccessibleName(tr("Limit price"));
    m_notional = new QLabel;
    for (QWidget* const field : std::initializer_list<QWidget*>{m_size, m_price, m_notional}) {
        field->setFont(Theme::figures(13));
        field->setMinimumHeight(24); // the trace gives way first, not the figures
    }
    auto* const sizeRow = new QHBoxLayout;
    sizeRow->addWidget(m_size, 1);
    sizeRow->addWidget(m_notional);
    form->addRow(tr("Size"), sizeRow);
    form->addRow(tr("Limit"), m_price);
    m_venue = new QComboBox;
    m_venue->addItem(tr("the best one"));
    m_venue->setAccessibleName(tr("Venue of the order"));
    form->addRow(tr("Venue"), m_venue);
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
    auto* const signalRow = new QHBoxLayout;
    signalRow->addWidget(m_signal, 1);
    signalRow->addWidget(m_raise);
    form->addRow(tr("Signal"), signalRow);
    m_heard = new QPushButton;
    m_heard->setObjectName(QStringLiteral("heard"));
    m_heard->setToolTip(tr("The newest signal of your model, file or socket: a click takes it into the ticket"));
    m_heard->hide();
    form->addRow(QString(), m_heard);
    connect(m_heard, &QPushButton::clicked, this, [this] {
        m_sides->button(m_newest.side == core::Side::Bid ? 0 : 1)->setChecked(true);
        m_raise->setChecked(false);
        m_signal->setValue(m_newest.strength);
        showPreview();
    });
    layout->addLayout(form);
    const auto want = [this] { Q_EMIT previewWanted(size(), venueInTicket()); };
    connect(m_size, &QDoubleSpinBox::valueChanged, this, want);
    connect(m_venue, &QComboBox::currentIndexChanged, this, want);
    const auto wantSignal = [this] {
        m_hasSignalPreviews = false;
        m_raise->setEnabled(signal().has_value());
        if (!signal()) {
            m_raise->setChecked(false);
        }
        m_price->setEnabled(!signal()); // the policy says where
        Q_EMIT signalWanted(signal() ? signal()->strength : -1, m_raise->isChecked());
        showPreview();
    };
    connect(m_signal, &QDoubleSpinBox::valueChanged, this, wantSignal);
    connect(m_raise, &QCheckBox::toggled, this, wantSignal);
    connect(m_price, &QDoubleSpinBox::editingFinished, this, [this] { m_priceFollows = false; });

    m_action = new QLabel;
    QFont large = m_action->font();
    large.setPixelSize(20);
    large.setBold(true);
    m_action->setFont(large);
    m_action->setObjectName(QStringLiteral("action"));
    m_reason = new QLabel;
    m_reason->setWordWrap(true);
    m_order = new QLabel;
    m_order->setWordWrap(true);
    m_cost = new QLabel;
    m_cost->setWordWrap(true);
    m_cost->setFont(Theme::figures(12));
    for (QLabel* const label : {m_action, m_reason, m_order, m_cost}) {
        layout->addWidget(label);
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
    layout->addWidget(m_table, 1);

    m_send = new QPushButton;
    m_send->setObjectName(QStringLiteral("send"));
    m_send->installEventFilter(this);
    connect(m_send, &QPushButton::clicked, this, &TicketPanel::send);
    layout->addWidget(m_send);
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

const routing::Decision& TicketPanel::shown(desk::Reach reach) const
{
    return signal() ? m_signalPreviews[side() == core::Side::Bid ? 0 : 1] : preview(side(), reach);
}

core::Quantity TicketPanel::size() const
{
    return m_instrument.roundDownToLot(quantityOf(m_size->value()));
}

void TicketPanel::setSize(core::Quantity size)
{
    m_size->setValue(size.toDoubleLossy());
}

void TicketPanel::fill(const engine::OrderIntent& intent)
{
    m_sides->button(intent.side == core::Side::Bid ? 0 : 1)->setChecked(true);
    m_priceFollows = false;
    m_price->setValue(intent.price.toDoubleLossy());
    setSize(intent.size);
    const int venue = m_venue->findData(QString::fromStdString(intent.venue.text()));
    m_venue->setCurrentIndex(std::max(0, venue));
    showPreview();
}

QString TicketPanel::venueInTicket() const
{
    return m_venue->currentData().toString();
}

void TicketPanel::listVenues(const engine::MarketSnapshot& snapshot)
{
    for (const engine::VenueSnapshot& venue : snapshot.venues) {
        const QString id = QString::fromStdString(venue.market.venue.text());
        if (m_venue->findData(id) < 0) {
            m_venue->addItem(tr("%1 alone").arg(QString::fromStdString(venue.name)), id);
        }
    }
}

void TicketPanel::showMarket(const engine::MarketSnapshot& snapshot)
{
    if (snapshot.instrument.id != m_instrument.id || snapshot.instrument.tick != m_instrument.tick
        || snapshot.instrument.lot != m_instrument.lot) {
        m_instrument = snapshot.instrument;
        m_decimals = snapshot.priceDecimals;
        m_price->setDecimals(m_decimals);
        m_price->setSingleStep(m_instrument.tick.toDoubleLossy());
        // Sizes as fine as the finest lot of all venues; each venue's own is applied when the order goes out.
        m_size->setDecimals(std::clamp(core::writtenDecimals(m_instrument.lot.text()), 3, 9));
        m_size->setSingleStep(std::max(m_instrument.lot.toDoubleLossy(), 0.001));
    }
    listVenues(snapshot);
    for (const core::Side each : {core::Side::Bid, core::Side::Ask}) {
        for (const desk::Reach reach : {desk::Reach::Rest, desk::Reach::Cross}) {
            m_previews[static_cast<std::size_t>(each)][static_cast<std::size_t>(reach)] =
                snapshot.previews.front().of(each, reach, desk::Style::Smart);
        }
    }
    const auto wanted = signal();
    m_hasSignalPreviews = wanted && snapshot.signal && snapshot.signal->isRaised == wanted->isRaised
        && std::abs(snapshot.signal->strength - wanted->strength) < 1e-9;
    m_signalPreviews = snapshot.signalPreviews;
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

void TicketPanel::showPreview()
{
    if (signal() && !m_hasSignalPreviews) {
        m_send->setEnabled(false); // what would be sent is not known yet
        return;
    }
    const bool buys = side() == core::Side::Bid;
    const desk::Reach reach = reachInTicket();
    const routing::Decision& decision = shown(reach);
    const core::Price touch = buys ? decision.bestBid : decision.bestAsk;
    if (m_priceFollows && touch.raw() > 0 && !m_price->hasFocus()) {
        m_price->setValue(touch.toDoubleLossy());
    }
    m_trace.show(decision);

    const Theme theme = Theme::of(palette());
    const QColor colour = decision.action == routing::Action::Abort ? theme.bad
        : decision.action == routing::Action::Aggressive            ? theme.warning
                                                                    : theme.good;
    const auto setText = [](QLabel* label, const QString& text) {
        if (label->text() != text) {
            label->setText(text);
        }
    };
    const QString action = QString::fromUtf8(routing::nameOf(decision.action));
    if (m_action->text() != action) {
        m_action->setText(action);
        m_action->setStyleSheet(QStringLiteral("color: %1").arg(colour.name()));
    }
    const routing::ReasonInfo& info = routing::infoOf(decision.reason);
    QString reason = QString::fromUtf8(info.text) + QStringLiteral(" (") + QString::fromUtf8(info.code) + u')';
    if (decision.signal) {
        reason += u'\n' + QString::fromStdString(routing::describe(*decision.signal, decision.strategy));
    }
    setText(m_reason, reason);

    const double notional = m_instrument.value(touch, size()).toDoubleLossy();
    setText(m_notional, tr("= %1").arg(notional, 0, 'f', 2));
    const QString verb = buys ? tr("BUY") : tr("SELL");
    const QString sent = QString::fromStdString(decision.size.text());
    const desk::OrderPlans plans = desk::planOrders(decision, priceInTicket(), reach, desk::Style::Smart);
    const bool takes = !plans.isEmpty() && plans[0].type == orders::OrderType::MarketableLimit;
    setText(m_order, orderText(decision, plans));
    m_send->setText(plans.isEmpty()                     ? tr("%1: the router says no").arg(verb)
            : takes                                     ? tr("%1 %2 now").arg(verb, sent)
            : plans[0].type == orders::OrderType::Limit ? tr("%1 %2 limit").arg(verb, sent)
                                                        : tr("%1 %2 post-only").arg(verb, sent));
    m_send->setEnabled(decision.action != routing::Action::Abort);

    showCost(decision, takes);
}

QString TicketPanel::orderText(const routing::Decision& decision, const desk::OrderPlans& plans) const
{
    if (plans.isEmpty()) {
        return tr("Nothing would be sent.");
    }
    const QString verb = decision.side == core::Side::Bid ? tr("BUY") : tr("SELL");
    QStringList parts;
    for (const desk::OrderPlan& plan : plans) {
        parts << tr("%1 on %2")
                     .arg(QString::fromStdString(plan.size.text()), QString::fromStdString(plan.market.venue.text()));
    }
    const QString price = models::priceText(plans[0].price, m_decimals);
    QString text;
    switch (plans[0].type) {
    case orders::OrderType::MarketableLimit:
    case orders::OrderType::Market:
        text = tr("%1 %2 as a marketable limit up to %3; what does not fill is cancelled")
                   .arg(verb, parts.join(tr(" and ")), price);
        break;
    case orders::OrderType::Limit:
        text = tr("%1 %2 limit at %3; what does not fill at once rests there").arg(verb, parts.join(QString()), price);
        break;
    case orders::OrderType::PostOnly:
        text = tr("%1 %2 post-only at %3").arg(verb, parts.join(QString()), price);
        break;
    }
    if (!decision.sliceSize.isZero()) {
        text += tr("; the first slice of %1").arg(QString::fromStdString(decision.size.text()));
    }
    return text;
}

void TicketPanel::showCost(const routing::Decision& decision, bool takes)
{
    const auto setText = [](QLabel* label, const QString& text) {
        if (label->text() != text) {
            label->setText(text);
        }
    };
    // The chosen venue's own terms; of an order that rests, the quote's impact is what the touch gains over the mid.
    const routing::VenueQuote* chosen = nullptr;
    for (const routing::VenueQuote& quote : decision.venues) {
        chosen = quote.market == decision.market ? &quote : chosen;
    }
    const double impactBps = decision.impact * 1e4;
    if (chosen == nullptr || !std::isfinite(impactBps) || !std::isfinite(chosen->impactBps)) {
        setText(m_cost, tr("market order: the visible book cannot fill it\n"));
        return;
    }
    const routing::Decision& market = preview(decision.side, desk::Reach::Cross);
    double marketBps = 0; // of a plain market order at the venue where taking costs least
    for (const routing::VenueQuote& quote : market.venues) {
        if (quote.market == market.market) {
            marketBps = quote.impactBps + quote.feeBps + quote.latencyBps;
        }
    }
    const double routed = chosen->impactBps + chosen->feeBps + chosen->latencyBps;
    setText(m_cost,
        tr("market order: %1 bps on %2\nas routed: %3 bps on %4%5\n  price %6 + fee %7 + latency %8")
            .arg(marketBps, 0, 'f', 2)
            .arg(QString::fromStdString(market.market.venue.text()))
            .arg(routed, 0, 'f', 2)
            .arg(QString::fromStdString(decision.market.venue.text()), takes ? QString() : tr(" if filled"))
            .arg(chosen->impactBps, 0, 'f', 2)
            .arg(chosen->feeBps, 0, 'f', 1)
            .arg(chosen->latencyBps, 0, 'f', 2));
}

core::Price TicketPanel::priceInTicket() const
{
    const auto price = core::Price::parse(QString::number(m_price->value(), 'f', m_decimals).toStdString());
    return m_instrument.roundPassive(price.value_or(core::Price{}), side());
}

desk::Reach TicketPanel::reachInTicket() const
{
    // A price that follows the touch joins it, whatever another venue shows on the other side.
    const routing::Decision& seen = preview(side(), desk::Reach::Rest);
    return m_priceFollows ? desk::Reach::Rest : desk::reachOf(side(), priceInTicket(), seen.marketBid, seen.marketAsk);
}

void TicketPanel::send()
{
    Q_EMIT sendRequested({.side = side(),
        .price = signal() ? shown(desk::Reach::Rest).limitPrice : priceInTicket(),
        .size = size(),
        .reach = signal() ? desk::Reach::Rest : reachInTicket(),
        .style = desk::Style::Smart,
        .venue = core::VenueId(venueInTicket().toStdString()),
        .signal = signal()});
}

} // namespace leadline::views
