// SPDX-License-Identifier: MIT
/// A recording from its first message to its last: spread, volume, what was decided, and where the replay is.
#pragma once

#include "engine/core/pair.h"
#include "engine/core/time.h"
#include "engine/session/replay_state.h"

#include <QPixmap>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace leadline::replay
{
struct PairTimeline;
struct TapeTimeline;
} // namespace leadline::replay

namespace leadline::views
{

enum class TimelineMark : std::uint8_t { Decision, Order, Fill };

/// A click, or a drag, says where to go. Thread: GUI.
class TimelineView final : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);

    void showTimeline(std::shared_ptr<const replay::TapeTimeline> timeline);
    /// Whose spread, volume and marks are drawn.
    void showPair(const core::Pair& pair);
    void showState(const session::ReplayState& state);
    void mark(TimelineMark what, const core::Pair& pair, core::Timestamp time);
    /// Marks of orders and fills go; those of decisions stay.
    void forgetOrders();

    /// Event time at that pixel; the epoch while the ends are not known.
    [[nodiscard]] core::Timestamp timeAt(double x) const;
    /// Where that time is drawn.
    [[nodiscard]] double xOf(core::Timestamp time) const;
    /// Time, spread and volume there, for people; empty while the ends are not known.
    [[nodiscard]] QString textAt(double x) const;
    /// Of the instrument on show.
    [[nodiscard]] int markCount() const;

    [[nodiscard]] QSize sizeHint() const override { return {500, 44}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 40}; }

Q_SIGNALS:
    void seekWanted(const leadline::core::Timestamp& time);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Mark {
        TimelineMark what;
        core::Pair pair;
        core::Timestamp time;
    };

    [[nodiscard]] core::Timestamp first() const { return m_state.first; }
    [[nodiscard]] core::Timestamp last() const { return m_state.last; }
    [[nodiscard]] bool hasEnds() const { return last() > first() && first() != core::Timestamp{}; }
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] const replay::PairTimeline* shown() const;
    /// What does not move with the replay.
    void redraw();
    void drawVolume(QPainter& painter, const replay::PairTimeline& pair) const;
    void drawSpread(QPainter& painter, const replay::PairTimeline& pair) const;
    void drawMarks(QPainter& painter) const;
    void drawEnds(QPainter& painter) const;
    void drawPresent(QPainter& painter) const;
    [[nodiscard]] QRectF bucketRect(std::size_t bucket) const;
    void dragTo(double x);
    void seek(core::Timestamp time);

    std::shared_ptr<const replay::TapeTimeline> m_timeline; ///< null: nothing was looked through yet
    session::ReplayState m_state;
    core::Pair m_pair;
    std::vector<Mark> m_marks;
    QPixmap m_picture; ///< null: is to be drawn anew
    std::optional<core::Timestamp> m_dragged; ///< where the pointer holds the cursor
    core::Timestamp m_asked; ///< of the newest seek
};

} // namespace leadline::views
