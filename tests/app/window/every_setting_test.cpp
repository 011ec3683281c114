// SPDX-License-Identifier: MIT
/// Every setting, edited in a window that is open: whoever reads it goes by it, or its row says that it waits.
#include "app/settings/session_options.h"
#include "app/window/record_controller.h"
#include "app/window/settings_controller.h"
#include "engine/desk/desk.h"
#include "engine/replay/replay.h"
#include "engine/session/session_options.h"
#include "engine/session/settings_in_force.h"
#include "engine/session/stock_service.h"
#include "models/session_client.h"
#include "tests/app/window/workbench.h"
#include "tests/support/qt_suite.h"
#include "views/equities/picks_panel.h"
#include "views/ladder/ladder_footer.h"
#include "views/settings/settings_dialog.h"

#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <map>

using namespace leadline;
using app::Settings;
using app::SettingSpec;
using tests::runUntil;
using tests::Workbench;

namespace
{

/// Whom nothing is told to.
struct Nobody final : desk::MarketListener {
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
};

const SettingSpec& specOf(std::string_view key)
{
    return *std::ranges::find(app::settingSpecs(), key, &SettingSpec::key);
}

/// The settings as their readers have them: each value is taken back from where it acts.
class InForce
{
public:
    explicit InForce(Workbench& bench)
        : m_bench(bench)
        , m_session(bench.engine.settingsInForce())
    {
    }

    [[nodiscard]] QString text(const SettingSpec& spec) const
    {
        Settings now = m_bench.workstation.settings().values();
        // What has a reader is blanked first, so that only the reader can bring it back.
        now.desk = m_session.desk;
        readGuard(now);
        readSignals(now);
        readWindow(now);
        now.calibration = m_session.calibration;
        now.positions.checkEvery = m_session.positions.checkEvery;
        now.positions.currency = m_session.positions.currency.text();
        now.positions.flattensBalance = m_session.positions.spotFlatten == execution::SpotFlatten::Balance;
        now.execution = m_session.execution;
        now.picks = m_session.picks;
        now.scan = m_session.scan;
        now.equities.scoreModel = picks::textOf(m_session.scores);
        now.store.record = m_session.recorder.root.empty() ? app::Switch::Off : app::Switch::On;
        now.store.folder = m_session.recorder.root.string();
        now.store.retentionDays = m_session.recorder.retentionDays;
        if (core::QuoteMap::parse(now.consolidated.equalQuotes) != m_session.desk.equalQuotes) {
            now.consolidated.equalQuotes = "another map";
        }
        for (app::VenueSettings& venue : now.venues) {
            const auto found = std::ranges::find(m_session.desk.venues, venue.terms.venue, &routing::VenueTerms::venue);
            venue.terms = found == m_session.desk.venues.end() ? routing::VenueTerms{} : *found;
        }
        return QString::fromStdString(settingText(now, spec));
    }

private:
    void readGuard(Settings& now) const
    {
        const auto seconds = [](double count) { return core::Duration(std::llround(count * 1e9)); };
        const orders::GuardSettings& guard = m_session.guard;
        now.guard = {.maxSpreadBps = guard.maxSpreadBps,
            .maxOrderAge = seconds(guard.maxAgeSeconds),
            .checkInterval = seconds(guard.checkIntervalSeconds),
            .autoCancel = guard.autoCancel,
            .cancelOnStale = guard.cancelOnStale ? app::Switch::On : app::Switch::Off,
            .isConsolidated = guard.isConsolidated,
            .dwell = seconds(guard.dwellMs / 1000),
            .hysteresisBps = guard.hysteresisBps};
    }
    void readSignals(Settings& now) const
    {
        using Sends = session::SignalOptions::Sends;
        const session::SignalOptions& signal = m_session.signal;
        now.signal = {.file = signal.file.toStdString(),
            .socket = signal.socket.toStdString(),
            .model = signal.model,
            .modelMaxAge = signal.modelMaxAge,
            .send = signal.sends == Sends::Everything ? app::SignalSending::Yes
                : signal.sends == Sends::Paper        ? app::SignalSending::Paper
                                                      : app::SignalSending::No,
            .share = signal.rollout.share,
            .maxNotionalADay = signal.rollout.maxValueADay,
            .symbols = signal.rollout.pairs.empty() ? "all" : signal.rollout.pairs.front().text(),
            .maxAge = signal.maxAge};
    }
    void readWindow(Settings& now) const
    {
        const models::LadderRules& rules = m_bench.window().orderEntry().rules();
        now.ladder = {.clickSize = m_bench.window().findChild<views::LadderFooter*>()->units(),
            .crossConfirmTicks = rules.crossConfirmTicks,
            .reaction = std::chrono::milliseconds(rules.reactionMs),
            .repeat = std::chrono::seconds(rules.repeatSeconds),
            .idle = std::chrono::minutes(rules.idleMinutes),
            .centring = static_cast<app::Centring>(rules.centring.mode),
            .edgeRows = rules.centring.edgeRows,
            .pointerWait = rules.centring.pointerWait,
            .sound = rules.isAudible};
        const app::RecordController& recording = *m_bench.workstation.recording();
        now.tape = {.record = recording.isRecording(),
            .folder = recording.folder().parent_path().string(),
            .keepDays = recording.keepDays()};
        const bool isDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
        now.window.palette = isDark ? app::Palette::Dark : app::Palette::Light;
        const auto frame = m_bench.window().session().frameTime();
        now.window.framesPerSecond = frame == std::chrono::milliseconds(m_session.frameMilliseconds)
            ? 1000.0 / static_cast<double>(frame.count())
            : 0;
        const auto* const panel = m_bench.window().findChild<views::PicksPanel*>();
        now.equities.pickMode = panel->mode();
        // The field that lists them shows what the file holds.
        const auto fields = panel->findChildren<QLineEdit*>();
        const bool isShown =
            std::ranges::any_of(fields, [](const QLineEdit* field) { return field->text() == QStringLiteral("IBM"); });
        now.equities.symbols = isShown ? m_bench.folder.filePath(QStringLiteral("symbols.txt")).toStdString() : "auto";
    }

    Workbench& m_bench;
    session::SettingsInForce m_session;
};

/// Another value that the setting may have.
QString anotherValue(const Workbench& bench, const SettingSpec& spec, const QString& now)
{
    static const std::map<std::string_view, QString> special{
        {"risk.breaker_reset", QStringLiteral("0.5")}, // at most the trip
        {"consolidated.equal_quotes", QStringLiteral("USD=USDT")}, {"positions.currency", QStringLiteral("EUR")},
        {"equities.score_model", QStringLiteral("score=1, spread_bps=-0.5")},
        {"window.frames_per_second", QStringLiteral("20")}, // a whole number of milliseconds
        {"picks.quality_imbalance_3", QStringLiteral("0.1")}, {"picks.quality_imbalance_2", QStringLiteral("0.5")},
        {"picks.quality_imbalance_1", QStringLiteral("0.7")}, {"market.symbols", QStringLiteral("BTC/USDT")},
        {"signal.send_symbols", QStringLiteral("BTC/USDT")}, {"market.venues", QStringLiteral("kraken")},
        {"signal.weak", QStringLiteral("0.2")}, {"signal.medium", QStringLiteral("0.6")},
        {"signal.strong", QStringLiteral("0.9")}, {"signal.calm_stability", QStringLiteral("0.1")},
        {"signal.balanced_stability", QStringLiteral("0.5")}, {"signal.urgent_stability", QStringLiteral("0.7")},
        {"signal.patient_flow", QStringLiteral("0.2")}, {"signal.urgent_flow", QStringLiteral("0.6")},
        {"signal.immediate_flow", QStringLiteral("0.8")}, {"risk.breaker_trip", QStringLiteral("0.9")}};
    if (const auto found = special.find(spec.key); found != special.end()) {
        return found->second;
    }
    const QString key = QString::fromUtf8(spec.key.data(), static_cast<qsizetype>(spec.key.size()));
    if (!spec.choices.empty()) {
        const QString choices = QString::fromUtf8(spec.choices.data(), static_cast<qsizetype>(spec.choices.size()));
        const QStringList words = choices.split(u',');
        return words.back() != now ? words.back() : words.front();
    }
    if (key.endsWith(QStringLiteral("stream_url"))) {
        return QStringLiteral("ws://127.0.0.1:9");
    }
    if (key.endsWith(QStringLiteral("rest_url"))) {
        return QStringLiteral("http://127.0.0.1:9");
    }
    if (!isNumber(spec)) {
        return bench.folder.filePath(key == u"equities.symbols" ? QStringLiteral("symbols.txt") : key);
    }
    const double value = now.toDouble();
    for (const double other : {value + 1, value - 1, value / 2, spec.most}) {
        const QString text = QString::number(other, 'g', 12);
        Settings trial;
        if (other != value && !applySetting(trial, spec.key, text.toStdString(), "test")) {
            return QString::fromStdString(settingText(trial, spec));
        }
    }
    return now;
}

} // namespace

class EverySettingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reachesItsReaderOrSaysThatItWaits()
    {
        Workbench bench({"store.record=no"});
        QVERIFY(bench.ok);
        QFile symbols(bench.folder.filePath(QStringLiteral("symbols.txt")));
        QVERIFY(symbols.open(QIODevice::WriteOnly) && symbols.write("IBM\n") > 0);
        symbols.close();
        QVERIFY(bench.window().showPanel(QStringLiteral("picks"))); // opens the stocks
        QVERIFY(runUntil(bench.clock, [&] { return bench.engine.stocks().isOpen(); }));
        app::SettingsController& settings = bench.workstation.settings();
        // Recording is looked at while it goes on.
        QCOMPARE(
            settings.change(QStringLiteral("store.folder"), bench.folder.filePath(QStringLiteral("s"))), QString());
        QCOMPARE(settings.change(QStringLiteral("store.record"), QStringLiteral("yes")), QString());
        QCOMPARE(settings.change(QStringLiteral("tape.folder"), bench.folder.filePath(QStringLiteral("t"))), QString());
        QCOMPARE(settings.change(QStringLiteral("tape.record"), QStringLiteral("yes")), QString());

        QStringList waiting;
        for (const SettingSpec& spec : app::settingSpecs()) {
            const QString key = QString::fromUtf8(spec.key.data(), static_cast<qsizetype>(spec.key.size()));
            const QString before = QString::fromStdString(settingText(settings.values(), spec));
            const QString other = anotherValue(bench, spec, before);
            QVERIFY2(other != before, qPrintable(key));
            QCOMPARE(settings.change(key, other), QString());
            QCoreApplication::processEvents();
            if (spec.holds == SettingSpec::Holds::FromNextStart) {
                waiting << key;
            } else {
                QVERIFY2(InForce(bench).text(spec) == other,
                    qPrintable(key + QStringLiteral(" = ") + other + QStringLiteral(", and its reader goes by ")
                        + InForce(bench).text(spec)));
            }
            QCOMPARE(settings.change(key, before), QString());
        }
        QVERIFY(waiting.contains(QStringLiteral("market.seed")));
        QVERIFY(waiting.contains(QStringLiteral("kraken.stream_url")));
        QVERIFY(!waiting.contains(QStringLiteral("picks.cache_seconds")));
    }

    void theDialogNamesWhatWaitsForTheNextStart()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        app::SettingsController& settings = bench.workstation.settings();
        settings.open();
        auto* const dialog = bench.window().findChild<views::SettingsDialog*>();
        QVERIFY(dialog != nullptr);
        const auto state = [&] { return dialog->findChild<QLabel*>(QStringLiteral("state"))->text(); };
        QVERIFY2(state().startsWith(QStringLiteral("All values are applied")), qPrintable(state()));

        QCOMPARE(settings.change(QStringLiteral("market.seed"), QStringLiteral("77")), QString());
        QVERIFY2(state().contains(QStringLiteral("from the next start: market.seed")), qPrintable(state()));
        QCOMPARE(settings.change(QStringLiteral("ladder.idle_minutes"), QStringLiteral("3")), QString());
        QVERIFY2(state().endsWith(QStringLiteral(": market.seed")), qPrintable(state()));
        QCOMPARE(settings.change(QStringLiteral("market.seed"), QStringLiteral("5")), QString());
        QVERIFY2(state().startsWith(QStringLiteral("All values are applied")), qPrintable(state()));

        const QAbstractItemModel& rows = *dialog->table().model();
        for (int row = 0; row < rows.rowCount(); ++row) {
            const auto text = [&](models::ThresholdModel::Column column) {
                return rows.index(row, static_cast<int>(column)).data().toString();
            };
            const bool waits = specOf(text(models::ThresholdModel::Column::Key).toStdString()).holds
                == SettingSpec::Holds::FromNextStart;
            QCOMPARE(text(models::ThresholdModel::Column::Holds),
                waits ? QStringLiteral("from the next start") : QStringLiteral("at once"));
        }
    }

    void signalsComeFromTheNewFileAndNoLongerFromTheOld()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        app::SettingsController& settings = bench.workstation.settings();
        const QString path = bench.folder.filePath(QStringLiteral("none-there/signals.jsonl"));
        QStringList said;
        connect(&bench.engine, &session::TradingSession::troubled, this, [&](const QString& what) { said << what; });
        QCOMPARE(
            settings.change(QStringLiteral("signal.model"), bench.folder.filePath(QStringLiteral("no-model.json"))),
            QString());
        QVERIFY(runUntil(bench.clock, [&] { return said.join(u' ').contains(QStringLiteral("no-model.json")); }));
        QCOMPARE(settings.change(QStringLiteral("signal.model"), QStringLiteral("none")), QString());
        QCOMPARE(settings.change(QStringLiteral("signal.file"), path), QString());
        bench.settle();
        QCOMPARE(bench.engine.settingsInForce().signal.file, path);
    }

    void theLightRecordsWhatTheVenuesSend()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        app::SettingsController& settings = bench.workstation.settings();
        const QDir folder(bench.folder.filePath(QStringLiteral("tapes")));
        QCOMPARE(settings.change(QStringLiteral("tape.folder"), folder.path()), QString());
        auto* const light = bench.window().findChild<QToolButton*>(QStringLiteral("record"));
        QVERIFY(light != nullptr);
        QVERIFY(!folder.exists() && !light->isChecked());
        const int width = light->width();
        QTest::mouseClick(light, Qt::LeftButton);
        QVERIFY(settings.values().tape.record);
        QVERIFY(runUntil(
            bench.clock, [&] { return light->toolTip().contains(folder.path() + QStringLiteral("/embedded")); }));
        QVERIFY(light->isChecked());
        QCOMPARE(light->width(), width); // nothing moves
        QVERIFY(runUntil(bench.clock, [&] { return bench.workstation.recording()->isRecording(); }));
        for (int i = 0; i < 1000; ++i) { // twenty seconds of the market: books are asked for with pauses
            bench.clock.advance(std::chrono::milliseconds(20));
            QTest::qWait(1);
        }
        QTest::mouseClick(light, Qt::LeftButton);
        QVERIFY(!settings.values().tape.record && !light->isChecked());
        QVERIFY(!bench.workstation.recording()->isRecording());

        // Files that can be read alone, one a venue and symbol, with a book at their beginning.
        const QDir own(folder.filePath(QStringLiteral("embedded"))); // apart from what real venues send
        const QStringList files = own.entryList({QStringLiteral("*.zst")}, QDir::Files);
        QVERIFY2(files.size() >= 2, qPrintable(files.join(u' ')));
        int books = 0;
        for (const QString& file : files) {
            const std::filesystem::path path = own.filePath(file).toStdString();
            if (file.contains(QStringLiteral("instruments"))) {
                continue;
            }
            Nobody nobody;
            desk::Desk desk({}, nobody, nullptr);
            replay::Replay replay(desk, "", {});
            const auto report = replay.run({path});
            QVERIFY2(report.has_value(), qPrintable(file));
            books += !desk.markets().empty() && desk.markets().front()->tracker().isInSync() ? 1 : 0;
        }
        QVERIFY(books > 0);
    }

    void recordingBeginsAndEndsWithItsSetting()
    {
        Workbench bench({"store.record=no"});
        QVERIFY(bench.ok);
        app::SettingsController& settings = bench.workstation.settings();
        const QDir folder(bench.folder.filePath(QStringLiteral("store")));
        QCOMPARE(settings.change(QStringLiteral("store.folder"), folder.path()), QString());
        QVERIFY(!folder.exists());
        QCOMPARE(settings.change(QStringLiteral("store.record"), QStringLiteral("yes")), QString());
        bench.settle();
        QVERIFY(folder.exists());
        QCOMPARE(settings.change(QStringLiteral("store.record"), QStringLiteral("no")), QString());
        bench.settle();
        QVERIFY2(!folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty(), "what was recorded is finished");
        QVERIFY(bench.engine.settingsInForce().recorder.root.empty());
    }
};

const QtSuite<EverySettingTest> suite{"window/every_setting"};

#include "every_setting_test.moc"
