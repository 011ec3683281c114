// SPDX-License-Identifier: MIT
#include "app/settings/credentials.h"

#include "engine/venues/polygon/polygon_decoder.h"

#include <qt6keychain/keychain.h>

#include <QEventLoop>
#include <QHash>

namespace leadline::app
{

using namespace Qt::StringLiterals;

namespace
{

QString service()
{
    return u"leadline"_s;
}

/// One entry a venue: key and secret with a line break between them, which neither can hold.
constexpr char16_t separator = u'\n';

QString variable(const QString& venue, const char* which)
{
    return u"LEADLINE_"_s + venue.toUpper().replace(u'-', u'_') + u'_' + QString::fromLatin1(which);
}

FoundKey fromEnvironment(const QString& venue)
{
    const QString key = qEnvironmentVariable(variable(venue, "KEY").toLatin1().constData());
    const QString secret = qEnvironmentVariable(variable(venue, "SECRET").toLatin1().constData());
    if (key.isEmpty() || (secret.isEmpty() && hasSecret(venue))) {
        return {};
    }
    return {key, secret, variablesOf(venue)};
}

/// Saved in this run of the program where no keychain took them, by venue.
QHash<QString, FoundKey>& keptHere()
{
    static QHash<QString, FoundKey> keys;
    return keys;
}

/// Where the keychain has none.
FoundKey otherwise(const QString& venue)
{
    const auto kept = keptHere().constFind(venue);
    return kept != keptHere().cend() ? *kept : fromEnvironment(venue);
}

} // namespace

bool hasSecret(const QString& venue)
{
    return venue.toStdString() != venues::polygon::venue.view();
}

QString variablesOf(const QString& venue)
{
    return hasSecret(venue) ? variable(venue, "KEY") + u", "_s + variable(venue, "SECRET") : variable(venue, "KEY");
}

void CredentialStore::find(const QString& venue, std::function<void(const FoundKey&)> done)
{
    auto* const job = new QKeychain::ReadPasswordJob(service(), this);
    job->setKey(venue);
    job->setInsecureFallback(false);
    connect(job, &QKeychain::Job::finished, this, [job, venue, done = std::move(done)](QKeychain::Job* /*finished*/) {
        const QString text = job->error() == QKeychain::NoError ? job->textData() : QString();
        const qsizetype split = text.indexOf(separator);
        done(split > 0 ? FoundKey{text.left(split), text.mid(split + 1), tr("keychain")} : otherwise(venue));
    });
    job->start();
}

FoundKey findKey(const QString& venue)
{
    CredentialStore store;
    QEventLoop loop;
    FoundKey found;
    store.find(venue, [&](const FoundKey& key) {
        found = key;
        loop.quit();
    });
    loop.exec();
    return found;
}

void CredentialStore::keep(
    const QString& venue, const QString& key, const QString& secret, std::function<void(QString)> done)
{
    auto* const job = new QKeychain::WritePasswordJob(service(), this);
    job->setKey(venue);
    job->setTextData(key + separator + secret);
    job->setInsecureFallback(false);
    keptHere().insert(venue, {key, secret, tr("this session")});
    connect(job, &QKeychain::Job::finished, this, [job, venue, done = std::move(done)](QKeychain::Job* /*finished*/) {
        if (job->error() == QKeychain::NoError) {
            keptHere().remove(venue);
            done({});
            return;
        }
        done(tr("No keychain could be used (%1). The key works until the program ends; to keep it, set %2 in the "
                "environment.")
                 .arg(job->errorString(), variablesOf(venue)));
    });
    job->start();
}

void CredentialStore::forget(const QString& venue, std::function<void(QString)> done)
{
    keptHere().remove(venue);
    auto* const job = new QKeychain::DeletePasswordJob(service(), this);
    job->setKey(venue);
    job->setInsecureFallback(false);
    connect(job, &QKeychain::Job::finished, this, [job, done = std::move(done)](QKeychain::Job* /*finished*/) {
        const bool isGone = job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound;
        done(isGone ? QString() : job->errorString());
    });
    job->start();
}

} // namespace leadline::app
