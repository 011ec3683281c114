// SPDX-License-Identifier: MIT
/// The watch list: what the user follows, at a glance.
#pragma once

#include "models/symbol_search.h"
#include "models/watch_model.h"
#include "views/watch/watch_filter.h"
#include "views/widgets/panel_state.h"

#include <QJsonObject>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QStackedLayout;

namespace leadline::views
{

class SymbolField;
class WatchTable;

/// A symbol is added by typing it, chosen by a click or a key, removed by Delete, and moved by the mouse. The list
/// changes here and at once; who watches for real is told by signals. Thread: GUI.
class WatchPanel final : public QWidget, public PanelState
{
    Q_OBJECT

public:
    explicit WatchPanel(QWidget* parent = nullptr);

    [[nodiscard]] models::WatchModel& model() { return m_model; }
    [[nodiscard]] models::SymbolSearch& search() { return m_search; }
    [[nodiscard]] WatchTable& table() { return *m_table; }
    /// The search and the group on show; columns and sorting are the table's.
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    QSize sizeHint() const override { return {700, 480}; }

public Q_SLOTS:
    /// The newest lines of the session.
    void showLines(const leadline::session::WatchLines& lines);
    /// Makes it the current row where it is on show, and says nothing: another part of the window chose it.
    void select(const QString& name);
    void focusAddField();
    /// What is meant by the symbols of the text is added where it is not in the list yet, and shown.
    void add(const QString& text);
    /// Adds the symbols of a file to the list; what it does not take over is said.
    void importFile(const QString& path);
    void exportFile(const QString& path);

Q_SIGNALS:
    void addRequested(const QString& name);
    void removeRequested(const QString& name);
    /// The user wants to see it.
    void chosen(const QString& name);

private:
    void makeTable();
    [[nodiscard]] QWidget* makeControls();
    [[nodiscard]] QWidget* makeEmptyPage();
    void connectAll();
    void remove(const QString& name);
    void moveCurrent(int rows);
    void showMenu(const QModelIndex& row, const QPoint& position);
    void addGroupActions(QMenu& menu, const QString& name);
    void askForGroup(const QString& name);
    void askForFile(bool isExport);
    void showAll();
    void showGroups();
    void showEmptiness();
    void say(const QString& text, bool isProblem = true);
    [[nodiscard]] QString nameAt(const QModelIndex& row) const;

    models::WatchModel m_model;
    models::SymbolSearch m_search;
    WatchFilter m_filter;
    SymbolField* m_add;
    QLineEdit* m_find;
    QComboBox* m_groups;
    QLabel* m_message;
    QStackedLayout* m_pages;
    QLabel* m_emptyText = nullptr;
    QPushButton* m_emptyAction = nullptr;
    WatchTable* m_table = nullptr;
    QString m_chosen; ///< what the rest of the window shows, as far as we know
};

} // namespace leadline::views
