// SPDX-License-Identifier: MIT
#include "engine/picks/pick_rules.h"

#include "engine/core/number_text.h"

#include <algorithm>
#include <cmath>

namespace leadline::picks
{

namespace
{

/// Without needless zeros.
std::string numberText(double value, int decimals)
{
    std::string made = core::fixedText(value, decimals);
    if (decimals > 0) {
        made.erase(made.find_last_not_of('0') + 1);
        made.erase(made.find_last_not_of('.') + 1);
    }
    return made == "-0" ? "0" : made;
}

/// As many decimals as tell a value from its limit, two at least.
int decimalsFor(double value, double limit)
{
    int decimals = 2;
    while (decimals < 9 && value != limit && numberText(value, decimals) == numberText(limit, decimals)) {
        ++decimals;
    }
    return decimals;
}

std::string withUnit(double value, int decimals, Unit unit)
{
    const std::string_view name = nameOf(unit);
    return numberText(value, decimals) + (name.empty() ? "" : " ") + std::string(name);
}

} // namespace

std::string_view nameOf(Mode mode)
{
    return mode == Mode::Safe ? "SAFE" : "AGGRESSIVE";
}

std::string_view nameOf(Rule rule)
{
    switch (rule) {
    case Rule::Quote:
        return "quote";
    case Rule::Freshness:
        return "quote_age";
    case Rule::Spread:
        return "spread";
    case Rule::DepthData:
        return "depth_data";
    case Rule::Depth:
        return "depth";
    case Rule::Gap:
        return "gap";
    case Rule::Halt:
        return "halt";
    case Rule::Imbalance:
        return "imbalance";
    }
    return "";
}

std::string_view nameOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Fine:
        return "fine";
    case Outcome::Unknown:
        return "unknown";
    case Outcome::Risky:
        return "risky";
    case Outcome::Failed:
        return "failed";
    }
    return "";
}

std::string_view nameOf(Unit unit)
{
    switch (unit) {
    case Unit::None:
    case Unit::Ratio:
        return "";
    case Unit::Seconds:
        return "s";
    case Unit::Bps:
        return "bps";
    case Unit::Dollars:
        return "USD";
    case Unit::Percent:
        return "%";
    case Unit::Minutes:
        return "min";
    }
    return "";
}

std::string_view nameOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass:
        return "pass";
    case Verdict::Risky:
        return "risky";
    case Verdict::Rejected:
        return "rejected";
    }
    return "";
}

std::string describe(const Finding& finding)
{
    std::string text(nameOf(finding.rule));
    std::ranges::replace(text, '_', ' ');
    const bool isMeasured = std::isfinite(finding.value) && std::isfinite(finding.limit);
    const int decimals = isMeasured ? decimalsFor(finding.value, finding.limit) : 0;
    const std::string limit = isMeasured ? withUnit(finding.limit, decimals, finding.unit) : "";
    if (isMeasured && finding.rule == Rule::Halt) {
        // One that has not ended has nothing to measure.
        text += finding.value > 0 ? " ended " + withUnit(finding.value, decimals, finding.unit) + " ago, limit " + limit
                                  : "";
    } else if (isMeasured) {
        text += ' ' + withUnit(finding.value, decimals, finding.unit) + ", limit " + limit;
        if (finding.outcome == Outcome::Failed) {
            text += (finding.value > finding.limit ? ", beyond it by " : ", short of it by ")
                + withUnit(std::abs(finding.margin), decimals, finding.unit);
        }
    }
    return finding.note.empty() ? text : text + ": " + finding.note;
}

} // namespace leadline::picks
