// SPDX-License-Identifier: MIT
/// The data services of a scan, asked over real sockets of a served market.
#include "engine/session/quote_sources.h"

#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QTest>

#include <algorithm>
#include <memory>

using namespace leadline;
using sim::Fault;
using sim::FaultKind;

namespace
{

const venues::Credentials ours{std::string(sim::embeddedKey), std::string(sim::embeddedSecret)};

/// A served market, its three services, and a scanner that asks them.
class Services
{
public:
    explicit Services(session::QuoteSourceOptions options = {}, int dataRequests = 0)
    {
        clock.advance(std::chrono::hours(14) + std::chrono::minutes(6)); // ten o'clock in New York, a Friday
        sim::AlpacaSettings settings;
        settings.market.hasIncidents = false;
        settings.dataRequests = dataRequests;
        server = std::make_unique<sim::MarketServer>(sim::makeEmbeddedStocks(settings, clock.now()), clock, Fault{});
        const std::string address = "127.0.0.1:" + std::to_string(server->listen(0));
        const venues::Endpoints served{"ws://" + address, "http://" + address};
        if (options.alpaca.rest.empty()) {
            options.alpaca = served;
        }
        if (options.polygon.rest.empty()) {
            options.polygon = served;
        }
        sources = std::make_unique<session::QuoteSources>(
            options, clock, [this](const core::StockSnapshot& snapshot) { arrived.push_back(snapshot); }, nullptr);
        scanner = std::make_unique<picks::Scanner>(
            sources->chain(), watch, [this](const picks::SharedScan& done) { report = done; });
        sources->answerTo(*scanner);
    }
    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> all;
        std::ranges::transform(sources->chain(), std::back_inserter(all),
            [](const picks::QuoteSource* source) { return source->terms().name; });
        return all;
    }
    bool scans(const std::vector<const char*>& symbols = {"AAPL", "MSFT"})
    {
        std::vector<picks::ListedSymbol> listed;
        for (const char* const symbol : symbols) {
            listed.push_back({.symbol = core::Symbol(symbol)});
        }
        report.reset();
        // The market has to trade for a moment before there are quotes.
        tests::runUntil(clock, [&, until = clock.now() + std::chrono::seconds(1)] { return clock.now() >= until; });
        if (!scanner->begin(picks::Mode::Safe, listed, clock.now())) {
            return false;
        }
        return tests::runUntil(clock, [this] {
            scanner->timePassed(clock.now());
            return report != nullptr;
        });
    }
    [[nodiscard]] const picks::PickRow& row(const char* symbol) const
    {
        return *std::ranges::find(
            report->rows, core::Symbol(symbol), [](const picks::PickRow& one) { return one.reading.symbol; });
    }

    tests::TestClock clock;
    std::unique_ptr<sim::MarketServer> server;
    picks::MarketWatch watch{std::chrono::minutes(5), {}};
    std::vector<core::StockSnapshot> arrived;
    picks::SharedScan report;
    std::unique_ptr<session::QuoteSources> sources;
    std::unique_ptr<picks::Scanner> scanner;
};

} // namespace

class QuoteSourcesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theChainIsWhatKeysAndPlanAllow_data()
    {
        QTest::addColumn<bool>("hasPolygon");
        QTest::addColumn<bool>("hasSip");
        QTest::addColumn<QString>("names");
        QTest::newRow("everything") << true << true << QStringLiteral("Massive, Alpaca, IEX (via Alpaca)");
        QTest::newRow("no key of Massive") << false << true << QStringLiteral("Alpaca, IEX (via Alpaca)");
        QTest::newRow("the free plan") << false << false << QStringLiteral("IEX (via Alpaca)");
        QTest::newRow("free, with Massive") << true << false << QStringLiteral("Massive, IEX (via Alpaca)");
    }
    void theChainIsWhatKeysAndPlanAllow()
    {
        QFETCH(const bool, hasPolygon);
        QFETCH(const bool, hasSip);
        QFETCH(const QString, names);
        const Services s(
            {.alpacaKey = ours, .hasSip = hasSip, .polygonKey = hasPolygon ? ours : venues::Credentials{}});
        QStringList found;
        for (const std::string& name : s.names()) {
            found << QString::fromStdString(name);
        }
        QCOMPARE(found.join(QStringLiteral(", ")), names);
        QVERIFY(s.sources->chain().back()->terms().kind == picks::SourceKind::OneExchange); // never called an NBBO
    }

    void theBestSourceAnswersAndEveryPictureIsTold()
    {
        Services s({.alpacaKey = ours, .polygonKey = ours});
        QVERIFY(s.scans());
        QCOMPARE(s.row("AAPL").source, std::string("Massive"));
        QVERIFY(s.row("AAPL").fallBacks.empty());
        QVERIFY(s.row("AAPL").reading.bid.price < s.row("AAPL").reading.ask.price);
        QVERIFY(std::ranges::any_of(
            s.arrived, [](const core::StockSnapshot& picture) { return picture.symbol == core::Symbol("MSFT"); }));
    }

    void whyASourceIsPassedOverIsKept_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("why");
        QTest::newRow("a plan without it")
            << static_cast<int>(FaultKind::NotAuthorized) << QStringLiteral("not authorised");
        QTest::newRow("too many requests") << static_cast<int>(FaultKind::NoSnapshot) << QStringLiteral("429 until ");
        QTest::newRow("out of order") << static_cast<int>(FaultKind::Unavailable) << QStringLiteral("503");
    }
    void whyASourceIsPassedOverIsKept()
    {
        QFETCH(const int, fault);
        QFETCH(const QString, why);
        Services s({.alpacaKey = ours, .polygonKey = ours});
        s.server->setFault(static_cast<FaultKind>(fault));
        QVERIFY(s.scans({"AAPL"}));
        const auto& passed = s.row("AAPL").fallBacks;
        QCOMPARE(passed.size(), std::size_t(3));
        for (const picks::FallBack& one : passed) {
            QVERIFY2(QString::fromStdString(one.why).contains(why), one.why.c_str());
        }
        QVERIFY(s.row("AAPL").source.empty());
        QVERIFY(s.arrived.empty());
    }

    void aWrongKeyIsNotAuthorisedAndTheNextSourceAnswers()
    {
        Services s({.alpacaKey = ours, .polygonKey = {"wrong", "wrong"}});
        QVERIFY(s.scans({"AAPL"}));
        QCOMPARE(s.row("AAPL").source, std::string("Alpaca"));
        QCOMPARE(s.row("AAPL").fallBacks.size(), std::size_t(1));
        QCOMPARE(s.row("AAPL").fallBacks[0].source, std::string("Massive"));
        QVERIFY2(s.row("AAPL").fallBacks[0].why.starts_with("not authorised"), s.row("AAPL").fallBacks[0].why.c_str());
    }

    void aServiceThatIsNotThereIsPassedOver()
    {
        Services s({.alpacaKey = ours, .polygon = {"ws://127.0.0.1:9", "http://127.0.0.1:9"}, .polygonKey = ours});
        QVERIFY(s.scans({"AAPL"}));
        QCOMPARE(s.row("AAPL").source, std::string("Alpaca"));
        QVERIFY2(!s.row("AAPL").fallBacks.at(0).why.empty(), "the reason is kept");
    }

    void usedUpRequestsAreWaitedForAsTheServiceSays()
    {
        Services s({.alpacaKey = ours, .hasSip = true}, 1);
        QVERIFY(s.scans({"AAPL"}));
        QCOMPARE(s.row("AAPL").source, std::string("Alpaca")); // the only request of this minute
        s.clock.advance(std::chrono::seconds(11)); // out of the cache
        QVERIFY(s.scans({"AAPL"}));
        const auto& passed = s.row("AAPL").fallBacks;
        QCOMPARE(passed.size(), std::size_t(2));
        QVERIFY2(passed[0].why.starts_with("429 until 10:0"), passed[0].why.c_str());
    }
};

const QtSuite<QuoteSourcesTest> suite{"engine/quote_sources"};

#include "quote_sources_test.moc"
