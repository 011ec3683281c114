// SPDX-License-Identifier: MIT
#include "models/rollout_text.h"

#include "engine/session/monitor_snapshot.h"
#include "models/format.h"

#include <QCoreApplication>

namespace leadline::models
{

namespace
{

class RolloutText
{
    Q_DECLARE_TR_FUNCTIONS(RolloutText)
};

} // namespace

QString rolloutText(const session::RolloutSnapshot& rollout)
{
    const QString currency = QString::fromStdString(rollout.currency);
    const QString today = rollout.maxValueToday > 0
        ? RolloutText::tr("today %1 of %2 %3")
              .arg(dollarsText(rollout.valueToday), dollarsText(rollout.maxValueToday), currency)
        : RolloutText::tr("today %1 %2").arg(dollarsText(rollout.valueToday), currency);
    return RolloutText::tr("Signals: %1 sent (slippage %2 bps, filled %3), %4 on paper (%5 bps, %6); %7")
        .arg(QString::number(rollout.sent.orders), fixedText(rollout.sent.slippageBps, 2),
            shareText(rollout.sent.fillRate), QString::number(rollout.paper.orders),
            fixedText(rollout.paper.slippageBps, 2), shareText(rollout.paper.fillRate), today);
}

} // namespace leadline::models
