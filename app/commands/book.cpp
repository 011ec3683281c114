// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/quiet_listener.h"
#include "app/commands/tape_run.h"
#include "engine/json/writer.h"
#include "engine/replay/replay.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>

namespace leadline::app
{

namespace
{

struct BookArguments {
    TapeArguments tapes;
    std::string at; ///< empty: the end of the tapes
    int levels = 10;
    bool consolidated = false; ///< the tapes' books as one, too
    bool json = false;
};

std::string levelsJson(const book::BookSide& side, std::size_t count)
{
    json::ListWriter levels;
    for (std::size_t i = 0; i < std::min(count, side.size()); ++i) {
        levels.add(json::ListWriter().addText(side[i].price.text()).addText(side[i].size.text()).str());
    }
    return levels.str();
}

void addCounters(json::ObjectWriter& object, const desk::MarketCounters& counters)
{
    object.whole("messages", counters.messages)
        .whole("updates", counters.book.updates)
        .whole("gaps", counters.book.gaps)
        .whole("resyncs", counters.book.resyncs)
        .whole("ignored", counters.book.ignored)
        .whole("checksums_verified", counters.book.checksumsVerified)
        .whole("checksums_failed", counters.book.checksumsFailed)
        .whole("checksums_not_judged", counters.book.checksumsNotJudged)
        .whole("levels_set_aside", counters.book.levelsSetAside)
        .whole("bbo_checked", counters.touchChecked)
        .whole("bbo_equal", counters.touchEqual);
}

/// What the market's sizes are.
std::string_view unitOf(const core::Instrument& instrument)
{
    return instrument.countsContracts ? "contracts" : instrument.pair.kind == core::Kind::Stock ? "shares" : "coins";
}

/// Of what a contract is a part, or a multiple.
std::string contractCurrency(const core::Instrument& instrument)
{
    const bool isInverse = instrument.kind == core::ContractKind::Inverse;
    return isInverse ? instrument.pair.quote.text() : instrument.pair.base.text();
}

void addInstrument(json::ObjectWriter& object, const core::Instrument& instrument)
{
    object.textOrNull("pair", instrument.pair.isKnown() ? instrument.pair.text() : "")
        .flag("guessed", instrument.isPairGuessed)
        .text("unit", unitOf(instrument));
    if (instrument.countsContracts) {
        const bool isKnown = instrument.isSizeKnown();
        object.textOrNull("contract_value", isKnown ? instrument.contractSize.text() : "")
            .textOrNull("contract_currency", isKnown ? contractCurrency(instrument) : "");
    }
}

/// ", BTC/USDT-PERP, sizes in contracts of 0.01 BTC" and the like, where something is to be said.
std::string instrumentText(const core::Instrument& instrument)
{
    std::string text;
    if (instrument.isPairGuessed) {
        text += ", taken for " + instrument.pair.text() + " by its name";
    }
    if (instrument.countsContracts) {
        text += instrument.isSizeKnown()
            ? ", sizes in contracts of " + instrument.contractSize.text() + " " + contractCurrency(instrument)
            : ", sizes in contracts whose value is not known";
    }
    return text;
}

std::string marketJson(const desk::Market& market, std::size_t levels)
{
    json::ObjectWriter object;
    object.text("venue", market.instrument().id.venue.view()).text("symbol", market.instrument().id.symbol.view());
    addInstrument(object, market.instrument());
    object.text("state", book::describe(market.tracker().state(), market.tracker().isChecked()))
        .whole("timestamp", core::nanosecondsOf(market.time()));
    addCounters(object, market.counters());
    return object.whole("levels_aside", market.tracker().levelsAside())
        .whole("bid_levels", market.book().bids().size())
        .whole("ask_levels", market.book().asks().size())
        .raw("bids", levelsJson(market.book().bids(), levels))
        .raw("asks", levelsJson(market.book().asks(), levels))
        .str();
}

void printTable(const desk::Market& market, std::size_t levels)
{
    const auto& book = market.book();
    const desk::MarketCounters counters = market.counters();
    const std::string state(book::describe(market.tracker().state(), market.tracker().isChecked()));
    std::printf("%s %s: %s, %zu bid and %zu ask levels%s\n", market.instrument().id.venue.text().c_str(),
        market.instrument().id.symbol.text().c_str(), state.c_str(), book.bids().size(), book.asks().size(),
        instrumentText(market.instrument()).c_str());
    const int decimals = market.priceDecimals();
    const std::size_t rows = std::min(levels, std::max(book.bids().size(), book.asks().size()));
    std::printf("%20s %16s | %-16s %-20s\n", "bid size", "bid", "ask", "ask size");
    for (std::size_t i = 0; i < rows; ++i) {
        const bool hasBid = i < book.bids().size();
        const bool hasAsk = i < book.asks().size();
        std::printf("%20s %16s | %-16s %-20s\n", hasBid ? book.bids()[i].size.text().c_str() : "",
            hasBid ? book.bids()[i].price.text(decimals).c_str() : "",
            hasAsk ? book.asks()[i].price.text(decimals).c_str() : "",
            hasAsk ? book.asks()[i].size.text().c_str() : "");
    }
    if (counters.book.levelsSetAside > 0) {
        std::printf("%llu levels too large or too fine were set aside, %zu of them stand in the book\n",
            static_cast<unsigned long long>(counters.book.levelsSetAside), market.tracker().levelsAside());
    }
    std::printf("messages %llu, updates %llu, gaps %llu, resyncs %llu, checksums verified %llu, failed %llu, "
                "touch equal to the venue's own %llu of %llu\n",
        static_cast<unsigned long long>(counters.messages), static_cast<unsigned long long>(counters.book.updates),
        static_cast<unsigned long long>(counters.book.gaps), static_cast<unsigned long long>(counters.book.resyncs),
        static_cast<unsigned long long>(counters.book.checksumsVerified),
        static_cast<unsigned long long>(counters.book.checksumsFailed),
        static_cast<unsigned long long>(counters.touchEqual), static_cast<unsigned long long>(counters.touchChecked));
}

/// A consolidated book with what it is made of, as one JSON object or a table.
class GroupPrinter
{
public:
    GroupPrinter(const desk::MarketGroup& group, const book::ParticipationRules& rules, std::size_t levels)
        : m_group(group)
        , m_rules(rules)
        , m_levels(levels)
    {
    }

    [[nodiscard]] std::string json() const
    {
        json::ListWriter venues;
        for (std::size_t i = 0; i < m_group.members().size(); ++i) {
            const desk::MarketGroup::Member& member = m_group.members()[i];
            const bool takesPart = member.exclusion == book::Exclusion::None;
            venues.add(json::ObjectWriter()
                           .text("venue", venueOf(i))
                           .text("symbol", member.market->instrument().id.symbol.view())
                           .textOrNull("excluded", takesPart ? "" : book::nameOf(member.exclusion))
                           .number("age_seconds", member.facts.ageSeconds)
                           .number("delay_seconds", member.facts.delaySeconds)
                           .number("weight", m_group.weightOf(i, m_rules))
                           .str());
        }
        const bool isCrossed = m_group.cross() != book::Cross::None;
        return json::ObjectWriter()
            .text("pair", m_group.pair().text())
            .textOrNull("cross", isCrossed ? book::describe(m_group.cross()) : "")
            .raw("venues", venues.str())
            .raw("bids", sideJson(m_group.book().bids()))
            .raw("asks", sideJson(m_group.book().asks()))
            .str();
    }

    void print() const
    {
        std::printf("\n%s consolidated", m_group.pair().text().c_str());
        if (m_group.cross() != book::Cross::None) {
            std::printf(", crossed: %s", std::string(book::describe(m_group.cross())).c_str());
        }
        std::printf("\n");
        for (std::size_t i = 0; i < m_group.members().size(); ++i) {
            const desk::MarketGroup::Member& member = m_group.members()[i];
            std::printf("  %-16s %-14s %s (last update %.1f s ago, weight %.3f)\n", venueOf(i).c_str(),
                member.market->instrument().id.symbol.text().c_str(),
                std::string(book::describe(member.exclusion)).c_str(), member.facts.ageSeconds,
                m_group.weightOf(i, m_rules));
        }
        for (const core::Side side : {core::Side::Ask, core::Side::Bid}) {
            const book::ConsolidatedSide& levels = m_group.book().side(side);
            const std::size_t count = std::min(m_levels, levels.size());
            for (std::size_t n = 0; n < count; ++n) {
                // Asks stand above bids, the touch in the middle.
                const auto level = levels[side == core::Side::Ask ? count - 1 - n : n];
                std::printf("  %s %16s %18s  ", side == core::Side::Ask ? "ask" : "bid", level.price.text().c_str(),
                    level.total.text().c_str());
                for (std::size_t i = 0; i < m_group.members().size(); ++i) {
                    if (!level.parts[i].isZero()) {
                        std::printf(" %s %s", venueOf(i).c_str(), level.parts[i].text().c_str());
                    }
                }
                std::printf("\n");
            }
        }
    }

private:
    [[nodiscard]] std::string venueOf(std::size_t member) const
    {
        return m_group.members()[member].market->instrument().id.venue.text();
    }

    [[nodiscard]] std::string sideJson(const book::ConsolidatedSide& side) const
    {
        json::ListWriter list;
        for (std::size_t n = 0; n < std::min(m_levels, side.size()); ++n) {
            const auto level = side[n];
            double weighted = 0;
            json::ObjectWriter parts;
            for (std::size_t i = 0; i < m_group.members().size(); ++i) {
                if (!level.parts[i].isZero()) {
                    weighted += level.parts[i].toDoubleLossy() * m_group.weightOf(i, m_rules);
                    parts.text(venueOf(i), level.parts[i].text());
                }
            }
            list.add(json::ObjectWriter()
                         .text("price", level.price.text())
                         .text("size", level.total.text())
                         .number("weighted", weighted)
                         .raw("venues", parts.str())
                         .str());
        }
        return list.str();
    }

    const desk::MarketGroup& m_group;
    const book::ParticipationRules& m_rules;
    std::size_t m_levels;
};

/// Venues that trade the same against another currency, or as another kind, are merged only when the user says so;
/// told, lest it be missed.
void tellApart(const desk::Desk& desk)
{
    for (const auto& one : desk.groups()) {
        for (const auto& other : desk.groups()) {
            if (!one->pair().isKnown() || one->pair().base != other->pair().base || !(one->pair() < other->pair())) {
                continue;
            }
            const std::string both = one->pair().text() + " and " + other->pair().text() + " are not merged;";
            if (!one->pair().isOfKindOf(other->pair())) {
                complain(both + " --set consolidated.equal_kinds=yes puts them side by side");
            }
            if (one->pair().quote != other->pair().quote) {
                complain(both + " --set consolidated.equal_quotes=" + one->pair().quote.text() + "="
                    + other->pair().quote.text() + " takes their quotes for equal");
            }
        }
    }
}

int runBook(const BookArguments& arguments, const Settings& settings)
{
    const TapeArguments& tapes = arguments.tapes;
    std::optional<core::Timestamp> at;
    if (!arguments.at.empty()) {
        at = parseTime(arguments.at);
        if (!at) {
            complain("--at " + arguments.at + ": must be a UTC time such as 2024-08-08T23:57:00Z, or nanoseconds");
            return exitBadInput;
        }
    }
    QuietListener listener;
    desk::Desk desk(settings.desk, listener);
    if (!takeContractValues(tapes, desk)) {
        return exitBadInput;
    }
    replay::Replay replay(desk, tapes.venue, symbolsOf(tapes.symbols));
    if (at) {
        replay.beforeMessage = [&](const desk::Market&, const core::MarketMessage& message) {
            return message.eventTime() <= *at;
        };
    }
    const int code = runTapes(replay, tapes.tapes);
    if (code == exitBadInput) {
        return code;
    }

    if (!tellContracts(tapes, desk)) {
        return exitBadInput;
    }
    const auto levels = static_cast<std::size_t>(arguments.levels);
    for (const auto& group : desk.groups()) {
        desk.refresh(*group);
    }
    json::ListWriter groups;
    if (arguments.consolidated) {
        tellApart(desk);
        for (const auto& group : desk.groups()) {
            if (group->isConsolidated()) {
                groups.add(GroupPrinter(*group, desk.settings().participation, levels).json());
            }
        }
    }
    if (arguments.json) {
        desk::MarketCounters total;
        json::ListWriter markets;
        for (const auto& market : desk.markets()) {
            markets.add(marketJson(*market, levels));
            total += market->counters();
        }
        json::ObjectWriter object;
        addCounters(object, total);
        object.raw("markets", markets.str());
        if (arguments.consolidated) {
            object.raw("consolidated", groups.str());
        }
        std::puts(object.str().c_str());
    } else {
        for (const auto& market : desk.markets()) {
            printTable(*market, levels);
        }
        for (const auto& group : desk.groups()) {
            if (arguments.consolidated && group->isConsolidated()) {
                GroupPrinter(*group, desk.settings().participation, levels).print();
            }
        }
    }
    return std::fflush(stdout) == 0 ? code : exitFailed;
}

Runner addBook(CLI::App& command)
{
    const auto arguments = std::make_shared<BookArguments>();
    addTapeOptions(command, arguments->tapes);
    command.add_option("--at", arguments->at, "UTC time (2024-08-08T23:57:00Z) or nanoseconds (default: the end)");
    command.add_option("--levels", arguments->levels, "levels a side to print (default 10)")
        ->check(CLI::Range(0, 100000));
    command.add_flag("--consolidated", arguments->consolidated, "the recordings' books as one, venue by venue");
    command.add_flag("--json", arguments->json, "one JSON object");
    return [arguments](Invocation& invocation) { return runBook(*arguments, invocation.settings.values); };
}

} // namespace

const Command bookCommand{"book", "the book of a recording, with its sequence statistics", addBook};

} // namespace leadline::app
