// SPDX-License-Identifier: MIT
#include "app/window/settings_controller.h"

#include "app/settings/session_options.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "models/format.h"
#include "models/session_client.h"
#include "views/settings/settings_dialog.h"
#include "views/widgets/theme.h"
#include "views/window/main_window.h"

#include <QApplication>
#include <QStyleFactory>

#include <algorithm>
#include <utility>
#include <vector>

namespace leadline::app
{

namespace
{

std::vector<models::Threshold> thresholdsOf(const LoadedSettings& loaded)
{
    std::vector<models::Threshold> thresholds;
    const Settings defaults;
    for (std::size_t i = 0; i < settingSpecs().size(); ++i) {
        const SettingSpec& spec = settingSpecs()[i];
        const QString choices = models::textOf(spec.choices);
        thresholds.push_back({.key = models::textOf(spec.key),
            .value = QString::fromStdString(settingText(loaded.values, spec)),
            .defaultValue = QString::fromStdString(settingText(defaults, spec)),
            .range = QString::fromStdString(rangeText(spec)),
            .unit = models::textOf(spec.unit),
            .meaning = models::textOf(spec.meaning),
            .origin = models::textOf(describe(loaded.origins[i])),
            .choices = choices.isEmpty() ? QStringList() : choices.split(u','),
            .holdsFromNextStart = spec.holds == SettingSpec::Holds::FromNextStart,
            .isNumber = isNumber(spec)});
    }
    return thresholds;
}

/// The setting as its table has it.
QString asKept(const Settings& settings, const QString& key)
{
    const auto specs = settingSpecs();
    const auto found = std::ranges::find(specs, key.toStdString(), &SettingSpec::key);
    return found == specs.end() ? QString() : QString::fromStdString(settingText(settings, *found));
}

} // namespace

models::LadderRules rulesOf(const LadderSettings& settings)
{
    using namespace std::chrono;
    return {.crossConfirmTicks = settings.crossConfirmTicks,
        .reactionMs = static_cast<int>(settings.reaction / milliseconds(1)),
        .repeatSeconds = static_cast<int>(settings.repeat / seconds(1)),
        .idleMinutes = static_cast<int>(settings.idle / minutes(1)),
        .centring = {.mode = static_cast<models::Centring>(settings.centring),
            .edgeRows = settings.edgeRows,
            .pointerWait = settings.pointerWait},
        .isAudible = settings.sound};
}

void applyPalette(Palette palette)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const bool systemIsDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    const bool dark = palette == Palette::Dark || (palette == Palette::System && systemIsDark);
    QApplication::setPalette(dark ? views::Theme::darkPalette() : views::Theme::lightPalette());
    // Fusion hardly shows which of a row of buttons is down.
    qobject_cast<QApplication*>(QCoreApplication::instance())
        ->setStyleSheet(QStringLiteral("QPushButton:checked { background: %1; color: white; font-weight: bold; }")
                            .arg(QApplication::palette().color(QPalette::Highlight).name()));
}

SettingsController::SettingsController(LoadedSettings loaded, bool isLive, views::MainWindow& window)
    : m_loaded(std::move(loaded))
    , m_isLive(isLive)
    , m_window(window)
    , m_model(thresholdsOf(m_loaded), [this](const QString& key, QString& value) {
        Settings trial = m_loaded.values;
        if (const auto wrong = applySetting(trial, key.toStdString(), value.toStdString(), "settings")) {
            return QString::fromStdString(wrong->what);
        }
        value = asKept(trial, key);
        return QString();
    })
{
}

void SettingsController::open()
{
    if (m_dialog == nullptr) {
        m_dialog = new views::SettingsDialog(
            m_model, [this](const models::ThresholdModel& model) { return apply(model); }, &m_window);
    }
    m_dialog->show();
    m_dialog->raise();
}

void SettingsController::openAt(const QString& key)
{
    open();
    m_dialog->showOnly(key);
}

std::vector<models::WindowCommand> SettingsController::commands()
{
    std::vector<models::WindowCommand> made;
    made.reserve(m_model.thresholds().size());
    for (const models::Threshold& setting : m_model.thresholds()) {
        made.push_back(
            {.title = setting.key, .kind = tr("Setting"), .hint = setting.meaning, .run = [this, key = setting.key] {
                 openAt(key);
             }});
    }
    return made;
}

QString SettingsController::change(const QString& key, const QString& value)
{
    return change(QList<std::pair<QString, QString>>{{key, value}});
}

QString SettingsController::change(const QList<std::pair<QString, QString>>& values)
{
    // What is only typed into the dialog so far is no part of it.
    Settings next = m_loaded.values;
    for (const auto& [key, value] : values) {
        if (const auto wrong = applySetting(next, key.toStdString(), value.toStdString(), "settings")) {
            return QString::fromStdString(wrong->what);
        }
    }
    const QString refusal = apply(next);
    if (refusal.isEmpty()) {
        for (const auto& [key, value] : values) {
            m_model.adopt(key, asKept(m_loaded.values, key));
        }
    }
    return refusal;
}

QString SettingsController::apply(const models::ThresholdModel& model)
{
    Settings next = m_loaded.values;
    for (const models::Threshold& threshold : model.thresholds()) {
        if (const auto wrong =
                applySetting(next, threshold.key.toStdString(), threshold.value.toStdString(), "settings")) {
            return QString::fromStdString(wrong->what);
        }
    }
    return apply(next);
}

QString SettingsController::apply(Settings next)
{
    if (const auto wrong = settle(next)) {
        return QString::fromStdString(wrong->what);
    }
    // What only this start was told (environment, --set) is not written down unless the user edited it.
    Settings saved = m_loaded.fileValues;
    for (const SettingSpec& spec : settingSpecs()) {
        if (const std::string now = settingText(next, spec); now != settingText(m_loaded.values, spec)) {
            if (const auto wrong = applySetting(saved, spec.key, now, "settings")) {
                return QString::fromStdString(wrong->what);
            }
        }
    }
    if (const auto wrong = saveSettings(saved, m_loaded.file)) {
        return QString::fromStdString(wrong->what);
    }
    m_loaded.fileValues = saved;
    // Every widget is polished anew by it.
    if (std::exchange(m_loaded.values, next).window.palette != next.window.palette) {
        applyPalette(next.window.palette);
    }
    models::SessionClient& session = m_window.session();
    session.setSettings(next.desk);
    session.setGuardSettings(guardOf(next, m_isLive));
    session.setCalibrationSettings(next.calibration);
    session.setSignalRules(signalsFor(next));
    session.setPositionSettings(positionRulesOf(next));
    session.setRecorder(recorderFor(next, m_isLive ? session::SourceKind::Live : session::SourceKind::Embedded));
    session.setFrameRate(next.window.framesPerSecond);
    m_window.applySettings(next.desk, rulesOf(next.ladder), next.ladder.clickSize);
    Q_EMIT applied();
    return {};
}

} // namespace leadline::app
