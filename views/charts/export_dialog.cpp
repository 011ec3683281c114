// SPDX-License-Identifier: MIT
#include "views/charts/export_dialog.h"

#include "report/report_export.h"

#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace leadline::views
{

namespace
{

constexpr int steps = 1000; ///< of the progress bar

QString firstName(const calibration::ReportContent& content)
{
    const QDateTime last = QDateTime::fromMSecsSinceEpoch(core::millisecondsOf(content.to), Qt::UTC);
    return QStringLiteral("calibration-%1.pdf").arg(last.toString(QStringLiteral("yyyy-MM-dd")));
}

} // namespace

ExportDialog::ExportDialog(calibration::ReportContent content, const QString& folder, QWidget* parent)
    : QDialog(parent)
    , m_content(std::move(content))
    , m_name(new QLineEdit(QDir(folder).filePath(firstName(m_content))))
    , m_format(new QComboBox)
    , m_progress(new QProgressBar)
    , m_message(new QLabel)
    , m_export(new QPushButton(tr("&Export")))
    , m_cancel(new QPushButton)
{
    setWindowTitle(tr("Export the calibration report"));
    setMinimumWidth(520);
    m_format->addItem(tr("PDF, to send"), QStringLiteral("pdf"));
    m_format->addItem(tr("HTML, to read"), QStringLiteral("html"));
    m_format->addItem(tr("CSV, to compute with"), QStringLiteral("csv"));
    m_name->setObjectName(QStringLiteral("file"));
    m_format->setObjectName(QStringLiteral("format"));
    m_progress->setObjectName(QStringLiteral("progress"));
    m_message->setObjectName(QStringLiteral("message"));
    m_export->setObjectName(QStringLiteral("export"));
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_progress->setRange(0, steps);
    m_progress->setAccessibleName(tr("Progress of the export"));
    m_message->setWordWrap(true);
    m_export->setDefault(true);
    auto* const browse = new QPushButton(tr("&Choose …"));
    browse->setAutoDefault(false);
    m_cancel->setAutoDefault(false);
    auto* const layout = new QVBoxLayout(this);
    auto* const form = new QFormLayout;
    auto* const file = new QHBoxLayout;
    file->addWidget(m_name, 1);
    file->addWidget(browse);
    form->addRow(tr("&File"), file);
    form->addRow(tr("F&ormat"), m_format);
    if (auto* const label = qobject_cast<QLabel*>(form->labelForField(file))) {
        label->setBuddy(m_name);
    }
    m_name->setAccessibleName(tr("File"));
    layout->addLayout(form);
    layout->addWidget(m_progress);
    layout->addWidget(m_message);
    auto* const buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_export);
    buttons->addWidget(m_cancel);
    layout->addLayout(buttons);
    setRunning(false);
    connect(browse, &QPushButton::clicked, this, &ExportDialog::chooseFile);
    connect(m_format, &QComboBox::activated, this, &ExportDialog::followFormat);
    connect(m_name, &QLineEdit::textEdited, this, &ExportDialog::followName);
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::begin);
    connect(m_cancel, &QPushButton::clicked, this, &ExportDialog::reject);
}

QString ExportDialog::fileName() const
{
    const QString name = m_name->text().trimmed();
    const bool hasEnding = name.isEmpty() || !QFileInfo(name).suffix().isEmpty();
    return hasEnding ? name : name + u'.' + m_format->currentData().toString();
}

void ExportDialog::chooseFile()
{
    const QString chosen = QFileDialog::getSaveFileName(
        this, windowTitle(), fileName(), tr("PDF (*.pdf);;HTML (*.html);;CSV (*.csv)"), nullptr);
    if (!chosen.isEmpty()) {
        m_name->setText(chosen);
        m_mayReplace = fileName(); // the file dialog has asked
        followName();
    }
}

void ExportDialog::followFormat()
{
    const QString name = fileName();
    const QString ending = QFileInfo(name).suffix();
    m_name->setText(name.chopped(ending.size()) + m_format->currentData().toString());
}

void ExportDialog::followName()
{
    const int known = m_format->findData(QFileInfo(m_name->text().trimmed()).suffix().toLower());
    if (known >= 0) {
        m_format->setCurrentIndex(known);
    }
}

void ExportDialog::begin()
{
    const QString file = fileName();
    if (file.isEmpty()) {
        m_message->setText(tr("The report needs a file name"));
        return;
    }
    if (QFileInfo::exists(file) && m_mayReplace != file) {
        m_mayReplace = file;
        m_message->setText(tr("That file exists. Export again to replace it."));
        return;
    }
    setRunning(true);
    m_message->setText(tr("Writing …"));
    m_worker = std::jthread([this, content = m_content, file](const std::stop_token& stop) {
        const auto progress = [&](double fraction) {
            QMetaObject::invokeMethod(
                this, [this, fraction] { m_progress->setValue(static_cast<int>(std::lround(fraction * steps))); },
                Qt::QueuedConnection);
            return !stop.stop_requested();
        };
        const auto result = report::exportReport(content, QFileInfo(file).filesystemFilePath(), progress);
        const QString why = result ? QString() : QString::fromStdString(result.error().what);
        QMetaObject::invokeMethod(
            this, [this, file, why] { finish(file, why); }, Qt::QueuedConnection);
    });
}

void ExportDialog::finish(const QString& file, const QString& why)
{
    setRunning(false);
    m_mayReplace.clear();
    if (why.isEmpty()) {
        m_message->setText(tr("Written: %1").arg(file));
        Q_EMIT written(file);
    } else {
        m_progress->setValue(0);
        m_message->setText(why == QLatin1String(report::cancelled.data()) ? tr("Cancelled; no file was written") : why);
        Q_EMIT failed(why);
    }
}

void ExportDialog::setRunning(bool isRunning)
{
    m_isRunning = isRunning;
    m_name->setEnabled(!isRunning);
    m_format->setEnabled(!isRunning);
    m_export->setEnabled(!isRunning);
    m_cancel->setText(isRunning ? tr("Cancel") : tr("Close"));
}

void ExportDialog::reject()
{
    if (m_isRunning) {
        m_worker.request_stop();
        return;
    }
    QDialog::reject();
}

} // namespace leadline::views
