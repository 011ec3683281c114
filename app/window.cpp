// SPDX-License-Identifier: MIT
#include "app/window.h"

#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/engine_options.h"
#include "app/stock_desk.h"
#include "app/trading_desk.h"
#include "engine/system_clock.h"
#include "models/threshold_model.h"
#include "views/ladder_panel.h"
#include "views/main_window.h"
#include "views/settings_dialog.h"
#include "views/theme.h"

#include <QApplication>
#include <QPixmap>
#include <QSaveFile>
#include <QStyleFactory>
#include <QThread>
#include <QTimer>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

namespace leadline::app
{

namespace
{

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

models::LadderRules rulesOf(const LadderSettings& settings)
{
    return {.crossConfirmTicks = settings.crossConfirmTicks,
        .reactionMs = settings.reactionMs,
        .repeatSeconds = settings.repeatSeconds,
        .idleMinutes = settings.idleMinutes};
}

std::vector<models::Threshold> thresholdsOf(const LoadedSettings& loaded)
{
    std::vector<models::Threshold> thresholds;
    const Settings defaults;
    for (std::size_t i = 0; i < settingSpecs().size(); ++i) {
        const SettingSpec& spec = settingSpecs()[i];
        const QString choices = text(spec.choices);
        thresholds.push_back({.key = text(spec.key),
            .value = QString::fromStdString(settingText(loaded.values, spec)),
            .defaultValue = QString::fromStdString(settingText(defaults, spec)),
            .range = QString::fromStdString(rangeText(spec)),
            .unit = text(spec.unit),
            .meaning = text(spec.meaning),
            .origin = text(describe(loaded.origins[i])),
            .choices = choices.isEmpty() ? QStringList() : choices.split(u',')});
    }
    return thresholds;
}

void applyPalette(const std::string& name)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const bool systemIsDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    const bool dark = name == "dark" || (name == "system" && systemIsDark);
    QApplication::setPalette(dark ? views::Theme::darkPalette() : views::Theme::lightPalette());
    // Fusion hardly shows which of a row of buttons is down.
    qobject_cast<QApplication*>(QCoreApplication::instance())
        ->setStyleSheet(QStringLiteral("QPushButton:checked { background: %1; color: white; font-weight: bold; }")
                            .arg(QApplication::palette().color(QPalette::Highlight).name()));
}

/// The settings dialog's other half: checks, applies and saves what the table says.
class SettingsDesk final : public QObject
{
public:
    SettingsDesk(LoadedSettings loaded, bool isLive, views::MainWindow& window)
        : QObject(&window)
        , m_loaded(std::move(loaded))
        , m_isLive(isLive)
        , m_window(window)
        , m_model(thresholdsOf(m_loaded), [this](const QString& key, const QString& value) {
            Settings trial = m_loaded.values;
            const auto wrong = applySetting(trial, key.toStdString(), value.toStdString(), "settings");
            return wrong ? QString::fromStdString(wrong->what) : QString();
        })
    {
    }

    void open()
    {
        if (m_dialog == nullptr) {
            m_dialog = new views::SettingsDialog(
                m_model, [this](const models::ThresholdModel& model) { return apply(model); }, &m_window);
        }
        m_dialog->show();
        m_dialog->raise();
    }

    /// One value, checked, applied and saved; what is wrong with it, or nothing.
    QString change(const QString& key, const QString& value)
    {
        for (int row = 0; row < m_model.rowCount(); ++row) {
            if (m_model.thresholds()[static_cast<std::size_t>(row)].key == key) {
                m_model.setData(
                    m_model.index(row, static_cast<int>(models::ThresholdModel::Column::Value)), value, Qt::EditRole);
            }
        }
        return apply(m_model);
    }
    [[nodiscard]] const Settings& values() const { return m_loaded.values; }

private:
    QString apply(const models::ThresholdModel& model)
    {
        Settings next = m_loaded.values;
        for (const models::Threshold& threshold : model.thresholds()) {
            if (const auto wrong =
                    applySetting(next, threshold.key.toStdString(), threshold.value.toStdString(), "settings")) {
                return QString::fromStdString(wrong->what);
            }
        }
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
        m_loaded.values = next;
        applyPalette(next.window.palette);
        m_window.applySettings(
            next.desk, guardOf(next, m_isLive), next.calibration, rulesOf(next.ladder), next.ladder.clickSize);
        const engine::SignalOptions heard = signalsFor(next);
        Q_EMIT m_window.signalRulesChanged(static_cast<int>(heard.sends), heard.maxAge.count());
        return {};
    }

    LoadedSettings m_loaded;
    bool m_isLive;
    views::MainWindow& m_window;
    models::ThresholdModel m_model;
    views::SettingsDialog* m_dialog = nullptr;
};

/// A few orders on both sides, so that a picture of the window shows what it does.
void placeTourOrders(views::MainWindow& window)
{
    views::LadderView& ladder = window.ladderPanel().ladder();
    const models::LadderGrid& grid = ladder.grid();
    window.ladderDesk().setArming(models::Arming::Armed);
    const core::Timestamp longAgo{};
    for (const int away : {5, 9, 16}) {
        const core::Price step = core::Price::fromRaw(grid.instrument().tick.raw() * away);
        window.ladderDesk().click({core::Side::Bid, grid.bestBid() - step, longAgo, grid.bestBid(), grid.bestAsk()});
        window.ladderDesk().click({core::Side::Ask, grid.bestAsk() + step, longAgo, grid.bestBid(), grid.bestAsk()});
    }
    window.ladderDesk().click({core::Side::Bid, grid.bestBid(), longAgo, grid.bestBid(), grid.bestAsk()});
}

/// The kill switch survives a restart: a marker stands beside the settings file while it is on.
void keepKillSwitch(engine::Engine& engine, views::MainWindow& window, const std::filesystem::path& settingsFile)
{
    const std::filesystem::path marker = settingsFile.parent_path() / "kill-switch-is-on";
    QObject::connect(&engine, &engine::Engine::killSwitchChanged, &window, [marker](bool on) {
        std::error_code error;
        if (!on) {
            std::filesystem::remove(marker, error);
            return;
        }
        std::filesystem::create_directories(marker.parent_path(), error);
        if (!(std::ofstream(marker) << "on\n")) {
            complain(marker.string() + ": cannot be written: the kill switch would not survive a restart");
        }
    });
    std::error_code error;
    if (std::filesystem::exists(marker, error)) {
        Q_EMIT window.killSwitchRequested(true);
    }
}

/// What the breakers have counted survives a restart: a file beside the settings, one for the embedded market and one
/// for live ones. Before the engine starts.
void keepRiskState(
    engine::Engine& engine, engine::SourceKind source, views::MainWindow& window, const std::filesystem::path& settings)
{
    if (source == engine::SourceKind::Tape) {
        return;
    }
    const std::filesystem::path path = settings.parent_path()
        / (source == engine::SourceKind::Live ? "risk-state-live.json" : "risk-state-embedded.json");
    QObject::connect(&engine, &engine::Engine::riskChanged, &window, [path](const engine::RiskState& state) {
        std::error_code error;
        std::filesystem::create_directories(path.parent_path(), error);
        QSaveFile file(QString::fromStdString(path.string()));
        const std::string json = toJson(state);
        if (!file.open(QIODevice::WriteOnly) || file.write(json.data(), static_cast<qint64>(json.size())) < 0
            || !file.commit()) {
            complain(path.string() + ": cannot be written: the breakers would not survive a restart");
        }
    });
    std::ifstream file(path);
    if (!file) {
        return;
    }
    const std::string json{std::istreambuf_iterator<char>(file), {}};
    if (const auto state = engine::parseRiskState(json)) {
        engine.restoreRisk(*state);
    } else {
        complain(path.string() + ": " + state.error().what + "; the breakers start anew");
    }
}

bool resizeTo(views::MainWindow& window, const std::string& geometry)
{
    int width = 1480;
    int height = 940;
    if (!geometry.empty()
        && (std::sscanf(geometry.c_str(), "%dx%d", &width, &height) != 2 || width < 400 || height < 300)) {
        return false;
    }
    window.resize(width, height);
    return true;
}

} // namespace

int runWindow(int& argc, char** argv, const WindowArguments& arguments, const LoadedSettings& settings)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("leadline"));
    QApplication::setApplicationDisplayName(QStringLiteral("Leadline"));
    applyPalette(settings.values.window.palette);

    engine::EngineOptions options = engineOptions(settings.values);
    if (arguments.live) {
        options.source = engine::SourceKind::Live;
    }
    if (!arguments.tapes.empty()) {
        options.source = engine::SourceKind::Tape;
        for (const auto& tape : arguments.tapes) {
            // A file that cannot be opened is said here, not in a window with nothing in it.
            if (const auto opened = replay::TapePlayer::open(tape, arguments.venue, symbolsOf(arguments.symbols));
                !opened) {
                complain(opened.error().what);
                return exitBadInput;
            }
            options.tapes.push_back(QString::fromStdString(tape.string()));
        }
        options.tapeVenue = QString::fromStdString(arguments.venue);
        options.tapeSymbols = symbolsOf(arguments.symbols);
        options.tapeSpeed = arguments.speed;
    }

    options.orders.guard = guardOf(settings.values, options.source == engine::SourceKind::Live);
    options.signal = signalsFor(settings.values);
    options.recorder = recorderFor(settings.values, options.source);
    options.orders.journal = journalFor(settings.values, options.source);
    const engine::SystemClock clock;
    auto engine = std::make_unique<engine::Engine>(options, clock);
    QThread engineThread;
    engineThread.setObjectName(QStringLiteral("engine"));
    engine->moveToThread(&engineThread);
    QObject::connect(&engineThread, &QThread::started, engine.get(), &engine::Engine::start);

    int code = 0;
    {
        views::MainWindow window(*engine, clock,
            {.rules = rulesOf(settings.values.ladder),
                .firstSize = settings.values.ladder.clickSize,
                .framesPerSecond = settings.values.window.framesPerSecond,
                .isReplay = !arguments.tapes.empty(),
                .isEmbedded = options.source == engine::SourceKind::Embedded,
                .desk = settings.values.desk});
        if (!resizeTo(window, arguments.geometry)) {
            complain("--geometry " + arguments.geometry + ": must be WIDTHxHEIGHT, at least 400x300");
            return exitBadInput;
        }
        auto* const settingsDesk = new SettingsDesk(settings, options.source == engine::SourceKind::Live, window);
        QObject::connect(&window, &views::MainWindow::settingsRequested, settingsDesk, &SettingsDesk::open);
        TradingDesk trading(*engine, window, options.source == engine::SourceKind::Live,
            [settingsDesk](const QString& key, const QString& value) { return settingsDesk->change(key, value); });
        // A recording has no stocks to trade; live, they are where the settings say.
        std::unique_ptr<StockDesk> stocks;
        if (options.source != engine::SourceKind::Tape) {
            const EquityPlace place = options.source != engine::SourceKind::Live ? EquityPlace::Embedded
                : equityTrading(settings.values) == "live"                       ? EquityPlace::Live
                                                                                 : EquityPlace::Paper;
            stocks = std::make_unique<StockDesk>(
                window, place, [settingsDesk]() -> const Settings& { return settingsDesk->values(); });
        }
        if (!arguments.panel.empty() && !window.showPanel(QString::fromStdString(arguments.panel))) {
            complain("--show " + arguments.panel + ": must be one of " + window.panels().join(u", ").toStdString());
            return exitBadInput;
        }
        window.show();
        keepRiskState(*engine, options.source, window, settings.file);
        engineThread.start();
        trading.begin(settingsDesk->values());
        keepKillSwitch(*engine, window, settings.file);

        if (!arguments.screenshot.empty()) {
            const int after = static_cast<int>(arguments.screenshotAfter * 1000);
            if (arguments.tour) {
                QTimer::singleShot(std::max(0, after - 1000), &window, [&window] { placeTourOrders(window); });
            }
            QTimer::singleShot(after, &window, [&] {
                const bool written = window.grab().save(QString::fromStdString(arguments.screenshot));
                if (!written) {
                    complain(arguments.screenshot + ": cannot be written");
                }
                QApplication::exit(written ? exitSuccess : exitFailed);
            });
        }
        code = QApplication::exec();
        if (stocks) {
            stocks->end();
        }
    }
    // The engine's timers and sockets are stopped in the thread they live in, before either goes.
    QMetaObject::invokeMethod(engine.get(), &engine::Engine::stop, Qt::BlockingQueuedConnection);
    engineThread.quit();
    engineThread.wait();
    return code;
}

} // namespace leadline::app
