// SPDX-License-Identifier: MIT
#include "engine/session/recorder.h"

#include "engine/session/order_intent.h"
#include "engine/store/partitioned_store.h"

#include <limits>

namespace leadline::session
{

Recorder::Recorder(const RecorderOptions& options, std::string workstation, const core::Clock& clock,
    const std::function<void(const std::string& what)>& tell)
    : m_workstation(std::move(workstation))
{
    store::StoreOptions own;
    own.root = options.root;
    own.retentionDays = options.retentionDays;
    m_store = std::make_unique<store::PartitionedStore>(
        own, clock, store::StoreEvents{.failed = tell, .healed = [tell] { tell("the store is written again"); }});
}

Recorder::~Recorder() = default;

void Recorder::sampled(const core::MarketId& market, const features::FeatureSet& features)
{
    m_store->add(store::FeatureRow{market, features});
}

void Recorder::decided(const DecisionRecord& record)
{
    const routing::Decision& decision = record.decision;
    m_store->add(store::DecisionRow{.market = decision.market,
        .at = decision.time,
        .number = static_cast<std::int64_t>(record.number),
        .side = std::string(core::verb(decision.side)),
        .action = std::string(routing::nameOf(decision.action)),
        .reason = std::string(routing::infoOf(decision.reason).code),
        .size = decision.requestedSize,
        .impact = decision.impact,
        .trace = routing::toJson(decision),
        .id = orders::clientTextOrNone(record.id),
        .clientOrder = orders::clientTextOrNone(record.order)});
}

void Recorder::filled(const orders::Fill& fill, const std::string& environment)
{
    const double fee = fill.feeInQuote.value_or(std::numeric_limits<double>::quiet_NaN());
    m_store->add(store::ExecutionRow{.market = fill.market,
        .at = fill.time,
        .clientOrder = orders::clientText(fill.order),
        .decision = orders::clientTextOrNone(fill.decision),
        .execution = fill.execution,
        .side = std::string(core::verb(fill.side)),
        .role = fill.isMaker ? "maker" : "taker",
        .price = fill.price,
        .size = fill.coins,
        .notional = fill.notional,
        .fee = fee,
        .feeBps = fee / fill.notional * 1e4,
        .expectedFeeBps = fill.expectedFeeBps,
        .workstation = m_workstation,
        .environment = environment});
}

void Recorder::tick()
{
    m_store->tick();
}

} // namespace leadline::session
