// SPDX-License-Identifier: MIT
#include "views/window/record_light.h"

#include "views/widgets/theme.h"

#include <QLocale>

namespace leadline::views
{

RecordLight::RecordLight(QWidget* parent)
    : QToolButton(parent)
{
    setObjectName(QStringLiteral("record"));
    setCheckable(true);
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setFont(Theme::figures(12));
    setAccessibleName(tr("Record market data"));
    setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("\u25cf REC 999.9 GB lost")) + 16);
    showState({});
}

void RecordLight::showState(const RecordingState& state)
{
    setChecked(state.isOn);
    const QString size = QLocale().formattedDataSize(static_cast<qint64>(state.bytes), 1, QLocale::DataSizeSIFormat);
    setText(state.isOn ? QStringLiteral("\u25cf REC %1%2").arg(size, state.isLosing ? tr(" lost") : QString())
                       : QStringLiteral("\u25cb REC%1").arg(state.isLosing ? tr(" failed") : QString()));
    const Theme theme = Theme::of(palette());
    const QColor colour = state.isLosing ? theme.bad : state.isOn ? theme.warning : theme.faint;
    setStyleSheet(QStringLiteral("color: %1").arg(colour.name()));
    setToolTip(state.hint.isEmpty() ? tr("Records what the venues send, in files that can be replayed") : state.hint);
}

} // namespace leadline::views
