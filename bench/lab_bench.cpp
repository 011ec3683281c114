// SPDX-License-Identifier: MIT
/// The lab's panel on a symbol-day of ten decisions a second: 864,000 of them, of the moments of a recording over and
/// over. lab_bench RECORDING
#include "engine/lab/decision_tape_maker.h"
#include "engine/lab/outcome_curve.h"
#include "engine/lab/threshold_comparison.h"
#include "models/lab_work.h"
#include "models/threshold_trial.h"
#include "views/lab/threshold_slider.h"

#include <QApplication>
#include <QPixmap>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

using namespace leadline;

namespace
{

using Seconds = std::chrono::duration<double>;

double since(std::chrono::steady_clock::time_point start)
{
    return Seconds(std::chrono::steady_clock::now() - start).count();
}

lab::DecisionTape dayOf(const char* recording)
{
    constexpr std::size_t decisions = 864'000;
    lab::DecisionTapeMaker maker(
        desk::DeskSettings{}, {.version = "bench", .every = std::chrono::milliseconds(100), .reach = 100'000});
    if (!maker.run({{recording}, "", {}})) {
        return {};
    }
    lab::DecisionTape tape = maker.take();
    const std::vector<lab::MomentRow> once = tape.moments;
    for (std::size_t i = 0; !once.empty() && tape.moments.size() < decisions; ++i) {
        tape.moments.push_back(once[i % once.size()]);
    }
    return tape;
}

/// What a move of the slider costs the window: its value's counts and costs, and a picture of the slider.
void timeMoves(const std::shared_ptr<const lab::OutcomeCurve>& curve)
{
    constexpr int moves = 200;
    views::ThresholdSlider slider(QStringLiteral("imbalance"));
    slider.resize(600, 46);
    models::ThresholdTrial::Row row{.about = {.key = {}, .meaning = {}, .unit = {}, .range = {0, 1}},
        .today = 0.55,
        .value = 0.55,
        .curve = curve,
        .isCurrent = true,
        .shown = {0, 1, 0, 1}};
    QPixmap picture(slider.size());
    const auto first = std::chrono::steady_clock::now();
    slider.show(row);
    slider.render(&picture);
    std::printf("first picture of the slider: %.2f ms\n", since(first) * 1e3);
    std::vector<double> took;
    for (int i = 0; i < moves; ++i) {
        const auto start = std::chrono::steady_clock::now();
        row.value = static_cast<double>(i) / moves;
        const lab::DecisionTally tally = curve->at(row.value);
        slider.show(row);
        slider.render(&picture);
        took.push_back(since(start) * 1e3 + (tally.sent() < 0 ? 1 : 0));
    }
    std::ranges::sort(took);
    std::printf("a move: median %.3f ms, worst %.3f ms\n", took[moves / 2], took.back());
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const lab::DecisionTape tape = argc > 1 ? dayOf(argv[1]) : lab::DecisionTape{};
    if (tape.size() == 0) {
        std::fputs("lab_bench RECORDING\n", stderr);
        return 2;
    }
    routing::RouteRequest request;
    request.notional = 10'000;
    lab::Redecision today(tape, {}, request);
    auto start = std::chrono::steady_clock::now();
    const auto curve = std::make_shared<const lab::OutcomeCurve>(
        lab::changesOf(today, *lab::findThreshold("routing.aggressive_obi"), {0, 1}));
    std::printf("%zu decisions; a curve: %.2f s\n", tape.size(), since(start));
    timeMoves(curve);
    desk::DeskSettings settings;
    settings.routing.aggressiveObi = 0.7;
    lab::Redecision changed(tape, settings, request);
    start = std::chrono::steady_clock::now();
    const lab::ThresholdComparison comparison = lab::compareThresholds(today, changed);
    std::printf("a comparison, %zu change: %.2f s\n", comparison.changed.size(), since(start));
    return 0;
}
