// SPDX-License-Identifier: MIT
/// What stopping everything has done so far, step by step.
#pragma once

#include "engine/core/time.h"

#include <QMetaType>
#include <QString>

#include <vector>

namespace leadline::execution
{

struct ReceiptStep {
    core::Timestamp at;
    QString what;
    bool isDone = false;
};
/// Of the kill switch, or of flattening.
struct KillReceipt {
    core::Timestamp began;
    bool flattens = false;
    std::vector<ReceiptStep> steps;
    bool isComplete = false; ///< every venue said that nothing is left
};

} // namespace leadline::execution

Q_DECLARE_METATYPE(leadline::execution::KillReceipt)
