// SPDX-License-Identifier: MIT
#include "app/window/closing.h"

#include "app/window/stock_controller.h"
#include "engine/venues/venue.h"
#include "models/session_client.h"
#include "views/window/main_window.h"

#include <QMessageBox>
#include <QPushButton>

#include <algorithm>
#include <iterator>
#include <map>

namespace leadline::app
{

namespace
{

bool cancelsWhenGone(const core::VenueId& id)
{
    const venues::Venue* const venue = venues::findVenue(id.view());
    return venue != nullptr && venue->makeTrading != nullptr && venue->makeTrading()->hasCountdown();
}

QString idText(const core::VenueId& id)
{
    return QString::fromStdString(id.text());
}

} // namespace

Closing::Closing(ClosingOptions options, views::MainWindow& window, StockController* stocks)
    : m_options(options)
    , m_window(window)
    , m_stocks(stocks)
{
    m_window.mayClose = [this] { return mayClose(); };
    connect(&window, &views::MainWindow::closed, this, [this] {
        m_isAgreed = true;
        Q_EMIT ended();
    });
    connect(
        &window.session(), &models::SessionClient::framed, this,
        [this](const session::MarketSnapshot& snapshot) {
            m_held.clear();
            std::ranges::copy_if(snapshot.positions, std::back_inserter(m_held), [&](const auto& position) {
                const auto& all = snapshot.trading;
                return !position.size.isZero()
                    && std::ranges::find(all, position.market.venue, &session::TradingSnapshot::venue) != all.end();
            });
            if (snapshot.openOrders == 0) {
                goOnWaiting(); // what was filled at the last moment is held now
            }
        },
        Qt::DirectConnection);
}

bool Closing::mayClose()
{
    if (!m_isAgreed && isAnythingAtStake()) {
        ask();
        return false;
    }
    return true;
}

int Closing::workingOrders() const
{
    return static_cast<int>(m_window.orders().liveOrders().size());
}

bool Closing::isAnythingAtStake() const
{
    if (m_options.isReplay) {
        return false;
    }
    return workingOrders() > 0 || !m_held.empty() || (m_stocks != nullptr && m_stocks->isRebalancing());
}

bool Closing::isAnythingKept() const
{
    const auto orders = m_window.orders().liveOrders();
    const bool keepsOrders = !m_options.isEmbedded && std::ranges::any_of(orders, [this](const orders::Order& order) {
        return m_options.countdown.count() == 0 || !cancelsWhenGone(order.request.market.venue);
    });
    return keepsOrders || (m_stocks != nullptr && m_stocks->isKeptWhenGone() && m_stocks->isRebalancing());
}

QString Closing::venuesText() const
{
    std::map<core::VenueId, int> counts;
    for (const orders::Order& order : m_window.orders().liveOrders()) {
        ++counts[order.request.market.venue];
    }
    QString text;
    for (const auto& [venue, count] : counts) {
        const bool isCancelled = m_options.countdown.count() > 0 && cancelsWhenGone(venue);
        const QString then = m_options.isEmbedded ? tr("they end with the program")
            : isCancelled ? tr("cancelled there %1 s after the program is gone").arg(m_options.countdown.count())
                          : tr("kept there when the program is gone");
        text += tr("%n order(s) working at %1: %2.\n", nullptr, count).arg(idText(venue), then);
    }
    if (m_stocks != nullptr && m_stocks->isRebalancing()) {
        text += m_stocks->isKeptWhenGone() ? tr("A rebalance is under way: the next start goes on with it.\n")
                                           : tr("A rebalance is under way: it ends with the program.\n");
    }
    return text;
}

QString Closing::heldText() const
{
    QString text;
    for (const session::PositionSnapshot& position : m_held) {
        text += (m_options.isEmbedded ? tr("Held: %1 %2 at %3: it ends with the program.\n")
                                      : tr("Held: %1 %2 at %3: closing the program leaves it there.\n"))
                    .arg(QString::fromStdString(position.size.text()),
                        QString::fromStdString(position.market.symbol.text()), idText(position.market.venue));
    }
    return text;
}

QPushButton* Closing::addButton(const QString& text, const char* name, void (Closing::*then)())
{
    QPushButton* const button = m_box->addButton(text, QMessageBox::AcceptRole);
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, then);
    return button;
}

void Closing::ask()
{
    if (m_box != nullptr) {
        m_box->raise();
        m_box->activateWindow();
        return;
    }
    const bool isWorking = workingOrders() > 0 || (m_stocks != nullptr && m_stocks->isRebalancing());
    // Not exec(): the market goes on behind the question.
    m_told = heldText();
    m_box = new QMessageBox(QMessageBox::Warning, tr("Close Leadline?"), (venuesText() + m_told).trimmed(),
        QMessageBox::NoButton, &m_window);
    m_box->setObjectName(QStringLiteral("closing"));
    m_box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* const stay = m_box->addButton(tr("Stay"), QMessageBox::RejectRole);
    stay->setObjectName(QStringLiteral("stay"));
    m_box->setDefaultButton(stay);
    m_box->setEscapeButton(stay);
    if (isWorking) {
        addButton(tr("Cancel them and close"), "cancel", &Closing::cancelAndClose);
    } else {
        addButton(tr("Close"), "close", &Closing::close);
    }
    if (isAnythingKept()) {
        addButton(tr("Keep them and close"), "keep", &Closing::close);
    }
    m_box->open();
}

void Closing::cancelAndClose()
{
    m_isWaiting = true;
    m_window.session().cancelAll();
    if (m_stocks != nullptr) {
        m_stocks->cancelAll();
    }
    m_box = new QMessageBox(QMessageBox::Information, tr("Cancelling"),
        tr("Waiting until the venues have confirmed every cancel ..."), QMessageBox::NoButton, &m_window);
    m_box->setObjectName(QStringLiteral("cancelling"));
    m_box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* const stay = m_box->addButton(tr("Stay"), QMessageBox::RejectRole);
    stay->setObjectName(QStringLiteral("stay"));
    m_box->setDefaultButton(stay);
    m_box->setEscapeButton(stay);
    connect(m_box, &QDialog::finished, this, [this] { m_isWaiting = false; });
    addButton(tr("Close without their word"), "close", &Closing::close);
    m_box->open();
}

void Closing::goOnWaiting()
{
    if (!m_isWaiting || workingOrders() > 0 || (m_stocks != nullptr && m_stocks->isRebalancing())) {
        return;
    }
    m_isWaiting = false;
    if (m_box != nullptr) {
        m_box->close();
        m_box = nullptr; // it goes with the next turn of the loop
    }
    heldText() == m_told ? close() : ask();
}

void Closing::close()
{
    m_isAgreed = true;
    m_window.close();
}

} // namespace leadline::app
