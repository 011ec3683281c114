// SPDX-License-Identifier: MIT
/// Inside of the router: how rules write their lines and settle an action.
#pragma once

#include "engine/routing/decision.h"

#include <cmath>

namespace leadline::routing
{

/// Gathers the trace and lets the first rule that settles the action win.
class Verdict
{
public:
    explicit Verdict(Decision& decision)
        : m_decision(decision)
    {
    }

    /// A rule that settles the action when it holds. Where nothing is sent, what earlier rules made of the order is
    /// overruled; a size that became too small stays the work of those that halved it. Its line, until the next one is
    /// written.
    RuleLine& settle(Rule rule, double observed, double limit, bool firesAbove, Effect effect, Reason reason)
    {
        RuleLine& line = write(rule, observed, limit, firesAbove, effect);
        if (!line.holds()) {
            return line;
        }
        if (!m_settled && effect == Effect::Abort) {
            overrule([reason](Effect other) { return other != Effect::HalveSize || reason != Reason::BelowMinimum; });
        }
        line.outcome = m_settled ? RuleLine::Outcome::Overruled : RuleLine::Outcome::Decided;
        conclude(reason);
        return line;
    }

    /// A rule that changes the size or the way of sending when it holds. True when it did.
    bool apply(Rule rule, double observed, double limit, bool firesAbove, Effect effect)
    {
        RuleLine& line = write(rule, observed, limit, firesAbove, effect);
        if (line.holds()) {
            line.outcome = m_settled ? RuleLine::Outcome::Overruled : RuleLine::Outcome::Applied;
        }
        return line.outcome == RuleLine::Outcome::Applied;
    }

    /// The action, unless a rule has settled it.
    void conclude(Reason reason)
    {
        if (!m_settled) {
            m_settled = true;
            m_decision.reason = reason;
            m_decision.action = infoOf(reason).action;
        }
    }

    /// What rules with such an effect made of the order so far does not count any more.
    template <class Concerns> void overrule(Concerns concerns)
    {
        for (RuleLine& line : m_decision.trace) {
            const bool acted = line.outcome == RuleLine::Outcome::Decided || line.outcome == RuleLine::Outcome::Applied;
            if (acted && concerns(line.effect)) {
                line.outcome = RuleLine::Outcome::Overruled;
            }
        }
    }

    [[nodiscard]] bool isSettled() const { return m_settled; }

    /// A line that tells; its outcome is the caller's.
    RuleLine& write(Rule rule, double observed, double limit, bool firesAbove, Effect effect)
    {
        m_decision.trace.push({rule, observed, firesAbove, limit, effect,
            std::isnan(observed) ? RuleLine::Outcome::Unknown : RuleLine::Outcome::Quiet});
        return m_decision.trace[m_decision.trace.size() - 1];
    }

private:
    Decision& m_decision;
    bool m_settled = false;
};

} // namespace leadline::routing
