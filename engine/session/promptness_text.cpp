// SPDX-License-Identifier: MIT
#include "engine/session/promptness_text.h"

#include <QCoreApplication>
#include <QDateTime>

namespace leadline::session
{

namespace
{

QString utcClock(core::Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(core::nanosecondsOf(time) / 1'000'000, Qt::UTC)
        .toString(QStringLiteral("HH:mm:ss"));
}

} // namespace

QString promptnessText(const routing::PromptAnswerTerms& prompt)
{
    return QCoreApplication::translate(
        "PromptnessText", "%1 of %2 answers since %3 took over %4 ms; back at %5 UTC, when they are past")
        .arg(prompt.slow)
        .arg(prompt.answers)
        .arg(utcClock(prompt.slowSince))
        .arg(prompt.slowMs, 0, 'f', 0)
        .arg(utcClock(prompt.backAt));
}

} // namespace leadline::session
