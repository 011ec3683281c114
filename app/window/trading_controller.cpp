// SPDX-License-Identifier: MIT
#include "app/window/trading_controller.h"

#include "engine/session/trading_session.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/polygon/polygon_decoder.h"
#include "engine/venues/venue.h"
#include "views/settings/credentials_dialog.h"

#include <algorithm>

namespace leadline::app
{

using namespace Qt::StringLiterals;

namespace
{

const QString off = u"off"_s;

QString wide(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

QString idOf(const venues::Venue& venue)
{
    return QString::fromStdString(venue.id.text());
}

/// Nothing is traded there, and its quotes take a key.
bool sellsDataByKey(const venues::Venue& venue)
{
    return venue.makeTrading == nullptr && venue.id == venues::polygon::venue;
}

} // namespace

TradingController::TradingController(
    session::TradingSession& engine, views::MainWindow& window, bool isLive, ChangeSetting change)
    : m_window(window)
    , m_isLive(isLive)
    , m_change(std::move(change))
{
    connect(&window, &views::MainWindow::credentialsRequested, this, [this] { openDialog(); });
    connect(this, &TradingController::tradingWanted, &engine, &session::TradingSession::setTrading);
}

void TradingController::begin(const Settings& settings)
{
    for (std::size_t i = 0; i < venues::venueCount; ++i) {
        const venues::Venue& venue = venues::knownVenues()[i];
        if (sellsDataByKey(venue)) {
            m_store.find(
                idOf(venue), [this, id = idOf(venue)](const FoundKey& found) { m_sources[id] = found.source; });
        }
        if (venue.makeTrading == nullptr) {
            continue;
        }
        const QString id = idOf(venue);
        const QString environment = QString::fromStdString(settings.venues[i].trading);
        m_environments[id] = environment;
        const auto chosen = marketVenues(settings);
        const bool isOn =
            m_isLive && environment != off && chosen && std::ranges::find(*chosen, &venue) != chosen->end();
        if (isOn) {
            want(id, environment, tr("looking for its key"));
        }
        if (isOn && environment == wide(sim::servedEnvironment)) {
            want(id, environment, {});
            const bool isBase64 = id == u"kraken";
            Q_EMIT tradingWanted(id, environment, wide(sim::embeddedKey),
                isBase64 ? QString::fromStdString(sim::embeddedSecretBase64()) : wide(sim::embeddedSecret));
            continue;
        }
        m_store.find(id, [this, id, environment, isOn](const FoundKey& found) {
            m_sources[id] = found.source;
            if (!isOn) {
                return;
            }
            if (found.source.isEmpty()) {
                want(id, environment, tr("no key: Trade > Credentials, or %1").arg(variablesOf(id)));
            } else {
                want(id, environment, {});
                Q_EMIT tradingWanted(id, environment, found.key, found.secret);
            }
        });
    }
}

void TradingController::want(const QString& venue, const QString& environment, const QString& hindrance)
{
    const venues::Venue& known = *venues::findVenue(venue.toStdString());
    const auto environments = known.makeTrading()->environments();
    const auto found = std::ranges::find(environments, environment.toStdString(), &venues::TradingEnvironment::name);
    m_window.wantTrading({.venue = venue,
        .environment = environment,
        .isLive = found != environments.end() && found->isLive,
        .hindrance = hindrance});
}

void TradingController::openDialog(const QString& chosen)
{
    std::vector<views::TradingVenue> list;
    for (const venues::Venue& venue : venues::knownVenues()) {
        if (venue.makeTrading == nullptr && !sellsDataByKey(venue)) {
            continue;
        }
        const QString id = idOf(venue);
        views::TradingVenue& entry = list.emplace_back();
        entry.id = id;
        entry.name = QString::fromUtf8(venue.displayName);
        entry.hasSecret = hasSecret(id);
        entry.keySource = m_sources.value(id);
        if (venue.makeTrading == nullptr) {
            continue;
        }
        entry.environments << off;
        for (const venues::TradingEnvironment& known : venue.makeTrading()->environments()) {
            entry.environments << QString::fromUtf8(known.name);
        }
        entry.chosen = m_environments.value(id, off);
        if (!entry.environments.contains(entry.chosen)) {
            entry.environments << entry.chosen; // of the settings alone: an embedded market that is served elsewhere
        }
    }
    m_dialog = new views::CredentialsDialog(std::move(list), &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &views::CredentialsDialog::saved, this, &TradingController::saved);
    connect(m_dialog, &views::CredentialsDialog::forgotten, this, [this](const QString& venue) {
        m_store.forget(venue, [this, venue](const QString& wrong) {
            m_sources.remove(venue);
            if (m_dialog) {
                m_dialog->say(wrong.isEmpty() ? tr("Forgotten. It trades on until the program ends.") : wrong);
            }
        });
    });
    m_dialog->choose(chosen);
    m_dialog->open();
}

void TradingController::savedData(const QString& venue, const QString& key)
{
    const QString done = m_isLive ? tr("Saved.") : tr("Saved. It is used when the window is opened with --live.");
    if (key.isEmpty()) {
        m_dialog->say(done);
    } else {
        keep({.venue = venue, .key = key, .done = done, .isForNow = m_isLive});
    }
}

void TradingController::keep(const Entered& entered)
{
    m_store.keep(entered.venue, entered.key, entered.secret, [this, entered](const QString& wrong) {
        m_sources[entered.venue] = wrong.isEmpty() ? tr("keychain") : tr("this session");
        if (m_dialog) {
            m_dialog->say(wrong.isEmpty() ? entered.done : wrong);
        }
        if (entered.isForNow) {
            Q_EMIT keySaved(entered.venue);
        }
    });
}

void TradingController::saved(
    const QString& venue, const QString& environment, const QString& key, const QString& secret)
{
    if (environment.isEmpty()) {
        savedData(venue, key);
        return;
    }
    const QString setting = QString(venue).replace(u'-', u'_') + u".trading"_s;
    if (const QString wrong = m_change(setting, environment); !wrong.isEmpty()) {
        m_dialog->say(wrong);
        return;
    }
    // Orders of one environment must never be taken for those of another: it changes with the next start.
    const bool takesRestart = environment != m_environments.value(venue, off) || !m_isLive;
    const QString done = !m_isLive           ? tr("Saved. It is used when the window is opened with --live.")
        : takesRestart && environment == off ? tr("Saved. It trades on until the program ends.")
        : takesRestart                       ? tr("Saved. The next start trades there.")
                                             : tr("Saved.");
    if (key.isEmpty()) {
        m_dialog->say(done);
        return;
    }
    if (!takesRestart && environment != off && environment != wide(sim::servedEnvironment)) {
        want(venue, environment, {});
        Q_EMIT tradingWanted(venue, environment, key, secret);
    }
    keep({venue, key, secret, done, !takesRestart});
}

} // namespace leadline::app
