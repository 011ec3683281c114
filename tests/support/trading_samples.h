// SPDX-License-Identifier: MIT
/// What the tests of every venue's TradingProtocol share.
#pragma once

#include "engine/venues/trading_protocol.h"

#include <gtest/gtest.h>

namespace leadline::tests
{

/// LL1fxt1vow1diju
inline constexpr orders::ClientOrderId ourId = 6836310667800084522;
inline const std::string ourText = "LL1fxt1vow1diju";

inline constexpr venues::Ask everyAsk[] = {venues::Ask::Submit, venues::Ask::Amend, venues::Ask::Cancel,
    venues::Ask::Query, venues::Ask::QueryClosed, venues::Ask::Fills, venues::Ask::OpenOrders,
    venues::Ask::ConditionalOrders, venues::Ask::CancelAll, venues::Ask::CancelConditional, venues::Ask::CancelListed,
    venues::Ask::Account, venues::Ask::Positions, venues::Ask::PositionMode, venues::Ask::Session,
    venues::Ask::RenewSession, venues::Ask::Countdown, venues::Ask::Time};

/// The one report of a message that has exactly one.
[[nodiscard]] inline orders::OrderReport onlyReport(const core::Result<venues::PrivateMessage>& message)
{
    if (!message || message->reports.size() != 1) {
        ADD_FAILURE() << (message ? "not one report" : message.error().what);
        return {};
    }
    return message->reports[0];
}

} // namespace leadline::tests
