// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_panel.h"

#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "models/market_view.h"
#include "models/order_entry.h"
#include "models/order_model.h"
#include "models/session_client.h"
#include "views/ladder/ladder_footer.h"
#include "views/ladder/ladder_header.h"
#include "views/ladder/ladder_note.h"
#include "views/ladder/ladder_view.h"
#include "views/widgets/theme.h"

#include <QApplication>
#include <QJsonArray>
#include <QMouseEvent>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace leadline::views
{

using namespace Qt::StringLiterals;

LadderPanel::LadderPanel(models::MarketView& view, const models::OrderModel& orders, models::OrderEntry& entry,
    const core::Clock& clock, double firstSize, QWidget* parent)
    : QWidget(parent)
    , sound([] { QApplication::beep(); })
    , m_view(&view)
    , m_entry(entry)
    , m_ladder(new LadderView(entry, clock))
    , m_header(new LadderHeader)
    , m_footer(new LadderFooter(firstSize))
    , m_note(new LadderNote(*m_ladder, *this))
    , m_previewPlace(view.newPreviewPlace())
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(3);
    layout->addWidget(m_header);
    layout->addWidget(m_ladder, 1);
    layout->addWidget(m_footer);
    chooseSize(m_footer->chosenSize());
    connectParts();
    connectSession();
    connectGestures(orders);
    m_ladder->installEventFilter(this);
    m_note->uncovered = [this] { m_ladder->uncovered(); };
    m_footer->showStyle(m_entry.style());
    setMoney(view.session().isLive() ? tr("LIVE") : tr("PAPER"), view.session().isLive());
    m_ladder->showOrders(orders.liveOrders());
    renewPreview();
}

LadderPanel::~LadderPanel()
{
    delete m_note; // it may lie over the window
    leaveView();
}

void LadderPanel::leaveView()
{
    m_view->disconnect(this);
    m_view->setPreview({}, {}, m_previewPlace);
    if (m_link.isEmpty()) {
        m_view->session().closeView(*m_view);
    }
}

void LadderPanel::connectView()
{
    connect(m_view, &models::MarketView::framed, this, &LadderPanel::showMarket, Qt::DirectConnection);
    connect(m_view, &models::MarketView::pairChanged, this, &LadderPanel::beginAnew);
}

void LadderPanel::setView(models::MarketView& view, const QString& link)
{
    leaveView();
    m_view = &view;
    m_link = link;
    m_previewPlace = view.newPreviewPlace();
    connectView();
    beginAnew();
    renewPreview();
    m_header->showLink(link);
    Q_EMIT linkChanged();
}

void LadderPanel::setLink(const QString& link)
{
    if (link == m_link) {
        return;
    }
    models::SessionClient& session = m_view->session();
    if (link.isEmpty()) {
        showAlone(m_view->pair());
    } else {
        setView(session.group(link.front().unicode() - u'A'), link);
    }
}

void LadderPanel::showAlone(const core::Pair& pair)
{
    models::MarketView& own = m_view->session().openView();
    if (pair.isKnown()) {
        own.show(pair);
    }
    setView(own, {});
}

void LadderPanel::setVenue(core::VenueId venue)
{
    m_ladder->setVenue(venue);
    renewPreview();
}

void LadderPanel::connectParts()
{
    using models::OrderEntry;
    connect(m_ladder, &LadderView::sizeButtonRequested, this, &LadderPanel::chooseSize);
    connect(&m_entry, &OrderEntry::armingChanged, this, &LadderPanel::showArming);
    connect(&m_entry, &OrderEntry::styleChanged, m_footer, &LadderFooter::showStyle);
    connect(&m_entry, &OrderEntry::held, this, &LadderPanel::hold);
    connect(m_header, &LadderHeader::armingChosen, this, [this](models::Arming arming) {
        m_entry.setArming(arming);
        m_ladder->setFocus();
    });
    connect(m_header, &LadderHeader::armingNotHeld, this, [this] {
        showArming(); // a click alone arms nothing
        say(tr("Hold the button to arm: orders are real"));
    });
    connect(m_header, &LadderHeader::venueSwitched, &m_view->session(), &models::SessionClient::setVenueOn);
    connect(m_header, &LadderHeader::linkChosen, this, &LadderPanel::setLink);
    connect(m_footer, &LadderFooter::sizeChosen, this, [this](int number) {
        chooseSize(number);
        m_ladder->setFocus();
    });
    connect(m_footer, &LadderFooter::styleChosen, this, [this](desk::Style style) {
        m_entry.setStyle(style);
        m_ladder->setFocus();
    });
}

void LadderPanel::connectSession()
{
    using models::OrderEntry;
    using models::SessionClient;
    connectView();
    connect(&m_view->session(), &SessionClient::connectionChanged, &m_entry, &OrderEntry::disarm);
    connect(&m_view->session(), &SessionClient::settingsApplied, &m_entry, &OrderEntry::disarm);
    connect(&m_view->session(), &SessionClient::killSwitchChanged, &m_entry, &OrderEntry::disarm);
    connect(&m_view->session(), &SessionClient::killSwitchChanged, m_note, &LadderNote::withdraw);
    connect(&m_view->session(), &SessionClient::cancelAllRequested, m_note, &LadderNote::withdraw);
    connect(&m_view->session(), &SessionClient::liveVenuesChanged, &m_entry, &OrderEntry::disarm);
}

void LadderPanel::connectGestures(const models::OrderModel& orders)
{
    using models::OrderEntry;
    using models::SessionClient;
    connect(m_ladder, &LadderView::cancelRequested, &m_view->session(), &SessionClient::cancel);
    connect(m_ladder, &LadderView::moveRequested, this, [this, &orders](quint64 id, const core::Price& price) {
        const orders::Order* const order = orders.find(id);
        if (m_entry.arming() == models::Arming::View) {
            say(tr("Not moved: arm the ladder first"));
        } else if (order != nullptr) {
            m_view->session().amend(id, price, order->request.size);
        }
    });
    connect(&orders, &models::OrderModel::liveOrdersChanged, this,
        [this, &orders] { m_ladder->showOrders(orders.liveOrders()); });
    connect(&m_entry, &OrderEntry::orderReady, this,
        [this](const session::OrderIntent& intent) { m_view->submit(intent); });
    connect(&m_entry, &OrderEntry::confirmationWanted, this, &LadderPanel::ask);
    connect(&m_entry, &OrderEntry::sizeChanged, this, &LadderPanel::renewPreview);
}

void LadderPanel::renewPreview()
{
    m_view->setPreview(m_entry.size(), QString::fromStdString(m_ladder->grid().venue().text()), m_previewPlace);
}

void LadderPanel::beginAnew()
{
    // What was armed was the other instrument; a question about it that is still open sends what it names, or nothing.
    m_entry.disarm();
    m_entry.forgetMarket();
    m_instrument = {};
    m_ladder->clear();
    m_header->showInstrument(m_view->name());
}

QPoint LadderPanel::placeOfNote() const
{
    const QWidget& over = *m_note->parentWidget();
    return &over == m_ladder && !m_lastClick.isNull() ? m_lastClick : over.rect().center();
}

bool LadderPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonPress) {
        m_lastClick = static_cast<QMouseEvent*>(event)->position().toPoint();
    } else if (event->type() == QEvent::KeyPress || event->type() == QEvent::Resize) {
        m_lastClick = {};
    }
    return QWidget::eventFilter(watched, event);
}

void LadderPanel::ask(const session::OrderIntent& intent, const QString& question)
{
    askBeside(question, [this, intent] { m_entry.confirm(intent); });
}

void LadderPanel::askBeside(const QString& question, std::function<void()> yes)
{
    noteOver().ask(question, placeOfNote(), std::move(yes));
    soundOnce();
}

void LadderPanel::hold(const QString& why)
{
    if (!m_note->isQuestion()) {
        noteOver().refuse(why, placeOfNote()); // what is asked stays, whatever becomes of other orders
    }
    say(why);
    soundOnce();
}

LadderNote& LadderPanel::noteOver()
{
    QWidget* const over = m_ladder->isVisible() ? m_ladder : window();
    if (m_note->parentWidget() != over) {
        m_note->setParent(over);
    }
    return *m_note;
}

void LadderPanel::soundOnce() const
{
    if (m_entry.rules().isAudible) {
        sound();
    }
}

void LadderPanel::reportOrders()
{
    using models::SessionClient;
    connect(&m_view->session(), &SessionClient::orderChanged, this, [this](const orders::Order& order) {
        if (order.state == orders::OrderState::Rejected) {
            hold(tr("Rejected: %1").arg(QString::fromStdString(order.note)));
        }
    });
    connect(&m_view->session(), &SessionClient::filled, this, [this](const orders::Fill& fill) {
        const QString form = m_entry.isReplay() ? tr("Practice: %1 %2 at %3 (%4)") : tr("Filled: %1 %2 at %3 (%4)");
        say(form.arg(fill.side == core::Side::Bid ? tr("bought") : tr("sold"), QString::fromStdString(fill.size.text()),
            QString::fromStdString(fill.price.text()), fill.isMaker ? tr("maker") : tr("taker")));
    });
    connect(&m_view->session(), &SessionClient::refused, this, &LadderPanel::showRefusal);
}

void LadderPanel::showRefusal(const session::Refusal& refusal)
{
    if (m_entry.isReplay()) {
        hold(tr("Not placed: %1").arg(refusal.text)); // nobody is asked
        return;
    }
    if (refusal.check != risk::OrderCheck::OutsideBand) {
        hold(tr("Not sent: %1").arg(refusal.text));
        return;
    }
    session::OrderIntent again = refusal.intent;
    again.bandConfirmed = true;
    askBeside(tr("%1. Send it all the same?").arg(refusal.text), [this, again] {
        if (isAnyArmed && !isAnyArmed()) {
            hold(tr("Not sent: disarmed since it was asked"));
        } else {
            m_view->submit(again);
        }
    });
}

void LadderPanel::setMoney(const QString& word, bool isReal)
{
    if (m_header->setMoney(word, isReal)) {
        showArming();
    }
}

void LadderPanel::setFirstSize(double units)
{
    m_footer->setFirstSize(units);
    chooseSize(m_footer->chosenSize());
}

void LadderPanel::chooseSize(int number)
{
    m_footer->chooseSize(number);
    m_entry.setSize(m_instrument.roundDownToLot(core::Quantity::fromRaw(
        static_cast<core::Int128>(std::round(m_footer->units() * static_cast<double>(core::decimalScale))))));
}

void LadderPanel::showArming()
{
    m_header->showArming(m_entry.arming());
    // Paper arms at once and has a frame of its own.
    const bool armed = m_entry.arming() == models::Arming::Armed;
    const Theme theme = Theme::of(palette());
    const QColor frame = m_header->isReal() ? theme.bad : theme.warning;
    setStyleSheet(
        armed ? QStringLiteral("leadline--views--LadderPanel { border: 2px solid %1; }").arg(frame.name()) : QString());
    setAttribute(Qt::WA_StyledBackground, true);
}

void LadderPanel::say(const QString& text)
{
    m_footer->showMessage(text);
    Q_EMIT said(text);
}

QJsonObject LadderPanel::saveState() const
{
    QJsonArray hidden;
    for (int i = 0; i < LadderColumns::count; ++i) {
        if (!m_ladder->isShown(static_cast<LadderColumn>(i))) {
            hidden.append(nameOf(static_cast<LadderColumn>(i)));
        }
    }
    return {{u"grouping"_s, m_ladder->grid().grouping()}, {u"cumulative"_s, m_ladder->showsCumulative()},
        {u"hidden"_s, hidden}, {u"venue"_s, QString::fromStdString(m_ladder->grid().venue().text())},
        {u"style"_s, m_entry.style() == desk::Style::Smart ? u"smart"_s : u"limit"_s},
        {u"size"_s, m_footer->chosenSize()}, {u"instrument"_s, m_link.isEmpty() ? m_view->name() : QString()},
        {u"group"_s, m_link}};
}

void LadderPanel::restoreLink(const QString& group, const QString& instrument)
{
    const bool isGroup =
        group.size() == 1 && group.front() >= u'A' && group.front() < QChar(u'A' + models::SessionClient::groups);
    if (isGroup) {
        setLink(group);
    } else if (const auto pair = core::Pair::parse(instrument.toStdString()); pair && group.isEmpty()) {
        showAlone(*pair);
    }
}

void LadderPanel::restoreState(const QJsonObject& state)
{
    m_ladder->setGrouping(state.value(u"grouping"_s).toInt());
    m_ladder->setCumulative(state.value(u"cumulative"_s).toBool(m_ladder->showsCumulative()));
    if (const QJsonValue hidden = state.value(u"hidden"_s); hidden.isArray()) {
        for (int i = 0; i < LadderColumns::count; ++i) {
            const auto column = static_cast<LadderColumn>(i);
            m_ladder->setShown(column, !hidden.toArray().contains(nameOf(column)));
        }
    }
    if (const QJsonValue group = state.value(u"group"_s); group.isString()) {
        restoreLink(group.toString(), state.value(u"instrument"_s).toString());
    }
    const QString style = state.value(u"style"_s).toString();
    if (style == u"smart" || style == u"limit") {
        m_entry.setStyle(style == u"smart" ? desk::Style::Smart : desk::Style::Limit);
    }
    const int size = state.value(u"size"_s).toInt();
    if (size >= 1 && size <= LadderFooter::sizeCount) {
        chooseSize(size);
    }
}

void LadderPanel::showMarket(const session::MarketSnapshot& snapshot)
{
    if (snapshot.instrument.lot != m_instrument.lot || snapshot.instrument.tick != m_instrument.tick
        || snapshot.instrument.id != m_instrument.id) {
        m_instrument = snapshot.instrument;
        m_entry.setInstrument(m_instrument);
        chooseSize(m_footer->chosenSize());
    }
    m_entry.show(snapshot);
    m_ladder->showMarket(snapshot);
    m_footer->showJoins(m_ladder->joinText());
    m_header->showMarket(snapshot, m_ladder->grid());
    m_footer->showTotals(m_ladder->grid());
}

} // namespace leadline::views
