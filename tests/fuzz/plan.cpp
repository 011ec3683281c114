// SPDX-License-Identifier: MIT
/// Plans and positions in files: JSON and tables.
#include "engine/rebalance/plan.h"
#include "engine/rebalance/executor.h"
#include "tests/fuzz/fuzz.h"

using namespace leadline;

namespace
{

void checkDefect(const core::Defect& defect)
{
    fuzz::require(defect.what.starts_with("p.csv"), "a defect names the file");
    fuzz::require(defect.what.find_first_of("\r\n") == std::string::npos, "a defect is one line");
}

/// Entries of JSON are counted, lines of a table are kept.
rebalance::Plan numbered(rebalance::Plan plan)
{
    int line = 0;
    for (rebalance::PlanRow& row : plan.rows) {
        row.line = ++line;
    }
    return plan;
}

void checkPlan(std::string_view text)
{
    const auto plan = rebalance::readPlan(text, "p.csv");
    if (!plan) {
        checkDefect(plan.error());
        return;
    }
    fuzz::require(plan->rows.size() <= rebalance::longestPlan, "a plan is no longer than it may be");
    fuzz::require(rebalance::checkPlan(*plan, "p.csv").has_value(), "a plan that was read is a plan");
    const auto again = rebalance::readPlan(rebalance::planText(*plan), "p.csv");
    fuzz::require(again && *again == numbered(*plan), "a plan reads back");
}

void checkPositions(std::string_view text)
{
    const auto positions = rebalance::readPositions(text, "p.csv");
    if (!positions) {
        checkDefect(positions.error());
        return;
    }
    for (const auto& [symbol, shares] : *positions) {
        fuzz::require(!symbol.isEmpty() && !shares.isNegative(), "a position has a symbol and is not short");
    }
}

/// What the journal keeps of a run.
void checkRun(std::string_view text)
{
    const auto run = rebalance::readRunRequest(text);
    if (!run) {
        return;
    }
    const std::string written = rebalance::runText(*run);
    const auto again = rebalance::readRunRequest(written);
    fuzz::require(again.has_value(), "a run that was written can be read");
    fuzz::requireSame(rebalance::runText(*again), written, "a run reads back");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text = fuzz::textOf(data, size);
    switch (fuzz::choose(text, 3)) {
    case 0:
        checkPlan(text);
        break;
    case 1:
        checkPositions(text);
        break;
    default:
        checkRun(text);
    }
    return 0;
}
