// SPDX-License-Identifier: MIT
/// Stocks as instruments of a session: on the one stream of data that a key may have, traded by the broker's rules.
#include "engine/desk/desk_settings.h"
#include "engine/feeds/stock_feed.h"
#include "engine/rebalance/plan.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/rebalance_service.h"
#include "engine/session/scan_request.h"
#include "engine/session/scan_service.h"
#include "engine/session/session_options.h"
#include "engine/session/stock_options.h"
#include "engine/session/stock_service.h"
#include "engine/session/trading_session.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/venue.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>

using namespace leadline;

namespace
{

/// To ten o'clock in New York, on Friday, 9 August 2024, or that much later.
core::Timestamp morning(tests::TestClock& clock, core::Duration later)
{
    clock.advance(std::chrono::hours(14) + std::chrono::minutes(6) + later);
    return clock.now();
}

/// A served market that lets a key have so many streams of data, and a session that trades there.
class Station
{
public:
    enum class Opens : std::uint8_t { Now, Later };

    explicit Station(std::size_t streams = 1, Opens opens = Opens::Now, bool mayShort = true, core::Duration later = {})
        : server(
            std::make_unique<sim::MarketServer>(market(streams, mayShort, morning(clock, later)), clock, sim::Fault{}))
        , address("127.0.0.1:" + std::to_string(server->listen(0)))
        , trading({.source = session::SourceKind::Live,
                      .pairs = {},
                      .orders = {.workstation = "test", .environments = {{venues::alpaca::sipVenue, "embedded"}}}},
              clock)
        , stocks(trading.stocks())
        , ready(&stocks, &session::StockService::ready)
        , problems(&stocks, &session::StockService::problem)
        , refused(&trading, &session::TradingSession::refused)
    {
        QObject::connect(&trading, &session::TradingSession::orderChanged,
            [this](const orders::Order& order) { orders.insert_or_assign(order.request.id, order); });
        trading.start();
        if (opens == Opens::Now) {
            open();
            stocks.scans().follow({});
        }
    }
    ~Station() { trading.stop(); }

    static sim::EmbeddedVenue market(std::size_t streams, bool mayShort, core::Timestamp now)
    {
        sim::AlpacaSettings settings;
        settings.streams.connections = streams;
        settings.terms.mayShort = mayShort;
        settings.tradingRequests = settings.dataRequests = 0;
        return sim::makeEmbeddedStocks(settings, now);
    }
    static venues::Credentials key() { return {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)}; }
    void open()
    {
        const venues::Endpoints served{"ws://" + address, "http://" + address};
        trading.openStocks({.credentials = key(), .data = served, .trading = served});
    }
    /// Wide spreads and large orders are no matter of these tests.
    void liftLimits()
    {
        desk::DeskSettings settings;
        settings.routing.maxImpactCost = 1;
        settings.risk.maxOrderNotional = settings.risk.maxPosition = 1e9;
        trading.setSettings(settings);
    }
    [[nodiscard]] bool isReady()
    {
        return tests::runUntil(clock, [this] { return !ready.isEmpty(); });
    }
    template <class Condition> bool until(Condition condition) { return tests::runUntil(clock, condition); }
    [[nodiscard]] int working(const core::MarketId& market) const
    {
        return static_cast<int>(std::ranges::count_if(orders, [&](const auto& entry) {
            return entry.second.request.market == market && entry.second.state == orders::OrderState::Working;
        }));
    }
    /// Of the newest order.
    [[nodiscard]] orders::OrderState state() const { return std::prev(orders.end())->second.state; }
    [[nodiscard]] QString whyNot() const
    {
        QString why;
        for (const QVariantList& said : refused) {
            why += said.first().value<session::Refusal>().text + u'\n';
        }
        for (const auto& [id, order] : orders) {
            why += QString::fromStdString(order.note) + u'\n';
        }
        return why;
    }

    tests::TestClock clock;
    std::unique_ptr<sim::MarketServer> server;
    std::string address;
    session::TradingSession trading;
    session::StockService& stocks;
    QSignalSpy ready;
    QSignalSpy problems;
    QSignalSpy refused;
    std::map<orders::ClientOrderId, orders::Order> orders;
    int views = 0;
};

core::Pair stock(const char* symbol)
{
    return {core::Asset(symbol), core::Asset("USD"), core::Kind::Stock};
}

/// What a ladder of that stock shows, in a view of the session.
class Ladder
{
public:
    Ladder(Station& station, const char* symbol)
        : market{venues::alpaca::sipVenue, core::Symbol(symbol)}
        , pair(stock(symbol))
        , m_station(station)
        , m_number(++station.views)
        , m_snapshots(std::make_shared<core::Latest<session::MarketSnapshot>>())
    {
        station.trading.openView(m_number, m_snapshots);
        station.trading.show(m_number, pair);
    }

    session::MarketSnapshot& frame()
    {
        if (const session::MarketSnapshot* const taken = m_snapshots->take()) {
            seen = *taken;
        }
        return seen;
    }
    [[nodiscard]] bool hasBook() { return frame().hasBook && !seen.bids.empty() && !seen.asks.empty(); }
    [[nodiscard]] bool isWatched()
    {
        return tests::runUntil(m_station.clock, [this] { return hasBook(); });
    }
    /// As the blotter shows it.
    [[nodiscard]] core::Quantity held()
    {
        const auto& all = frame().positions;
        const auto found = std::ranges::find(all, market, &session::PositionSnapshot::market);
        return found == all.end() ? core::Quantity{} : found->size;
    }
    [[nodiscard]] core::Price bid() { return frame().bids.empty() ? core::Price{} : seen.bids.front().price; }
    [[nodiscard]] core::Price ask() { return frame().asks.empty() ? core::Price{} : seen.asks.front().price; }
    [[nodiscard]] session::OrderIntent intent(core::Side side, core::Price price, const char* size) const
    {
        return {.pair = pair,
            .side = side,
            .price = price,
            .size = *core::Quantity::parse(size),
            .guard = {.maxSpreadBps = 0}};
    }
    /// Takes at the touch, up to a percent beyond it.
    [[nodiscard]] session::OrderIntent taking(core::Side side, const char* size)
    {
        const core::Price touch = side == core::Side::Bid ? ask() : bid();
        session::OrderIntent made = intent(side, touch, size);
        made.price = core::Price::fromRaw(touch.raw() / 100 * (side == core::Side::Bid ? 101 : 99));
        made.reach = desk::Reach::Cross;
        return made;
    }

    const core::MarketId market;
    const core::Pair pair;
    session::MarketSnapshot seen;

private:
    Station& m_station;
    const int m_number;
    session::SharedSnapshots m_snapshots;
};

} // namespace

class StockLadderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void laddersOpenNoConnection()
    {
        Station station;
        QVERIFY(station.isReady());
        // The account's orders, and the data: one each.
        QVERIFY(tests::runUntil(station.clock, [&] { return station.server->connections() == 2; }));

        Ladder apple(station, "AAPL");
        Ladder microsoft(station, "MSFT");

        QVERIFY(tests::runUntil(station.clock, [&] { return apple.hasBook() && microsoft.hasBook(); }));
        QCOMPARE(station.server->connections(), 2);
        QCOMPARE(apple.seen.instrument.id.symbol.text(), std::string("AAPL"));
        QCOMPARE(microsoft.seen.instrument.id.symbol.text(), std::string("MSFT"));
        QVERIFY(apple.seen.bids.front().price != microsoft.seen.bids.front().price);
        QVERIFY2(station.problems.isEmpty(), qPrintable(station.problems.value(0).value(0).toString()));
    }

    void aSecondConnectionIsRefused()
    {
        for (const std::size_t streams : {1U, 2U}) {
            Station station(streams);
            QVERIFY(station.isReady());
            session::TradingSession own({.source = session::SourceKind::Live,
                                            .pairs = {stock("AAPL")},
                                            .venues = {{.venue = venues::findVenue(venues::alpaca::sipVenue.view()),
                                                .endpoints = {"ws://" + station.address, "http://" + station.address},
                                                .credentials = Station::key()}}},
                station.clock);
            QSignalSpy troubled(&own, &session::TradingSession::troubled);
            QSignalSpy connected(&own, &session::TradingSession::connectionChanged);
            own.start();
            const auto isRefused = [&] {
                return std::ranges::any_of(troubled, [](const QVariantList& said) {
                    return said.first().toString().contains(QStringLiteral("connection limit exceeded"));
                });
            };
            const auto isUp = [&] {
                return std::ranges::any_of(connected, [](const QVariantList& said) { return said.first().toBool(); });
            };

            QVERIFY(tests::runUntil(station.clock, [&] { return isUp() || isRefused(); }));
            QCOMPARE(isRefused(), streams == 1);
            own.stop();
        }
    }

    void whatIsSharedGoesIntoTheStreamFirst()
    {
        const tests::TestClock clock;
        feeds::StockFeed feed({.venue = venues::findVenue(venues::alpaca::sipVenue.view()), .mostSymbols = 2}, clock);
        const core::Symbol a("A");
        const core::Symbol b("B");
        const core::Symbol c("C");

        QCOMPARE(feed.follow({a, b, c}), 1U);
        QVERIFY((feed.followed() == std::set{a, b}));
        QCOMPARE(feed.follow({a, b}, {c}), 1U);
        QVERIFY((feed.followed() == std::set{a, c}));
        QCOMPARE(feed.follow({}, {a, b, c}), 1U);
        QVERIFY((feed.followed() == std::set{a, b}));
    }

    void aLostStreamIsLostForAllLadders()
    {
        Station station;
        QVERIFY(station.isReady());
        QSignalSpy connected(&station.trading, &session::TradingSession::connectionChanged);
        Ladder apple(station, "AAPL");
        Ladder microsoft(station, "MSFT");
        QVERIFY(tests::runUntil(station.clock, [&] { return apple.hasBook() && microsoft.hasBook(); }));
        connected.clear();

        station.server.reset();

        QVERIFY(tests::runUntil(station.clock, [&] { return !connected.isEmpty(); }));
        QCOMPARE(connected.first().first().toBool(), false);
        QVERIFY(tests::runUntil(station.clock, [&] { return !apple.hasBook() && !microsoft.hasBook(); }));
    }

    void aStockAsksForTheBrokerAndIsWatchedOnceItIsThere()
    {
        Station station(1, Station::Opens::Later);
        QSignalSpy wanted(&station.trading, &session::TradingSession::stocksWanted);
        QSignalSpy watched(&station.trading, &session::TradingSession::watched);

        Ladder apple(station, "AAPL");

        QCOMPARE(wanted.size(), 1);
        QCOMPARE(watched.size(), 0);
        station.open();
        QVERIFY(apple.isWatched());
        QCOMPARE(watched.size(), 1);
    }

    void aBrokerThatCannotBeHadRefusesWhatWaitsForIt()
    {
        Station station(1, Station::Opens::Later);
        QSignalSpy refused(&station.trading, &session::TradingSession::notWatched);
        station.trading.watch(stock("AAPL"));

        station.trading.refuseStocks(QStringLiteral("no key"));

        QCOMPARE(refused.size(), 1);
        QCOMPARE(refused.first().at(1).toString(), QStringLiteral("AAPL: no key"));
    }

    void whatTheBrokerHasNotIsNotWatched_data()
    {
        QTest::addColumn<QString>("symbol");
        QTest::addColumn<QString>("why");
        QTest::newRow("unknown") << QStringLiteral("NOSUCH") << QStringLiteral("knows no such stock");
        QTest::newRow("gone") << QStringLiteral("ATVI") << QStringLiteral("ATVI");
    }
    void whatTheBrokerHasNotIsNotWatched()
    {
        QFETCH(const QString, symbol);
        QFETCH(const QString, why);
        Station station;
        QVERIFY(station.isReady());
        QSignalSpy refused(&station.trading, &session::TradingSession::notWatched);

        station.trading.watch(stock(symbol.toLatin1().constData()));

        QCOMPARE(refused.size(), 1);
        QVERIFY2(refused.first().at(1).toString().contains(why), qPrintable(refused.first().at(1).toString()));
    }

    void stocksAreFoundByTheSearch()
    {
        Station station;
        QSignalSpy listed(&station.trading, &session::TradingSession::listed);
        QVERIFY(station.isReady());

        QCOMPARE(listed.size(), 1);
        const auto all = listed.first().first().value<std::vector<core::ListedInstrument>>();
        QVERIFY(all.size() > 140);
        QVERIFY(std::ranges::any_of(all, [](const core::ListedInstrument& one) { return one.name == "AAPL"; }));
    }

    void theInstrumentGoesByTheBrokersRules_data()
    {
        QTest::addColumn<QByteArray>("symbol");
        QTest::addColumn<QByteArray>("tick");
        QTest::addColumn<QByteArray>("lot");
        QTest::newRow("dollars") << QByteArray("AAPL") << QByteArray("0.01") << QByteArray("0.000000001");
        QTest::newRow("whole shares") << QByteArray("CVR") << QByteArray("0.01") << QByteArray("1");
        QTest::newRow("below a dollar") << QByteArray("JOB") << QByteArray("0.0001") << QByteArray("1");
    }
    void theInstrumentGoesByTheBrokersRules()
    {
        QFETCH(const QByteArray, symbol);
        QFETCH(const QByteArray, tick);
        QFETCH(const QByteArray, lot);
        Station station;
        QVERIFY(station.isReady());
        Ladder ladder(station, symbol.constData());
        QVERIFY(ladder.isWatched());

        QCOMPARE(ladder.seen.instrument.tick.text(), tick.toStdString());
        QCOMPARE(ladder.seen.instrument.lot.text(), lot.toStdString());
        QCOMPARE(ladder.seen.instrument.minimumNotional.toDoubleLossy(), 1.0);
    }

    void anOrderRestsAsALimitAndIsCancelled()
    {
        Station station;
        QVERIFY(station.isReady());
        Ladder apple(station, "AAPL");
        QVERIFY(apple.isWatched());
        const core::Price away = apple.bid() - core::Price::fromRaw(core::decimalScale);

        station.trading.submit(apple.intent(core::Side::Bid, away, "3"));
        QVERIFY2(station.until([&] { return station.working(apple.market) == 1; }), qPrintable(station.whyNot()));

        const orders::Order& order = station.orders.begin()->second;
        QCOMPARE(order.request.type, orders::OrderType::Limit); // there is no post-only
        QCOMPARE(order.request.price, away);
        QVERIFY(!order.request.isExtendedHours);
        QVERIFY(station.until([&] { return apple.frame().openOrders == 1; }));
        station.trading.cancelAll(apple.pair);
        QVERIFY(station.until([&] { return station.state() == orders::OrderState::Cancelled; }));
    }

    void sharesAreBoughtAndSoldFromTheirView()
    {
        Station station;
        QVERIFY(station.isReady());
        Ladder apple(station, "AAPL");
        QVERIFY(apple.isWatched());

        station.trading.submit(apple.taking(core::Side::Bid, "10"));
        QVERIFY2(station.until([&] { return apple.frame().position == *core::Quantity::parse("10"); }),
            qPrintable(station.whyNot()));
        const orders::Order& bought = station.orders.begin()->second;
        QCOMPARE(bought.request.type, orders::OrderType::Limit);
        QVERIFY(bought.request.price > apple.ask()); // at the collar, not at the user's percent beyond it
        QVERIFY(bought.request.price.raw() < apple.ask().raw() / 1000 * 1006);
        QVERIFY(station.until([&] { return apple.held() == *core::Quantity::parse("10"); }));

        station.trading.submit(apple.taking(core::Side::Ask, "10"));
        QVERIFY2(station.until([&] { return apple.frame().position.isZero(); }), qPrintable(station.whyNot()));
        QCOMPARE(station.orders.size(), 2U);
        QVERIFY(station.refused.isEmpty());
    }

    void anOrderBeyondTheTouchIsSent()
    {
        Station station;
        QVERIFY(station.isReady());
        station.liftLimits();
        Ladder apple(station, "AAPL");
        QVERIFY(apple.isWatched());
        const core::Quantity shown = apple.frame().asks.front().size;
        session::OrderIntent large = apple.taking(core::Side::Bid, "1");
        large.size = shown + shown;

        station.trading.submit(large);

        QVERIFY2(station.until([&] { return apple.frame().position >= shown; }), qPrintable(station.whyNot()));
    }

    void fractionsAreSoldWhereTheBrokerHasThem()
    {
        Station station;
        QVERIFY(station.isReady());
        station.liftLimits();
        Ladder apple(station, "AAPL");
        Ladder rivet(station, "CVR");
        QVERIFY(apple.isWatched() && rivet.isWatched());

        station.trading.submit(apple.taking(core::Side::Bid, "0.25"));
        QVERIFY2(station.until([&] { return apple.frame().position == *core::Quantity::parse("0.25"); }),
            qPrintable(station.whyNot()));
        station.trading.submit(rivet.intent(core::Side::Bid, rivet.bid(), "0.9"));
        QVERIFY(station.until([&] { return !station.refused.isEmpty(); }));
        QVERIFY2(station.whyNot().contains(QStringLiteral("smallest order")), qPrintable(station.whyNot()));
        station.trading.submit(
            rivet.intent(core::Side::Bid, rivet.bid() - core::Price::fromRaw(core::decimalScale / 10), "2.9"));

        QVERIFY2(station.until([&] { return station.working(rivet.market) == 1; }), qPrintable(station.whyNot()));
        QCOMPARE(std::prev(station.orders.end())->second.request.size.text(), std::string("2"));
    }

    void belowADollarPricesAreFiner()
    {
        Station station;
        QVERIFY(station.isReady());
        station.liftLimits();
        Ladder job(station, "JOB");
        QVERIFY(job.isWatched());
        const core::Price fine = job.bid() - *core::Price::parse("0.0007");

        station.trading.submit(job.intent(core::Side::Bid, fine, "20"));

        QVERIFY2(station.until([&] { return station.working(job.market) == 1; }), qPrintable(station.whyNot()));
        QCOMPARE(station.orders.begin()->second.request.price, fine);
    }

    void whatIsNotHeldIsSoldOnlyWhereThatIsAllowed_data()
    {
        QTest::addColumn<bool>("mayShort");
        QTest::addColumn<QByteArray>("symbol");
        QTest::addColumn<QByteArray>("size");
        QTest::addColumn<bool>("isSent");
        QTest::newRow("allowed") << true << QByteArray("AAPL") << QByteArray("5") << true;
        QTest::newRow("not by the account") << false << QByteArray("AAPL") << QByteArray("5") << false;
        QTest::newRow("not of this stock") << true << QByteArray("GME") << QByteArray("5") << false;
        QTest::newRow("no fractions") << true << QByteArray("AAPL") << QByteArray("0.5") << false;
    }
    void whatIsNotHeldIsSoldOnlyWhereThatIsAllowed()
    {
        QFETCH(const bool, mayShort);
        QFETCH(const QByteArray, symbol);
        QFETCH(const QByteArray, size);
        QFETCH(const bool, isSent);
        Station station(1, Station::Opens::Now, mayShort);
        QVERIFY(station.isReady());
        station.liftLimits();
        Ladder ladder(station, symbol.constData());
        QVERIFY(ladder.isWatched());

        station.trading.submit(ladder.taking(core::Side::Ask, size.constData()));

        QVERIFY(station.until([&] { return !station.orders.empty() || !station.refused.isEmpty(); }));
        QVERIFY2(station.refused.isEmpty() == isSent, qPrintable(station.whyNot()));
        if (!isSent) {
            const auto refusal = station.refused.first().first().value<session::Refusal>();
            QCOMPARE(refusal.check, risk::OrderCheck::ShortSale);
            QVERIFY(station.orders.empty());
        }
    }

    void moreThanIsHeldIsNotSoldAtOnce()
    {
        Station station;
        QVERIFY(station.isReady());
        Ladder apple(station, "AAPL");
        QVERIFY(apple.isWatched());
        station.trading.submit(apple.taking(core::Side::Bid, "10"));
        QVERIFY(station.until([&] { return apple.held() == *core::Quantity::parse("10"); }));

        station.trading.submit(
            apple.intent(core::Side::Ask, apple.ask() + core::Price::fromRaw(core::decimalScale), "6"));
        QVERIFY(station.until([&] { return station.working(apple.market) == 1; }));
        station.trading.submit(
            apple.intent(core::Side::Ask, apple.ask() + core::Price::fromRaw(core::decimalScale), "5"));

        QVERIFY(station.until([&] { return !station.refused.isEmpty(); }));
        QCOMPARE(station.refused.first().first().value<session::Refusal>().check, risk::OrderCheck::ShortSale);
    }

    void extendedHoursAreAChoice()
    {
        Station station;
        QVERIFY(station.isReady());
        Ladder apple(station, "AAPL");
        QVERIFY(apple.isWatched());
        QVERIFY(!apple.frame().hasExtendedHours);
        desk::DeskSettings settings;
        settings.hasExtendedHours = true;

        station.trading.setSettings(settings);
        station.trading.submit(
            apple.intent(core::Side::Bid, apple.bid() - core::Price::fromRaw(core::decimalScale), "1"));

        QVERIFY(station.until([&] { return station.working(apple.market) == 1; }));
        QVERIFY(station.orders.begin()->second.request.isExtendedHours);
        QVERIFY(station.until([&] { return apple.frame().hasExtendedHours; }));
    }

    void afterTheCloseAnOrderWaitsForTheNextSession()
    {
        Station station(1, Station::Opens::Now, true, std::chrono::hours(5) + std::chrono::seconds(59 * 60 + 30));
        QVERIFY(station.isReady());
        Ladder apple(station, "AAPL");
        QVERIFY(apple.isWatched());
        const core::Timestamp closed = station.clock.now() + std::chrono::seconds(40);
        QVERIFY(tests::runUntil(
            station.clock, [&] { return station.clock.now() >= closed; }, std::chrono::milliseconds(50)));
        QVERIFY(tests::runUntil(station.clock, [&] { return apple.hasBook(); }));
        desk::DeskSettings settings;
        settings.routing.quoteFreshnessSeconds = 3600; // the tape is quiet now
        station.trading.setSettings(settings);

        station.trading.submit(
            apple.intent(core::Side::Bid, apple.bid() - core::Price::fromRaw(core::decimalScale), "1"));

        QVERIFY2(station.until([&] { return station.working(apple.market) == 1; }), qPrintable(station.whyNot()));
        const core::Timestamp later = station.clock.now() + std::chrono::seconds(1);
        QVERIFY(station.until([&] { return station.clock.now() >= later; }));
        QVERIFY(station.orders.begin()->second.isHeld);
        station.trading.cancelAll(apple.pair);
        QVERIFY(station.until([&] { return station.state() == orders::OrderState::Cancelled; }));
    }

    void aRebalancesOrdersAreItsOwn()
    {
        Station station;
        QVERIFY(station.isReady());
        Ladder apple(station, "AAPL");
        QVERIFY(apple.isWatched());
        const auto plan = rebalance::readPlan("symbol,side,shares\nAAPL,buy,3000\n", "plan");
        QVERIFY(plan.has_value());
        const auto shared = std::make_shared<const rebalance::Plan>(*plan);
        QSignalSpy previewed(&station.stocks.rebalances(), &session::RebalanceService::previewed);
        station.stocks.rebalances().preview(shared);
        QVERIFY(station.until([&] { return !previewed.isEmpty(); }));
        station.stocks.rebalances().run(shared, rebalance::Urgency::Low);
        QVERIFY(station.until([&] { return station.working(apple.market) > 0; }));
        const orders::Order order = station.orders.begin()->second;
        QVERIFY(order.request.run != 0);
        QVERIFY(station.until([&] { return apple.frame().openOrders == 1; })); // it is in the same blotter

        station.trading.cancelAll(apple.pair);
        station.trading.cancelAll();
        station.trading.amend(
            order.request.id, order.request.price - core::Price::fromRaw(core::decimalScale), order.request.size);

        QCOMPARE(station.refused.size(), 1);
        const core::Timestamp later = station.clock.now() + std::chrono::milliseconds(500);
        QVERIFY(station.until([&] { return station.clock.now() >= later; }));
        QVERIFY(std::ranges::none_of(station.orders,
            [](const auto& entry) { return entry.second.note.find("by the user") != std::string::npos; }));
    }

    void unwatchingEndsTheStreamOnceNothingIsHeldOrShown()
    {
        Station station;
        QVERIFY(station.isReady());
        Ladder apple(station, "AAPL");
        QVERIFY(apple.isWatched());
        const session::OrderIntent intent = apple.intent(core::Side::Bid, apple.bid(), "1");
        QSignalSpy unwatched(&station.trading, &session::TradingSession::unwatched);
        for (int view = 0; view <= station.views; ++view) {
            station.trading.closeView(view);
        }

        station.trading.unwatch(apple.pair);

        QCOMPARE(unwatched.size(), 1);
        station.trading.submit(intent);
        QCOMPARE(station.refused.size(), 1);
        Ladder again(station, "AAPL");
        QVERIFY(again.isWatched());
    }
};

const QtSuite<StockLadderTest> suite{"engine/stock_ladder"};

#include "stock_ladder_test.moc"
