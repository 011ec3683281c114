// SPDX-License-Identifier: MIT
#include "engine/journal/sql_journal.h"

#include "engine/journal/journal_reader.h"
#include "engine/journal/journal_schema.h"
#include "engine/journal/stocks_journal.h"
#include "tests/support/builders.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QString>
#include <QTemporaryDir>
#include <QVariant>

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <span>
#include <string>

namespace leadline::journal
{

using core::fromNanoseconds;
using orders::Fill;
using orders::JournalEntry;
using orders::Order;
using orders::OrderState;
using orders::Position;
using tests::price;
using tests::size;

namespace
{

constexpr std::chrono::seconds patience{20};
constexpr std::uint64_t epoch = std::uint64_t{1'800'000'000} << orders::clientEpochShift;
constexpr std::uint64_t nextEpoch = epoch + (std::uint64_t{1} << orders::clientCountBits);
const core::Timestamp start = fromNanoseconds(1'800'000'000'123'456'789);
const char* const postgresVariable = "LEADLINE_TEST_POSTGRES";

/// Qt finds its database drivers through the application.
void needApplication()
{
    static int count = 1;
    static char name[] = "journal_tests";
    static char* arguments[] = {name, nullptr};
    if (QCoreApplication::instance() == nullptr) {
        static QCoreApplication application(count, arguments);
    }
}

/// Statements beside the journal's own connection.
class SideDoor
{
public:
    explicit SideDoor(const JournalUrl& url)
        : m_name(QStringLiteral("side-%1").arg(++count))
    {
        const bool isSqlite = url.kind == JournalUrl::Kind::Sqlite;
        QSqlDatabase made =
            QSqlDatabase::addDatabase(isSqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL"), m_name);
        made.setDatabaseName(QString::fromStdString(isSqlite ? url.file : url.database));
        if (!isSqlite) {
            made.setHostName(QString::fromStdString(url.host));
            made.setPort(url.port);
            made.setUserName(QString::fromStdString(url.user));
            made.setPassword(QString::fromStdString(url.password));
        }
        EXPECT_TRUE(made.open()) << made.lastError().text().toStdString();
    }
    ~SideDoor()
    {
        QSqlDatabase::database(m_name, false).close();
        QSqlDatabase::removeDatabase(m_name);
    }
    SideDoor(const SideDoor&) = delete;
    SideDoor& operator=(const SideDoor&) = delete;

    void run(const std::string& statement)
    {
        QSqlQuery query(QSqlDatabase::database(m_name, false));
        EXPECT_TRUE(query.exec(QString::fromStdString(statement)))
            << statement << ": " << query.lastError().text().toStdString();
    }
    std::string value(const std::string& statement)
    {
        QSqlQuery query(QSqlDatabase::database(m_name, false));
        EXPECT_TRUE(query.exec(QString::fromStdString(statement)) && query.next()) << statement;
        return query.value(0).toString().toStdString();
    }

private:
    static inline int count = 0;
    QString m_name;
};

/// What the journal's thread says, waited for.
class Ear
{
public:
    SqlJournal::Events events()
    {
        return {.durable = [this](std::uint64_t upTo) { heard([&] { durable.push_back(upTo); }); },
            .failed = [this](const std::string& why) { heard([&] { failures.push_back(why); }); },
            .healed = [this] { heard([&] { ++healed; }); },
            .learned = [this](const History& news) { heard([&] { learned = news; }); }};
    }
    template <class Condition> bool waitFor(Condition condition)
    {
        std::unique_lock lock(m_mutex);
        return m_news.wait_for(lock, patience, condition);
    }
    bool waitForDurable(std::uint64_t number)
    {
        return waitFor([&] { return !durable.empty() && durable.back() >= number; });
    }

    std::vector<std::uint64_t> durable;
    std::vector<std::string> failures;
    int healed = 0;
    std::optional<History> learned;

private:
    template <class Note> void heard(Note note)
    {
        const std::lock_guard lock(m_mutex);
        note();
        m_news.notify_all();
    }
    std::mutex m_mutex;
    std::condition_variable m_news;
};

core::MarketId market(const char* venue = "kraken", const char* symbol = "BTC/USD")
{
    return {core::VenueId(venue), core::Symbol(symbol)};
}

/// Every field that the journal keeps differs from its default.
Order fullOrder(orders::ClientOrderId id)
{
    Order order;
    order.request = {.id = id,
        .market = market(),
        .side = core::Side::Ask,
        .price = price("999999999.000000001"),
        .size = size("1000000000000.000000001"),
        .type = orders::OrderType::MarketableLimit,
        .run = epoch + 99,
        .decision = epoch + 98};
    order.state = OrderState::PartiallyFilled;
    order.venueOrder = "OQCLML-BW3P3-BUCMWZ";
    order.request.isReduceOnly = true;
    order.request.positionSide = core::PositionSide::Short;
    order.earlierVenueOrders = {"61e69015-8549-4bfd-b9c3-01e75843f47d", "A, 'second' one"};
    order.filled = size("0.000000001");
    order.filledValue = core::Notional::parse("12345678901234567890.123456789012345678").value();
    order.fees = core::Notional::parse("-0.000000000000000001").value();
    order.venueFilled = size("0.5");
    order.sent = fromNanoseconds(1'800'000'000'000'000'001);
    order.changed = fromNanoseconds(1'800'000'000'000'000'002);
    order.arrivalMid = price("0.0000005");
    order.guard = {0.1 + 0.2, fromNanoseconds(1'800'000'000'000'000'003), std::chrono::hours(2) + core::Duration(1)};
    order.cancelWanted = true;
    order.isFlagged = true;
    order.note = R"(it's "quoted" \ back\\slash; -- ; DROP TABLE orders; ünïcödé 币 🙂 ? :a %1)";
    return order;
}

Order openOrder(orders::ClientOrderId id, core::MarketId where = market(), OrderState state = OrderState::Working)
{
    Order order;
    order.request = {.id = id, .market = where, .price = price("100"), .size = size("1")};
    order.state = state;
    order.sent = order.changed = start;
    return order;
}

Fill fillOf(const Order& order, const char* execution)
{
    return {.order = order.request.id,
        .decision = order.request.decision,
        .market = order.request.market,
        .side = order.request.side,
        .time = start,
        .price = price("100.5"),
        .size = size("0.25"),
        .fee = core::Notional::parse("0.0123").value(),
        .feeAsset = core::Asset("USD"),
        .isMaker = true,
        .execution = execution};
}

Position positionOf(const Fill& fill, const char* held)
{
    return {.market = fill.market,
        .size = size(held),
        .openValue = core::Notional::parse("-25.125000000000000001").value(),
        .realised = core::Notional::parse("1.5").value(),
        .fees = core::Notional::parse("0.0123").value(),
        .day = 20833,
        .dayStart = 0.1 + 0.2};
}

void expectSame(const Order& is, const Order& wanted)
{
    EXPECT_EQ(is.request, wanted.request);
    EXPECT_EQ(is.state, wanted.state);
    EXPECT_EQ(is.venueOrder, wanted.venueOrder);
    EXPECT_EQ(is.earlierVenueOrders, wanted.earlierVenueOrders);
    EXPECT_EQ(is.filled, wanted.filled);
    EXPECT_EQ(is.filledValue, wanted.filledValue);
    EXPECT_EQ(is.fees, wanted.fees);
    EXPECT_EQ(is.venueFilled, wanted.venueFilled);
    EXPECT_EQ(is.sent, wanted.sent);
    EXPECT_EQ(is.changed, wanted.changed);
    EXPECT_EQ(is.arrivalMid, wanted.arrivalMid);
    EXPECT_EQ(is.guard, wanted.guard);
    EXPECT_EQ(is.cancelWanted, wanted.cancelWanted);
    EXPECT_EQ(is.isFlagged, wanted.isFlagged);
    EXPECT_EQ(is.note, wanted.note);
}

/// The tables as the first version made them, frozen here.
const char* const firstVersion[] = {
    "CREATE TABLE schema_version (version INTEGER NOT NULL)",
    "INSERT INTO schema_version VALUES (1)",
    "CREATE TABLE runs (epoch BIGINT PRIMARY KEY, workstation TEXT NOT NULL, started_ns BIGINT NOT NULL)",
    "CREATE TABLE orders (client_id TEXT PRIMARY KEY, workstation TEXT NOT NULL, environment TEXT NOT NULL, "
    "venue TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL, type TEXT NOT NULL, price TEXT NOT NULL, "
    "size TEXT NOT NULL, state TEXT NOT NULL, is_open INTEGER NOT NULL, venue_order TEXT NOT NULL, "
    "filled TEXT NOT NULL, filled_value TEXT NOT NULL, fees TEXT NOT NULL, venue_filled TEXT NOT NULL, "
    "arrival_mid TEXT NOT NULL, sent_ns BIGINT NOT NULL, changed_ns BIGINT NOT NULL, "
    "max_spread_bps DOUBLE PRECISION NOT NULL, expires_ns BIGINT NOT NULL, max_age_ns BIGINT NOT NULL, "
    "cancel_wanted INTEGER NOT NULL, flagged INTEGER NOT NULL, note TEXT NOT NULL)",
    "CREATE INDEX orders_open ON orders (workstation, is_open)",
    "CREATE TABLE fills (venue TEXT NOT NULL, symbol TEXT NOT NULL, execution TEXT NOT NULL, client_id TEXT NOT NULL, "
    "workstation TEXT NOT NULL, environment TEXT NOT NULL, side TEXT NOT NULL, price TEXT NOT NULL, "
    "size TEXT NOT NULL, fee TEXT NOT NULL, fee_asset TEXT NOT NULL, is_maker INTEGER NOT NULL, "
    "time_ns BIGINT NOT NULL, PRIMARY KEY (venue, symbol, client_id, execution))",
    "CREATE INDEX fills_order ON fills (client_id)",
    "CREATE TABLE events (epoch BIGINT NOT NULL, number BIGINT NOT NULL, at_ns BIGINT NOT NULL, "
    "client_id TEXT NOT NULL, state TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (epoch, number))",
    "CREATE TABLE positions (workstation TEXT NOT NULL, environment TEXT NOT NULL, venue TEXT NOT NULL, "
    "symbol TEXT NOT NULL, size TEXT NOT NULL, open_value TEXT NOT NULL, realised TEXT NOT NULL, fees TEXT NOT NULL, "
    "day BIGINT NOT NULL, day_start DOUBLE PRECISION NOT NULL, PRIMARY KEY (workstation, environment, venue, symbol))",
    "INSERT INTO orders VALUES ('LL0000000000001', 'desk-1', 'live', 'kraken', 'BTC/USD', 'buy', 'limit', '100', '2', "
    "'working', 1, 'O', '0.25', '25', '0', '0.25', '99.5', 1, 2, 10, 0, 0, 0, 0, '')",
    "INSERT INTO fills VALUES ('kraken', 'BTC/USD', 'T1', 'LL0000000000001', 'desk-1', 'live', 'buy', '100', '0.25', "
    "'0', 'USD', 1, 2)",
};

/// What made the third version of it, frozen too, with an order and a fill of that time.
const char* const thirdVersion[] = {
    "CREATE INDEX events_order ON events (client_id)",
    "ALTER TABLE fills ADD COLUMN coins TEXT NOT NULL DEFAULT '0'",
    "ALTER TABLE fills ADD COLUMN notional DOUBLE PRECISION NOT NULL DEFAULT 0",
    "ALTER TABLE fills ADD COLUMN fee_quote DOUBLE PRECISION",
    "ALTER TABLE fills ADD COLUMN expected_fee_bps DOUBLE PRECISION NOT NULL DEFAULT 0",
    "CREATE INDEX fills_time ON fills (time_ns)",
    "CREATE TABLE latencies (client_id TEXT NOT NULL, kind TEXT NOT NULL, workstation TEXT NOT NULL, "
    "environment TEXT NOT NULL, venue TEXT NOT NULL, symbol TEXT NOT NULL, took_ns BIGINT NOT NULL, "
    "time_ns BIGINT NOT NULL, PRIMARY KEY (client_id, kind))",
    "CREATE INDEX latencies_time ON latencies (time_ns)",
    "CREATE TABLE parents (client_id TEXT PRIMARY KEY, workstation TEXT NOT NULL, environment TEXT NOT NULL, "
    "venue TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL, strategy TEXT NOT NULL, "
    "decided_ns BIGINT NOT NULL, arrival_mid DOUBLE PRECISION, baseline_bps DOUBLE PRECISION, size TEXT NOT NULL, "
    "filled TEXT NOT NULL, filled_value DOUBLE PRECISION NOT NULL, maker_value DOUBLE PRECISION NOT NULL, "
    "fees DOUBLE PRECISION NOT NULL, first_fill_ns BIGINT NOT NULL, mark_out_1 DOUBLE PRECISION, "
    "mark_out_5 DOUBLE PRECISION, mark_out_30 DOUBLE PRECISION, is_over INTEGER NOT NULL)",
    "CREATE INDEX parents_time ON parents (decided_ns)",
    "UPDATE schema_version SET version = 3",
    "INSERT INTO orders VALUES ('LL0000000000002', 'desk-1', 'live', 'kraken', 'BTC/USD', 'sell', 'post-only', "
    "'101', '3', 'working', 1, 'P', '0', '0', '0', '0', '99.5', 1, 2, 10, 0, 0, 0, 0, '')",
};

constexpr std::uint64_t runId = epoch + 99;

orders::RunRecord runRecord(std::uint64_t id = runId, const char* venue = "alpaca")
{
    return {.id = id,
        .venue = core::VenueId(venue),
        .plan = R"({"orders": [{"symbol": "BRK.B", "why": "it's \"quoted\" \\ ünïcödé 币 ? :a %1"}]})",
        .began = start + core::Duration(7)};
}

/// Every field differs from its default.
calibration::JournalledDecision fullDecision(std::uint64_t id = epoch + 98)
{
    return {.id = orders::clientText(id),
        .decided = start,
        .market = market(),
        .side = core::Side::Ask,
        .asked = size("1000000000000.000000001"),
        .policy = "signal",
        .style = "urgent_market",
        .action = "AGGRESSIVE",
        .reason = "signal_urgent",
        .impact = 0.1 + 0.2,
        .order = orders::clientText(epoch + 1),
        .notSent = R"(it's "quoted" \ ünïcödé 币 ? :a %1)",
        .orders = 2,
        .price = price("999999999.000000001"),
        .size = size("0.000000001"),
        .signalStrength = 1.0 / 3,
        .signalSource = "signals.csv",
        .signalId = "a-1",
        .allInPrice = 100.0 / 3,
        .bestSinglePrice = 1e-300,
        .bestSingle = "kraken",
        .homePrice = 1e300,
        .home = "binance-spot",
        .bookTime = start - core::Duration(1),
        .features = R"({"timestamp":1,"obi":-0.25})",
        .rules = R"({"obi":0.5})",
        .workstation = "desk-1",
        .environment = "embedded"};
}

/// An order that a run sent.
Order sent(orders::ClientOrderId id, std::uint64_t run, OrderState state = OrderState::Working)
{
    Order order = openOrder(id, market("alpaca", "AAPL"), state);
    order.request.run = run;
    return order;
}

} // namespace

/// Every case on both back ends.
class SqlJournalTest : public testing::TestWithParam<JournalUrl::Kind>
{
protected:
    void SetUp() override
    {
        needApplication();
        url.kind = GetParam();
        if (GetParam() == JournalUrl::Kind::Sqlite) {
            url.file = m_folder.filePath(QStringLiteral("journal.sqlite")).toStdString();
            return;
        }
        const char* const server = std::getenv(postgresVariable);
        if (server == nullptr) {
            GTEST_SKIP() << "no PostgreSQL to test with: " << postgresVariable << " is not set";
        }
        const auto parsed = JournalUrl::parse(server);
        ASSERT_TRUE(parsed) << parsed.error().what;
        m_server = *parsed;
        url = *parsed;
        static int count = 0;
        url.database = "leadline_test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
        SideDoor(*m_server).run("CREATE DATABASE " + url.database);
    }
    void TearDown() override
    {
        if (m_server) {
            SideDoor(*m_server).run("DROP DATABASE IF EXISTS " + url.database + " WITH (FORCE)");
        }
    }

    [[nodiscard]] JournalOptions options(const char* workstation = "desk-1") const
    {
        return {.url = url,
            .workstation = workstation,
            .environments = environments,
            .retryEvery = std::chrono::milliseconds(10),
            .listenEvery = std::chrono::milliseconds(20)};
    }
    [[nodiscard]] core::Result<std::unique_ptr<SqlJournal>> tryOpen(
        const char* workstation = "desk-1", std::uint64_t from = epoch) const
    {
        return SqlJournal::open(options(workstation), from, start);
    }
    [[nodiscard]] std::unique_ptr<SqlJournal> open(const char* workstation = "desk-1") const
    {
        auto opened = tryOpen(workstation);
        EXPECT_TRUE(opened) << opened.error().what;
        return opened ? std::move(*opened) : nullptr;
    }
    /// One run of the program.
    void write(std::initializer_list<JournalEntry> entries, const char* workstation = "desk-1") const
    {
        Ear ear;
        const auto journal = open(workstation);
        ASSERT_TRUE(journal);
        journal->setEvents(ear.events());
        std::uint64_t last = 0;
        for (const JournalEntry& entry : entries) {
            last = journal->write(entry);
        }
        EXPECT_TRUE(ear.waitForDurable(last));
        EXPECT_TRUE(ear.failures.empty());
    }
    /// The same of runs and their orders: the records first.
    void keep(std::initializer_list<orders::RunRecord> records, std::initializer_list<Order> sent = {},
        const char* workstation = "desk-1") const
    {
        const auto journal = open(workstation);
        ASSERT_TRUE(journal);
        for (const orders::RunRecord& record : records) {
            journal->keep(record);
        }
        for (const Order& order : sent) {
            journal->write({.order = order, .what = "new", .at = start});
        }
    }
    [[nodiscard]] orders::RecoveredState recovered(const char* workstation = "desk-1") const
    {
        const auto journal = open(workstation);
        return journal ? journal->recovered() : orders::RecoveredState{};
    }

    JournalUrl url;
    std::map<core::VenueId, std::string> environments;

private:
    QTemporaryDir m_folder;
    std::optional<JournalUrl> m_server;
};

TEST_P(SqlJournalTest, tellsWhatIsDurableInOrder)
{
    Ear ear;
    const auto journal = open();
    ASSERT_TRUE(journal);
    journal->setEvents(ear.events());
    for (std::uint64_t number = 1; number <= 1500; ++number) {
        ASSERT_EQ(journal->write({.order = openOrder(number), .what = "new", .at = start}), number);
    }
    ASSERT_TRUE(ear.waitForDurable(1500));
    EXPECT_EQ(ear.durable.back(), 1500U);
    EXPECT_TRUE(std::ranges::is_sorted(ear.durable));
    EXPECT_EQ(std::ranges::adjacent_find(ear.durable), ear.durable.end()) << "each number once";
    EXPECT_TRUE(journal->isHealthy());
    SideDoor side(url);
    EXPECT_EQ(side.value("SELECT COUNT(*) FROM events"), "1500") << "durable is what others see";
    EXPECT_EQ(side.value("SELECT MIN(number) FROM events"), "1");
}

TEST_P(SqlJournalTest, writesWhatWaitsBeforeItEnds)
{
    {
        const auto journal = open();
        ASSERT_TRUE(journal);
        for (std::uint64_t number = 1; number <= 1200; ++number) {
            journal->write({.order = openOrder(number), .what = "new", .at = start});
        }
    }
    EXPECT_EQ(recovered().orders.size(), 1200U);
}

TEST_P(SqlJournalTest, givesBackExactlyWhatWasWritten)
{
    const Order order = fullOrder(epoch + 7);
    const Fill first = fillOf(order, "T'1\"");
    const Fill second = fillOf(order, "T-2");
    write({{.order = order, .what = "partial fill", .at = start, .fill = first, .position = positionOf(first, "-0.25")},
        {.order = order, .what = "partial fill", .at = start, .fill = second, .position = positionOf(second, "-0.5")}});

    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.orders.size(), 1U);
    expectSame(state.orders[0].order, order);
    std::vector<std::string> executions = state.orders[0].executions;
    std::ranges::sort(executions);
    EXPECT_EQ(executions, (std::vector<std::string>{"T'1\"", "T-2"}));
    ASSERT_EQ(state.positions.size(), 1U);
    EXPECT_EQ(state.positions[0], positionOf(second, "-0.5")) << "the newest";
}

TEST_P(SqlJournalTest, keepsAnOrderOfNothingButDefaults)
{
    Order order;
    order.request.id = 1;
    write({{.order = order}});
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.orders.size(), 1U);
    expectSame(state.orders[0].order, order);
    EXPECT_TRUE(state.orders[0].executions.empty());
    EXPECT_TRUE(state.positions.empty());
}

TEST_P(SqlJournalTest, keepsTheExtremesOfNumbersAndIdentifiers)
{
    Order order = openOrder(~orders::ClientOrderId{0});
    order.request.price = core::Price::fromRaw(-core::Price::maxRaw);
    order.request.size = core::Quantity::fromRaw(core::Quantity::maxRaw);
    order.arrivalMid = core::Price::fromRaw(core::Price::maxRaw);
    order.guard.maxSpreadBps = 1e-300;
    order.guard.maxAge = core::Duration::max();
    write({{.order = order}});
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.orders.size(), 1U);
    expectSame(state.orders[0].order, order);
}

TEST_P(SqlJournalTest, recoversOrdersThatAreNotFinal)
{
    for (int i = 0; i < orders::orderStates; ++i) {
        write({{.order = openOrder(static_cast<orders::ClientOrderId>(i) + 1, market(), static_cast<OrderState>(i))}});
    }
    std::vector<OrderState> states;
    for (const orders::RecoveredOrder& order : recovered().orders) {
        EXPECT_FALSE(orders::isFinal(order.order.state)) << orders::describe(order.order.state);
        states.push_back(order.order.state);
    }
    EXPECT_EQ(states.size(), 6U);
}

TEST_P(SqlJournalTest, recoversFinalOrdersThatLackFillsAndNoOthers)
{
    Order lacking = openOrder(1, market(), OrderState::Cancelled);
    lacking.filled = size("0.25");
    lacking.venueFilled = size("0.5");
    Order whole = openOrder(2, market(), OrderState::Cancelled);
    whole.filled = whole.venueFilled = size("0.5");
    Order ahead = openOrder(3, market(), OrderState::Cancelled); // the venue's sum is older than its fills
    ahead.filled = size("0.5");
    ahead.venueFilled = size("0.25");
    write({{.order = lacking}, {.order = whole}, {.order = ahead}});
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.orders.size(), 1U);
    EXPECT_EQ(state.orders[0].order.request.id, 1U);
    EXPECT_TRUE(state.orders[0].order.lacksFills());
}

TEST_P(SqlJournalTest, forgetsAnOrderOnceItIsFinal)
{
    write({{.order = openOrder(1)}});
    EXPECT_EQ(recovered().orders.size(), 1U);
    write({{.order = openOrder(1, market(), OrderState::Filled)}});
    EXPECT_TRUE(recovered().orders.empty());
    EXPECT_EQ(SideDoor(url).value("SELECT state FROM orders"), "filled") << "it is still in the books";
}

TEST_P(SqlJournalTest, takesTheSameEntryTwice)
{
    const Order order = fullOrder(1);
    const Fill fill = fillOf(order, "T1");
    const JournalEntry entry{
        .order = order, .what = "partial fill", .at = start, .fill = fill, .position = positionOf(fill, "-0.25")};
    write({entry, entry});
    write({entry});
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.orders.size(), 1U);
    EXPECT_EQ(state.orders[0].executions.size(), 1U);
    EXPECT_EQ(SideDoor(url).value("SELECT COUNT(*) FROM fills"), "1");
}

TEST_P(SqlJournalTest, keepsTheSameExecutionIdOfTwoMarketsAndTwoOrders)
{
    const Order first = openOrder(1);
    const Order second = openOrder(2);
    const Order elsewhere = openOrder(3, market("kraken", "ETH/USD"));
    for (const Order& order : {first, second, elsewhere}) {
        const Fill fill = fillOf(order, "7");
        write({{.order = order, .fill = fill, .position = positionOf(fill, "1")}});
    }
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.orders.size(), 3U);
    for (const orders::RecoveredOrder& order : state.orders) {
        EXPECT_EQ(order.executions, std::vector<std::string>{"7"});
    }
    EXPECT_EQ(state.positions.size(), 2U);
}

TEST_P(SqlJournalTest, keepsEnvironmentsApart)
{
    const Order order = openOrder(1, market("binance-futures", "BTCUSDT"));
    const Fill fill = fillOf(order, "1");
    environments = {{core::VenueId("binance-futures"), "demo"}};
    write({{.order = order, .fill = fill, .position = positionOf(fill, "1")}, {.order = openOrder(2)}});

    environments = {{core::VenueId("binance-futures"), "live"}};
    const orders::RecoveredState live = recovered();
    ASSERT_EQ(live.orders.size(), 1U) << "the one on Kraken, which is live unless it is named";
    EXPECT_EQ(live.orders[0].order.request.id, 2U);
    EXPECT_TRUE(live.positions.empty());

    environments = {{core::VenueId("binance-futures"), "demo"}, {core::VenueId("kraken"), "embedded"}};
    const orders::RecoveredState demo = recovered();
    ASSERT_EQ(demo.orders.size(), 1U);
    EXPECT_EQ(demo.orders[0].order.request.id, 1U);
    EXPECT_EQ(demo.positions.size(), 1U);
}

TEST_P(SqlJournalTest, keepsWorkstationsApart)
{
    const Order order = openOrder(1);
    const Fill fill = fillOf(order, "1");
    write({{.order = order, .fill = fill, .position = positionOf(fill, "1")}}, "desk-1");
    write({{.order = openOrder(2)}}, "desk-2'; DROP TABLE orders; --");
    EXPECT_EQ(recovered("desk-1").orders.size(), 1U);
    const orders::RecoveredState other = recovered("desk-2'; DROP TABLE orders; --");
    ASSERT_EQ(other.orders.size(), 1U);
    EXPECT_EQ(other.orders[0].order.request.id, 2U);
    EXPECT_TRUE(other.positions.empty());
    EXPECT_TRUE(recovered("desk-3").orders.empty());
}

TEST_P(SqlJournalTest, keepsEveryTypeOfOrder)
{
    for (int i = 0; i < orders::orderTypes; ++i) {
        Order order = openOrder(static_cast<orders::ClientOrderId>(i) + 1);
        order.request.type = static_cast<orders::OrderType>(i);
        write({{.order = order}});
    }
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.orders.size(), 4U);
    for (const orders::RecoveredOrder& order : state.orders) {
        EXPECT_EQ(static_cast<orders::ClientOrderId>(order.order.request.type) + 1, order.order.request.id);
    }
}

TEST_P(SqlJournalTest, givesBackARunThatGoesOnWithAllItEverSent)
{
    Order whole = sent(epoch + 3, runId, OrderState::Filled);
    whole.filled = whole.venueFilled = size("1");
    whole.request.type = orders::OrderType::Market;
    keep({runRecord()},
        {sent(epoch + 4, runId, OrderState::PartiallyFilled), whole, sent(epoch + 2, runId, OrderState::Rejected),
            sent(epoch + 5, runId + 1), sent(epoch + 6, 0)});

    const orders::RecoveredState state = recovered();

    ASSERT_EQ(state.runs.size(), 1U);
    const orders::RecoveredRun& run = state.runs[0];
    EXPECT_EQ(run.record.id, runId);
    EXPECT_EQ(run.record.venue, core::VenueId("alpaca"));
    EXPECT_EQ(run.record.plan, runRecord().plan);
    EXPECT_EQ(run.record.began, runRecord().began);
    EXPECT_EQ(run.record.ended, core::Timestamp{});
    ASSERT_EQ(run.orders.size(), 3U) << "final ones too, and nobody else's";
    EXPECT_EQ(run.orders[0].request.id, epoch + 2) << "oldest first";
    EXPECT_EQ(run.orders[0].state, OrderState::Rejected);
    expectSame(run.orders[1], whole);
    EXPECT_EQ(run.orders[2].request.id, epoch + 4);
    EXPECT_EQ(state.orders.size(), 3U) << "and what is not final is recovered as ever";
}

TEST_P(SqlJournalTest, keepsARunAsItStandsNow)
{
    keep({runRecord()});
    orders::RunRecord later = runRecord();
    later.plan = "{}";
    later.began = {}; // when it began is said once
    keep({later, later});
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.runs.size(), 1U);
    EXPECT_EQ(state.runs[0].record.plan, "{}");
    EXPECT_EQ(state.runs[0].record.began, runRecord().began);
    EXPECT_TRUE(state.runs[0].orders.empty());
}

TEST_P(SqlJournalTest, tellsRunsAndTheirOrdersToWhoeverReadsIt)
{
    orders::RunRecord later = runRecord(runId + 1);
    later.began += std::chrono::seconds(1);
    later.ended = later.began + std::chrono::seconds(1);
    keep({runRecord(), later}, {sent(epoch + 2, runId), sent(epoch + 3, 0)});

    const auto runs = readRuns(url);
    ASSERT_TRUE(runs.has_value()) << runs.error().what;
    ASSERT_EQ(runs->size(), 2U);
    EXPECT_EQ(runs->front().run, orders::clientText(runId));
    EXPECT_EQ(runs->front().plan, runRecord().plan);
    EXPECT_FALSE(runs->front().isOver);
    EXPECT_TRUE(runs->back().isOver);
    auto read = readJournal(url);
    ASSERT_TRUE(read.has_value()) << read.error().what;
    std::ranges::sort(*read, {}, &JournalledOrder::clientId);
    ASSERT_EQ(read->size(), 2U);
    EXPECT_EQ(read->front().run, orders::clientText(runId));
    EXPECT_EQ(read->back().run, "");
}

TEST_P(SqlJournalTest, doesNotGiveBackARunThatHasEnded)
{
    keep({runRecord(), runRecord(runId + 1)}, {sent(epoch + 2, runId), sent(epoch + 3, runId + 1)});
    ASSERT_EQ(recovered().runs.size(), 2U);
    orders::RunRecord ended = runRecord();
    ended.ended = start + std::chrono::hours(1);
    keep({ended});
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.runs.size(), 1U);
    EXPECT_EQ(state.runs[0].record.id, runId + 1);
    EXPECT_EQ(state.orders.size(), 2U) << "its orders are another matter";
    EXPECT_EQ(SideDoor(url).value("SELECT ended_ns FROM plans WHERE run = '" + orders::clientText(runId) + "'"),
        std::to_string(core::nanosecondsOf(ended.ended)))
        << "it is still in the books";
}

TEST_P(SqlJournalTest, keepsRunsInTheOrderInWhichTheyBegan)
{
    orders::RunRecord early = runRecord(runId + 5);
    early.began = start - std::chrono::hours(1);
    keep({runRecord(), early});
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.runs.size(), 2U);
    EXPECT_EQ(state.runs[0].record.id, early.id);
}

TEST_P(SqlJournalTest, leavesRunsOfOtherEnvironmentsAndWorkstationsAlone)
{
    environments = {{core::VenueId("alpaca"), "paper"}};
    keep({runRecord()}, {sent(epoch + 2, runId)}, "desk-1");
    keep({runRecord(runId + 1)}, {sent(epoch + 3, runId + 1)}, "desk-2'; DROP TABLE plans; --");

    ASSERT_EQ(recovered("desk-1").runs.size(), 1U);
    EXPECT_EQ(recovered("desk-1").runs[0].record.id, runId);
    EXPECT_EQ(recovered("desk-1").runs[0].orders.size(), 1U);
    ASSERT_EQ(recovered("desk-2'; DROP TABLE plans; --").runs.size(), 1U);
    EXPECT_TRUE(recovered("desk-3").runs.empty());
    environments = {};
    EXPECT_TRUE(recovered("desk-1").runs.empty()) << "live money is another matter";
    environments = {{core::VenueId("alpaca"), "paper"}, {core::VenueId("kraken"), "embedded"}};
    EXPECT_EQ(recovered("desk-1").runs.size(), 1U);
}

/// What a run means to do must be known once the first of its orders is.
TEST_P(SqlJournalTest, hasTheRunOnDiskBeforeTheOrderThatWasWrittenAfterIt)
{
    Ear ear;
    const auto journal = open();
    ASSERT_TRUE(journal);
    journal->setEvents(ear.events());
    SideDoor side(url);
    for (std::uint64_t i = 0; i < 20; ++i) {
        journal->keep(runRecord(runId + i));
        ASSERT_TRUE(ear.waitForDurable(journal->write({.order = sent(epoch + 200 + i, runId + i)})));
        EXPECT_EQ(side.value("SELECT COUNT(*) FROM plans"), std::to_string(i + 1));
    }
    EXPECT_TRUE(ear.failures.empty());
}

TEST_P(SqlJournalTest, saysWhichOrderOfARunCannotBeRead)
{
    keep({runRecord()}, {sent(epoch + 2, runId, OrderState::Filled)});
    SideDoor(url).run("UPDATE orders SET size = 'some'");
    const auto opened = tryOpen();
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().what.find(orders::clientText(epoch + 2)), std::string::npos) << opened.error().what;
}

TEST_P(SqlJournalTest, neverUsesAnEpochTwice)
{
    EXPECT_EQ((*tryOpen("desk-1", epoch))->epoch(), epoch);
    EXPECT_EQ((*tryOpen("desk-1", epoch))->epoch(), nextEpoch);
    EXPECT_EQ((*tryOpen("desk-2", epoch))->epoch(), nextEpoch + (nextEpoch - epoch)) << "of others neither";
    EXPECT_EQ((*tryOpen("desk-1", 0))->epoch(), 0U);
    EXPECT_EQ(SideDoor(url).value("SELECT COUNT(*) FROM runs"), "4");
}

TEST_P(SqlJournalTest, refusesASecondProgramOfOneWorkstation)
{
    {
        const auto first = open();
        ASSERT_TRUE(first);
        const auto second = tryOpen();
        ASSERT_FALSE(second);
        EXPECT_NE(second.error().what.find("another Leadline"), std::string::npos) << second.error().what;
        EXPECT_NE(second.error().what.find(url.shown()), std::string::npos) << second.error().what;
        EXPECT_EQ(SideDoor(url).value("SELECT COUNT(*) FROM runs"), "1");
        // The first is none the worse for it.
        Ear ear;
        first->setEvents(ear.events());
        EXPECT_TRUE(ear.waitForDurable(first->write({.order = openOrder(1)})));
    }
    EXPECT_TRUE(open());
}

TEST_P(SqlJournalTest, letsTwoWorkstationsShareAServer)
{
    if (GetParam() == JournalUrl::Kind::Sqlite) {
        GTEST_SKIP() << "a SQLite file belongs to one program";
    }
    const auto first = open("desk-1");
    const auto second = open("desk-2");
    ASSERT_TRUE(first);
    ASSERT_TRUE(second);
    EXPECT_NE(first->epoch(), second->epoch());
    Ear ears[2];
    first->setEvents(ears[0].events());
    second->setEvents(ears[1].events());
    for (std::uint64_t i = 1; i <= 50; ++i) {
        first->write({.order = openOrder(first->epoch() + i)});
        second->write({.order = openOrder(second->epoch() + i)});
    }
    EXPECT_TRUE(ears[0].waitForDurable(50));
    EXPECT_TRUE(ears[1].waitForDurable(50));
    EXPECT_TRUE(ears[0].failures.empty());
    EXPECT_TRUE(ears[1].failures.empty());
}

TEST_P(SqlJournalTest, keepsWhatCalibrationIsMadeOf)
{
    environments[core::VenueId("kraken")] = "embedded";
    Order order = openOrder(epoch + 1);
    order.request.decision = epoch + 98;
    Fill fill = fillOf(order, "T1");
    fill.coins = size("0.125");
    fill.notional = 25.125;
    fill.feeInQuote = 0.0123;
    fill.expectedFeeBps = 25;
    Fill unknownFee = fillOf(order, "T2");
    unknownFee.notional = 1;
    const calibration::LatencySample sample{.time = start,
        .market = market(),
        .kind = calibration::LatencySample::Kind::Filled,
        .took = core::Duration(12'345'678),
        .order = orders::clientText(epoch + 1),
        .workstation = "desk-1"};
    calibration::ParentOrder parent{.id = orders::clientText(epoch + 1),
        .venue = market().venue,
        .symbol = market().symbol,
        .side = core::Side::Ask,
        .strategy = "passive",
        .origin = calibration::Origin::Paper,
        .decided = start,
        .arrivalMid = 100.1,
        .size = size("2")};
    {
        Ear ear;
        const auto journal = open();
        ASSERT_TRUE(journal);
        journal->setEvents(ear.events());
        journal->write({.order = order, .fill = fill, .position = positionOf(fill, "0.25")});
        journal->keep(sample);
        journal->keep(parent);
        calibration::LatencySample again = sample;
        again.took = core::Duration(1); // the first one counts
        journal->keep(again);
        parent.filled = size("0.125");
        parent.markOutBps = {0.5, -1.5, calibration::ParentOrder::unknown};
        parent.isOver = true;
        journal->keep(parent);
        EXPECT_TRUE(ear.waitForDurable(
            journal->write({.order = order, .fill = unknownFee, .position = positionOf(fill, "0.5")})));
        EXPECT_TRUE(ear.failures.empty());
    }
    for (const bool isReader : {false, true}) {
        const auto journal = isReader ? nullptr : open();
        const auto read = readHistory(url, {.since = start});
        ASSERT_TRUE(read) << read.error().what;
        const History& history = isReader ? *read : journal->history();
        ASSERT_EQ(history.executions.size(), 2U);
        EXPECT_EQ(history.executions[0],
            (calibration::Execution{.time = start,
                .market = market(),
                .side = fill.side,
                .isMaker = true,
                .price = fill.price,
                .size = fill.coins,
                .notional = 25.125,
                .fee = 0.0123,
                .expectedFeeBps = 25,
                .order = orders::clientText(epoch + 1),
                .decision = orders::clientText(epoch + 98),
                .execution = "T1",
                .workstation = "desk-1"}));
        EXPECT_TRUE(std::isnan(history.executions[1].fee));
        EXPECT_EQ(history.latencies, std::vector{sample});
        ASSERT_EQ(history.parents.size(), 1U);
        const calibration::ParentOrder& kept = history.parents[0];
        EXPECT_TRUE(kept.id == parent.id && kept.venue == parent.venue && kept.symbol == parent.symbol
            && kept.side == parent.side && kept.strategy == "passive" && kept.origin == calibration::Origin::Paper
            && kept.decided == start && kept.isOver && kept.arrivalMid == 100.1 && kept.size == size("2")
            && kept.filled == size("0.125"));
        EXPECT_TRUE(std::isnan(kept.baselineBps));
        EXPECT_TRUE(kept.markOutBps[0] == 0.5 && kept.markOutBps[1] == -1.5 && std::isnan(kept.markOutBps[2]));
    }
    const auto later = readHistory(url, {.since = start + core::Duration(1)});
    EXPECT_TRUE(later && later->isEmpty());
    const auto others = readHistory(url, {.since = start, .exceptWorkstation = "desk-1"});
    EXPECT_TRUE(others && others->executions.empty() && others->latencies.empty());
    environments[core::VenueId("kraken")] = "live";
    EXPECT_TRUE(open()->history().isEmpty());
}

TEST_P(SqlJournalTest, keepsWhatWasDecidedAsItWas)
{
    environments[core::VenueId("kraken")] = "embedded";
    calibration::JournalledDecision least{.id = orders::clientText(epoch + 99),
        .decided = start + core::Duration(1),
        .market = market("alpaca", "AAPL"),
        .workstation = "desk-1",
        .environment = "live"};
    {
        const auto journal = open();
        ASSERT_TRUE(journal);
        journal->keep(fullDecision());
        journal->keep(least);
        calibration::JournalledDecision again = fullDecision();
        again.reason = "another"; // the first one counts
        journal->keep(again);
    }
    const auto read = readDecisions(url, {.since = start});
    ASSERT_TRUE(read) << read.error().what;
    ASSERT_EQ(read->size(), 2U);
    EXPECT_EQ(read->front(), fullDecision());
    EXPECT_TRUE(std::isnan(read->back().impact) && std::isnan(read->back().signalStrength)
        && std::isnan(read->back().allInPrice) && std::isnan(read->back().bestSinglePrice)
        && std::isnan(read->back().homePrice));
    calibration::JournalledDecision kept = read->back();
    for (calibration::JournalledDecision* const each : {&kept, &least}) { // what is not known equals nothing
        each->impact = each->signalStrength = each->allInPrice = each->bestSinglePrice = each->homePrice = 0;
    }
    EXPECT_EQ(kept, least);

    const auto figures = readDecisions(url, {.since = start}, DecisionDetail::WithoutWhatWasSeen);
    ASSERT_TRUE(figures) << figures.error().what;
    calibration::JournalledDecision unseen = fullDecision();
    unseen.features = unseen.rules = "";
    EXPECT_EQ(figures->front(), unseen);
    const auto later = readDecisions(url, {.since = start + core::Duration(1)});
    EXPECT_TRUE(later && later->size() == 1U);
    const auto embedded =
        readDecisions(url, {.since = start, .wants = [](const core::VenueId& /*venue*/, std::string_view environment) {
                                return environment == "embedded";
                            }});
    EXPECT_TRUE(embedded && embedded->size() == 1U);
    EXPECT_TRUE(open()->history().isEmpty()) << "it is no execution";
}

/// Who only reads a journal of an earlier version finds what it knew, and changes nothing.
TEST_P(SqlJournalTest, readsWhatAnEarlierVersionKept)
{
    {
        SideDoor side(url);
        for (const auto& statements :
            {std::span<const char* const>(firstVersion), std::span<const char* const>(thirdVersion)}) {
            for (const char* const statement : statements) {
                side.run(statement);
            }
        }
        side.run("UPDATE fills SET notional = 25");
    }
    const auto decisions = readDecisions(url, {});
    EXPECT_TRUE(decisions && decisions->empty()) << decisions.error().what;
    const auto history = readHistory(url, {});
    ASSERT_TRUE(history) << history.error().what;
    ASSERT_EQ(history->executions.size(), 1U);
    EXPECT_EQ(history->executions[0].decision, "");
    EXPECT_EQ(SideDoor(url).value("SELECT version FROM schema_version"), "3");

    EXPECT_EQ(recovered().orders[0].order.request.decision, 0U);
    const auto journal = open();
    journal->keep(fullDecision());
    while (!journal->isIdle()) { }
    EXPECT_EQ(readDecisions(url, {})->size(), 1U) << "and decisions are kept from now on";
    EXPECT_EQ(readHistory(url, {})->executions[0].decision, "");
}

TEST_P(SqlJournalTest, letsADeskShareOneCalibration)
{
    if (GetParam() == JournalUrl::Kind::Sqlite) {
        GTEST_SKIP() << "a SQLite file belongs to one program";
    }
    const auto first = open("desk-1");
    const auto second = open("desk-2");
    ASSERT_TRUE(first && second);
    Ear ears[2];
    first->setEvents(ears[0].events());
    second->setEvents(ears[1].events());
    const Order order = openOrder(first->epoch() + 1);
    first->write({.order = order}); // wakes both, so that they listen from now on
    second->write({.order = openOrder(second->epoch() + 1)});
    Fill fill = fillOf(order, "T1");
    fill.notional = 25.125;
    fill.feeInQuote = 0.5;
    first->write({.order = order, .fill = fill, .position = positionOf(fill, "0.25")});
    EXPECT_TRUE(ears[1].waitFor([&] { return ears[1].learned.has_value(); }));
    ASSERT_EQ(ears[1].learned->executions.size(), 1U);
    EXPECT_EQ(ears[1].learned->executions[0].workstation, "desk-1");
    EXPECT_FALSE(ears[0].learned) << "its own records are no news";
    EXPECT_EQ(open("desk-3")->history().executions.size(), 1U);
}

/// What a command prints beside the venue's balances.
TEST_P(SqlJournalTest, holdsWhatWasBoughtLessWhatTheVenueKeptOfIt)
{
    const core::MarketId coins = market("binance-spot", "ETHUSDT");
    const auto traded = [&](core::Side side, const char* amount, const char* feeInBase, const char* execution) {
        Order order = openOrder(epoch + 1, coins);
        order.request.side = side;
        Fill fill = fillOf(order, execution);
        fill.size = size(amount);
        fill.feeInBase = size(feeInBase);
        return JournalEntry{
            .order = order, .what = "fill", .at = start, .fill = fill, .position = positionOf(fill, "1")};
    };
    write({traded(core::Side::Bid, "1", "0.001", "1"), traded(core::Side::Bid, "0.5", "0", "2"),
        traded(core::Side::Ask, "0.25", "0", "3"), traded(core::Side::Ask, "0.1", "0.0001", "4")});
    const auto held = readHoldings(url, "live");
    ASSERT_TRUE(held) << held.error().what;
    EXPECT_EQ(held->at(coins), size("1.1489"));
    EXPECT_EQ(SideDoor(url).value("SELECT fee_base FROM fills WHERE execution = '1'"), "0.001");
    EXPECT_TRUE(readHoldings(url, "demo")->empty());
}

TEST_P(SqlJournalTest, makesItsTablesAndKeepsThem)
{
    EXPECT_TRUE(open());
    EXPECT_EQ(SideDoor(url).value("SELECT version FROM schema_version"), std::to_string(schemaVersion()));
    EXPECT_TRUE(open());
    EXPECT_EQ(SideDoor(url).value("SELECT COUNT(*) FROM schema_version"), "1");
}

TEST_P(SqlJournalTest, bringsTheFirstVersionUpToDateAndLosesNothing)
{
    {
        SideDoor side(url);
        for (const char* const statement : firstVersion) {
            side.run(statement);
        }
    }
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.orders.size(), 1U);
    EXPECT_EQ(state.orders[0].order.request.id, 1U);
    EXPECT_EQ(state.orders[0].order.request.size, size("2"));
    EXPECT_EQ(state.orders[0].order.filled, size("0.25"));
    EXPECT_EQ(state.orders[0].executions, std::vector<std::string>{"T1"});
    SideDoor side(url);
    EXPECT_EQ(side.value("SELECT version FROM schema_version"), std::to_string(schemaVersion()));
    EXPECT_EQ(side.value(GetParam() == JournalUrl::Kind::Sqlite
                      ? "SELECT COUNT(*) FROM sqlite_master WHERE name = 'events_order'"
                      : "SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'events_order'"),
        "1");
}

/// What was kept of earlier fills is in their fee and its asset.
TEST_P(SqlJournalTest, knowsWhatWasKeptOfTheFillsOfEarlierVersions)
{
    {
        SideDoor side(url);
        for (const char* const statement : firstVersion) {
            side.run(statement);
        }
        for (const char* const fill : {"'binance-spot', 'ETHUSDT', 'base', 'LL0000000000001', 'desk-1', 'live', 'buy', "
                                       "'100', '1', '0.001', 'ETH', 1, 2",
                 "'binance-spot', 'ETHUSDT', 'quote', 'LL0000000000001', 'desk-1', 'live', 'sell', '100', '0.25', "
                 "'0.025', 'USDT', 1, 2",
                 "'binance-spot', 'ETHUSDT', 'third', 'LL0000000000001', 'desk-1', 'live', 'buy', '100', '0.5', "
                 "'0.0002', 'BNB', 1, 2",
                 "'binance-spot', 'ETHUSDT', 'none', 'LL0000000000001', 'desk-1', 'live', 'buy', '100', '0.5', "
                 "'0', '', 1, 2"}) {
            side.run("INSERT INTO fills VALUES (" + std::string(fill) + ")");
        }
    }
    ASSERT_TRUE(open());
    const auto held = readHoldings(url, "live");
    ASSERT_TRUE(held) << held.error().what;
    EXPECT_EQ(held->at(market("binance-spot", "ETHUSDT")), size("1.749"));
    EXPECT_EQ(held->at(market("kraken", "BTC/USD")), size("0.25")) << "a fee in the quote currency";
}

TEST_P(SqlJournalTest, bringsTheThirdVersionUpToDateAndLosesNothing)
{
    {
        SideDoor side(url);
        for (const auto& statements :
            {std::span<const char* const>(firstVersion), std::span<const char* const>(thirdVersion)}) {
            for (const char* const statement : statements) {
                side.run(statement);
            }
        }
    }
    const orders::RecoveredState state = recovered();
    ASSERT_EQ(state.orders.size(), 2U);
    for (const orders::RecoveredOrder& order : state.orders) {
        EXPECT_EQ(order.order.request.run, 0U) << "of no run";
        EXPECT_TRUE(order.order.earlierVenueOrders.empty());
        EXPECT_FALSE(order.order.request.isReduceOnly);
        EXPECT_EQ(order.order.request.positionSide, core::PositionSide::Net);
        EXPECT_EQ(order.executions.size(), order.order.request.id == 1 ? 1U : 0U);
    }
    EXPECT_TRUE(state.runs.empty());
    EXPECT_EQ(SideDoor(url).value("SELECT version FROM schema_version"), std::to_string(schemaVersion()));

    keep({runRecord()}, {sent(epoch + 2, runId)});
    ASSERT_EQ(recovered().runs.size(), 1U) << "and runs are kept from now on";
    EXPECT_EQ(recovered().runs[0].orders.size(), 1U);
}

TEST_P(SqlJournalTest, takesOverWhatEarlierVersionsKeptForStocksAndLosesNothing)
{
    const Order coins = openOrder(1);
    const Order stock = openOrder(7, market("alpaca", "AAPL"));
    const Fill fill = fillOf(stock, "1");
    write({{.order = coins}});
    {
        JournalUrl former = url;
        former.file = formerStocksFile(url.file); // a server keeps both in one place
        const auto journal = SqlJournal::open({.url = former, .workstation = "desk-1-stocks"}, nextEpoch, start);
        ASSERT_TRUE(journal) << journal.error().what;
        (*journal)->keep(runRecord());
        (*journal)->write(
            {.order = stock, .what = "new", .at = start, .fill = fill, .position = positionOf(fill, "1")});
        (*journal)->write({.order = sent(8, runId), .what = "new", .at = start});
    }
    for (const int starts : {1, 2}) {
        SCOPED_TRACE(starts);
        const orders::RecoveredState state = recovered();
        ASSERT_EQ(state.orders.size(), 3U);
        EXPECT_EQ(state.positions.size(), 1U);
        ASSERT_EQ(state.runs.size(), 1U);
        EXPECT_EQ(state.runs[0].orders.size(), 1U);
        expectSame(state.orders[1].order, stock);
        EXPECT_EQ(state.orders[1].executions, std::vector<std::string>{fill.execution});
    }
    EXPECT_TRUE(recovered("desk-2").orders.empty());
    if (url.kind == JournalUrl::Kind::Sqlite) {
        EXPECT_FALSE(std::filesystem::exists(formerStocksFile(url.file)));
        EXPECT_TRUE(std::filesystem::exists(formerStocksFile(url.file) + ".taken-over"));
    }
}

TEST_P(SqlJournalTest, doesNotTakeStocksFromAnEarlierVersionAtWork)
{
    JournalUrl former = url;
    former.file = formerStocksFile(url.file);
    auto atWork = SqlJournal::open({.url = former, .workstation = "desk-1-stocks"}, nextEpoch, start);
    ASSERT_TRUE(atWork) << atWork.error().what;
    const auto refused = tryOpen();
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().what.find("earlier version"), std::string::npos) << refused.error().what;
    atWork->reset();
    EXPECT_TRUE(open());
}

TEST_P(SqlJournalTest, refusesTablesOfALaterProgramAndLeavesThemAlone)
{
    write({{.order = openOrder(1)}});
    SideDoor(url).run("UPDATE schema_version SET version = " + std::to_string(schemaVersion() + 1));
    const auto opened = tryOpen();
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().what.find("newer Leadline"), std::string::npos) << opened.error().what;
    EXPECT_EQ(SideDoor(url).value("SELECT version FROM schema_version"), std::to_string(schemaVersion() + 1));
    EXPECT_EQ(SideDoor(url).value("SELECT COUNT(*) FROM runs"), "1");
}

TEST_P(SqlJournalTest, leavesNothingBehindWhenAMigrationFails)
{
    SideDoor(url).run("CREATE TABLE events (something INTEGER)"); // somebody else's
    const auto opened = tryOpen();
    ASSERT_FALSE(opened);
    EXPECT_TRUE(opened.error().what.starts_with("journal")) << opened.error().what;
    SideDoor(url).run("DROP TABLE events");
    SideDoor(url).run("CREATE TABLE orders (x INTEGER)");
    SideDoor(url).run("DROP TABLE orders");
    EXPECT_TRUE(open());
}

TEST_P(SqlJournalTest, saysWhichOrderCannotBeRead)
{
    write({{.order = openOrder(1)}});
    SideDoor(url).run("UPDATE orders SET price = 'a lot'");
    const auto opened = tryOpen();
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().what.find("LL0000000000001"), std::string::npos) << opened.error().what;
}

TEST_P(SqlJournalTest, triesAgainUntilItWorksAndLosesNothing)
{
    Ear ear;
    const auto journal = open();
    ASSERT_TRUE(journal);
    journal->setEvents(ear.events());
    ASSERT_TRUE(ear.waitForDurable(journal->write({.order = openOrder(1)})));

    SideDoor(url).run("ALTER TABLE events RENAME TO away");
    journal->write({.order = openOrder(2)});
    journal->write({.order = openOrder(3)});
    ASSERT_TRUE(ear.waitFor([&] { return !ear.failures.empty(); }));
    EXPECT_FALSE(journal->isHealthy());
    EXPECT_FALSE(journal->isIdle());
    SideDoor(url).run("ALTER TABLE away RENAME TO events");

    ASSERT_TRUE(ear.waitForDurable(3));
    EXPECT_EQ(ear.failures.size(), 1U) << "told once";
    EXPECT_TRUE(ear.waitFor([&] { return ear.healed == 1; }));
    EXPECT_TRUE(journal->isHealthy());
    EXPECT_EQ(SideDoor(url).value("SELECT COUNT(*) FROM events"), "3");
}

TEST_P(SqlJournalTest, endsWhileNothingCanBeWritten)
{
    Ear ear;
    auto journal = open();
    ASSERT_TRUE(journal);
    journal->setEvents(ear.events());
    SideDoor(url).run("ALTER TABLE events RENAME TO away");
    journal->write({.order = openOrder(1)});
    ASSERT_TRUE(ear.waitFor([&] { return !ear.failures.empty(); }));
    journal.reset();
    SideDoor(url).run("ALTER TABLE away RENAME TO events");
    EXPECT_TRUE(recovered().orders.empty()) << "a part of an entry must not be there";
}

TEST_P(SqlJournalTest, outlivesALostConnection)
{
    if (GetParam() == JournalUrl::Kind::Sqlite) {
        GTEST_SKIP() << "a file has no connection";
    }
    Ear ear;
    const auto journal = open();
    ASSERT_TRUE(journal);
    journal->setEvents(ear.events());
    ASSERT_TRUE(ear.waitForDurable(journal->write({.order = openOrder(1)})));
    SideDoor(url).run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
        "pg_backend_pid()");
    journal->write({.order = openOrder(2)});
    ASSERT_TRUE(ear.waitForDurable(2));
    EXPECT_LE(ear.failures.size(), 1U);
    EXPECT_EQ(SideDoor(url).value("SELECT COUNT(*) FROM orders"), "2");
    EXPECT_FALSE(tryOpen()) << "the workstation is locked again";
}

/// A venue's words end up in notes: one odd byte may not stop the journal for good.
TEST_P(SqlJournalTest, survivesTextsThatAreNoText)
{
    Ear ear;
    const auto journal = open();
    ASSERT_TRUE(journal);
    journal->setEvents(ear.events());
    Order order = openOrder(1);
    order.note = "broken \xff\xfe utf-8";
    EXPECT_TRUE(ear.waitForDurable(journal->write({.order = order, .what = "\xc3"})));
    order.note = std::string("a zero \0 inside", 15);
    journal->write({.order = order});
    EXPECT_TRUE(ear.waitFor([&] { return ear.durable.back() == 2 || !ear.failures.empty(); }));
    EXPECT_TRUE(ear.failures.empty()) << ear.failures.front();
}

TEST_P(SqlJournalTest, neverSaysThePassword)
{
    if (GetParam() == JournalUrl::Kind::Sqlite) {
        GTEST_SKIP() << "a file has none";
    }
    JournalOptions wrong = options();
    wrong.url.password = "s3cret-w0rd";
    for (const auto& change : std::initializer_list<std::function<void(JournalUrl&)>>{
             [](JournalUrl& u) { u.user = "nobody-here"; }, [](JournalUrl& u) { u.database = "no-such-database"; },
             [](JournalUrl& u) { u.host = "/nowhere"; }, [](JournalUrl& u) { u.port = 1; }}) {
        JournalOptions broken = wrong;
        change(broken.url);
        const auto opened = SqlJournal::open(broken, epoch, start);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().what.find("s3cret-w0rd"), std::string::npos) << opened.error().what;
        EXPECT_NE(opened.error().what.find(broken.url.shown()), std::string::npos) << opened.error().what;
        EXPECT_EQ(opened.error().what.find('\n'), std::string::npos) << opened.error().what;
    }
}

INSTANTIATE_TEST_SUITE_P(Sqlite, SqlJournalTest, testing::Values(JournalUrl::Kind::Sqlite));
INSTANTIATE_TEST_SUITE_P(PostgreSql, SqlJournalTest, testing::Values(JournalUrl::Kind::PostgreSql));

core::Result<std::unique_ptr<SqlJournal>> openFile(const std::string& file)
{
    JournalOptions options;
    options.url.file = file;
    options.workstation = "desk";
    return SqlJournal::open(options, epoch, start);
}

/// What only a file can do.
class SqliteFile : public testing::Test
{
protected:
    void SetUp() override { needApplication(); }

    [[nodiscard]] std::string failureAt(const std::string& file) const
    {
        const auto opened = openFile(file);
        EXPECT_FALSE(opened) << file;
        const std::string what = opened ? std::string() : opened.error().what;
        EXPECT_EQ(what.find('\n'), std::string::npos) << "one line: " << what;
        EXPECT_NE(what.find(file), std::string::npos) << "it names the file: " << what;
        return what;
    }

    QTemporaryDir folder;
    std::string path(const char* name) const { return folder.filePath(QString::fromUtf8(name)).toStdString(); }
};

TEST_F(SqliteFile, isMadeWithItsFolders)
{
    EXPECT_TRUE(openFile(path("some/where/ünïcode 币/j.sqlite")));
}

TEST_F(SqliteFile, cannotBeBelowAFileOrAFolderItself)
{
    std::ofstream(path("file")) << "text";
    EXPECT_EQ(failureAt(path("file") + "/journal.sqlite").find("another Leadline"), std::string::npos);
    ASSERT_EQ(mkdir(path("folder").c_str(), 0700), 0);
    EXPECT_EQ(failureAt(path("folder")).find("another Leadline"), std::string::npos);
}

TEST_F(SqliteFile, thatIsNoDatabaseIsLeftAlone)
{
    const std::string text(4096, 'x');
    std::ofstream(path("letter.txt")) << text;
    EXPECT_NE(failureAt(path("letter.txt")), "");
    std::ifstream file(path("letter.txt"));
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST_F(SqliteFile, inAReadOnlyFolderIsNotSaidToBeInUse)
{
    const std::string file = path("journal.sqlite");
    EXPECT_TRUE(openFile(file));
    ASSERT_EQ(chmod(file.c_str(), 0444), 0);
    ASSERT_EQ(chmod(folder.path().toStdString().c_str(), 0555), 0);
    // The administrator may write everywhere.
    const bool isRoot = geteuid() == 0;
    constexpr uid_t nobody = 65534;
    ASSERT_TRUE(!isRoot || seteuid(nobody) == 0);

    const std::string old = failureAt(file);
    const std::string fresh = failureAt(path("new.sqlite"));

    ASSERT_TRUE(!isRoot || seteuid(0) == 0);
    chmod(folder.path().toStdString().c_str(), 0755);
    EXPECT_EQ(old.find("another Leadline"), std::string::npos) << old;
    EXPECT_EQ(fresh.find("another Leadline"), std::string::npos) << fresh;
}

struct UrlCase {
    std::string text;
    JournalUrl::Kind kind;
    std::string file, host;
    int port;
    std::string database, user, password, shown;
};

std::ostream& operator<<(std::ostream& out, const UrlCase& given)
{
    return out << given.text;
}

class GoodJournalUrl : public testing::TestWithParam<UrlCase>
{
};

TEST_P(GoodJournalUrl, isRead)
{
    const UrlCase& given = GetParam();
    const auto url = JournalUrl::parse(given.text);
    ASSERT_TRUE(url) << url.error().what;
    EXPECT_EQ(url->kind, given.kind);
    EXPECT_EQ(url->file, given.file);
    EXPECT_EQ(url->host, given.host);
    EXPECT_EQ(url->port, given.port);
    EXPECT_EQ(url->database, given.database);
    EXPECT_EQ(url->user, given.user);
    EXPECT_EQ(url->password, given.password);
    EXPECT_EQ(url->shown(), given.shown);
    EXPECT_TRUE(given.password.empty() || url->shown().find(given.password) == std::string::npos);
}

constexpr auto sqlite = JournalUrl::Kind::Sqlite;
constexpr auto postgres = JournalUrl::Kind::PostgreSql;
INSTANTIATE_TEST_SUITE_P(JournalUrl, GoodJournalUrl,
    testing::Values(UrlCase{"sqlite:/var/lib/j.sqlite", sqlite, "/var/lib/j.sqlite", "", 5432, "", "", "",
                        "sqlite:/var/lib/j.sqlite"},
        UrlCase{"sqlite:relative 100%.db", sqlite, "relative 100%.db", "", 5432, "", "", "", "sqlite:relative 100%.db"},
        UrlCase{"postgresql://desk@db.example/leadline", postgres, "", "db.example", 5432, "leadline", "desk", "",
            "postgresql://desk@db.example:5432/leadline"},
        UrlCase{
            "postgres://db/leadline", postgres, "", "db", 5432, "leadline", "", "", "postgresql://db:5432/leadline"},
        UrlCase{"postgresql://desk:s3cret@db:6432/leadline", postgres, "", "db", 6432, "leadline", "desk", "s3cret",
            "postgresql://desk@db:6432/leadline"},
        UrlCase{"postgresql://de%40sk:p%40ss%2Fw%3Ard%25@db/lead%20line", postgres, "", "db", 5432, "lead line",
            "de@sk", "p@ss/w:rd%", "postgresql://de@sk@db:5432/lead line"},
        UrlCase{"postgresql://desk@/leadline?host=/run/postgresql", postgres, "", "/run/postgresql", 5432, "leadline",
            "desk", "", "postgresql://desk@/run/postgresql:5432/leadline"},
        UrlCase{"postgresql:///leadline?host=/tmp/a%20b", postgres, "", "/tmp/a b", 5432, "leadline", "", "",
            "postgresql:///tmp/a b:5432/leadline"},
        UrlCase{"postgresql://postgres@localhost/postgres?host=/tmp/pg", postgres, "", "/tmp/pg", 5432, "postgres",
            "postgres", "", "postgresql://postgres@/tmp/pg:5432/postgres"},
        UrlCase{"postgresql://desk@localhost/leadline?host=%2Ftmp%2Fpg", postgres, "", "/tmp/pg", 5432, "leadline",
            "desk", "", "postgresql://desk@/tmp/pg:5432/leadline"}));

class BadJournalUrl : public testing::TestWithParam<const char*>
{
};

TEST_P(BadJournalUrl, isRefusedInOneLineWithoutItsPassword)
{
    const auto url = JournalUrl::parse(GetParam());
    ASSERT_FALSE(url);
    EXPECT_NE(url.error().what.find("address"), std::string::npos);
    EXPECT_EQ(url.error().what.find('\n'), std::string::npos);
    EXPECT_EQ(url.error().what.find("s3cret"), std::string::npos) << url.error().what;
}

INSTANTIATE_TEST_SUITE_P(JournalUrl, BadJournalUrl,
    testing::Values("", "sqlite", "sqlite:", "/var/lib/journal.sqlite", "mysql://u:s3cret@db/leadline",
        "postgresql:", "postgresql://", "postgresql://db", "postgresql://db/", "postgresql:///leadline",
        "postgresql://u:s3cret@db", "postgresql://u:s3cret@/leadline", "postgresql://u:s3cret@db:99999/leadline",
        "postgresql://u:s3cret@db:port/leadline", "postgresql://u:s3cret#x@db/leadline",
        "postgresql://u:s3cret@db/leadline#x", "postgresql://db/leadline?password=s3cret",
        "postgresql://db/leadline?sslmode=require"));

} // namespace leadline::journal
