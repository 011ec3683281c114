// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/quiet_listener.h"
#include "app/commands/tape_run.h"
#include "engine/core/time_text.h"
#include "engine/lab/decision_moments.h"
#include "engine/replay/replay.h"

#include <CLI/CLI.hpp>

#include <array>
#include <cmath>
#include <cstdio>

namespace leadline::app
{

namespace
{

struct DecideArguments {
    TapeArguments tapes;
    std::string side; ///< "buy" or "sell"
    double notional = 10'000; ///< quote units
    std::string every = "1s"; ///< event time between decisions
    std::optional<double> signal; ///< strength, 0 to 1: the signal policy decides
    bool json = false;
};

/// "impact_cost 0.0004 <= 0.0015 quiet margin 0.0011": true as it is written, and nothing where nothing is known.
void printRule(const routing::RuleLine& line)
{
    const auto figure = [](double value, int digits) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.*g", digits, value);
        return std::isnan(value) ? std::string("-") : std::string(text.data());
    };
    const std::string limit = std::isnan(line.limit) ? "any" : figure(line.limit, 6);
    std::printf("    %-28s %14s %-2s %-12s %-10s margin %s\n", std::string(routing::nameOf(line.rule)).c_str(),
        figure(line.observed, 8).c_str(), std::string(line.comparison()).c_str(), limit.c_str(),
        std::string(routing::nameOf(line.outcome)).c_str(), figure(line.marginToFlip(), 6).c_str());
}

void print(const routing::Decision& decision, bool json)
{
    if (json) {
        std::puts(routing::toJson(decision).c_str());
        return;
    }
    const std::string price = decision.action == routing::Action::Abort ? "-" : decision.limitPrice.text();
    std::printf("%s %s %s %-10s %-18s size %s limit %s impact %.2f bps\n", core::isoText(decision.time, 3).c_str(),
        (decision.market.venue.text() + " " + decision.market.symbol.text()).c_str(),
        std::string(core::verb(decision.side)).c_str(), std::string(routing::nameOf(decision.action)).c_str(),
        std::string(routing::infoOf(decision.reason).code).c_str(), decision.size.text().c_str(), price.c_str(),
        decision.impact * 1e4);
    for (const routing::RuleLine& line : decision.trace) {
        printRule(line);
    }
    if (decision.signal) {
        std::printf("    %s\n", routing::describe(*decision.signal, decision.strategy).c_str());
    }
    for (const routing::VenueQuote& quote : decision.venues) {
        std::printf("    %-18s price %.10g = impact %.2f + fee %.2f + latency %.2f bps -> all-in %.10g%s%s\n",
            quote.market.venue.text().c_str(), quote.price, quote.impactBps, quote.feeBps, quote.latencyBps,
            quote.allInPrice, quote.market == decision.market ? ", chosen" : "",
            quote.exclusion == book::Exclusion::None
                ? ""
                : (", excluded: " + std::string(book::describe(quote.exclusion))).c_str());
    }
    for (const routing::ChildOrder& child : decision.children) {
        std::printf("    -> %-15s size %s up to %s, all-in %.10g\n", child.market.venue.text().c_str(),
            child.size.text().c_str(), child.worstPrice.text().c_str(), child.allInPrice);
    }
}

int runDecide(const DecideArguments& arguments, const Settings& settings)
{
    const TapeArguments& tapes = arguments.tapes;
    const auto every = parseDuration(arguments.every);
    if (!every) {
        complain("--every " + arguments.every + ": must be a duration such as 250ms, 1s or 5m");
        return exitBadInput;
    }
    if (arguments.side != "buy" && arguments.side != "sell") {
        complain("--side " + arguments.side + ": must be buy or sell");
        return exitBadInput;
    }
    if (!(arguments.notional > 0) || !std::isfinite(arguments.notional)) {
        complain("--notional: must be a number above 0");
        return exitBadInput;
    }

    const routing::RouteRequest request{.side = arguments.side == "buy" ? core::Side::Bid : core::Side::Ask,
        .size = {},
        .notional = arguments.notional,
        .signal = arguments.signal ? std::optional(routing::Signal{.strength = *arguments.signal}) : std::nullopt};
    QuietListener listener;
    desk::Desk desk(settings.desk, listener);
    if (!takeContractValues(tapes, desk)) {
        return exitBadInput;
    }
    replay::Replay replay(desk, tapes.venue, symbolsOf(tapes.symbols));
    lab::DecisionMoments moments(desk, *every);
    replay.beforeMessage = [&](const desk::Market& market, const core::MarketMessage& message) {
        if (desk::MarketGroup* const group = moments.dueBefore(market, message)) {
            print(desk.decide(*group, request), arguments.json);
        }
        return true;
    };
    int code = runTapes(replay, tapes.tapes);
    if (code == exitSuccess && !tellContracts(tapes, desk)) {
        code = exitBadInput;
    }
    return std::fflush(stdout) == 0 ? code : exitFailed;
}

Runner addDecide(CLI::App& command)
{
    const auto arguments = std::make_shared<DecideArguments>();
    addTapeOptions(command, arguments->tapes);
    command.add_option("--side", arguments->side, "buy or sell")->required();
    command.add_option("--notional", arguments->notional, "order value in the quote currency (default 10000)");
    command.add_option("--every", arguments->every, "event time between decisions: 250ms, 1s, 5m (default 1s)");
    command.add_option("--signal", arguments->signal, "strength of a signal, 0 to 1: the signal policy decides")
        ->check(CLI::Range(0.0, 1.0));
    command.add_flag("--json", arguments->json, "one JSON object a decision, with its trace");
    return [arguments](Invocation& invocation) { return runDecide(*arguments, invocation.settings.values); };
}

} // namespace

const Command decideCommand{"decide", "the router's decisions along a recording", addDecide};

} // namespace leadline::app
