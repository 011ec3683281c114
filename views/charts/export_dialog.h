// SPDX-License-Identifier: MIT
/// A calibration report into a file, written beside the window.
#pragma once

#include "engine/calibration/report_content.h"

#include <QDialog>

#include <thread>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace leadline::views
{

/// The file's ending and the chosen format follow each other. Thread: GUI; the export has a thread of its own.
class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(calibration::ReportContent content, const QString& folder, QWidget* parent = nullptr);

    /// Cancels an export that runs; closes otherwise.
    void reject() override;

Q_SIGNALS:
    void written(const QString& file);
    void failed(const QString& why); ///< "cancelled" included

private:
    void chooseFile();
    void followFormat();
    void followName();
    void begin();
    void finish(const QString& file, const QString& why);
    void setRunning(bool isRunning);
    [[nodiscard]] QString fileName() const; ///< with its ending

    calibration::ReportContent m_content;
    QLineEdit* m_name;
    QComboBox* m_format;
    QProgressBar* m_progress;
    QLabel* m_message;
    QPushButton* m_export;
    QPushButton* m_cancel;
    QString m_mayReplace; ///< the file that was asked about
    bool m_isRunning = false;
    std::jthread m_worker;
};

} // namespace leadline::views
