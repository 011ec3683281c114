// SPDX-License-Identifier: MIT
#include "views/workspace/workspace.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace leadline::views
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double farthest = 100'000; ///< pixels; no screen is as far away
constexpr qsizetype longestText = 4 * 1024 * 1024; ///< bytes
constexpr qsizetype mostPanels = 64;

QString tr(const char* text)
{
    return QCoreApplication::translate("Workspace", text);
}

/// Reads fields by their paths, and keeps the first objection.
class Fields
{
public:
    [[nodiscard]] const QString& objection() const { return m_objection; }
    void objectTo(const QString& path, const QString& mustBe)
    {
        if (m_objection.isEmpty()) {
            m_objection = tr("%1: must be %2").arg(path, mustBe);
        }
    }
    QString text(const QJsonObject& from, const QString& path, const QString& key)
    {
        const QJsonValue value = from.value(key);
        if (!value.isUndefined() && !value.isString()) {
            objectTo(path + key, tr("a text"));
        }
        return value.toString();
    }
    bool flag(const QJsonObject& from, const QString& path, const QString& key, bool otherwise)
    {
        const QJsonValue value = from.value(key);
        if (!value.isUndefined() && !value.isBool()) {
            objectTo(path + key, tr("true or false"));
        }
        return value.toBool(otherwise);
    }
    QJsonObject group(const QJsonObject& from, const QString& path, const QString& key)
    {
        const QJsonValue value = from.value(key);
        if (!value.isUndefined() && !value.isObject()) {
            objectTo(path + key, tr("an object"));
        }
        return value.toObject();
    }
    QJsonArray list(const QJsonObject& from, const QString& path, const QString& key)
    {
        const QJsonValue value = from.value(key);
        if (!value.isUndefined() && !value.isArray()) {
            objectTo(path + key, tr("a list"));
        }
        return value.toArray();
    }
    /// So many whole numbers, or none where the field is missing.
    QList<int> numbers(const QJsonObject& from, const QString& path, const QString& key, qsizetype count)
    {
        const QJsonArray values = list(from, path, key);
        QList<int> read;
        for (const auto& value : values) {
            if (value.isDouble() && std::abs(value.toDouble()) <= farthest) {
                read.push_back(static_cast<int>(std::lround(value.toDouble())));
            }
        }
        if ((from.contains(key) && values.size() != count) || read.size() != values.size()) {
            objectTo(path + key, tr("%1 numbers of pixels").arg(count));
            return {};
        }
        return read;
    }
    QRect rect(const QJsonObject& from, const QString& path, const QString& key)
    {
        const QList<int> read = numbers(from, path, key, 4);
        if (read.isEmpty()) {
            return {};
        }
        if (read[2] <= 0 || read[3] <= 0) {
            objectTo(path + key, tr("a place with a width and a height"));
        }
        return {read[0], read[1], read[2], read[3]};
    }

private:
    QString m_objection;
};

QJsonArray rectJson(const QRect& rect)
{
    return {rect.x(), rect.y(), rect.width(), rect.height()};
}

QString checkOf(const QByteArray& state)
{
    return QString::number(qChecksum(state), 16);
}

QJsonObject windowJson(const WorkspaceWindow& window)
{
    QJsonObject made{{u"name"_s, window.name}, {u"ladder"_s, window.hasLadder}};
    if (!window.geometry.isNull()) {
        made[u"geometry"_s] = rectJson(window.geometry);
        made[u"screen"_s] = rectJson(window.screen);
        made[u"maximized"_s] = window.isMaximized;
    }
    if (!window.state.isEmpty()) {
        made[u"state"_s] = QString::fromLatin1(window.state.toBase64());
        made[u"check"_s] = checkOf(window.state);
        made[u"size"_s] = QJsonArray{window.stateSize.width(), window.stateSize.height()};
    }
    if (!window.docks.isEmpty()) {
        QJsonObject docks;
        for (auto dock = window.docks.cbegin(); dock != window.docks.cend(); ++dock) {
            docks[dock.key()] = QJsonArray{dock->width(), dock->height()};
        }
        made[u"docks"_s] = docks;
    }
    if (!window.layout.isEmpty()) {
        made[u"layout"_s] = window.layout;
    }
    return made;
}

WorkspaceWindow readWindow(Fields& fields, const QJsonObject& from, const QString& path)
{
    WorkspaceWindow made{.name = fields.text(from, path, u"name"_s),
        .geometry = fields.rect(from, path, u"geometry"_s),
        .screen = fields.rect(from, path, u"screen"_s),
        .isMaximized = fields.flag(from, path, u"maximized"_s, false),
        .hasLadder = fields.flag(from, path, u"ladder"_s, true),
        .state = QByteArray::fromBase64(fields.text(from, path, u"state"_s).toLatin1()),
        .layout = fields.group(from, path, u"layout"_s)};
    // Qt reads the state of docks without doubting it.
    if (!made.state.isEmpty() && checkOf(made.state) != fields.text(from, path, u"check"_s)) {
        fields.objectTo(path + u"state"_s, tr("as it was written: its check does not fit"));
    }
    if (const QList<int> size = fields.numbers(from, path, u"size"_s, 2); size.size() == 2) {
        made.stateSize = {size[0], size[1]};
    }
    const QJsonObject docks = fields.group(from, path, u"docks"_s);
    for (const QString& name : docks.keys()) {
        const QList<int> size = fields.numbers(docks, path + u"docks."_s, name, 2);
        if (size.size() == 2) {
            made.docks.insert(name, {size[0], size[1]});
        }
    }
    return made;
}

/// Line and column of a byte, as editors count them.
QString whereIs(const QByteArray& text, qsizetype offset)
{
    const QByteArray before = text.left(offset);
    return tr("line %1, column %2").arg(before.count('\n') + 1).arg(before.size() - before.lastIndexOf('\n'));
}

core::Result<Workspace> defectAt(const QString& place, const QString& what)
{
    return core::defect((place + u": "_s + what).toStdString());
}

} // namespace

QString objectionToName(const QString& name)
{
    if (name.trimmed().isEmpty()) {
        return tr("a workspace wants a name");
    }
    if (name.size() > Workspace::longestName) {
        return tr("a name has %1 characters at most").arg(Workspace::longestName);
    }
    const bool isPlain = std::ranges::all_of(name, [](QChar c) { return c.isPrint(); });
    return isPlain ? QString() : tr("a name is one line of text");
}

QByteArray toJson(const Workspace& workspace)
{
    QJsonArray windows;
    for (const WorkspaceWindow& window : workspace.windows) {
        windows.append(windowJson(window));
    }
    QJsonArray panels;
    for (const WorkspacePanel& panel : workspace.panels) {
        panels.append(QJsonObject{{u"kind"_s, panel.kind}, {u"name"_s, panel.name}, {u"settings"_s, panel.settings}});
    }
    return QJsonDocument(QJsonObject{{u"leadline"_s, u"workspace"_s}, {u"version"_s, Workspace::version},
                             {u"name"_s, workspace.name}, {u"windows"_s, windows}, {u"panels"_s, panels}})
        .toJson(QJsonDocument::Indented);
}

core::Result<Workspace> parseWorkspace(const QByteArray& text, const QString& place)
{
    if (text.size() > longestText) {
        return defectAt(place, tr("is longer than any workspace"));
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError) {
        return defectAt(place, tr("%1: %2").arg(whereIs(text, error.offset), error.errorString()));
    }
    const QJsonObject root = document.object();
    if (root.value(u"leadline"_s) != QJsonValue(u"workspace"_s)) {
        return defectAt(place, tr("is no workspace: \"leadline\" must be \"workspace\""));
    }
    const QJsonValue version = root.value(u"version"_s);
    if (version.toInt() < 1 || version.toInt() > Workspace::version) {
        return defectAt(place, tr("version: must be %1; a later Leadline may have written it").arg(Workspace::version));
    }
    Fields fields;
    Workspace made{.name = fields.text(root, {}, u"name"_s)};
    if (const QString objection = objectionToName(made.name); !objection.isEmpty()) {
        return defectAt(place, u"name: "_s + objection);
    }
    int at = 0;
    for (const auto& value : fields.list(root, {}, u"windows"_s)) {
        const QString path = u"windows[%1]"_s.arg(at++);
        if (!value.isObject()) {
            fields.objectTo(path, tr("an object"));
        }
        made.windows.push_back(readWindow(fields, value.toObject(), path + u'.'));
    }
    at = 0;
    const QJsonArray panels = fields.list(root, {}, u"panels"_s);
    if (panels.size() > mostPanels) {
        fields.objectTo(u"panels"_s, tr("no more than %1").arg(mostPanels));
    }
    for (const auto& value : panels) {
        const QString path = u"panels[%1]"_s.arg(at++);
        const QJsonObject panel = value.toObject();
        made.panels.push_back({.kind = fields.text(panel, path + u'.', u"kind"_s),
            .name = fields.text(panel, path + u'.', u"name"_s),
            .settings = fields.group(panel, path + u'.', u"settings"_s)});
        if (made.panels.back().name.isEmpty()) {
            fields.objectTo(path + u".name"_s, tr("the name of a panel"));
        }
    }
    if (!fields.objection().isEmpty()) {
        return defectAt(place, fields.objection());
    }
    return made;
}

} // namespace leadline::views
