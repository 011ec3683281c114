// SPDX-License-Identifier: MIT
#include "views/workspace/dock_layout.h"

#include <QDockWidget>
#include <QJsonArray>
#include <QLayout>
#include <QMainWindow>
#include <QScrollArea>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <vector>

namespace leadline::views
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int deepest = 8; ///< rows in columns in rows
constexpr QSize unitWindow(1000, 1000);
constexpr QLatin1StringView roomName("dockRoom"); ///< what scrolls a panel

/// A part of an area whose docks are known to be there.
struct Part {
    std::vector<QDockWidget*> tabs; ///< empty: a row or a column
    Qt::Orientation orientation = Qt::Vertical;
    std::vector<Part> parts;
    double share = 0; ///< zero: what the others leave

    [[nodiscard]] bool isEmpty() const { return tabs.empty() && parts.empty(); }
    [[nodiscard]] QDockWidget* first() const { return tabs.empty() ? parts.front().first() : tabs.front(); }
};

Part readPart(const QJsonObject& from, QMap<QString, QDockWidget*>& free, int depth)
{
    Part made{.share = std::clamp(from.value(u"share"_s).toDouble(), 0.0, 1.0)};
    for (const auto& name : from.value(u"tabs"_s).toArray()) {
        if (QDockWidget* const dock = free.take(name.toString())) {
            made.tabs.push_back(dock);
        }
    }
    const bool isRow = from.contains(u"row"_s);
    made.orientation = isRow ? Qt::Horizontal : Qt::Vertical;
    for (const auto& part : from.value(isRow ? u"row"_s : u"column"_s).toArray()) {
        Part read = made.tabs.empty() && depth < deepest ? readPart(part.toObject(), free, depth + 1) : Part{};
        if (!read.isEmpty()) {
            made.parts.push_back(std::move(read));
        }
    }
    return made;
}

/// The first dock of the part is in its place already.
void placePart(QMainWindow& window, const Part& part)
{
    for (std::size_t i = 1; i < part.tabs.size(); ++i) {
        window.tabifyDockWidget(part.tabs[i - 1], part.tabs[i]);
        part.tabs[i]->show();
    }
    for (std::size_t i = 1; i < part.parts.size(); ++i) {
        window.splitDockWidget(part.parts[i - 1].first(), part.parts[i].first(), part.orientation);
        part.parts[i].first()->show();
    }
    for (const Part& inner : part.parts) {
        placePart(window, inner);
    }
}

void raiseFronts(const Part& part)
{
    if (!part.tabs.empty()) {
        part.tabs.front()->raise();
    }
    std::ranges::for_each(part.parts, raiseFronts);
}

void addSizes(const Part& part, QSizeF size, QMap<QString, QSize>& sizes)
{
    if (!part.tabs.empty()) {
        sizes.insert(part.tabs.front()->objectName(), size.toSize());
        return;
    }
    double taken = 0;
    int open = 0;
    for (const Part& inner : part.parts) {
        taken += inner.share;
        open += inner.share > 0 ? 0 : 1;
    }
    const double rest = open > 0 ? std::max(0.0, 1 - taken) / open : 0;
    // Shares of docks that are not there are divided among the others.
    const double scale = open > 0 && taken <= 1 ? 1 : 1 / taken;
    for (const Part& inner : part.parts) {
        const double share = inner.share > 0 ? inner.share * scale : rest;
        addSizes(inner,
            part.orientation == Qt::Horizontal ? QSizeF(size.width() * share, size.height())
                                               : QSizeF(size.width(), size.height() * share),
            sizes);
    }
}

struct Area {
    QString name;
    Qt::DockWidgetArea area;
    bool isBeside; ///< the ladder: its share is of the width
};

} // namespace

QMap<QString, QDockWidget*> docksOf(const QMainWindow& window)
{
    QMap<QString, QDockWidget*> docks;
    for (QDockWidget* const dock : window.findChildren<QDockWidget*>()) {
        if (!dock->objectName().isEmpty()) {
            docks.insert(dock->objectName(), dock);
        }
    }
    return docks;
}

QMap<QString, QSize> placeDocks(QMainWindow& window, const QJsonObject& layout)
{
    const std::array areas{Area{u"left"_s, Qt::LeftDockWidgetArea, true},
        Area{u"right"_s, Qt::RightDockWidgetArea, true}, Area{u"top"_s, Qt::TopDockWidgetArea, false},
        Area{u"bottom"_s, Qt::BottomDockWidgetArea, false}};
    QMap<QString, QDockWidget*> free = docksOf(window);
    for (QDockWidget* const dock : std::as_const(free)) {
        dock->setFloating(false);
        window.removeDockWidget(dock);
    }
    QMap<QString, QSize> sizes;
    std::vector<Part> placed;
    double across = 1; ///< of the height, between top and bottom
    for (const QString& name : {u"top"_s, u"bottom"_s}) {
        across -= std::clamp(layout.value(name).toObject().value(u"share"_s).toDouble(), 0.0, 1.0);
    }
    for (const Area& area : areas) {
        Part part = readPart(layout.value(area.name).toObject(), free, 0);
        if (part.isEmpty()) {
            continue;
        }
        window.addDockWidget(area.area, part.first());
        part.first()->show();
        placePart(window, part);
        const QSizeF size = area.isBeside ? QSizeF(part.share, std::max(0.1, across)) : QSizeF(1, part.share);
        addSizes(part, {size.width() * unitWindow.width(), size.height() * unitWindow.height()}, sizes);
        placed.push_back(std::move(part));
    }
    // Where the View menu shows the others: tabs of the first part, or where there was none.
    for (QDockWidget* const dock : std::as_const(free)) {
        window.addDockWidget(Qt::LeftDockWidgetArea, dock);
        if (!placed.empty()) {
            window.tabifyDockWidget(placed.front().first(), dock);
        }
        dock->hide();
    }
    std::ranges::for_each(placed, raiseFronts);
    return sizes;
}

QMap<QString, QSize> dockSizes(const QMainWindow& window)
{
    QMap<QString, QSize> sizes;
    const auto docks = docksOf(window);
    for (auto dock = docks.cbegin(); dock != docks.cend(); ++dock) {
        // One behind another in tabs lies outside the window.
        const bool isInFront = (*dock)->isVisible() && window.rect().intersects((*dock)->geometry());
        if (isInFront && !(*dock)->isFloating()) {
            sizes.insert(dock.key(), (*dock)->size());
        }
    }
    return sizes;
}

void setPanel(QDockWidget& dock, QWidget& panel)
{
    auto* const room = new QScrollArea;
    room->setObjectName(roomName);
    room->setFrameShape(QFrame::NoFrame);
    room->setWidgetResizable(true);
    room->setFocusPolicy(Qt::NoFocus); // Tab goes from panel to panel
    room->setWidget(&panel);
    dock.setWidget(room);
}

QWidget* panelOf(const QDockWidget& dock)
{
    const auto* const room = qobject_cast<const QScrollArea*>(dock.widget());
    return room != nullptr && room->objectName() == roomName ? room->widget() : dock.widget();
}

void resizeDocks(QMainWindow& window, const QMap<QString, QSize>& sizes, QSize of)
{
    if (of.isEmpty()) {
        return;
    }
    const auto docks = docksOf(window);
    const auto give = [&](Qt::Orientation orientation) {
        const bool isWidth = orientation == Qt::Horizontal;
        const double scale = isWidth ? 1.0 * window.width() / of.width() : 1.0 * window.height() / of.height();
        QList<QDockWidget*> resized;
        QList<int> lengths;
        for (auto size = sizes.cbegin(); size != sizes.cend(); ++size) {
            QDockWidget* const dock = docks.value(size.key());
            const int length = isWidth ? size->width() : size->height();
            if (dock != nullptr && !dock->isFloating() && !dock->isHidden() && length > 0) {
                resized.push_back(dock);
                lengths.push_back(std::max(1, static_cast<int>(std::lround(length * scale))));
            }
        }
        window.resizeDocks(resized, lengths, orientation);
    };
    give(Qt::Horizontal);
    give(Qt::Vertical);
    window.layout()->activate();
}

} // namespace leadline::views
