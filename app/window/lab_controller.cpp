// SPDX-License-Identifier: MIT
#include "app/window/lab_controller.h"

#include "app/commands/lab_tape.h"
#include "app/window/settings_controller.h"
#include "engine/core/number_text.h"
#include "engine/lab/threshold.h"
#include "engine/tape/tape_reader.h"
#include "models/format.h"
#include "views/lab/lab_panel.h"
#include "views/window/main_window.h"

#include <QDateTime>
#include <QDockWidget>

#include <algorithm>
#include <fstream>

namespace leadline::app
{

namespace
{

std::vector<models::TriedThreshold> triedThresholds()
{
    std::vector<models::TriedThreshold> tried;
    for (const lab::Threshold& threshold : lab::thresholds()) {
        const auto spec = std::ranges::find(settingSpecs(), threshold.key, &SettingSpec::key);
        if (spec != settingSpecs().end()) {
            tried.push_back({.key = models::textOf(threshold.key),
                .meaning = models::textOf(spec->meaning),
                .unit = models::textOf(spec->unit),
                .range = {spec->least, spec->most},
                .orders = threshold.orders});
        }
    }
    return tried;
}

/// In the worker's thread.
std::expected<models::OpenedTape, QString> openTape(const LabRecordings& recordings, const Settings& settings,
    core::Duration every, double notional, const lab::Progress& progress)
{
    const auto found = tape::recordingsOf(recordings.paths);
    if (!found) {
        return std::unexpected(QString::fromStdString(found.error().what));
    }
    TapeArguments arguments{
        .tapes = *found, .venue = recordings.venue, .symbols = recordings.symbols, .contractValues = {}};
    QStringList said;
    const WantedTape wanted{.tapes = arguments,
        .settings = settings,
        .every = every,
        .reach = reachOf(notional, false, settings),
        .file = {},
        .say = [&said](std::string_view line) { said << models::textOf(line); },
        .progress = progress};
    auto made = findOrMakeTape(wanted);
    if (!made) {
        return std::unexpected(said.isEmpty() ? QString() : said.back()); // what came last is why
    }
    return models::OpenedTape{std::move(made->tape), said};
}

} // namespace

LabController::LabController(views::MainWindow& window, SettingsController& settings, std::filesystem::path log)
    : m_window(window)
    , m_settings(settings)
    , m_log(std::move(log))
    , m_panel(new views::LabPanel(triedThresholds()))
{
    const QDockWidget* const dock = window.addPanel(m_panel, tr("Lab"), QStringLiteral("lab"));
    // A panel behind another one in tabs is not hidden, it only lies elsewhere.
    connect(dock, &QDockWidget::visibilityChanged, this, [panel = m_panel](bool isLookedAt) {
        if (isLookedAt) {
            panel->openWaiting();
        }
    });
    m_panel->trial().setToday(settings.values().desk);
    connect(
        &settings, &SettingsController::applied, this, [this] { m_panel->trial().setToday(m_settings.values().desk); });
    connect(m_panel, &views::LabPanel::tapeWanted, this, &LabController::open);
    connect(m_panel, &views::LabPanel::takeOverWanted, this, &LabController::takeOver);
    connect(m_panel, &views::LabPanel::momentChosen, &window,
        [&window](const core::Pair& pair, core::Timestamp time) { window.goTo(time, pair); });
}

void LabController::offer(LabRecordings recordings)
{
    m_offered = std::move(recordings);
    QStringList names;
    for (const auto& path : m_offered.paths) {
        names << QString::fromStdString(path.string());
    }
    m_panel->setRecordings(names);
}

void LabController::open(const QStringList& recordings, const QString& every, double notional)
{
    LabRecordings wanted;
    for (const QString& name : recordings) {
        wanted.paths.emplace_back(name.toStdString());
    }
    if (wanted.paths == m_offered.paths) { // which need not tell by themselves what they are of
        wanted = m_offered;
    }
    const core::Duration between = parseDuration(every.toStdString()).value_or(std::chrono::seconds(1));
    m_panel->trial().open([wanted, between, notional, settings = m_settings.values()](const lab::Progress& progress) {
        return openTape(wanted, settings, between, notional, progress);
    });
}

void LabController::takeOver(const QList<std::pair<QString, double>>& settings, const QString& evidence)
{
    QList<std::pair<QString, QString>> changes;
    for (const auto& [key, value] : settings) {
        changes.push_back({key, QString::fromStdString(core::shortestText(value))});
    }
    if (const QString refusal = m_settings.change(changes); !refusal.isEmpty()) {
        m_panel->say(refusal);
        return;
    }
    note(evidence);
}

void LabController::note(const QString& line)
{
    const QString time = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
    std::ofstream log(m_log, std::ios::app | std::ios::binary);
    log << time.toStdString() << " taken over: " << line.toStdString() << "\n";
    if (log.flush()) {
        m_panel->say(tr("Taken over and saved: %1").arg(line));
    } else {
        m_panel->say(
            tr("Taken over and saved; %1 cannot be written: %2").arg(QString::fromStdString(m_log.string()), line));
    }
}

} // namespace leadline::app
