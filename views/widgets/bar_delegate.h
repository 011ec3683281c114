// SPDX-License-Identifier: MIT
/// Cells with a bar beside their text.
#pragma once

#include "views/widgets/tone_delegate.h"

namespace leadline::views
{

/// Draws BarRole as a bar, MarkRole as a line in it, and a grip at the end of what can be edited. Thread: GUI.
class BarDelegate final : public ToneDelegate
{
    Q_OBJECT

public:
    static constexpr int weightText = 74; ///< pixels of "33.3333 %"
    static constexpr int partText = 46; ///< of "100 %"

    /// So many pixels of a cell are its text's.
    explicit BarDelegate(int textWidth, QObject* parent = nullptr)
        : ToneDelegate(parent)
        , m_textWidth(textWidth)
    {
    }

    /// Where the bar of a cell lies when it is full.
    [[nodiscard]] static QRect barRect(const QRect& cell, int textWidth);
    /// The x at which a bar ends.
    [[nodiscard]] static int barEnd(const QRect& bar, double part);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_textWidth;
};

} // namespace leadline::views
