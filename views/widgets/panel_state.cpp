// SPDX-License-Identifier: MIT
#include "views/widgets/panel_state.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVariant>

#include <algorithm>

namespace leadline::views
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int narrowest = 16; ///< pixels
constexpr int widest = 4000;
constexpr const char* wantedSizes = "wantedSizes"; ///< of a splitter that was not on show yet

QJsonObject tableState(const QTableView& table)
{
    const QHeaderView& header = *table.horizontalHeader();
    QJsonArray widths;
    QJsonArray order;
    for (int i = 0; i < header.count(); ++i) {
        widths.append(header.sectionSize(i));
        order.append(header.logicalIndex(i));
    }
    QJsonObject state{{u"widths"_s, widths}};
    if (header.sectionsMoved()) {
        state[u"order"_s] = order;
    }
    if (table.isSortingEnabled() && header.sortIndicatorSection() >= 0) {
        state[u"sort"_s] = header.sortIndicatorSection();
        state[u"descending"_s] = header.sortIndicatorOrder() == Qt::DescendingOrder;
    }
    return state;
}

void restoreOrder(QHeaderView& header, const QJsonArray& order)
{
    QList<int> columns;
    for (const auto& column : order) {
        columns.push_back(column.toInt(-1));
    }
    for (int i = 0; i < header.count(); ++i) {
        if (columns.size() != header.count() || columns.count(i) != 1) {
            return; // no order of these columns
        }
    }
    for (int i = 0; i < header.count(); ++i) {
        header.moveSection(header.visualIndex(columns[i]), i);
    }
}

/// A table that has other columns than the saved one keeps its own widths: they would be those of other columns.
void restoreTable(QTableView& table, const QJsonObject& state)
{
    QHeaderView& header = *table.horizontalHeader();
    const QJsonArray widths = state.value(u"widths"_s).toArray();
    if (widths.size() != header.count()) {
        return;
    }
    QList<int> wanted;
    for (const auto& width : widths) {
        wanted.push_back(std::clamp(width.toInt(narrowest), narrowest, widest));
    }
    const QJsonArray order = state.value(u"order"_s).toArray();
    if (!order.isEmpty() || header.sectionsMoved()) {
        QJsonArray natural;
        for (int i = 0; i < header.count(); ++i) {
            natural.append(i);
        }
        restoreOrder(header, order.isEmpty() ? natural : order);
    }
    // The last one fills what is left, whatever it was.
    const int last = header.stretchLastSection() ? header.logicalIndex(header.count() - 1) : -1;
    for (int i = 0; i < header.count(); ++i) {
        if (i != last && header.sectionResizeMode(i) == QHeaderView::Interactive) {
            header.resizeSection(i, wanted[i]);
        }
    }
    const int sorted = state.value(u"sort"_s).toInt(-1);
    if (table.isSortingEnabled() && sorted < header.count()) {
        header.setSortIndicator(
            sorted, state.value(u"descending"_s).toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
}

QJsonArray splitterState(const QSplitter& splitter)
{
    QJsonArray sizes;
    for (const int size : splitter.sizes()) {
        sizes.append(size);
    }
    const bool isLaidOut = splitter.isVisible() && std::ranges::none_of(sizes, [](const QJsonValue& size) {
        return size.toInt() == 0; // a part that is not on show
    });
    return isLaidOut ? sizes : splitter.property(wantedSizes).toJsonArray();
}

void restoreSplitter(QSplitter& splitter, const QJsonArray& state)
{
    QList<int> sizes;
    for (const auto& size : state) {
        sizes.push_back(std::clamp(size.toInt(1), 1, widest));
    }
    if (sizes.size() == splitter.count()) {
        splitter.setProperty(wantedSizes, state);
        splitter.setSizes(sizes);
    }
}

template <class Widget> QList<Widget*> namedParts(const QWidget& panel)
{
    QList<Widget*> parts = panel.findChildren<Widget*>();
    parts.removeIf([](const Widget* part) { return part->objectName().isEmpty(); });
    return parts;
}

} // namespace

QJsonObject stateOf(const QWidget& panel)
{
    const auto* const own = dynamic_cast<const PanelState*>(&panel);
    QJsonObject state = own != nullptr ? own->saveState() : QJsonObject();
    QJsonObject tables;
    for (const QTableView* const table : namedParts<QTableView>(panel)) {
        tables[table->objectName()] = tableState(*table);
    }
    QJsonObject splitters;
    for (const QSplitter* const splitter : namedParts<QSplitter>(panel)) {
        if (const QJsonArray sizes = splitterState(*splitter); !sizes.isEmpty()) {
            splitters[splitter->objectName()] = sizes;
        }
    }
    QJsonObject tabs;
    for (const QTabWidget* const tab : namedParts<QTabWidget>(panel)) {
        tabs[tab->objectName()] = tab->currentIndex();
    }
    for (const auto& [key, parts] : {std::pair(u"tables"_s, tables), {u"splitters"_s, splitters}, {u"tabs"_s, tabs}}) {
        if (!parts.isEmpty()) {
            state[key] = parts;
        }
    }
    return state;
}

void restoreState(QWidget& panel, const QJsonObject& state)
{
    if (auto* const own = dynamic_cast<PanelState*>(&panel)) {
        own->restoreState(state);
    }
    const QJsonObject tables = state.value(u"tables"_s).toObject();
    for (QTableView* const table : namedParts<QTableView>(panel)) {
        restoreTable(*table, tables.value(table->objectName()).toObject());
    }
    const QJsonObject splitters = state.value(u"splitters"_s).toObject();
    for (QSplitter* const splitter : namedParts<QSplitter>(panel)) {
        restoreSplitter(*splitter, splitters.value(splitter->objectName()).toArray());
    }
    const QJsonObject tabs = state.value(u"tabs"_s).toObject();
    for (QTabWidget* const tab : namedParts<QTabWidget>(panel)) {
        const int page = tabs.value(tab->objectName()).toInt(-1);
        if (page >= 0 && page < tab->count()) {
            tab->setCurrentIndex(page);
        }
    }
}

} // namespace leadline::views
