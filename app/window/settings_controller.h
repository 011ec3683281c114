// SPDX-License-Identifier: MIT
/// The settings dialog's other half: checks, applies and saves what its table says.
#pragma once

#include "app/settings/settings.h"
#include "models/command_list.h"
#include "models/order_entry.h"
#include "models/threshold_model.h"

#include <QObject>

#include <string>
#include <utility>

namespace leadline::views
{
class MainWindow;
class SettingsDialog;
} // namespace leadline::views

namespace leadline::app
{

[[nodiscard]] models::LadderRules rulesOf(const LadderSettings& settings);
/// For the whole program.
void applyPalette(Palette palette);

/// Thread: GUI.
class SettingsController final : public QObject
{
    Q_OBJECT

public:
    /// The window must outlive the desk.
    SettingsController(LoadedSettings loaded, bool isLive, views::MainWindow& window);

    void open();
    /// The dialog at the setting of that key.
    void openAt(const QString& key);
    /// A command for each setting: it opens the dialog there.
    [[nodiscard]] std::vector<models::WindowCommand> commands();
    /// One value, checked, applied and saved, whatever is typed into the dialog; what is wrong with it, or nothing.
    QString change(const QString& key, const QString& value);
    /// Several at once: all of them, or none.
    QString change(const QList<std::pair<QString, QString>>& values);
    [[nodiscard]] const Settings& values() const { return m_loaded.values; }

Q_SIGNALS:
    /// values() are others now.
    void applied();

private:
    QString apply(const models::ThresholdModel& model);
    /// Checks them together, saves and applies them; what is wrong, or nothing.
    QString apply(Settings next);

    LoadedSettings m_loaded;
    bool m_isLive;
    views::MainWindow& m_window;
    models::ThresholdModel m_model;
    views::SettingsDialog* m_dialog = nullptr;
};

} // namespace leadline::app
