// SPDX-License-Identifier: MIT
/// Between keys, settings and the engine: which venue trades where, with which key.
#pragma once

#include "app/settings/credentials.h"
#include "app/settings/settings.h"
#include "views/window/main_window.h"

#include <QMap>
#include <QPointer>

#include <functional>

namespace leadline::session
{
class TradingSession;
}
namespace leadline::views
{
class CredentialsDialog;
}

namespace leadline::app
{

/// Thread: GUI.
class TradingController final : public QObject
{
    Q_OBJECT

public:
    /// Changes one setting and saves it; the text says what is wrong with it, empty when nothing is.
    using ChangeSetting = std::function<QString(const QString& key, const QString& value)>;

    /// All must outlive the desk.
    TradingController(session::TradingSession& engine, views::MainWindow& window, bool isLive, ChangeSetting change);

    /// Finds the keys of venues whose trading is on, and hands them to the engine.
    void begin(const Settings& settings);

public Q_SLOTS:
    /// The dialog of keys, with that venue chosen; empty: the first.
    void openDialog(const QString& venue = {});

Q_SIGNALS:
    /// A key was entered that may be used from now on.
    void keySaved(const QString& venue);
    void tradingWanted(const QString& venue, const QString& environment, const QString& key, const QString& secret);

private:
    void want(const QString& venue, const QString& environment, const QString& hindrance);
    void savedData(const QString& venue, const QString& key);
    /// Keeps a key and says what became of it: `done`, unless something went wrong.
    struct Entered {
        QString venue;
        QString key;
        QString secret;
        QString done;
        bool isForNow = false; ///< else for the next start
    };
    void keep(const Entered& entered);
    void saved(const QString& venue, const QString& environment, const QString& key, const QString& secret);

    views::MainWindow& m_window;
    bool m_isLive;
    ChangeSetting m_change;
    CredentialStore m_store;
    QMap<QString, QString> m_environments; ///< as they were at the start, by venue
    QMap<QString, QString> m_sources; ///< where keys were found
    QPointer<views::CredentialsDialog> m_dialog;
};

} // namespace leadline::app
