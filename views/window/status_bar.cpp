// SPDX-License-Identifier: MIT
#include "views/window/status_bar.h"

#include "engine/session/market_snapshot.h"
#include "models/format.h"
#include "models/session_client.h"
#include "views/widgets/theme.h"
#include "views/window/record_light.h"

#include <QLabel>

namespace leadline::views
{

StatusBar::StatusBar(models::SessionClient& session, bool isReplay, QWidget* parent)
    : QStatusBar(parent)
    , m_record(isReplay ? nullptr : new RecordLight)
    , m_venues(new QLabel(tr("connecting")))
    , m_rate(new QLabel)
    , m_clock(new QLabel)
    , m_kill(new QLabel)
    , m_journal(new QLabel(isReplay ? QString() : tr("journal opening")))
{
    m_kill->setObjectName(QStringLiteral("kill"));
    m_journal->setObjectName(QStringLiteral("journal"));
    for (QLabel* const label : {m_rate, m_clock}) {
        label->setFont(Theme::figures(12));
    }
    addWidget(m_venues);
    addWidget(m_rate);
    if (m_record != nullptr) {
        addPermanentWidget(m_record);
        connect(m_record, &QToolButton::clicked, this, &StatusBar::recordingWanted);
    }
    addPermanentWidget(m_kill);
    addPermanentWidget(m_journal);
    addPermanentWidget(m_clock);

    using models::SessionClient;
    connect(&session, &SessionClient::framed, this, &StatusBar::showMarket, Qt::DirectConnection);
    connect(&session, &SessionClient::killSwitchChanged, this, &StatusBar::showKillSwitch);
    connect(&session, &SessionClient::troubled, this, [this](const QString& what) { showMessage(what, 8000); });
    connect(&session, &SessionClient::tapeEnded, this, [this] { showMessage(tr("The recording has ended")); });
    connect(&session, &SessionClient::connectionChanged, this, [this](bool up, const QString& why) {
        if (!up) {
            showMessage(tr("Stream lost: %1").arg(why), 8000);
        }
    });
}

void StatusBar::showRecording(const RecordingState& state)
{
    if (m_record != nullptr) {
        m_record->showState(state);
    }
}

void StatusBar::showKillSwitch(bool on)
{
    m_kill->setText(on ? tr("KILL SWITCH ON - Trade menu turns it off") : QString());
    m_kill->setStyleSheet(on ? plateStyle(Theme::stop) : QString());
}

void StatusBar::showMarket(const session::MarketSnapshot& snapshot)
{
    if (const QString text = QString::fromStdString(snapshot.journalText); m_journal->text() != text) {
        m_journal->setText(text);
        m_journal->setStyleSheet(snapshot.journalUp
                ? QString()
                : QStringLiteral("color: %1; font-weight: bold").arg(Theme::of(palette()).bad.name()));
    }
    showVenues(snapshot);
    m_rate->setText(tr("%1 msg/s  data +%2 ms  gaps %3  touch %4/%5%6")
                        .arg(snapshot.messagesPerSecond, 0, 'f', 0)
                        .arg(snapshot.receiveLatencyMs, 0, 'f', 1)
                        .arg(snapshot.counters.book.gaps)
                        .arg(snapshot.counters.touchEqual)
                        .arg(snapshot.counters.touchChecked)
                        .arg(snapshot.breakerOpen ? tr("  BREAKER OPEN") : QString()));
    m_clock->setText(models::clockText(snapshot.time) + tr(" UTC"));
}

void StatusBar::showVenues(const session::MarketSnapshot& snapshot)
{
    const Theme theme = Theme::of(palette());
    // One light a venue: a mark, never colour alone.
    QString lights;
    QColor worst = theme.good;
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        const bool isBad = venue.trust == desk::Trust::Bad;
        lights += (lights.isEmpty() ? QString() : QStringLiteral("   "))
            + (isBad ? QStringLiteral("\u25a0 ") : QStringLiteral("\u25cf "))
            + QString::fromStdString(venue.market.venue.text())
            + (venue.trust == desk::Trust::Good ? QString()
                                                : QStringLiteral(": ") + QString::fromStdString(venue.trustText));
        worst = isBad ? theme.bad : worst;
    }
    if (m_venues->text() != lights) {
        m_venues->setText(lights);
        m_venues->setStyleSheet(QStringLiteral("color: %1").arg(worst.name()));
    }
}

} // namespace leadline::views
