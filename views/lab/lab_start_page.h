// SPDX-License-Identifier: MIT
/// The lab without a recording: what fills it, and how far opening one has come.
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace leadline::views
{

/// Thread: GUI.
class LabStartPage final : public QWidget
{
    Q_OBJECT

public:
    explicit LabStartPage(QWidget* parent = nullptr);

    /// Nothing is opened; `problem`: why not, in a line, or empty.
    void showEmpty(const QString& problem);
    void showOpening(const QString& what);
    void setProgress(double part);

Q_SIGNALS:
    void recordingsWanted();
    void folderWanted();
    void cancelled();

private:
    QLabel* m_title;
    QLabel* m_problem;
    QLabel* m_more;
    QProgressBar* m_progress;
    QPushButton* m_recordings;
    QPushButton* m_folder;
    QPushButton* m_cancel;
};

} // namespace leadline::views
