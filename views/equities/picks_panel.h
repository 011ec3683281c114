// SPDX-License-Identifier: MIT
/// The scan for day trading: what passes, what is risky, what is rejected and why.
#pragma once

#include "engine/picks/symbol_list.h"
#include "models/pick_model.h"
#include "views/equities/pick_filter.h"

#include <QWidget>

#include <unordered_map>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace leadline::views
{

class KeyOffer;

/// Asks for scans and shows them; whoever answers says so through the slots. Thread: GUI.
class PicksPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit PicksPanel(QWidget* parent = nullptr);

    [[nodiscard]] picks::Mode mode() const;
    [[nodiscard]] const picks::SharedScan& scan() const { return m_scan; } ///< on show; null before the first
    [[nodiscard]] QTableView& table() { return *m_table; }
    QSize sizeHint() const override { return {1240, 560}; }

public Q_SLOTS:
    void setMode(leadline::picks::Mode mode);
    /// What is to be scanned, with what was wrong in the list.
    void setSymbols(const leadline::picks::SymbolList& list);
    void showProgress(int answered, int wanted);
    void showScan(const leadline::picks::SharedScan& scan);
    /// Why there is no scan.
    void showProblem(const QString& why);
    /// Without a key nothing can be scanned: why, and where it goes. Empty: there is one.
    void offerKey(const QString& why);
    /// Time passed: a scan that is not answered ends, and says so.
    void tick(leadline::core::Timestamp now);

Q_SIGNALS:
    void scanWanted(leadline::picks::Mode mode, const std::vector<leadline::picks::ListedSymbol>& symbols);
    void watchedWanted(); ///< what is watched is to be scanned
    void listWanted(); ///< another list of symbols is to be loaded
    void exportWanted(const leadline::picks::SharedScan& scan);
    void ladderWanted(const QString& symbol);
    void keyWanted(); ///< the dialog of keys is to be opened

private:
    [[nodiscard]] QWidget* makeControls();
    [[nodiscard]] QWidget* makeFilters();
    [[nodiscard]] QWidget* makeDetails();
    void connectAll();
    void beginScan();
    void openLadder(const QModelIndex& index);
    void showDetails();
    void say(const QString& problem);

    models::PickModel m_model;
    models::FindingModel m_findings;
    PickFilter m_filter;
    picks::SharedScan m_scan;
    core::Timestamp m_askedAt{}; ///< first tick since a scan was asked for; the epoch: none is awaited
    std::unordered_map<core::Symbol, double> m_scores; ///< the user's own numbers
    QButtonGroup* m_modes;
    QLineEdit* m_symbols;
    QPushButton* m_load;
    QPushButton* m_watched;
    QPushButton* m_begin;
    QLineEdit* m_search;
    QCheckBox* m_rejected;
    QCheckBox* m_nearMisses;
    QPushButton* m_export;
    QLabel* m_summary;
    QLabel* m_problem;
    KeyOffer* m_keyOffer;
    QTableView* m_table;
    QLabel* m_subject; ///< whose details are shown
};

} // namespace leadline::views
