// SPDX-License-Identifier: MIT
#include "views/lab/action_colours.h"

#include "models/format.h"
#include "views/widgets/theme.h"

#include <QLocale>
#include <QPainter>
#include <QStringList>

namespace leadline::views
{

namespace
{

QColor mixed(const QColor& one, const QColor& other, double share)
{
    const auto part = [share](int a, int b) { return static_cast<int>(a * share + b * (1 - share)); };
    return {part(one.red(), other.red()), part(one.green(), other.green()), part(one.blue(), other.blue())};
}

} // namespace

QColor actionColour(routing::Action action, const QPalette& palette)
{
    const Theme theme = Theme::of(palette);
    switch (action) {
    case routing::Action::Aggressive:
        return mixed(theme.warning, theme.background, 0.75);
    case routing::Action::Passive:
        return mixed(theme.group(QStringLiteral("C")), theme.background, 0.45);
    case routing::Action::Abort:
        return mixed(theme.faint, theme.background, 0.35);
    }
    return theme.line;
}

void fillAction(QPainter& painter, const QRectF& area, routing::Action action, const QPalette& palette)
{
    painter.fillRect(area, actionColour(action, palette));
    if (action == routing::Action::Abort) {
        painter.fillRect(area, QBrush(Theme::of(palette).faint, Qt::BDiagPattern));
    }
}

QString countsText(const std::array<std::int64_t, lab::actionCount>& counts)
{
    QStringList texts;
    for (const routing::Action action : stackedActions) {
        texts << QStringLiteral("%1 %2").arg(QLocale().toString(qlonglong(counts[static_cast<std::size_t>(action)])),
            models::textOf(routing::nameOf(action)));
    }
    return texts.join(QStringLiteral(", "));
}

} // namespace leadline::views
