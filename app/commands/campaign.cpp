// SPDX-License-Identifier: MIT
/// The fault campaign: thousands of orders against the embedded market under every fault, or with the program killed
/// again and again, and at the end three witnesses that must agree: the journal, the manager and the venue.
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/settings/system_clock.h"
#include "engine/drill/order_storm.h"
#include "engine/feeds/trading_line.h"
#include "engine/journal/journal_reader.h"
#include "engine/sim/server/market_server.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <unordered_map>

namespace leadline::app
{

namespace
{

struct CampaignArguments {
    int orders = 10'000;
    int seed = 1;
    std::string fault = "all"; ///< or the name of one
    int kills = 0; ///< kill -9 so often in place of the faults' table
    std::string journal; ///< of the kills; empty: SQLite in a temporary folder
    std::string stopJournal; ///< shell commands that take the journal's server away in the middle, and bring it back
    std::string startJournal;
    bool isWorker = false; ///< the process that is killed
    bool settles = false; ///< a worker that only takes over, cancels and ends
    std::string mid;
    std::vector<std::string> connect; ///< venue=127.0.0.1:port
};

using namespace Qt::StringLiterals;

constexpr std::chrono::seconds settleWithin{90};
constexpr std::chrono::milliseconds deskBeat{5};

/// One embedded venue of the campaign.
struct Place {
    const venues::Venue* venue = nullptr;
    core::Instrument instrument;
    std::unique_ptr<sim::MarketServer> server; ///< null in a process that only trades
    venues::Endpoints endpoints;
};

core::Instrument instrumentOf(const venues::Venue& venue, const sim::EmbeddedMarketSettings& settings)
{
    core::Instrument instrument = venue.instrumentOf({venue.id, venue.symbolOf(settings.pair)});
    instrument.pair = settings.pair;
    instrument.tick = settings.tick;
    instrument.lot = settings.lot;
    instrument.minimumNotional = settings.minimumNotional;
    return instrument;
}

std::vector<Place> openPlaces(std::uint64_t seed, const core::Clock& clock)
{
    std::vector<Place> places;
    const core::Pair pair{core::Asset("ETH"), core::Asset("USDT")};
    for (const char* const name : {"binance-futures", "kraken"}) {
        Place& place = places.emplace_back();
        place.venue = venues::findVenue(name);
        const auto settings = *sim::embeddedSettings(name, place.venue->symbolOf(pair).text(), pair, seed);
        place.instrument = instrumentOf(*place.venue, settings);
        place.server = std::make_unique<sim::MarketServer>(name, settings, clock, sim::Fault{});
        const quint16 port = place.server->listen(0);
        const std::string address = "127.0.0.1:" + std::to_string(port);
        place.endpoints = {"ws://" + address, "http://" + address};
    }
    return places;
}

void addVenue(execution::ExecutionEngine& desk, const Place& place)
{
    const bool isKraken = place.venue->id.view() == "kraken";
    const feeds::TradingTiming timing{.requestValidFor = std::chrono::milliseconds(1000),
        .answerWithin = std::chrono::milliseconds(400),
        .accountEvery = std::chrono::milliseconds(2000),
        .transport = {.firstRetry = std::chrono::milliseconds(30), .longestRetry = std::chrono::milliseconds(200)}};
    const auto added = desk.addVenue(*place.venue,
        {.name = "embedded", .isLive = false, .endpoints = place.endpoints, .isLimited = false},
        {std::string(sim::embeddedKey), isKraken ? sim::embeddedSecretBase64() : std::string(sim::embeddedSecret)},
        place.instrument, timing);
    if (!added) {
        complain(added.error().what);
    }
}

/// Lets events run until the condition holds; false when it did not in time.
template <class Condition> bool runUntil(Condition condition, std::chrono::milliseconds patience)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > patience.count()) {
            return false;
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
    }
    return true;
}

/// How often a fault strikes.
int oneIn(sim::TradeFault fault)
{
    // What costs a whole connection, or seconds, strikes less often.
    switch (fault) {
    case sim::TradeFault::DropRequest:
    case sim::TradeFault::LoseAnswer:
    case sim::TradeFault::Delay:
    case sim::TradeFault::ServerError:
        return 12;
    case sim::TradeFault::SessionExpires:
    case sim::TradeFault::ClockSkew:
    case sim::TradeFault::TooManyRequests:
        return 40;
    case sim::TradeFault::Banned:
        return 150;
    default:
        return 5;
    }
}

/// What the three witnesses say against each other.
struct Agreement {
    int orders = 0;
    int fills = 0;
    int neverArrived = 0;
    int duplicates = 0; ///< orders the venue has twice
    int lostFills = 0; ///< fills of the venue that the journal lacks, or the other way round
    int leftWorking = 0;
    int disagreements = 0; ///< about an order's end
    std::vector<std::string> examples;

    [[nodiscard]] bool holds() const
    {
        return duplicates == 0 && lostFills == 0 && leftWorking == 0 && disagreements == 0;
    }
    void complainOf(int& counter, const std::string& what)
    {
        ++counter;
        if (examples.size() < 5) {
            examples.push_back(what);
        }
    }
    Agreement& operator+=(const Agreement& other)
    {
        orders += other.orders;
        fills += other.fills;
        neverArrived += other.neverArrived;
        duplicates += other.duplicates;
        lostFills += other.lostFills;
        leftWorking += other.leftWorking;
        disagreements += other.disagreements;
        examples.insert(examples.end(), other.examples.begin(), other.examples.end());
        return *this;
    }
};

std::string expectedState(const sim::AccountOrder& order)
{
    return std::string(order.isOpen()                         ? "working"
            : order.status == sim::AccountOrderStatus::Filled ? "filled"
                                                              : "over");
}

bool fits(const std::string& venueSays, const std::string& journalSays)
{
    return venueSays == "filled" ? journalSays == "filled"
        : venueSays == "over"    ? journalSays == "cancelled" || journalSays == "expired"
                                 : false;
}

/// The journal against the venues' accounts.
core::Result<Agreement> compare(const std::string& journal, const std::vector<Place>& places)
{
    const auto url = journal::JournalUrl::parse(journal);
    const auto journalled = url ? journal::readJournal(*url) : std::unexpected(url.error());
    if (!journalled) {
        return std::unexpected(journalled.error());
    }
    Agreement result;
    std::unordered_map<std::string, const sim::AccountOrder*> atVenue;
    for (const Place& place : places) {
        for (const auto& [id, order] : place.server->account()->orders()) {
            if (!atVenue.emplace(order.clientId, &order).second) {
                result.complainOf(result.duplicates, order.clientId + " is at " + place.venue->id.text() + " twice");
            }
            if (order.isOpen()) {
                result.complainOf(result.leftWorking, order.clientId + " is working at " + place.venue->id.text());
            }
        }
        result.fills += static_cast<int>(place.server->account()->fills().size());
    }
    int fills = 0;
    for (const journal::JournalledOrder& order : *journalled) {
        ++result.orders;
        fills += order.fillCount;
        const auto found = atVenue.find(order.clientId);
        if (order.filled != order.fills) {
            result.complainOf(result.lostFills,
                order.clientId + ": filled " + order.filled.text() + ", its fills are " + order.fills.text());
        }
        if (found == atVenue.end()) {
            ++result.neverArrived;
            if (order.isOpen || !order.filled.isZero() || (order.state != "rejected" && order.state != "cancelled")) {
                result.complainOf(result.disagreements,
                    order.clientId + ": the journal says " + order.state + ", the venue never had it");
            }
            continue;
        }
        const std::string says = expectedState(*found->second);
        if (!fits(says, order.state)) {
            result.complainOf(
                result.disagreements, order.clientId + ": the journal says " + order.state + ", the venue " + says);
        }
        if (order.filled != found->second->filled) {
            result.complainOf(result.lostFills,
                order.clientId + ": the journal says " + order.filled.text() + " is filled, the venue "
                    + found->second->filled.text());
        }
        atVenue.erase(found);
    }
    for (const auto& [clientId, order] : atVenue) {
        result.complainOf(result.disagreements, clientId + " is at a venue, and not in the journal");
    }
    if (fills != result.fills) {
        result.complainOf(result.lostFills,
            "the venues count " + std::to_string(result.fills) + " fills, the journal " + std::to_string(fills));
    }
    return result;
}

/// The manager against the journal.
void compareManager(const execution::ExecutionEngine& desk, const std::string& journal, Agreement& result)
{
    const auto url = journal::JournalUrl::parse(journal);
    const auto journalled = journal::readJournal(*url);
    for (const journal::JournalledOrder& order : *journalled) {
        const auto id = orders::clientIdOf(order.clientId);
        const orders::Order* const known = id ? desk.manager().find(*id) : nullptr;
        if (known == nullptr || std::string(orders::describe(known->state)) != order.state
            || known->filled != order.filled) {
            result.complainOf(result.disagreements, order.clientId + ": manager and journal differ");
        }
    }
}

void printHead()
{
    std::printf("%-16s %8s %8s %8s %8s %8s %8s %8s %10s %7s %10s\n", "fault", "orders", "injected", "unknown", "asked",
        "fills", "repeats", "absent", "duplicates", "lost", "agreement");
}

void printRow(
    const std::string& name, const Agreement& result, quint64 injected, const orders::ManagerCounters& counters)
{
    std::printf("%-16s %8d %8llu %8llu %8llu %8d %8llu %8d %10d %7d %10s\n", name.c_str(), result.orders,
        static_cast<unsigned long long>(injected), static_cast<unsigned long long>(counters.unknowns),
        static_cast<unsigned long long>(counters.questions), result.fills,
        static_cast<unsigned long long>(counters.duplicateFills), result.neverArrived, result.duplicates,
        result.lostFills, result.holds() ? "yes" : "NO");
    std::fflush(stdout);
    for (const std::string& example : result.examples) {
        complain("  " + example);
    }
}

/// Stops everything and waits until nothing is unclear.
bool settle(execution::ExecutionEngine& desk)
{
    desk.stopEverything(false);
    return runUntil([&] { return desk.receipt()->isComplete && desk.isQuiet(); }, settleWithin);
}

core::Result<Agreement> runFault(
    sim::TradeFault fault, int orders, const CampaignArguments& arguments, const core::Clock& clock)
{
    QTemporaryDir folder;
    const std::string journal = "sqlite:" + folder.filePath(u"journal.sqlite"_s).toStdString();
    const auto seed = static_cast<std::uint64_t>(arguments.seed) + static_cast<std::uint64_t>(fault);
    std::vector<Place> places = openPlaces(seed, clock);
    execution::ExecutionEngine desk(drill::stormOptions(journal, seed), clock);
    if (auto opened = desk.open(); !opened) {
        return std::unexpected(opened.error());
    }
    QTimer beat;
    QObject::connect(&beat, &QTimer::timeout, &desk, &execution::ExecutionEngine::tick);
    beat.start(deskBeat);
    drill::OrderStorm storm(desk, clock, {.orders = orders, .seed = seed}, [&](const core::MarketId& market) {
        const auto place = std::ranges::find_if(places, [&](const Place& p) { return p.instrument.id == market; });
        return place->server->account()->markPrice();
    });
    for (const Place& place : places) {
        addVenue(desk, place);
        storm.addMarket(place.instrument);
        place.server->setTradeFault(static_cast<int>(fault), oneIn(fault), seed);
    }
    storm.start();
    const bool sent = runUntil([&] { return storm.isOver(); }, std::chrono::minutes(20));
    quint64 injected = 0;
    for (const Place& place : places) {
        injected += place.server->tradeFaultsStruck();
    }
    // The faults go on while everything is being stopped: half of the campaign is the kill switch under fire.
    const bool settled = sent && settle(desk);
    for (const Place& place : places) {
        place.server->setTradeFault(0, 1, 0);
    }
    const bool isClean = settled || settle(desk);
    auto result = compare(journal, places);
    if (result) {
        compareManager(desk, journal, *result);
        if (!isClean) {
            result->complainOf(result->disagreements, "something stayed unclear after 90 s");
        }
        printRow(std::string(sim::nameOf(fault)), *result, injected, desk.manager().counters());
    }
    return result;
}

} // namespace

/// The process that trades and is killed: it is told where the venues are.
int runCampaignWorker(int& argc, char** argv, const CampaignArguments& arguments)
{
    QCoreApplication application(argc, argv);
    const app::SystemClock clock;
    execution::ExecutionEngine desk(
        drill::stormOptions(arguments.journal, static_cast<std::uint64_t>(arguments.seed)), clock);
    if (const auto opened = desk.open(); !opened) {
        complain(opened.error().what);
        return exitFailed;
    }
    QTimer beat;
    QObject::connect(&beat, &QTimer::timeout, &desk, &execution::ExecutionEngine::tick);
    beat.start(deskBeat);
    const core::Pair pair{core::Asset("ETH"), core::Asset("USDT")};
    const auto mid = core::Price::parse(arguments.mid);
    drill::OrderStorm storm(desk, clock,
        {.orders = arguments.settles ? 0 : 1'000'000, .seed = static_cast<std::uint64_t>(arguments.seed)},
        [&](const core::MarketId& /*market*/) { return mid.value_or(core::Price{}); });
    for (const std::string& text : arguments.connect) {
        const auto equals = text.find('=');
        Place place;
        place.venue = venues::findVenue(std::string_view(text).substr(0, equals));
        if (place.venue == nullptr || equals == std::string::npos) {
            complain("--connect " + text + ": must be venue=127.0.0.1:port");
            return exitBadInput;
        }
        place.instrument = instrumentOf(
            *place.venue, *sim::embeddedSettings(place.venue->id.view(), place.venue->symbolOf(pair).text(), pair, 1));
        const std::string address = text.substr(equals + 1);
        place.endpoints = {"ws://" + address, "http://" + address};
        addVenue(desk, place);
        storm.addMarket(place.instrument);
    }
    std::puts("ready");
    std::fflush(stdout);
    if (arguments.settles) {
        const bool isSettled = settle(desk);
        if (!isSettled) {
            complain("something stayed unclear");
        }
        return isSettled ? exitSuccess : exitFailed;
    }
    storm.start();
    return QCoreApplication::exec();
}

namespace
{

/// A child that trades against our venues.
std::unique_ptr<QProcess> startWorker(
    const std::string& journal, const std::vector<Place>& places, int seed, bool settles)
{
    auto child = std::make_unique<QProcess>();
    QStringList words{u"campaign"_s, u"--worker"_s, u"--journal"_s, QString::fromStdString(journal), u"--seed"_s,
        QString::number(seed), u"--mid"_s,
        QString::fromStdString(places.front().server->account()->markPrice().text())};
    for (const Place& place : places) {
        words << u"--connect"_s
              << QString::fromStdString(place.venue->id.text() + "=" + place.endpoints.rest.substr(7));
    }
    if (settles) {
        words << u"--settle"_s;
    }
    child->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child->start(QCoreApplication::applicationFilePath(), words);
    return child;
}

void command(const std::string& words)
{
    QProcess process;
    process.start(u"/bin/sh"_s, {u"-c"_s, QString::fromStdString(words)});
    process.waitForFinished(60'000);
}

int runKills(const CampaignArguments& arguments, const core::Clock& clock)
{
    QTemporaryDir folder;
    const std::string journal =
        arguments.journal.empty() ? "sqlite:" + folder.filePath(u"journal.sqlite"_s).toStdString() : arguments.journal;
    std::vector<Place> places = openPlaces(static_cast<std::uint64_t>(arguments.seed), clock);
    std::mt19937_64 random(static_cast<std::uint64_t>(arguments.seed));
    int killed = 0;
    for (int i = 0; i < arguments.kills; ++i) {
        const auto fault = static_cast<sim::TradeFault>(i % sim::tradeFaults);
        for (const Place& place : places) {
            place.server->setTradeFault(static_cast<int>(fault), oneIn(fault), random());
        }
        const auto child = startWorker(journal, places, arguments.seed + i, false);
        runUntil([&] { return child->canReadLine() || child->state() == QProcess::NotRunning; }, settleWithin);
        if (child->state() == QProcess::NotRunning) {
            complain("the worker ended by itself");
            return exitFailed;
        }
        const bool interrupts = i == arguments.kills / 2 && !arguments.stopJournal.empty();
        if (interrupts) {
            runUntil([] { return false; }, std::chrono::milliseconds(500));
            command(arguments.stopJournal);
            runUntil([] { return false; }, std::chrono::milliseconds(1500));
            command(arguments.startJournal);
            runUntil([] { return false; }, std::chrono::milliseconds(1500));
        }
        // From its first instant to a few orders later, mostly while requests are under way.
        const auto life = std::chrono::milliseconds(20 + static_cast<int>(random() % 900));
        runUntil([&] { return child->state() == QProcess::NotRunning; }, life);
        child->kill();
        child->waitForFinished();
        ++killed;
        if (killed % 20 == 0) {
            std::fprintf(stderr, "%d of %d kills\n", killed, arguments.kills);
        }
    }
    for (const Place& place : places) {
        place.server->setTradeFault(0, 1, 0);
    }
    const auto last = startWorker(journal, places, arguments.seed, true);
    runUntil([&] { return last->state() == QProcess::NotRunning && last->exitStatus() == QProcess::NormalExit; },
        settleWithin * 2);
    auto result = compare(journal, places);
    if (!result) {
        complain(result.error().what);
        return exitFailed;
    }
    if (last->exitCode() != 0) {
        result->complainOf(result->disagreements, "the last run did not settle");
    }
    std::printf("%d kills, %d orders, %d fills, %d never arrived: duplicates %d, lost fills %d, left working %d, "
                "disagreements %d\n",
        killed, result->orders, result->fills, result->neverArrived, result->duplicates, result->lostFills,
        result->leftWorking, result->disagreements);
    for (const std::string& example : result->examples) {
        complain("  " + example);
    }
    return result->holds() ? exitSuccess : exitFailed;
}

int runCampaign(int& argc, char** argv, const CampaignArguments& arguments)
{
    if (arguments.isWorker) {
        return runCampaignWorker(argc, argv, arguments);
    }
    QCoreApplication application(argc, argv);
    const app::SystemClock clock;
    if (arguments.kills > 0) {
        return runKills(arguments, clock);
    }
    const bool all = arguments.fault == "all";
    const auto only = sim::tradeFaultOf(arguments.fault);
    if (!all && !only) {
        complain("--fault " + arguments.fault + ": must be all or a fault of the trading side, as for `leadline sim`");
        return exitBadInput;
    }
    printHead();
    Agreement sum;
    for (int i = 0; i < sim::tradeFaults; ++i) {
        const auto fault = static_cast<sim::TradeFault>(i);
        if (!all && fault != *only) {
            continue;
        }
        const auto result =
            runFault(fault, all ? arguments.orders / sim::tradeFaults + 1 : arguments.orders, arguments, clock);
        if (!result) {
            complain(result.error().what);
            return exitFailed;
        }
        sum += *result;
    }
    std::printf("%d orders, %d fills: duplicates %d, lost fills %d, left working after the kill switch %d, "
                "disagreements %d\n",
        sum.orders, sum.fills, sum.duplicates, sum.lostFills, sum.leftWorking, sum.disagreements);
    return sum.holds() ? exitSuccess : exitFailed;
}

Runner addCampaign(CLI::App& command)
{
    const auto arguments = std::make_shared<CampaignArguments>();
    command.add_option("--orders", arguments->orders, "orders in all (default 10000)")
        ->check(CLI::Range(1, 10'000'000));
    command.add_option("--seed", arguments->seed, "seed of orders and faults (default 1)");
    command.add_option("--fault", arguments->fault, "all (default), or one by its name");
    command.add_option("--kills", arguments->kills, "kill the program that trades this often, at random moments")
        ->check(CLI::Range(0, 100'000));
    command.add_option("--journal", arguments->journal, "journal of the kills: sqlite:FILE or postgresql://...");
    command.add_option("--stop-journal", arguments->stopJournal, "command that takes its server away half way");
    command.add_option("--start-journal", arguments->startJournal, "command that brings it back");
    command.add_flag("--worker", arguments->isWorker)->group("");
    command.add_flag("--settle", arguments->settles)->group("");
    command.add_option("--mid", arguments->mid)->group("");
    command.add_option("--connect", arguments->connect)->group("");
    return [arguments](Invocation& invocation) { return runCampaign(invocation.argc, invocation.argv, *arguments); };
}

} // namespace

const Command campaignCommand{"campaign",
    "thousands of orders against the embedded market under every fault; who lost what at the end", addCampaign};

} // namespace leadline::app
