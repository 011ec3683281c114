// SPDX-License-Identifier: MIT
/// A plan, its preview and its run, as they cross threads.
#pragma once

#include <memory>

namespace leadline::rebalance
{
struct Plan;
struct PlanPreview;
struct RunProgress;
} // namespace leadline::rebalance

namespace leadline::session
{

using SharedPlan = std::shared_ptr<const rebalance::Plan>;
using SharedPreview = std::shared_ptr<const rebalance::PlanPreview>;
using SharedRun = std::shared_ptr<const rebalance::RunProgress>;

} // namespace leadline::session
