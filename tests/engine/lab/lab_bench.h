// SPDX-License-Identifier: MIT
/// Slices of recordings, decided along and made into decision tapes.
#pragma once

#include "engine/lab/decision_tape_maker.h"
#include "engine/lab/redecision.h"
#include "engine/lab/threshold.h"
#include "engine/tape/tape_reader.h"
#include "tests/support/builders.h"
#include "tests/support/quiet_listener.h"
#include "tests/support/test_folder.h"

#include <chrono>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace leadline::tests
{

/// The first lines of a recording under its name, plain. `edit` may change a line, or leave it out by making it empty.
inline std::filesystem::path slice(const TestFolder& folder, const std::filesystem::path& recording, std::size_t lines,
    const std::string& name, const std::function<void(std::string&)>& edit = {})
{
    auto reader = tape::TapeReader::open(recording);
    std::string text;
    for (std::size_t i = 0; reader && i < lines && reader->next() != tape::TapeReader::Step::End; ++i) {
        std::string line =
            std::to_string(core::nanosecondsOf(reader->line().receiveTime)) + " " + std::string(reader->line().json);
        if (edit) {
            edit(line);
        }
        text += line.empty() ? "" : line + "\n";
    }
    return folder.write(name, text);
}

/// Every number behind `"name":` grows by that much.
inline void addTo(std::string& line, const std::string& name, std::int64_t more)
{
    const std::string field = "\"" + name + "\":";
    for (auto at = line.find(field); at != std::string::npos; at = line.find(field, at + 1)) {
        const std::size_t begin = at + field.size();
        std::size_t end = begin;
        while (end < line.size() && line[end] >= '0' && line[end] <= '9') {
            ++end;
        }
        if (end > begin) {
            line.replace(begin, end - begin, std::to_string(std::stoll(line.substr(begin, end - begin)) + more));
        }
    }
}

/// Another market of the same coin: the same stream later, with other sizes, in another currency. Of spot alone.
inline std::function<void(std::string&)> twin(const std::string& symbol, int laterMs, char digit)
{
    return [=](std::string& line) {
        for (auto at = line.find("ETHUSDT"); at != std::string::npos; at = line.find("ETHUSDT")) {
            line.replace(at, 7, symbol);
        }
        addTo(line, "E", laterMs);
        for (auto at = line.find("0000\"],"); at != std::string::npos; at = line.find("0000\"],", at + 1)) {
            const bool isNothing = at >= 7 && line.compare(at - 7, 7, "\"0.0000") == 0; // a level that goes
            line[at] = isNothing ? '0' : digit;
        }
    };
}

inline routing::RouteRequest order(core::Side side, double notional, std::optional<double> strength = std::nullopt)
{
    return {.side = side,
        .size = {},
        .notional = notional,
        .signal = strength ? std::optional(routing::Signal{.strength = *strength}) : std::nullopt};
}

/// What `leadline decide` does: each decision of the recordings themselves, as JSON.
inline std::vector<std::string> decidedRaw(const lab::StudyTapes& tapes, const desk::DeskSettings& settings,
    const routing::RouteRequest& request, core::Duration every)
{
    QuietListener listener;
    desk::Desk desk(settings, listener);
    lab::DecisionMoments moments(desk, every);
    replay::Replay replay(desk, tapes.venue, tapes.symbols);
    std::vector<std::string> decisions;
    replay.beforeMessage = [&](const desk::Market& market, const core::MarketMessage& message) {
        if (desk::MarketGroup* const group = moments.dueBefore(market, message)) {
            decisions.push_back(routing::toJson(desk.decide(*group, request)));
        }
        return true;
    };
    const auto report = replay.run(tapes.paths);
    EXPECT_TRUE(report) << (report ? "" : report.error().what);
    return decisions;
}

inline lab::DecisionTape tapeOf(
    const lab::StudyTapes& tapes, const desk::DeskSettings& settings, core::Duration every, double reach)
{
    lab::DecisionTapeMaker maker(settings,
        {.version = "test",
            .recordings = {{"a recording", "00ff"}},
            .selection = "all",
            .measured = {{"features.depth_levels", "20"}},
            .every = every,
            .reach = reach});
    const auto report = maker.run(tapes);
    EXPECT_TRUE(report) << (report ? "" : report.error().what);
    return maker.take();
}

inline std::vector<std::string> decidedAgain(
    const lab::DecisionTape& tape, const desk::DeskSettings& settings, const routing::RouteRequest& request)
{
    lab::Redecision redecision(tape, settings, request);
    std::vector<std::string> decisions;
    for (std::size_t i = 0; i < tape.size(); ++i) {
        redecision.load(i);
        decisions.push_back(routing::toJson(redecision.decide()));
    }
    return decisions;
}

} // namespace leadline::tests
