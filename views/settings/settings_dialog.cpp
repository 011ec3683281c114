// SPDX-License-Identifier: MIT
#include "views/settings/settings_dialog.h"

#include "views/widgets/theme.h"
#include "views/widgets/tone_delegate.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace leadline::views
{

SettingsDialog::SettingsDialog(models::ThresholdModel& model, Apply apply, QWidget* parent)
    : QDialog(parent)
    , m_model(model)
    , m_apply(std::move(apply))
    , m_filter(new QLineEdit)
    , m_table(new QTableView)
    , m_state(new QLabel)
    , m_buttons(
          new QDialogButtonBox(QDialogButtonBox::Apply | QDialogButtonBox::RestoreDefaults | QDialogButtonBox::Close))
{
    setWindowTitle(tr("Settings"));
    resize(1080, 720);
    auto* const layout = new QVBoxLayout(this);
    m_filter->setPlaceholderText(tr("Filter settings"));
    m_filter->setClearButtonEnabled(true);
    auto* const proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(&m_model);
    proxy->setFilterKeyColumn(-1);
    proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    connect(m_filter, &QLineEdit::textChanged, proxy, &QSortFilterProxyModel::setFilterFixedString);

    prepareTable(*m_table);
    m_table->setModel(proxy);
    // By double click or F2 alone: the filter moves the current row, and a row that opened an editor by itself would
    // take the rest of what is typed.
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setAccessibleName(tr("Settings"));
    const std::array widths{260, 120, 70, 110, 230, 130, 100};
    for (int i = 0; i < static_cast<int>(widths.size()); ++i) {
        m_table->setColumnWidth(i, widths[static_cast<std::size_t>(i)]);
    }
    m_state->setWordWrap(true);
    m_state->setObjectName(QStringLiteral("state"));
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_state);
    layout->addWidget(m_buttons);

    connect(&m_model, &models::ThresholdModel::refused, this, &SettingsDialog::showState);
    connect(&m_model, &models::ThresholdModel::edited, this, [this] { showState({}); });
    connect(m_buttons->button(QDialogButtonBox::Apply), &QPushButton::clicked, this, &SettingsDialog::apply);
    connect(m_buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, &m_model,
        &models::ThresholdModel::resetToDefaults);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    // Enter belongs to the filter and to the editor: it presses no button.
    for (QAbstractButton* const button : m_buttons->buttons()) {
        qobject_cast<QPushButton*>(button)->setAutoDefault(false);
    }
    showState({});
}

void SettingsDialog::showOnly(const QString& text)
{
    m_filter->setText(text);
    m_table->selectRow(0);
}

void SettingsDialog::showState(const QString& trouble)
{
    const Theme theme = Theme::of(palette());
    m_state->setStyleSheet(QStringLiteral("color: %1").arg((trouble.isEmpty() ? theme.faint : theme.bad).name()));
    const QStringList waiting = m_model.waiting();
    m_state->setText(!trouble.isEmpty() ? trouble
            : m_model.isChanged()
            ? tr("Edited values hold after Apply, or from the next start where their row says so.")
            : !waiting.isEmpty()
            ? tr("All values are saved and applied, but for those that hold from the next start: %1")
                  .arg(waiting.join(QStringLiteral(", ")))
            : tr("All values are applied. Green ones differ from their defaults."));
    m_buttons->button(QDialogButtonBox::Apply)->setEnabled(m_model.isChanged());
}

void SettingsDialog::apply()
{
    const QString trouble = m_apply(m_model);
    if (trouble.isEmpty()) {
        m_model.accept();
    }
    showState(trouble);
}

} // namespace leadline::views
