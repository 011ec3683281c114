// SPDX-License-Identifier: MIT
/// Every threshold, edited, checked and applied at once.
#pragma once

#include "models/threshold_model.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QTableView;

namespace leadline::views
{

/// Thread: GUI.
class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `apply` takes the values as they stand in the model; a text says what is wrong with them together.
    using Apply = std::function<QString(const models::ThresholdModel& model)>;

    SettingsDialog(models::ThresholdModel& model, Apply apply, QWidget* parent = nullptr);
    [[nodiscard]] QTableView& table() { return *m_table; }
    /// Those whose row has the text, as if it was typed into the filter.
    void showOnly(const QString& text);

private:
    void apply();
    void showState(const QString& trouble);

    models::ThresholdModel& m_model;
    Apply m_apply;
    QLineEdit* m_filter;
    QTableView* m_table;
    QLabel* m_state;
    QDialogButtonBox* m_buttons;
};

} // namespace leadline::views
