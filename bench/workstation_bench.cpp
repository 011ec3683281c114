// SPDX-License-Identifier: MIT
/// The whole workstation at work: many instruments watched, several ladders open, on the embedded market. One line a
/// minute says what was painted, how old it was, and what it cost.
///
///   workstation_bench [PAIRS [STOCKS [LADDERS [MINUTES]]]]     (default: 60 pairs, 150 stocks, 8 ladders, 30 minutes)
///
/// 0 ladders: nothing but the watch list is open.
///
/// Without a screen: QT_QPA_PLATFORM=offscreen. Every pair is watched at three venues. Threads are counted apart, so
/// that the embedded market, which no user of real venues pays for, can be told from the program.
#include "app/settings/session_options.h"
#include "app/settings/settings.h"
#include "app/settings/stock_options.h"
#include "app/settings/system_clock.h"
#include "app/window/workstation.h"
#include "engine/core/shifted_clock.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/trading_session.h"
#include "engine/session/watch_line.h"
#include "engine/sim/equities/stock_universe.h"
#include "models/market_view.h"
#include "models/session_client.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/ladder_view.h"
#include "views/window/main_window.h"

#include <QApplication>
#include <QDockWidget>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace
{

using namespace leadline;

/// The best known coins, and names that nobody knows; `count` of each kind in all.
std::string watchedList(int pairs, int stocks)
{
    static constexpr std::array known{"ETH", "BTC", "SOL", "PEPE", "DOGE", "XRP", "ADA", "LTC"};
    std::string list;
    for (int i = 0; i < pairs; ++i) {
        const auto index = static_cast<std::size_t>(i);
        const std::string coin = index < known.size() ? known.at(index) : "COIN" + std::to_string(i);
        list += (list.empty() ? "" : ",") + coin + "/USDT";
    }
    const auto universe = sim::stockUniverse();
    for (int i = 0; i < stocks && i < static_cast<int>(universe.size()); ++i) {
        list += (list.empty() ? "" : ",") + std::string(universe[static_cast<std::size_t>(i)].symbol);
    }
    return list;
}

double megabytesResident()
{
    std::ifstream file("/proc/self/statm");
    long all = 0;
    long resident = 0;
    file >> all >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Processor seconds of each thread of this process so far, by the thread's name.
std::map<std::string, double> processorSeconds()
{
    std::map<std::string, double> all;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string stat;
        if (!std::getline(std::ifstream(task.path() / "stat"), stat)) {
            continue; // it has just ended
        }
        const std::size_t open = stat.find('(');
        const std::size_t close = stat.rfind(')');
        std::istringstream fields(stat.substr(close + 2));
        std::string skipped;
        for (int i = 0; i < 11; ++i) {
            fields >> skipped;
        }
        double user = 0;
        double system = 0;
        fields >> user >> system;
        all[stat.substr(open + 1, close - open - 1)] += (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
    }
    return all;
}

/// Counts what is painted, and how long its newest book had been here by then.
class CountingApplication final : public QApplication
{
public:
    using QApplication::QApplication;

    /// Both must outlive the application.
    void follow(views::LadderPanel& panel, const core::Clock& clock)
    {
        m_clock = &clock;
        views::LadderView* const ladder = &panel.ladder();
        m_ladders[ladder];
        connect(
            &panel.view(), &models::MarketView::framed, this,
            [this, ladder](const session::MarketSnapshot& snapshot) { m_ladders[ladder] = snapshot.receivedAt; },
            Qt::DirectConnection);
    }
    bool notify(QObject* receiver, QEvent* event) override
    {
        const bool isPaint = event->type() == QEvent::Paint;
        const bool answer = QApplication::notify(receiver, event);
        const auto found = isPaint ? m_ladders.find(receiver) : m_ladders.end();
        if (found != m_ladders.end()) {
            ++m_paints[receiver];
            if (found->second != core::Duration{}) {
                m_ages.push_back(std::chrono::duration<double, std::milli>(m_clock->steady() - found->second).count());
                found->second = {};
            }
        }
        return answer;
    }
    /// Paintings of each ladder since the last call, and the ages in ms of what they showed first, both in order.
    std::pair<std::vector<int>, std::vector<double>> take()
    {
        std::vector<int> paints;
        for (auto& [ladder, count] : m_paints) {
            paints.push_back(std::exchange(count, 0));
        }
        std::ranges::sort(paints);
        std::ranges::sort(m_ages);
        return {paints, std::exchange(m_ages, {})};
    }

private:
    const core::Clock* m_clock = nullptr;
    std::map<QObject*, core::Duration> m_ladders; ///< when the newest book that is not painted yet came
    std::vector<double> m_ages;
    std::map<QObject*, int> m_paints; ///< a ladder whose market is still is not painted
};

double quantile(const std::vector<double>& sorted, double share)
{
    return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

int numberOf(int argc, char** argv, int index, int otherwise)
{
    return argc > index ? std::atoi(argv[index]) : otherwise;
}

} // namespace

int main(int argc, char** argv)
{
    const int pairs = numberOf(argc, argv, 1, 60);
    const int stocks = numberOf(argc, argv, 2, 150);
    const int ladders = numberOf(argc, argv, 3, 8);
    const int minutes = numberOf(argc, argv, 4, 30);
    CountingApplication application(argc, argv);
    const QTemporaryDir folder;
    const auto settings = app::loadSettings(folder.path().toStdString() + "/leadline.toml", {},
        std::vector<std::string>{
            "market.venues=binance-spot,kraken,coinbase", "market.symbols=" + watchedList(pairs, stocks)});
    if (!settings) {
        std::fprintf(stderr, "%s\n", settings.error().what.c_str());
        return 2;
    }
    const app::SystemClock system;
    const auto start = app::embeddedStart(settings->values, {}, system.now());
    if (!start) {
        std::fprintf(stderr, "%s\n", start.error().what.c_str());
        return 2;
    }
    const core::ShiftedClock clock(system, *start);
    session::SessionOptions options = app::sessionOptions(settings->values);
    app::setEnvironment(options.orders, app::stockPlace(settings->values, options.source));
    session::TradingSession engine(options, clock);
    QThread engineThread;
    engineThread.setObjectName(QStringLiteral("engine"));
    engine.moveToThread(&engineThread);
    QObject::connect(&engineThread, &QThread::started, &engine, &session::TradingSession::start);
    {
        app::Workstation workstation(engine, clock, *settings, options.source);
        views::MainWindow& window = workstation.window();
        window.resize(2560, 1440);
        window.show();
        engineThread.start();
        workstation.begin();
        if (ladders == 0) {
            window.ladderPanel().hide();
            for (QDockWidget* const dock : window.findChildren<QDockWidget*>()) {
                dock->setVisible(dock->objectName() == QStringLiteral("watch"));
            }
        }
        for (int i = 0; i < ladders; ++i) {
            const auto index = static_cast<std::size_t>(i);
            views::LadderPanel& panel =
                i == 0 ? window.ladderPanel() : window.openLadderFor(options.pairs.at(index % options.pairs.size()));
            application.follow(panel, clock);
        }
        double messages = 0;
        std::size_t lines = 0;
        QObject::connect(
            &window.session(), &models::SessionClient::linesChanged, &application,
            [&](const session::WatchLines& shown) {
                lines = 0;
                messages = 0;
                for (const session::WatchLine& line : shown) {
                    lines += line.bid.raw() > 0 ? 1 : 0;
                    messages += line.activity;
                }
            },
            Qt::DirectConnection);
        std::printf("minute  lines  messages/s  paintings/s, quietest .. busiest ladder  data to pixel p50 / p99, ms  "
                    "resident MB  threads, "
                    "%% of a core\n");
        std::map<std::string, double> before = processorSeconds();
        int minute = 0;
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, &application, [&] {
            const auto [paints, ages] = application.take();
            std::printf("%6d %6zu %11.0f %12.1f .. %5.1f %19.1f / %5.1f %12.1f ", ++minute, lines, messages,
                paints.empty() ? 0 : paints.front() / 60.0, paints.empty() ? 0 : paints.back() / 60.0,
                quantile(ages, 0.5), quantile(ages, 0.99), megabytesResident());
            std::map<std::string, double> now = processorSeconds();
            for (const auto& [name, seconds] : now) {
                if (const double share = (seconds - before[name]) / 0.6; share >= 0.5) {
                    std::printf(" %s %.1f", name.c_str(), share);
                }
            }
            std::printf("\n");
            std::fflush(stdout);
            before = std::move(now);
            if (minute == minutes) {
                QApplication::quit();
            }
        });
        timer.start(std::chrono::minutes(1));
        QApplication::exec();
    }
    QMetaObject::invokeMethod(&engine, &session::TradingSession::stop, Qt::BlockingQueuedConnection);
    engineThread.quit();
    engineThread.wait();
}
