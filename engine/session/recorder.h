// SPDX-License-Identifier: MIT
/// Writes what a live session sees and does to the store: samples, decisions, fills.
#pragma once

#include "engine/core/names.h"
#include "engine/features/feature_set.h"
#include "engine/orders/order.h"
#include "engine/session/recorder_options.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace leadline::store
{
class PartitionedStore;
}

namespace leadline::session
{

struct DecisionRecord;

/// Nothing here waits for the disk; the end of it does. Thread: one.
class Recorder
{
public:
    /// `tell` hears once when writing begins to fail and once when all is well, in the store's thread.
    Recorder(const RecorderOptions& options, std::string workstation, const core::Clock& clock,
        const std::function<void(const std::string& what)>& tell);
    ~Recorder();

    void sampled(const core::MarketId& market, const features::FeatureSet& features);
    void decided(const DecisionRecord& record);
    void filled(const orders::Fill& fill, const std::string& environment);
    /// About once a second.
    void tick();

private:
    std::string m_workstation;
    std::unique_ptr<store::PartitionedStore> m_store;
};

} // namespace leadline::session
