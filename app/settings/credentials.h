// SPDX-License-Identifier: MIT
/// Keys of venues: in the system's keychain, else in environment variables. They are handed on and kept nowhere else.
#pragma once

#include <QObject>
#include <QString>

#include <functional>

namespace leadline::app
{

struct FoundKey {
    QString key;
    QString secret;
    QString source; ///< for people: "keychain", the variables' names; empty: there is none
};

/// False where a key is all there is: those who sell data alone.
[[nodiscard]] bool hasSecret(const QString& venue);
/// The environment variables that may hold it: "LEADLINE_KRAKEN_KEY, LEADLINE_KRAKEN_SECRET".
[[nodiscard]] QString variablesOf(const QString& venue);

/// Thread: GUI.
class CredentialStore final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Looks in the keychain, then among those that no keychain took in this run of the program, then for
    /// LEADLINE_<VENUE>_KEY and LEADLINE_<VENUE>_SECRET.
    void find(const QString& venue, std::function<void(const FoundKey&)> done);
    /// `done` is told what went wrong; empty: nothing did. Until the program ends the key is found in any case.
    void keep(const QString& venue, const QString& key, const QString& secret, std::function<void(QString)> done);
    void forget(const QString& venue, std::function<void(QString)> done);
};

/// The same, waited for: for commands, which have nothing else to do.
[[nodiscard]] FoundKey findKey(const QString& venue);

} // namespace leadline::app
