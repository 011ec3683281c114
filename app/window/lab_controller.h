// SPDX-License-Identifier: MIT
/// The window's lab: opens recordings for it by the settings of the moment, and takes over what it found.
#pragma once

#include <QObject>
#include <QStringList>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace leadline::core
{
struct Defect;
}
namespace leadline::views
{
class LabPanel;
class MainWindow;
} // namespace leadline::views

namespace leadline::app
{

class SettingsController;

/// Recordings of which the window is about.
struct LabRecordings {
    std::vector<std::filesystem::path> paths;
    std::string venue; ///< empty: told by the files
    std::vector<std::string> symbols; ///< empty: all
};

/// Thread: GUI.
class LabController final : public QObject
{
    Q_OBJECT

public:
    /// The dock is added to the window at once. Both must outlive the controller. `log`: a file that keeps why settings
    /// were taken over, a line each.
    LabController(views::MainWindow& window, SettingsController& settings, std::filesystem::path log);

    /// Opened when the panel is first looked at.
    void offer(LabRecordings recordings);
    [[nodiscard]] views::LabPanel& panel() { return *m_panel; }

private:
    void open(const QStringList& recordings, const QString& every, double notional);
    void takeOver(const QList<std::pair<QString, double>>& settings, const QString& evidence);
    void note(const QString& line);

    views::MainWindow& m_window;
    SettingsController& m_settings;
    std::filesystem::path m_log;
    LabRecordings m_offered;
    views::LabPanel* m_panel;
};

} // namespace leadline::app
