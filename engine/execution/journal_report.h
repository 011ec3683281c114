// SPDX-License-Identifier: MIT
/// A calibration report from what a journal holds: for a thread that may take its time.
#pragma once

#include "engine/calibration/report_content.h"
#include "engine/journal/history.h"
#include "engine/routing/venue_choice.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::execution
{

struct JournalReportRequest {
    journal::JournalUrl url;
    calibration::CalibrationSettings settings;
    std::vector<routing::VenueTerms> expected; ///< published or set
    bool showsIdle = false; ///< venues of `expected` without a record, too
    std::function<bool(const core::VenueId& venue, std::string_view environment)> wants; ///< absent: everything
    std::string environment; ///< for people
    core::Timestamp from; ///< records of [from, to)
    core::Timestamp to;
};

[[nodiscard]] core::Result<calibration::ReportContent> reportFromJournal(
    const JournalReportRequest& request, core::Timestamp made);

} // namespace leadline::execution
