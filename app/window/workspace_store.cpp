// SPDX-License-Identifier: MIT
#include "app/window/workspace_store.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QUrl>

#include <algorithm>

namespace leadline::app
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int mostSetAside = 20;

QString tr(const char* text)
{
    return QCoreApplication::translate("WorkspaceStore", text);
}

core::Defect defectOf(const QString& what)
{
    return {what.toStdString()};
}

QString pathText(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

/// Any name makes a file name, and the file name gives it back. A dot first would hide the file.
QString encoded(const QString& name)
{
    QString file = QString::fromLatin1(QUrl::toPercentEncoding(name, " "));
    if (file.startsWith(u'.')) {
        file.replace(0, 1, u"%2E"_s);
    }
    return file + u".json"_s;
}

QString resourceOf(const QString& name)
{
    return u":/workspaces/"_s + name.toLower() + u".json"_s;
}

} // namespace

WorkspaceStore::WorkspaceStore(const std::filesystem::path& folder)
    : m_kept(pathText(folder / "workspace.json"))
    , m_folder(pathText(folder / "workspaces"))
{
}

QStringList WorkspaceStore::readyNames()
{
    return {u"Scalper"_s, u"Execution"_s, u"Portfolio"_s, u"Lab"_s};
}

bool WorkspaceStore::isReady(const QString& name)
{
    return readyNames().contains(name, Qt::CaseInsensitive);
}

QStringList WorkspaceStore::ownNames() const
{
    QStringList names;
    for (const QString& file : QDir(m_folder).entryList({u"*.json"_s}, QDir::Files)) {
        names << QUrl::fromPercentEncoding(QFileInfo(file).completeBaseName().toLatin1());
    }
    std::ranges::sort(
        names, [](const QString& one, const QString& other) { return QString::localeAwareCompare(one, other) < 0; });
    return names;
}

QString WorkspaceStore::fileOf(const QString& name) const
{
    return m_folder + u'/' + encoded(name);
}

core::Result<views::Workspace> WorkspaceStore::read(const QString& file)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly)) {
        return core::defect(tr("%1: cannot be read: %2").arg(file, in.errorString()).toStdString());
    }
    return views::parseWorkspace(in.readAll(), file);
}

core::Result<views::Workspace> WorkspaceStore::find(const QString& name) const
{
    for (const QString& ready : readyNames()) {
        if (ready.compare(name, Qt::CaseInsensitive) == 0) {
            return read(resourceOf(ready));
        }
    }
    if (!QFile::exists(fileOf(name))) {
        return core::defect(
            tr("there is no workspace %1: %2").arg(name, (readyNames() + ownNames()).join(u", "_s)).toStdString());
    }
    auto found = read(fileOf(name));
    if (found) {
        found->name = name; // the file may have been copied under another one
    }
    return found;
}

QString WorkspaceStore::objectionToOwn(const QString& name)
{
    if (isReady(name)) {
        return tr("%1 comes with the program: choose another name").arg(name);
    }
    return views::objectionToName(name);
}

std::optional<core::Defect> WorkspaceStore::write(const QString& file, const QByteArray& text)
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !out.commit()) {
        return defectOf(tr("%1: cannot be written: %2").arg(file, out.errorString()));
    }
    return {};
}

std::optional<core::Defect> WorkspaceStore::save(const views::Workspace& workspace) const
{
    if (const QString objection = objectionToOwn(workspace.name); !objection.isEmpty()) {
        return defectOf(objection);
    }
    return write(fileOf(workspace.name), views::toJson(workspace));
}

std::optional<core::Defect> WorkspaceStore::rename(const QString& from, const QString& to) const
{
    if (const QString objection = objectionToOwn(to); !objection.isEmpty()) {
        return defectOf(objection);
    }
    if (QFile::exists(fileOf(to))) {
        return defectOf(tr("there is a workspace %1 already").arg(to));
    }
    auto found = find(from);
    if (!found) {
        return found.error();
    }
    found->name = to;
    if (const auto wrong = save(*found)) {
        return wrong;
    }
    return remove(from);
}

std::optional<core::Defect> WorkspaceStore::remove(const QString& name) const
{
    QFile file(fileOf(name));
    if (!file.remove()) {
        return defectOf(tr("%1: cannot be removed: %2").arg(file.fileName(), file.errorString()));
    }
    return {};
}

QString WorkspaceStore::freeName(const QString& wanted) const
{
    QString name = wanted;
    for (int number = 2; isReady(name) || QFile::exists(fileOf(name)); ++number) {
        const QString ending = u' ' + QString::number(number);
        name = wanted.left(views::Workspace::longestName - ending.size()) + ending;
    }
    return name;
}

bool WorkspaceStore::hasKept() const
{
    return QFile::exists(m_kept);
}

QString WorkspaceStore::setAside() const
{
    const QFileInfo kept(m_kept);
    for (int number = 1; number <= mostSetAside; ++number) {
        const QString aside = kept.path() + u"/workspace.broken-%1.json"_s.arg(number);
        if (!QFile::exists(aside)) {
            return QFile::rename(m_kept, aside) ? aside : QString();
        }
    }
    return {};
}

} // namespace leadline::app
