// SPDX-License-Identifier: MIT
/// An order for a market on the desk as a paper venue takes it: with the fees that the desk knows of there.
#pragma once

#include "engine/core/time.h"

namespace leadline::desk
{
class Market;
}
namespace leadline::lab
{
struct PaperOrder;
}
namespace leadline::orders
{
struct NewOrder;
}

namespace leadline::session
{

/// `expiresAt`: the epoch for never.
[[nodiscard]] lab::PaperOrder paperOrder(
    const orders::NewOrder& request, const desk::Market& market, core::Timestamp expiresAt = {});

} // namespace leadline::session
