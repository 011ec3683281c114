// SPDX-License-Identifier: MIT
/// Several instruments in one session: each by its kind, watched and shown apart, under one kill switch.
#include "engine/execution/journal_report.h"
#include "engine/execution/kill_receipt.h"
#include "engine/picks/scan_report.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/scan_request.h"
#include "engine/session/scan_service.h"
#include "engine/session/session_options.h"
#include "engine/session/stock_service.h"
#include "engine/session/trading_session.h"
#include "engine/venues/venue.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

using namespace leadline;
using session::MarketSnapshot;
using session::TradingSession;

namespace
{

core::Pair pairOf(const char* name)
{
    return *core::Pair::parse(name);
}

const core::Pair coin = pairOf("ETH/USDT");
const core::Pair contract = pairOf("ETH/USDT-PERP");

session::SessionOptions options()
{
    session::SessionOptions made;
    for (const char* const name : {"binance-spot", "kraken", "binance-futures"}) {
        made.venues.push_back({.venue = venues::findVenue(name)});
    }
    made.pairs = {coin, contract};
    made.seed = 5;
    made.desk.risk.duplicateMs = 0;
    return made;
}

/// A session on the embedded market, with one more view beside the first.
class Session
{
public:
    explicit Session(const session::SessionOptions& options = ::options())
        : engine(options, clock)
        , unwatched(&engine, &TradingSession::unwatched)
        , notWatched(&engine, &TradingSession::notWatched)
        , refused(&engine, &TradingSession::refused)
    {
        QObject::connect(
            &engine, &TradingSession::watched, [this](const core::Pair& pair) { watched.push_back(pair.text()); });
        QObject::connect(&engine, &TradingSession::orderChanged,
            [this](const orders::Order& order) { orders.insert_or_assign(order.request.id, order); });
        engine.openView(1, second);
        engine.start();
    }
    ~Session() { engine.stop(); }

    template <class Condition> bool until(Condition condition)
    {
        return tests::runUntil(clock, [&] {
            if (const MarketSnapshot* const taken = engine.snapshots().take()) {
                first = *taken;
            }
            if (const MarketSnapshot* const taken = second->take()) {
                beside = *taken;
            }
            if (const session::WatchLines* const taken = engine.watchLines().take()) {
                lines = *taken;
            }
            return condition();
        });
    }
    bool canTrade()
    {
        return until([this] {
            return first.isValid && first.trading.size() == 3
                && std::ranges::all_of(first.trading, [](const auto& each) { return each.isUp && each.isReconciled; });
        });
    }
    const session::WatchLine* line(const core::Pair& pair) const
    {
        const auto found = std::ranges::find(lines, pair.text(), &session::WatchLine::name);
        return found == lines.end() ? nullptr : &*found;
    }
    /// A buy far below the market of what that snapshot shows.
    void rest(const MarketSnapshot& shown, const core::Pair& pair)
    {
        const core::Price away = core::Price::fromRaw(shown.instrument.tick.raw() * 400);
        engine.submit({.pair = pair,
            .side = core::Side::Bid,
            .price = shown.bids.front().price - away,
            .size = *core::Quantity::parse("1")});
    }
    /// Working orders by venue.
    std::map<std::string, int> working() const
    {
        std::map<std::string, int> count;
        for (const auto& [id, order] : orders) {
            if (order.state == orders::OrderState::Working) {
                ++count[order.request.market.venue.text()];
            }
        }
        return count;
    }
    int workingInAll() const
    {
        int sum = 0;
        for (const auto& [venue, count] : working()) {
            sum += count;
        }
        return sum;
    }

    tests::TestClock clock;
    session::SharedSnapshots second = std::make_shared<core::Latest<MarketSnapshot>>();
    TradingSession engine;
    QSignalSpy unwatched;
    QSignalSpy notWatched;
    QSignalSpy refused;
    std::vector<std::string> watched;
    std::map<orders::ClientOrderId, orders::Order> orders;
    MarketSnapshot first;
    MarketSnapshot beside;
    session::WatchLines lines;
};

QStringList venuesOf(const MarketSnapshot& snapshot)
{
    QStringList names;
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        names << QString::fromStdString(venue.market.venue.text());
    }
    return names;
}

} // namespace

class ManyInstrumentsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWatchedIsScreenedByFiveLevelsAndStocksSayThatThereIsNoMarket()
    {
        Session s;
        QVERIFY(s.canTrade());
        picks::SharedScan report;
        QString why;
        session::ScanService& scans = s.engine.stocks().scans();
        QObject::connect(&scans, &session::ScanService::scanned, [&](const picks::SharedScan& done) { report = done; });
        QObject::connect(&scans, &session::ScanService::refused, [&](const QString& said) { why = said; });
        const auto symbols = [](std::initializer_list<const char*> names) {
            std::vector<picks::ListedSymbol> listed;
            for (const char* const name : names) {
                listed.push_back({.symbol = core::Symbol(name)});
            }
            return listed;
        };
        scans.scan({.symbols = symbols({"AAPL"})});
        QCOMPARE(why, QStringLiteral("there is no market to scan"));
        QVERIFY(report == nullptr);
        // A print a second: moves and life are known of each market.
        s.until([&, until = s.clock.now() + std::chrono::seconds(20)] { return s.clock.now() >= until; });

        scans.scan({.symbols = symbols({"ETH/USDT", "ETH/USDT-PERP", "AAPL", "DOGE/USDT"})});

        QVERIFY(report != nullptr);
        QCOMPARE(report->rows.size(), std::size_t(4));
        const auto row = [&](const char* name) -> const picks::PickRow& {
            return *std::ranges::find(
                report->rows, core::Symbol(name), [](const picks::PickRow& one) { return one.reading.symbol; });
        };
        for (const char* const name : {"ETH/USDT", "ETH/USDT-PERP"}) {
            const picks::PickRow& pair = row(name);
            QCOMPARE(pair.reading.depthKind, picks::DepthKind::TopFive);
            QVERIFY(pair.reading.hasQuote());
            QVERIFY(pair.reading.depth().raw() > 0);
            QVERIFY(pair.reading.gap.largest.has_value());
            QCOMPARE(pair.reading.halt.kind, picks::HaltKind::Trading);
            QCOMPARE(pair.judgement.findings[static_cast<std::size_t>(picks::Rule::Depth)].limit, 100'000.0);
            QCOMPARE(pair.sourceKind, picks::SourceKind::Levels);
        }
        // The coin at the deeper of its two venues, the contract at the one that has it.
        QVERIFY2(row("ETH/USDT").source == "Kraken" || row("ETH/USDT").source.starts_with("Binance"),
            row("ETH/USDT").source.c_str());
        QCOMPARE(row("ETH/USDT-PERP").source, std::string(venues::findVenue("binance-futures")->displayName));
        for (const char* const name : {"AAPL", "DOGE/USDT"}) {
            QCOMPARE(row(name).judgement.verdict, picks::Verdict::Rejected);
            QVERIFY(row(name).source.empty());
        }
    }

    void aCoinAndItsContractAreWatchedApart()
    {
        Session s;
        s.engine.show(1, contract);
        // Lines come less often than snapshots; and two venues may cross, which is no empty line.
        QVERIFY(s.until([&] {
            return s.first.isValid && s.beside.isValid && s.lines.size() == 2 && s.line(coin)->bid.raw() > 0
                && s.line(coin)->ask.raw() > 0 && s.line(contract)->spreadBps > 0;
        }));
        QCOMPARE(s.watched.front(), coin.text());
        QCOMPARE(s.first.pair, coin);
        QCOMPARE(venuesOf(s.first), QStringList({QStringLiteral("binance-spot"), QStringLiteral("kraken")}));
        QCOMPARE(s.beside.pair, contract);
        QCOMPARE(venuesOf(s.beside), QStringList(QStringLiteral("binance-futures")));
        const session::WatchLine* const line = s.line(coin);
        QVERIFY(line != nullptr && s.line(contract) != nullptr);
        QCOMPARE(line->venues.size(), std::size_t(2));
        QVERIFY(s.until([&] { return s.line(coin)->activity > 0 && s.line(contract)->activity > 0; }));
        QCOMPARE(s.line(coin)->currency, std::string("USDT"));
    }

    void anOrderGoesToTheInstrumentThatItNames()
    {
        Session s;
        s.engine.show(1, contract);
        QVERIFY(s.canTrade());
        QVERIFY(s.until([&] { return s.beside.isValid; }));
        s.rest(s.beside, contract);
        QVERIFY(s.until([&] { return s.working() == std::map<std::string, int>{{"binance-futures", 1}}; }));
        s.rest(s.first, coin);
        QVERIFY(s.until([&] { return s.workingInAll() == 2; }));
        QCOMPARE(s.working()["binance-futures"], 1);
        QVERIFY(s.until([&] { return s.line(coin)->workingOrders == 1 && s.line(contract)->workingOrders == 1; }));

        s.engine.cancelAll(pairOf("DOGE/USDT")); // not watched: nobody else's orders are meant
        s.engine.cancelAll(coin);
        QVERIFY(s.until([&] { return s.workingInAll() == 1; }));
        QVERIFY(std::ranges::none_of(s.orders, [](const auto& entry) {
            return entry.second.request.market.venue.view() == "binance-futures" && entry.second.cancelWanted;
        }));
        QCOMPARE(s.working()["binance-futures"], 1);
        s.engine.cancelAll();
        QVERIFY(s.until([&] { return s.workingInAll() == 0; }));
    }

    void whatTheChoiceAmongVenuesWasWorthIsInTheReportAfterARestart()
    {
        const QTemporaryDir folder;
        const std::string address = "sqlite:" + folder.filePath(QStringLiteral("journal.sqlite")).toStdString();
        session::SessionOptions made = options();
        made.orders.journal = address;
        std::vector<session::DecisionRecord> decided;
        std::map<orders::ClientOrderId, double> filled; // coins, by decision
        core::Timestamp now;
        {
            Session s(made);
            QObject::connect(&s.engine, &TradingSession::decided,
                [&](const session::DecisionRecord& record) { decided.push_back(record); });
            QObject::connect(&s.engine, &TradingSession::filled,
                [&](const orders::Fill& fill) { filled[fill.decision] += fill.coins.toDoubleLossy(); });
            QVERIFY(s.canTrade());
            for (const auto side : {core::Side::Bid, core::Side::Ask}) {
                QVERIFY(s.until([&] {
                    return s.first.venues.size() == 2 && std::ranges::all_of(s.first.venues, [](const auto& venue) {
                        return venue.exclusion == book::Exclusion::None;
                    });
                }));
                const core::Price far = core::Price::fromRaw(s.first.asks.front().price.raw() / 100);
                s.engine.submit({.pair = coin,
                    .side = side,
                    .price =
                        side == core::Side::Bid ? s.first.asks.front().price + far : s.first.bids.front().price - far,
                    .size = *core::Quantity::parse("1"),
                    .reach = desk::Reach::Cross});
                QVERIFY(s.until([&] { return filled.size() == decided.size() && !filled.empty(); }));
            }
            QVERIFY(s.until([&] {
                return std::ranges::none_of(s.orders, [](const auto& entry) { return entry.second.isLive(); });
            }));
            now = s.clock.now();
        }
        QCOMPARE(decided.size(), std::size_t(2));
        double againstBest = 0;
        double againstHome = 0;
        for (const session::DecisionRecord& record : decided) {
            const routing::VenueComparison& worth = record.decision.comparison;
            QCOMPARE(worth.home.venue, core::VenueId("binance-spot")); // the first of market.venues that has it
            QVERIFY2(std::isfinite(worth.chosen) && std::isfinite(worth.bestPrice) && std::isfinite(worth.homePrice),
                routing::toJson(record.decision).c_str());
            const double sign = record.decision.side == core::Side::Bid ? 1 : -1;
            againstBest += sign * (worth.bestPrice - worth.chosen) * filled[record.id];
            againstHome += sign * (worth.homePrice - worth.chosen) * filled[record.id];
        }
        const auto report = execution::reportFromJournal({.url = *journal::JournalUrl::parse(address),
                                                             .settings = {},
                                                             .expected = {},
                                                             .environment = {},
                                                             .from = now - std::chrono::hours(1),
                                                             .to = now + std::chrono::hours(1)},
            now);
        QVERIFY(report.has_value());
        const calibration::AggregationFigures& all = report->aggregation.front().figures;
        QCOMPARE(all.decisions, std::size_t(2));
        QVERIFY(std::abs(all.againstBest.saved - againstBest) < 1e-6);
        QVERIFY(std::abs(all.againstHome.saved - againstHome) < 1e-6);
        QVERIFY(againstBest >= 0 && againstHome >= 0);
        const auto listed = std::ranges::count(
            report->aggregation, calibration::AggregationBy::Decision, &calibration::AggregationRow::by);
        QCOMPARE(listed, 2);
    }

    void anOrderThatWaitsIsNotComparedAsIfItTook()
    {
        const QTemporaryDir folder;
        session::SessionOptions made = options();
        made.orders.journal = "sqlite:" + folder.filePath(QStringLiteral("journal.sqlite")).toStdString();
        made.desk.routing.aggressiveObi = -2; // whatever the book, the router would take
        {
            Session s(made);
            QVERIFY(s.canTrade());
            s.engine.submit({.pair = coin,
                .side = core::Side::Bid,
                .price = s.first.bids.front().price - core::Price::fromRaw(s.first.instrument.tick.raw() * 400),
                .size = *core::Quantity::parse("1"),
                .style = desk::Style::Smart});
            QVERIFY(s.until([&] { return s.workingInAll() == 1; }));
        }
        const auto kept = journal::readDecisions(*journal::JournalUrl::parse(made.orders.journal), {});
        QVERIFY(kept && kept->size() == 1);
        QCOMPARE(kept->front().action, std::string("AGGRESSIVE"));
        QCOMPARE(kept->front().style, std::string("passive"));
        QVERIFY(std::isnan(kept->front().allInPrice));
        QVERIFY(std::isfinite(kept->front().bestSinglePrice));
    }

    void theKillSwitchCancelsInEveryInstrument()
    {
        Session s;
        s.engine.show(1, contract);
        QVERIFY(s.canTrade());
        QVERIFY(s.until([&] { return s.beside.isValid; }));
        s.rest(s.first, coin);
        s.rest(s.beside, contract);
        QVERIFY(s.until([&] { return s.workingInAll() == 2; }));
        s.engine.setKillSwitch(true);
        QVERIFY(s.until([&] { return s.workingInAll() == 0; }));
        s.rest(s.beside, contract);
        QVERIFY(s.until([&] { return !s.refused.isEmpty(); }));
        QCOMPARE(s.workingInAll(), 0);
    }

    void aViewShowsWhatItIsToldAndNothingOfTheOldOne()
    {
        Session s;
        s.engine.show(1, coin);
        QVERIFY(s.until([&] { return s.beside.isValid && !s.beside.samples.empty(); }));
        s.engine.setPreview(*core::Quantity::parse("2"), {}, 0, 1);
        s.engine.show(1, contract);
        QVERIFY(s.until([&] { return s.beside.pair == contract; }));
        QCOMPARE(venuesOf(s.beside), QStringList(QStringLiteral("binance-futures")));
        QCOMPARE(s.first.pair, coin);
        QVERIFY(s.until([&] {
            return !s.beside.previews.empty() && s.beside.previews[0].about.size == *core::Quantity::parse("2");
        }));
        QVERIFY(s.beside.previews[0].smart[0].market.venue.view() == "binance-futures");
        s.engine.closeView(1);
        QVERIFY(s.until([&] { return s.first.isValid; }));
    }

    /// Its orders are guarded, its position has a worth, and a ladder that shows it a book that moves.
    void whatIsNotWatchedAnyMoreStaysWhileItIsInUse()
    {
        Session s;
        s.engine.show(1, contract);
        QVERIFY(s.canTrade());
        QVERIFY(s.until([&] { return s.beside.isValid; }));
        s.rest(s.beside, contract);
        QVERIFY(s.until([&] { return s.workingInAll() == 1; }));
        s.engine.unwatch(contract);
        QCOMPARE(s.unwatched.size(), 1);
        const core::Timestamp before = s.beside.time;
        QVERIFY(s.until([&] { return s.beside.time > before; }));
        s.engine.cancelAll(contract);
        QVERIFY(s.until([&] { return s.workingInAll() == 0; }));
        const core::Timestamp quiet = s.beside.time;
        QVERIFY(s.until([&] { return s.beside.time > quiet + std::chrono::seconds(1); })); // it is on show
        QCOMPARE(s.lines.size(), std::size_t(2));
        s.engine.show(1, coin);
        QVERIFY(s.until([&] { return s.lines.size() == 1; }));
        QCOMPARE(s.lines.front().name, coin.text());

        s.engine.watch(contract); // and again, from the beginning
        QVERIFY(s.until([&] { return s.lines.size() == 2 && s.line(contract)->bid.raw() > 0; }));
    }

    void whatNoVenueHasIsSaidWithWhatComesNearest()
    {
        session::SessionOptions alone = options();
        alone.venues.erase(alone.venues.begin(), alone.venues.begin() + 2);
        Session s(alone);
        QCOMPARE(s.notWatched.size(), 1);
        QCOMPARE(s.notWatched[0][0].value<core::Pair>(), coin);
        QVERIFY(s.notWatched[0][1].toString().contains(QStringLiteral("binance-futures has ETH/USDT-PERP")));
        QVERIFY(s.until([&] { return s.first.pair == contract && s.first.isValid; }));
    }
};

const QtSuite<ManyInstrumentsTest> suite{"engine/many_instruments"};

#include "many_instruments_test.moc"
