// SPDX-License-Identifier: MIT
#include "engine/lab/resting_fills.h"

#include "engine/desk/order_plan.h"
#include "engine/lab/decision_moments.h"

#include <algorithm>
#include <optional>

namespace leadline::lab
{

namespace
{

/// What of a decision rests; nothing where nothing does.
std::optional<desk::OrderPlan> restingPlan(const routing::Decision& decision)
{
    if (decision.action != routing::Action::Passive) {
        return std::nullopt;
    }
    const desk::OrderPlans plans = desk::planOrders(decision, {}, desk::Reach::Join, desk::Style::Smart);
    return plans.isEmpty() || plans[0].takes ? std::nullopt : std::optional(plans[0]);
}

} // namespace

RestingFills::RestingFills(const desk::DeskSettings& settings, std::size_t moments, core::Duration within)
    : m_desk(settings, static_cast<desk::MarketListener&>(*this))
    , m_within(within)
    , m_papers{PaperVenue(QueueModel::Whole), PaperVenue(QueueModel::Proportional)}
    , m_wishes(moments)
{
}

void RestingFills::note(std::size_t moment, const routing::Decision& decision)
{
    const auto plan = restingPlan(decision);
    if (plan && find(moment, decision) == nullptr) {
        m_wishes[moment].push_back({.market = plan->market,
            .side = decision.side,
            .price = plan->price,
            .size = plan->size,
            .type = plan->type,
            .outcome = {}});
    }
}

void RestingFills::noteAll(Redecision& redecision)
{
    for (std::size_t moment = 0; moment < redecision.tape().size(); ++moment) {
        redecision.load(moment);
        note(moment, redecision.decide());
    }
}

void RestingFills::noteAll(Redecision& redecision, const Threshold& threshold, const ThresholdRange& range)
{
    routing::RoutingPolicy policy = redecision.policy();
    for (std::size_t moment = 0; moment < redecision.tape().size(); ++moment) {
        redecision.load(moment);
        for (const Probe& probe : probesOf(redecision, redecision.policy(), threshold, range)) {
            threshold.place(policy) = probe.at;
            note(moment, redecision.decide(policy));
        }
    }
}

core::Result<replay::ReplayReport> RestingFills::run(const StudyTapes& tapes, core::Duration every)
{
    DecisionMoments moments(m_desk, every);
    replay::Replay replay(m_desk, tapes.venue, tapes.symbols);
    std::size_t moment = 0;
    replay.beforeMessage = [&](const desk::Market& market, const core::MarketMessage& message) {
        const core::Timestamp now = message.eventTime();
        if (now != core::Timestamp{}) {
            for (PaperVenue& paper : m_papers) {
                paper.advance(now);
            }
            collect();
        }
        if (moments.dueBefore(market, message) != nullptr && moment < m_wishes.size()) {
            place(moment++, now);
        }
        return true;
    };
    return replay.run(tapes.paths);
}

void RestingFills::place(std::size_t moment, core::Timestamp now)
{
    for (std::size_t i = 0; i < m_wishes[moment].size(); ++i) {
        const Wish& wish = m_wishes[moment][i];
        const desk::Market* const market = m_desk.find(wish.market);
        if (market == nullptr || !market->tracker().isUsable()) {
            continue;
        }
        m_sent.emplace_back(moment, i);
        for (PaperVenue& paper : m_papers) {
            paper.submit(*market,
                {.request = {.id = m_sent.size(),
                     .market = wish.market,
                     .side = wish.side,
                     .price = wish.price,
                     .size = wish.size,
                     .type = wish.type},
                    .expiresAt = now + m_within});
        }
    }
    collect();
}

void RestingFills::collect()
{
    for (std::size_t model = 0; model < m_papers.size(); ++model) {
        for (const orders::OrderReport& report : m_papers[model].takeReports()) {
            const auto [moment, place] = m_sent[report.id - 1];
            Wish& wish = m_wishes[moment][place];
            const bool isWhole = report.cumulative == wish.size;
            FillOutcome& outcome = wish.outcome;
            (model == 0 ? outcome.isFilledPessimistically : outcome.isFilledOptimistically) = isWhole;
            wish.isOver[model] = isWhole || report.kind != orders::OrderReport::Kind::Filled;
            outcome.isKnown = wish.isOver[0] && wish.isOver[1];
        }
    }
}

const RestingFills::Wish* RestingFills::find(std::size_t moment, const routing::Decision& decision) const
{
    const auto plan = restingPlan(decision);
    if (!plan) {
        return nullptr;
    }
    const auto found = std::ranges::find_if(m_wishes[moment], [&](const Wish& wish) {
        return wish.market == plan->market && wish.price == plan->price && wish.size == plan->size;
    });
    return found == m_wishes[moment].end() ? nullptr : &*found;
}

FillOutcome RestingFills::outcomeOf(std::size_t moment, const routing::Decision& decision) const
{
    const Wish* const wish = find(moment, decision);
    return wish == nullptr || !wish->outcome.isKnown ? FillOutcome{} : wish->outcome;
}

void RestingFills::traded(const desk::Market& market, const core::Trade& trade)
{
    for (PaperVenue& paper : m_papers) {
        paper.traded(market, trade);
    }
    collect();
}

void RestingFills::bookMoved(const desk::Market& market, const core::BookUpdate* /*update*/)
{
    for (PaperVenue& paper : m_papers) {
        paper.bookMoved(market);
    }
    collect();
}

} // namespace leadline::lab
