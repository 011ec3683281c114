// SPDX-License-Identifier: MIT
/// Coins and stocks by one execution engine: one journal, one set of limits, one receipt.
#include "engine/execution/kill_receipt.h"
#include "engine/features/feature_json.h"
#include "engine/journal/history.h"
#include "engine/rebalance/plan.h"
#include "engine/rebalance/progress.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/rebalance_service.h"
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
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace leadline;

namespace
{

const core::VenueId binance("binance-futures");
const core::VenueId alpaca = venues::alpaca::sipVenue;

/// A broker on this machine, at ten o'clock in New York, on Friday, 9 August 2024.
class Broker
{
public:
    Broker()
    {
        clock.advance(std::chrono::hours(14) + std::chrono::minutes(6));
        sim::AlpacaSettings settings;
        settings.streams.connections = 2;
        settings.tradingRequests = settings.dataRequests = 0;
        server =
            std::make_unique<sim::MarketServer>(sim::makeEmbeddedStocks(settings, clock.now()), clock, sim::Fault{});
        address = "127.0.0.1:" + std::to_string(server->listen(0));
    }

    tests::TestClock clock;
    std::unique_ptr<sim::MarketServer> server;
    std::string address;
};

/// A session that trades at the broker, with coins beside it or without.
class Desk
{
public:
    explicit Desk(
        Broker& broker, bool hasCoins = true, const risk::RiskLimits& limits = {}, const std::string& journal = {})
        : m_broker(broker)
        , engine(options(hasCoins, limits, journal), broker.clock)
        , opened(&engine, &session::TradingSession::stocksOpened)
        , ready(&engine.stocks(), &session::StockService::ready)
        , previewed(&engine.stocks().rebalances(), &session::RebalanceService::previewed)
        , progressed(&engine.stocks().rebalances(), &session::RebalanceService::progressed)
        , refused(&engine.stocks().rebalances(), &session::RebalanceService::refused)
    {
        QObject::connect(&engine, &session::TradingSession::orderChanged,
            [this](const orders::Order& order) { orders.insert_or_assign(order.request.id, order); });
        engine.start();
        if (hasCoins) {
            until([this] { return snapshot().hasBook && tradingAt(binance) != nullptr && tradingAt(binance)->isUp; });
        }
    }
    ~Desk() { engine.stop(); }

    static session::SessionOptions options(bool hasCoins, const risk::RiskLimits& limits, const std::string& journal)
    {
        session::SessionOptions options{.seed = 5};
        if (hasCoins) {
            options.venues = {{.venue = venues::findVenue(binance.view())}};
        }
        options.desk.risk = limits;
        options.orders.environments[alpaca] = "embedded";
        options.orders.journal = journal;
        return options;
    }

    bool openStocks()
    {
        const venues::Endpoints served{"ws://" + m_broker.address, "http://" + m_broker.address};
        engine.openStocks({.credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)},
            .data = served,
            .trading = served});
        return until([this] { return !ready.isEmpty(); });
    }
    template <class Condition> bool until(Condition condition) { return tests::runUntil(m_broker.clock, condition); }
    const session::MarketSnapshot& snapshot()
    {
        if (const session::MarketSnapshot* const taken = engine.snapshots().take()) {
            m_snapshot = *taken;
        }
        return m_snapshot;
    }
    const session::TradingSnapshot* tradingAt(const core::VenueId& venue)
    {
        const auto& all = snapshot().trading;
        const auto found = std::ranges::find(all, venue, &session::TradingSnapshot::venue);
        return found == all.end() ? nullptr : &*found;
    }
    /// What the blotter shows as held of that stock.
    core::Quantity held(const char* symbol)
    {
        for (const session::PositionSnapshot& position : snapshot().positions) {
            if (position.market == core::MarketId{alpaca, core::Symbol(symbol)}) {
                return position.size;
            }
        }
        return {};
    }
    /// A buy of one coin far below the market, working at its venue.
    bool rests()
    {
        const core::Price bid = snapshot().bids.front().price;
        const core::Price away = core::Price::fromRaw(snapshot().instrument.tick.raw() * 400);
        engine.submit({.side = core::Side::Bid, .price = bid - away, .size = *core::Quantity::parse("1")});
        return until([this] { return liveAt(binance) == 1; });
    }
    int liveAt(const core::VenueId& venue) const
    {
        return static_cast<int>(std::ranges::count_if(orders, [&](const auto& entry) {
            return entry.second.request.market.venue == venue && entry.second.state == orders::OrderState::Working;
        }));
    }
    int countAt(const core::VenueId& venue) const
    {
        return static_cast<int>(std::ranges::count_if(
            orders, [&](const auto& entry) { return entry.second.request.market.venue == venue; }));
    }
    /// A plan of shares to trade, previewed and begun; false where it was refused.
    bool run(const std::string& rows, rebalance::Urgency urgency)
    {
        const auto plan = rebalance::readPlan("symbol,side,shares\n" + rows, "plan");
        if (!plan) {
            qWarning("%s", plan.error().what.c_str());
            return false;
        }
        const auto shared = std::make_shared<const rebalance::Plan>(*plan);
        engine.stocks().rebalances().preview(shared);
        if (!until([this] { return !previewed.isEmpty() || !refused.isEmpty(); }) || !refused.isEmpty()) {
            return false;
        }
        engine.stocks().rebalances().run(shared, urgency);
        return refused.isEmpty();
    }
    bool isOver() const
    {
        return !progressed.isEmpty()
            && progressed.last().first().value<session::SharedRun>()->state == rebalance::RunProgress::State::Over;
    }
    QString receipt() const
    {
        QStringList lines;
        if (!receipts.isEmpty()) {
            for (const auto& step : receipts.last().first().value<execution::KillReceipt>().steps) {
                lines << step.what;
            }
        }
        return lines.join(u'\n');
    }
    bool isStopped() const
    {
        return !receipts.isEmpty() && receipts.last().first().value<execution::KillReceipt>().isComplete;
    }

private:
    Broker& m_broker;
    session::MarketSnapshot m_snapshot;

public:
    std::map<orders::ClientOrderId, orders::Order> orders;
    session::TradingSession engine;
    QSignalSpy opened;
    QSignalSpy ready;
    QSignalSpy previewed;
    QSignalSpy progressed;
    QSignalSpy refused;
    QSignalSpy receipts{&engine, &session::TradingSession::receiptChanged};
};

} // namespace

class OneOrderPathTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stocksAreInTheSameBlotterAsCoins()
    {
        Broker broker;
        Desk desk(broker);
        QVERIFY(desk.rests());
        QVERIFY(desk.openStocks());

        QVERIFY(desk.run("AAPL,buy,10\n", rebalance::Urgency::High));
        QVERIFY(desk.until([&] { return desk.isOver(); }));

        QVERIFY(desk.countAt(alpaca) > 0);
        QVERIFY(desk.until([&] { return desk.held("AAPL") == *core::Quantity::parse("10"); }));
        QVERIFY(desk.tradingAt(alpaca) != nullptr && !desk.tradingAt(alpaca)->isOnShow);
        QCOMPARE(desk.snapshot().openOrders, 1);
        QCOMPARE(desk.liveAt(binance), 1);
    }

    void everyDecisionIsKeptWithWhatItSawAndWhatItLedTo()
    {
        const QTemporaryDir folder;
        const std::string address = "sqlite:" + folder.filePath(QStringLiteral("journal.sqlite")).toStdString();
        Broker broker;
        {
            Desk desk(broker, true, {.maxOrderNotional = 50'000, .duplicateMs = 0}, address);
            QVERIFY(desk.until([&] { return !desk.snapshot().samples.empty(); }));
            const core::Price ask = desk.snapshot().asks.front().price;
            session::OrderIntent intent{.side = core::Side::Bid,
                .price = ask + desk.snapshot().instrument.tick,
                .size = *core::Quantity::parse("1"),
                .reach = desk::Reach::Cross,
                .clicked = broker.clock.steady()};
            desk.engine.submit(intent);
            QVERIFY(desk.until([&] { return desk.snapshot().positions.size() == 1; }));
            intent.size = *core::Quantity::parse("30"); // more than the limit allows
            desk.engine.submit(intent);
            intent.size = *core::Quantity::parse("1");
            intent.signal = routing::Signal{.strength = 0.05, .source = "signals.csv", .id = "a1"}; // too weak
            desk.engine.submit(intent);
            desk.engine.decide({.side = core::Side::Ask, .size = *core::Quantity::parse("2")});
            QVERIFY(desk.openStocks());
            QVERIFY(desk.run("AAPL,buy,10\n", rebalance::Urgency::High));
            QVERIFY(desk.until([&] { return desk.isOver(); }));
        }
        const journal::JournalUrl url = *journal::JournalUrl::parse(address);
        const auto decisions = journal::readDecisions(url, {});
        const auto history = journal::readHistory(url, {});
        QVERIFY(decisions && history);
        QCOMPARE(decisions->size(), std::size_t(5));
        const auto& sent = decisions->at(0);
        const auto& tooLarge = decisions->at(1);
        const auto& tooWeak = decisions->at(2);
        const auto& asked = decisions->at(3);
        const auto& stock = decisions->at(4);
        QCOMPARE(sent.policy, std::string("microstructure"));
        QCOMPARE(sent.style, std::string("aggressive"));
        QCOMPARE(sent.asked.text(), std::string("1"));
        QCOMPARE(sent.orders, 1);
        QCOMPARE(tooLarge.notSent, std::string(risk::describe(risk::OrderCheck::TooLarge)));
        QCOMPARE(tooLarge.style, std::string("aggressive"));
        QCOMPARE(tooWeak.policy, std::string("signal"));
        QCOMPARE(tooWeak.signalSource, std::string("signals.csv"));
        QCOMPARE(tooWeak.signalId, std::string("a1"));
        QCOMPARE(tooWeak.signalStrength, 0.05);
        QVERIFY(tooWeak.action == "ABORT" && !tooWeak.notSent.empty());
        QCOMPARE(asked.notSent, std::string("only asked"));
        QVERIFY(tooLarge.order.empty() && tooWeak.order.empty() && asked.order.empty());
        QCOMPARE(stock.policy, std::string("rebalance"));
        QCOMPARE(stock.market, (core::MarketId{alpaca, core::Symbol("AAPL")}));
        // What it saw: the newest sample of its market, and of a stock the touch.
        for (const auto& decision : *decisions) {
            const auto seen = features::featuresOf(decision.features);
            QVERIFY2(seen && seen->mid > core::Price{}, (decision.policy + ": " + decision.features).c_str());
            QVERIFY(seen->value(features::Feature::SpreadBps) && seen->value(features::Feature::Obi1));
            QVERIFY(seen->time <= decision.decided && decision.decided - seen->time < std::chrono::seconds(2));
        }
        QVERIFY(sent.rules.find("\"spread_pct\":") != std::string::npos);
        // Executions and orders name it, whatever was sent.
        std::map<std::string, core::Quantity> filled;
        for (const calibration::Execution& execution : history->executions) {
            filled[execution.decision] += execution.size;
        }
        QCOMPARE(filled.size(), std::size_t(2));
        QCOMPARE(filled[sent.id], *core::Quantity::parse("1"));
        QCOMPARE(filled[stock.id], *core::Quantity::parse("10"));
        const auto outcomes = calibration::outcomesOf(*decisions, history->parents);
        QVERIFY(outcomes[0].result && outcomes[4].result && !outcomes[1].result && !outcomes[3].result);
        QCOMPARE(outcomes[0].result->filled, filled[sent.id]);
        QCOMPARE(outcomes[4].result->filled, filled[stock.id]);
        QVERIFY(outcomes[0].result->decided == sent.decided);
    }

    void profitIsOneSumInTheCurrencyThatIsChosen()
    {
        Broker broker;
        Desk desk(broker);
        QVERIFY(desk.openStocks());
        QVERIFY(desk.run("AAPL,buy,10\n", rebalance::Urgency::High));
        QVERIFY(desk.until([&] { return desk.isOver(); }));
        desk.engine.submit({.side = core::Side::Bid,
            .price = desk.snapshot().asks.front().price,
            .size = *core::Quantity::parse("1"),
            .reach = desk::Reach::Cross,
            .style = desk::Style::Limit});
        QVERIFY(desk.until([&] { return desk.snapshot().positions.size() == 2; }));

        const auto summed = [&](const char* currency) {
            double sum = 0;
            for (const session::PositionSnapshot& position : desk.snapshot().positions) {
                const bool isStock = position.market.venue == alpaca;
                sum += (isStock == (std::string_view(currency) == "USD")) ? position.fees : 0;
            }
            return sum;
        };
        QCOMPARE(desk.snapshot().profitInAll.currency, core::Asset("USD"));
        QCOMPARE(desk.snapshot().profitInAll.rates.size(), std::size_t(1));
        QCOMPARE(desk.snapshot().profitInAll.rates[0].source, std::string("taken for equal"));
        QCOMPARE(desk.snapshot().profitInAll.profit.fees, summed("USD") + summed("USDT"));
        QVERIFY(summed("USDT") > 0);

        // Nobody says what a euro costs: what is in dollars is left out, and named.
        desk.engine.setPositionSettings({.currency = core::Asset("EUR")});
        QVERIFY(desk.until([&] { return desk.snapshot().profitInAll.currency == core::Asset("EUR"); }));
        QCOMPARE(desk.snapshot().profitInAll.profit, execution::Profit{});
        QCOMPARE(desk.snapshot().profitInAll.rates.size(), std::size_t(2));
    }

    void oneLimitOfOpenOrdersHoldsForBoth()
    {
        Broker broker;
        Desk desk(broker, true, {.maxOpenOrders = 1});
        QVERIFY(desk.rests());
        QVERIFY(desk.openStocks());

        QVERIFY(desk.run("AAPL,buy,10\n", rebalance::Urgency::Low));
        const core::Timestamp later = broker.clock.now() + std::chrono::seconds(20);
        QVERIFY(desk.until([&] { return broker.clock.now() >= later; }));
        QCOMPARE(desk.countAt(alpaca), 0);
        desk.engine.cancelAll();

        QVERIFY(desk.until([&] { return desk.countAt(alpaca) > 0; }));
    }

    void aLimitThatIsChangedHoldsForStocksAtOnce()
    {
        Broker broker;
        Desk desk(broker);
        QVERIFY(desk.openStocks());
        desk::DeskSettings settings;
        settings.risk.maxOrderNotional = 10;
        desk.engine.setSettings(settings);

        QVERIFY(!desk.run("AAPL,buy,10\n", rebalance::Urgency::High));
        QCOMPARE(desk.countAt(alpaca), 0);
    }

    void aPlanIsNotRefusedForOrdersThatWereOpenWhenTheConnectionCameUp()
    {
        Broker broker;
        Desk desk(broker, false);
        QVERIFY(desk.openStocks());
        QSignalSpy connections(&desk.engine.stocks(), &session::StockService::connectionChanged);
        const auto isUpAgain = [&] {
            return std::ranges::any_of(connections, [](const QList<QVariant>& told) {
                return told[0].toString() == QStringLiteral("orders") && told[1].toBool();
            });
        };
        QVERIFY(desk.run("AAPL,buy,3000\n", rebalance::Urgency::Low));
        QVERIFY(desk.until([&] { return desk.liveAt(alpaca) > 0; }));
        broker.server->setFault(sim::FaultKind::Drop);
        QVERIFY(desk.until(isUpAgain));
        broker.server->setFault(sim::FaultKind::None);
        const core::Timestamp later = broker.clock.now() + std::chrono::seconds(2);
        QVERIFY(desk.until([&] { return broker.clock.now() >= later; }));
        desk.engine.stocks().rebalances().stop(QStringLiteral("by the user"));
        QVERIFY(desk.until([&] { return desk.isOver(); }));
        desk.previewed.clear();

        const bool begins = desk.run("AAPL,buy,10\n", rebalance::Urgency::High);

        QVERIFY2(begins, desk.refused.isEmpty() ? "" : qPrintable(desk.refused.last().first().toString()));
    }

    void whatSomebodyElseBoughtHasAPrice()
    {
        Broker broker;
        Desk desk(broker);
        QVERIFY(desk.openStocks());
        Desk other(broker, false);
        QVERIFY(other.openStocks());

        QVERIFY(other.run("AAPL,buy,10\n", rebalance::Urgency::High));

        // At its entry price, as long as nobody knows another, it has neither gained nor lost.
        QVERIFY(desk.until([&] {
            const auto& all = desk.snapshot().positions;
            return std::ranges::any_of(all, [](const session::PositionSnapshot& position) {
                return position.market.venue == alpaca && !position.size.isZero() && position.unrealised != 0;
            });
        }));
    }

    void oneReceiptStopsBoth()
    {
        Broker broker;
        Desk desk(broker);
        QVERIFY(desk.rests());
        QVERIFY(desk.openStocks());
        QVERIFY(desk.run("AAPL,buy,10\n", rebalance::Urgency::Low));
        QVERIFY(desk.until([&] { return desk.liveAt(alpaca) > 0; }));

        desk.engine.setKillSwitch(true);

        QVERIFY2(desk.until([&] { return desk.isStopped(); }), qPrintable(desk.receipt()));
        QCOMPARE(desk.liveAt(alpaca) + desk.liveAt(binance), 0);
        QVERIFY2(desk.receipt().contains(u"Binance") && desk.receipt().contains(u"Alpaca"), qPrintable(desk.receipt()));
        QVERIFY(desk.receipt().endsWith(QStringLiteral("nothing is working anywhere")));
    }

    void aBrokerThatConnectsWhileTheSwitchIsOnIsStoppedToo()
    {
        Broker broker;
        Desk other(broker, false);
        QVERIFY(other.openStocks());
        QVERIFY(other.run("AAPL,buy,10\n", rebalance::Urgency::Low));
        QVERIFY(other.until([&] { return other.liveAt(alpaca) > 0; }));
        Desk desk(broker);
        desk.engine.setKillSwitch(true);
        QVERIFY(desk.until([&] { return desk.isStopped(); }));

        QVERIFY(desk.openStocks());

        QVERIFY(desk.until([&] { return other.liveAt(alpaca) == 0; }));
        QVERIFY2(desk.until([&] { return desk.isStopped(); }), qPrintable(desk.receipt()));
        QVERIFY2(desk.receipt().contains(u"Alpaca (SIP) connected"), qPrintable(desk.receipt()));
    }

    void flattenClosesStocksThatSomebodyElseBought()
    {
        Broker broker;
        Desk other(broker, false);
        QVERIFY(other.openStocks());
        QVERIFY(other.run("AAPL,buy,10\n", rebalance::Urgency::High));
        QVERIFY(other.until([&] { return other.isOver(); }));
        Desk desk(broker);
        QVERIFY(desk.openStocks());
        QVERIFY(desk.until([&] { return desk.held("AAPL") == *core::Quantity::parse("10"); }));

        desk.engine.flatten();

        QVERIFY2(desk.until([&] { return desk.isStopped(); }), qPrintable(desk.receipt()));
        QVERIFY(desk.receipt().endsWith(QStringLiteral("flat")));
        QVERIFY(desk.until([&] { return desk.held("AAPL").isZero(); }));
    }
};

const QtSuite<OneOrderPathTest> suite{"engine/one_order_path"};

#include "one_order_path_test.moc"
