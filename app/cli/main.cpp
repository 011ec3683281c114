// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/settings/settings.h"
#include "app/window/window.h"

#include <CLI/CLI.hpp>

#include <unistd.h>

namespace
{

using namespace leadline::app;

std::vector<std::string> environmentEntries()
{
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        entries.emplace_back(*entry);
    }
    return entries;
}

void addTapeOptions(CLI::App& command, TapeArguments& tapes)
{
    command
        .add_option("TAPE", tapes.tapes,
            "recordings: `<receive time> <venue JSON>` a line, or packets (pcap, pcap-ng); gzip, zstd or plain")
        ->required();
    command.add_option("--venue", tapes.venue, "venue of the recordings, when neither name nor messages tell");
    command.add_option("--symbol", tapes.symbols, "only these, comma-separated, as their venue names them: AAPL,MSFT")
        ->delimiter(',')
        ->allow_extra_args(false);
}

void addRecordedOptions(CLI::App& command, RecordedArguments& recorded, CLI::Option* dryRun)
{
    CLI::Option* const tape =
        command
            .add_option("--tape", recorded.tapes.tapes, "with --dry-run: quotes of recordings of stocks, as for `book`")
            ->needs(dryRun);
    command.add_option("--at", recorded.at, "UTC time (2025-11-20T15:00:00Z) or nanoseconds (default: the tapes' end)")
        ->needs(tape);
    command.add_option("--venue", recorded.tapes.venue, "venue of the tapes, when neither name nor messages tell")
        ->needs(tape);
    command
        .add_option(
            "--symbol", recorded.tapes.symbols, "read only these of the tapes (default: the plan's and those held)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->needs(tape);
    command.add_option("--cash", recorded.cash, "dollars there are, for a tape has no account (default 100000)")
        ->needs(tape);
    command.add_option("--positions", recorded.positions, "what is held, a CSV: symbol,shares (default: nothing)")
        ->needs(tape);
    command.add_flag("--fractional", recorded.isFractional, "fractions of shares are traded (default: whole ones)")
        ->needs(tape);
}

} // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): what cannot be begun ends the program, and says so
int main(int argc, char** argv)
{
    CLI::App app("Leadline: see depth, know what an order would cost and how to send it, click to trade.", "leadline");
    app.set_version_flag("--version", "leadline 0.1.0");
    std::vector<std::string> overrides;
    std::string settingsFile;
    app.add_option("--set", overrides, "override a setting: section.key=value (may be repeated)")
        ->allow_extra_args(false);
    app.add_option("--settings", settingsFile, "settings file (default: ~/.config/leadline/leadline.toml)");
    WindowArguments window;
    app.add_flag("--live", window.live, "the live venue of the settings in place of the embedded market");
    app.add_option("--tape", window.tapes, "open recordings in place of a market");
    app.add_option("--tape-venue", window.venue, "venue of the recordings, when neither name nor messages tell");
    app.add_option("--tape-symbol", window.symbols, "only this symbol of the recordings, as its venue names it: AAPL")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--speed", window.speed, "speed of the recording; 0: as fast as possible (default 1)")
        ->check(CLI::Range(0.0, 100000.0));
    app.add_option("--screenshot", window.screenshot, "write a picture of the window to this file, then end");
    app.add_option("--screenshot-after", window.screenshotAfter, "seconds before the picture (default 5)")
        ->check(CLI::Range(0.1, 3600.0));
    app.add_flag("--tour", window.tour, "place a few paper orders before the picture");
    app.add_option("--show", window.panel, "bring a panel to the front: decisions, blotter, stop, venues ...");
    app.add_option("--geometry", window.geometry, "size of the window: WIDTHxHEIGHT");
    app.require_subcommand(0, 1);
    app.fallthrough();

    TapeArguments tapes;
    std::string out;
    CLI::App* const features = app.add_subcommand("features", "features of a recording, one row a sample");
    addTapeOptions(*features, tapes);
    features->add_option("--out", out, "F.parquet, F.csv, or - for CSV on standard output")->required();

    ScoreArguments score;
    CLI::App* const scoreCommand =
        app.add_subcommand("score", "a trained model's word on a recording, one row a sample");
    addTapeOptions(*scoreCommand, tapes);
    scoreCommand->add_option("--model", score.model, "of XGBoost, saved as .json; docs/signals.md says what it needs")
        ->required();
    scoreCommand->add_option("--out", score.out, "F.csv, or - for standard output (default)");
    scoreCommand->add_flag("--json", score.json, "one JSON object a row");

    MergeArguments merge;
    CLI::App* const mergeCommand =
        app.add_subcommand("merge", "each bar with the last features of its symbol at or before its time");
    mergeCommand->add_option("BARS", merge.bars, "bars: .csv or .parquet with a time and a symbol column")->required();
    mergeCommand->add_option("--book", merge.book, "what `features` wrote: files, patterns, folders of Parquet")
        ->required();
    mergeCommand->add_option("--out", merge.out, "M.parquet or M.csv")->required();
    mergeCommand->add_option("--tolerance", merge.tolerance, "oldest features that count: 250ms, 5s (default: any)");
    mergeCommand->add_option("--time", merge.time, "time column of the bars (default: timestamp, time, ts, date ...)");
    mergeCommand->add_option("--symbol", merge.symbol, "symbol column of the bars (default: symbol, ticker, pair)");
    mergeCommand->add_option("--venue", merge.venue, "venue, where the book holds several for a symbol");

    DecideArguments decide;
    CLI::App* const decideCommand = app.add_subcommand("decide", "the router's decisions along a recording");
    addTapeOptions(*decideCommand, tapes);
    decideCommand->add_option("--side", decide.side, "buy or sell")->required();
    decideCommand->add_option("--notional", decide.notional, "order value in the quote currency (default 10000)");
    decideCommand->add_option("--every", decide.every, "event time between decisions: 250ms, 1s, 5m (default 1s)");
    decideCommand->add_option("--signal", decide.signal, "strength of a signal, 0 to 1: the signal policy decides")
        ->check(CLI::Range(0.0, 1.0));
    decideCommand->add_flag("--json", decide.json, "one JSON object a decision, with its trace");

    ValidateArguments validate;
    CLI::App* const validateCommand = app.add_subcommand(
        "validate", "whether the policies do what they say, or what they would have been worth along recordings");
    validateCommand->add_flag(
        "--dry-run", validate.dryRun, "scenarios on a matching engine of its own: every rule, decided and filled");
    validateCommand->add_option("--tape", validate.tapes.tapes,
        "the signal policy against others along these recordings, on paper, with how sure that is");
    validateCommand->add_option("--window", validate.window,
        "trade the policies in turns on paper in these UTC hours: asia (02-06), europe (08-10), us (14-16), all");
    validateCommand->add_option("--hours", validate.hours, "how long to trade inside the window (default 24)");
    validateCommand->add_option("--state", validate.state, "where such a run is kept, and goes on from");
    validateCommand->add_option("--start", validate.start, "time at which the embedded market begins (default: now)");
    validateCommand->add_option("--speed", validate.speed, "of the embedded market (default 1)")
        ->check(CLI::Range(0.1, 100.0));
    validateCommand->add_option("--venue", validate.tapes.venue, "venue of the recordings, when nothing tells");
    validateCommand->add_option("--symbol", validate.tapes.symbols, "only these of the recordings, comma-separated")
        ->delimiter(',')
        ->allow_extra_args(false);
    validateCommand->add_option("--every", validate.every, "event time between signals (default 5s)");
    validateCommand->add_option("--horizon", validate.horizon, "then the unfilled rest is taken at market (30s)");
    validateCommand->add_option("--notional", validate.notional, "order value in the quote currency (default 10000)");
    validateCommand->add_option("--seed", validate.seed, "of the confidence intervals (default 1)")
        ->check(CLI::Range(0, 2147483647));
    validateCommand->add_flag("--json", validate.json, "one JSON object; of --dry-run and --tape");

    BookArguments book;
    CLI::App* const bookCommand = app.add_subcommand("book", "the book of a recording, with its sequence statistics");
    addTapeOptions(*bookCommand, tapes);
    bookCommand->add_option("--at", book.at, "UTC time (2024-08-08T23:57:00Z) or nanoseconds (default: the end)");
    bookCommand->add_option("--levels", book.levels, "levels a side to print (default 10)")
        ->check(CLI::Range(0, 100000));
    bookCommand->add_flag("--consolidated", book.consolidated, "the recordings' books as one, venue by venue");
    bookCommand->add_flag("--json", book.json, "one JSON object");

    VerifyArguments verify;
    CLI::App* const verifyCommand =
        app.add_subcommand("verify", "check stream, metrics and routing against the market");
    verifyCommand->add_option("--seconds", verify.seconds, "how long to watch (default 30: VPIN needs that long)")
        ->check(CLI::Range(1, 86400));
    verifyCommand->add_option("--speed", verify.speed, "of the embedded market (default 1)")
        ->check(CLI::Range(0.1, 100.0));
    verifyCommand->add_flag("--json", verify.json, "one JSON array");

    SimArguments sim;
    CLI::App* const simCommand = app.add_subcommand("sim", "serve the embedded market on 127.0.0.1 to any client");
    simCommand->add_option("--port", sim.port, "port (default: any free one)")->check(CLI::Range(0, 65535));
    simCommand->add_option("--seed", sim.seed, "seed of the market (default 1)")->check(CLI::Range(0, 2147483647));
    simCommand->add_option("--fault", sim.fault,
        "trouble on demand: of the data every 15 s (gap, stall, drop ...) or of one request in ten of the trading side "
        "(lose-answer, drop-request, 5xx ...); docs/embedded-market.md names them all");
    CLI::Option* const equities =
        simCommand->add_flag("--equities", sim.equities, "US stocks, as Alpaca and Polygon tell of them");
    simCommand
        ->add_option("--start", sim.start,
            "New York time at which the stocks' clock starts: 2026-11-20T09:29:00 or 09:29:00 of the next trading day "
            "(default 09:34:30)")
        ->needs(equities);
    simCommand->add_option("--speed", sim.speed, "of the stocks' clock (default 1)")
        ->check(CLI::Range(0.1, 100.0))
        ->needs(equities);

    CampaignArguments campaign;
    CLI::App* const campaignCommand = app.add_subcommand(
        "campaign", "thousands of orders against the embedded market under every fault; who lost what at the end");
    campaignCommand->add_option("--orders", campaign.orders, "orders in all (default 10000)")
        ->check(CLI::Range(1, 10'000'000));
    campaignCommand->add_option("--seed", campaign.seed, "seed of orders and faults (default 1)");
    campaignCommand->add_option("--fault", campaign.fault, "all (default), or one by its name");
    campaignCommand->add_option("--kills", campaign.kills, "kill the program that trades this often, at random moments")
        ->check(CLI::Range(0, 100'000));
    campaignCommand->add_option("--journal", campaign.journal, "journal of the kills: sqlite:FILE or postgresql://...");
    campaignCommand->add_option("--stop-journal", campaign.stopJournal, "command that takes its server away half way");
    campaignCommand->add_option("--start-journal", campaign.startJournal, "command that brings it back");
    campaignCommand->add_flag("--worker", campaign.isWorker)->group("");
    campaignCommand->add_flag("--settle", campaign.settles)->group("");
    campaignCommand->add_option("--mid", campaign.mid)->group("");
    campaignCommand->add_option("--connect", campaign.connect)->group("");

    PracticeArguments practice;
    CLI::App* const practiceCommand = app.add_subcommand(
        "practice", "trade the embedded market by itself, four short sessions a day, at speed, into a journal");
    practiceCommand->add_option("--journal", practice.journal, "sqlite:FILE or postgresql://...")->required();
    practiceCommand->add_option("--store", practice.store, "record features, decisions and fills there as Parquet");
    practiceCommand->add_option("--from", practice.from, "first day (default 2026-10-01T00:00:00Z)");
    practiceCommand->add_option("--days", practice.days, "how many days (default 30)")->check(CLI::Range(1, 3650));
    practiceCommand->add_option("--seed", practice.seed, "seed of market and trader (default 1)");

    const auto addMarketOptions = [](CLI::App& command, EquityArguments& market) {
        command.add_flag("--paper", market.paper, "Alpaca's paper account in place of the embedded market");
        command.add_flag("--live", market.live, "Alpaca, real money");
        command.add_option("--start", market.start,
            "New York time at which the embedded market begins: 09:29:00 or 2026-11-20T09:29:00");
        command.add_option("--connect", market.connect, "port of an embedded market that `sim --equities` serves")
            ->check(CLI::Range(1, 65535));
        command.add_option("--speed", market.speed, "of the embedded market's clock (default 1)")
            ->check(CLI::Range(0.1, 100.0));
        command.add_option(
            "--fault", market.fault, "trouble at the embedded venue: lose-answer, drop-request, 5xx ..., `:N` behind");
    };
    PicksArguments picks;
    CLI::App* const picksCommand =
        app.add_subcommand("picks", "US stocks fit for day trading, by spread, depth, gap and halt, with the reasons");
    picksCommand->add_option("--mode", picks.mode, "SAFE or AGGRESSIVE (default: equities.pick_mode)");
    picksCommand->add_option("--symbols", picks.symbols, "what to screen: one symbol a line, CSV or JSON");
    picksCommand->add_option("--score-column", picks.scoreColumn, "column of the file with a number of your own");
    picksCommand->add_option("--export", picks.exportTo, "the whole scan: F.csv or F.json");
    picksCommand->add_flag("--all", picks.all, "rejected ones, too");
    picksCommand->add_flag("--json", picks.json, "one JSON object");
    addMarketOptions(*picksCommand, picks.market);

    RebalanceArguments rebalance;
    CLI::App* const rebalanceCommand = app.add_subcommand(
        "rebalance", "carry a plan of target weights or trades out with anchored, re-pegged limit orders");
    rebalanceCommand->add_option("PLAN", rebalance.plan, "weights or trades: .json or .csv")->required();
    rebalanceCommand->add_option(
        "--urgency", rebalance.urgency, "low, normal or high (default: the plan's, or normal)");
    CLI::Option* const dryRun =
        rebalanceCommand->add_flag("--dry-run", rebalance.dryRun, "orders, costs and refusals; nothing is sent");
    addRecordedOptions(*rebalanceCommand, rebalance.recorded, dryRun);
    rebalanceCommand->add_option("--report", rebalance.report, "what became of every order: F.csv or F.json");
    rebalanceCommand->add_flag("--yes", rebalance.yes, "with --live: real money is wanted");
    rebalanceCommand->add_flag("--json", rebalance.json, "one JSON object at the end");
    addMarketOptions(*rebalanceCommand, rebalance.market);

    AccountArguments accounts;
    const auto addAccountOptions = [&accounts](CLI::App& command) {
        command.add_option("--venue", accounts.venues, "these, comma-separated (default: all where trading is on)")
            ->delimiter(',')
            ->allow_extra_args(false);
        command.add_option("--environment", accounts.environment,
            "live, demo, paper, or embedded: a market that `sim` serves at <venue>.rest_url (default: "
            "<venue>.trading)");
        command
            .add_option("--connect", accounts.connect, "VENUE=PORT of an embedded market that `sim` serves; or PORT")
            ->allow_extra_args(false);
        command.add_flag("--json", accounts.json, "one JSON object");
    };
    CLI::App* const positionsCommand = app.add_subcommand(
        "positions", "what is held, as each venue says, beside what our own fills add up to, and the difference");
    addAccountOptions(*positionsCommand);
    positionsCommand->add_option("--journal", accounts.journal, "sqlite:FILE or postgresql://... (default: ours)");
    CLI::App* const ordersCommand = app.add_subcommand(
        "orders", "every order that is working at the venues, conditional ones too, and whose it is");
    addAccountOptions(*ordersCommand);

    CalibrationArguments calibration;
    CLI::App* const calibrationCommand = app.add_subcommand(
        "calibration", "fees, latency and quality of execution, measured from the journal's own fills");
    calibrationCommand->add_option("--journal", calibration.journal, "sqlite:FILE or postgresql://... (default: ours)");
    calibrationCommand->add_option("--environment", calibration.environment, "live, demo or embedded (default: all)");
    calibrationCommand->add_option("--days", calibration.days, "lookback (default: calibration.lookback_days)")
        ->check(CLI::Range(1, 3650));
    calibrationCommand->add_option("--now", calibration.now, "end of the lookback, UTC time or nanoseconds");
    calibrationCommand->add_option("--export", calibration.exportTo, "a report: F.csv, F.html or F.pdf");
    calibrationCommand->add_flag("--json", calibration.json, "one JSON object");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // CLI11 prints help to stdout and mistakes to stderr; its own codes say more than ours.
        return app.exit(error) == 0 ? exitSuccess : exitBadInput;
    }

    std::error_code unreadable;
    if (!settingsFile.empty() && !std::filesystem::exists(settingsFile, unreadable)) {
        complain("--settings " + settingsFile + ": no such file");
        return exitBadInput;
    }
    const auto loaded = loadSettings(settingsFile.empty() ? defaultSettingsFile() : std::filesystem::path(settingsFile),
        environmentEntries(), overrides);
    if (!loaded) {
        complain(loaded.error().what);
        return exitBadInput;
    }
    if (*features) {
        return runFeatures(tapes, out, loaded->values);
    }
    if (*scoreCommand) {
        return runScore(tapes, score, loaded->values);
    }
    if (*mergeCommand) {
        return runMerge(merge);
    }
    if (*decideCommand) {
        return runDecide(tapes, decide, loaded->values);
    }
    if (*validateCommand) {
        const bool isWindow = !validate.window.empty() && !validate.dryRun && validate.tapes.tapes.empty();
        return isWindow ? runValidateWindow(argc, argv, validate, loaded->values)
                        : runValidate(validate, loaded->values);
    }
    if (*bookCommand) {
        return runBook(tapes, book, loaded->values);
    }
    if (*verifyCommand) {
        return runVerify(argc, argv, verify, loaded->values);
    }
    if (*simCommand) {
        return runSim(argc, argv, sim, loaded->values);
    }
    if (*picksCommand) {
        return runPicks(argc, argv, picks, loaded->values);
    }
    if (*rebalanceCommand) {
        return runRebalance(argc, argv, rebalance, loaded->values);
    }
    if (*practiceCommand) {
        return runPractice(argc, argv, practice, loaded->values);
    }
    if (*positionsCommand) {
        return runPositions(argc, argv, accounts, loaded->values);
    }
    if (*ordersCommand) {
        return runOrders(argc, argv, accounts, loaded->values);
    }
    if (*calibrationCommand) {
        return runCalibration(argc, argv, calibration, loaded->values);
    }
    if (*campaignCommand) {
        return runCampaign(argc, argv, campaign);
    }
    return runWindow(argc, argv, window, *loaded);
}
