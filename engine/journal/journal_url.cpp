// SPDX-License-Identifier: MIT
#include "engine/journal/journal_url.h"

#include <QFileInfo>
#include <QUrl>
#include <QUrlQuery>

namespace leadline::journal
{

core::Result<JournalUrl> JournalUrl::parse(std::string_view text)
{
    constexpr std::string_view sqlite = "sqlite:";
    JournalUrl url;
    if (text.starts_with(sqlite)) {
        url.file = text.substr(sqlite.size());
        if (url.file.empty()) {
            return core::defect("a journal's address names a file: sqlite:/path/journal.sqlite");
        }
        return url;
    }
    const QUrl parsed(QString::fromUtf8(text));
    if (parsed.scheme() != QLatin1String("postgresql") && parsed.scheme() != QLatin1String("postgres")) {
        return core::defect("a journal's address begins with sqlite: or postgresql://");
    }
    url.kind = Kind::PostgreSql;
    url.host = parsed.host().toStdString();
    // What would be ignored would be missed: sslmode, for one.
    const QUrlQuery query(parsed);
    for (const auto& [name, value] : query.queryItems(QUrl::FullyDecoded)) {
        if (name != QLatin1String("host")) {
            return core::defect("a journal's address knows no parameter \"" + name.toStdString() + "\"");
        }
        url.host = value.toStdString();
    }
    if (parsed.hasFragment()) {
        return core::defect("a journal's address ends before #");
    }
    url.port = parsed.port(url.port);
    url.database = parsed.path().mid(1).toStdString();
    url.user = parsed.userName(QUrl::FullyDecoded).toStdString();
    url.password = parsed.password(QUrl::FullyDecoded).toStdString();
    if (!parsed.isValid() || url.host.empty() || url.database.empty()) {
        return core::defect("a journal's address names a host and a database: postgresql://user@host/database");
    }
    return url;
}

std::string JournalUrl::shown() const
{
    if (kind == Kind::Sqlite) {
        return "sqlite:" + file;
    }
    return "postgresql://" + (user.empty() ? "" : user + "@") + host + ":" + std::to_string(port) + "/" + database;
}

bool hasBegun(const JournalUrl& url)
{
    // An empty file is what is left of one that was opened and never written.
    return url.kind != JournalUrl::Kind::Sqlite || QFileInfo(QString::fromStdString(url.file)).size() > 0;
}

} // namespace leadline::journal
