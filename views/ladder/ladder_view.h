// SPDX-License-Identifier: MIT
/// The painted ladder: static rows, size bars, own orders, gestures.
#pragma once

#include "models/ladder_centring.h"
#include "models/ladder_grid.h"
#include "views/ladder/ladder_columns.h"
#include "views/ladder/ladder_picture.h"
#include "views/widgets/key_gate.h"

#include <QWidget>

#include <cstdint>
#include <functional>
#include <vector>

class QPainter;

namespace leadline::models
{
class OrderEntry;
struct LadderClick;
} // namespace leadline::models
namespace leadline::session
{
struct MarketSnapshot;
}

namespace leadline::views
{

/// One custom-painted widget; only rows that changed are drawn anew, nothing while it is hidden. Thread: GUI.
class LadderView final : public QWidget
{
    Q_OBJECT

public:
    using Column = LadderColumn;

    /// Both must outlive the view.
    LadderView(models::OrderEntry& entry, const core::Clock& clock, QWidget* parent = nullptr);

    /// A new frame. Connected directly to the feed.
    void showMarket(const session::MarketSnapshot& snapshot);
    /// Of another instrument: a press that waits for its release is forgotten.
    void clear();
    void showOrders(std::vector<orders::Order> live);
    void recentre();
    /// What lay over rows is gone: a click that was meant for it trades nothing, as where rows had moved.
    void uncovered();
    /// Shows one venue alone; empty: all, consolidated.
    void setVenue(core::VenueId venue);
    [[nodiscard]] const models::LadderGrid& grid() const { return m_grid; }
    /// Called when a frame was painted.
    std::function<void()> painted;

    /// Where an arrow stands that tells of something above or below the rows, in widget coordinates; empty: there is
    /// nothing of the kind.
    enum class Beyond : std::uint8_t { Market, Orders, Average };
    [[nodiscard]] QRect arrowRect(Beyond what, bool isAbove) const;
    /// Its words: "▲ 15.2".
    [[nodiscard]] QString arrowText(Beyond what, bool isAbove) const;
    /// Where a cell is painted, in widget coordinates.
    [[nodiscard]] QRect cellRect(int row, Column column) const;
    [[nodiscard]] bool showsCumulative() const { return m_picture.isCumulative(); }
    /// LadderPicture::charactersCut()
    [[nodiscard]] std::size_t charactersCut() const { return m_picture.charactersCut(); }
    void setCumulative(bool isCumulative);
    /// Ticks a row; one of LadderGrid::groupings, else nothing happens.
    void setGrouping(int ticks);
    [[nodiscard]] bool isShown(Column column) const { return m_columns.isShown(column); }
    void setShown(Column column, bool isShown);
    /// What the pointer's tooltip says at a place: the exact order.
    [[nodiscard]] QString tooltipAt(QPoint place) const;
    /// What Q and W would send now, in one line.
    [[nodiscard]] QString joinText() const;
    QSize sizeHint() const override { return {620, 900}; }
    QSize minimumSizeHint() const override { return {m_columns.leastWidth(), 160}; }

Q_SIGNALS:
    void cancelRequested(quint64 order);
    /// An own order was dragged, or moved by keys, to another price.
    void moveRequested(quint64 order, const leadline::core::Price& price);
    void sizeButtonRequested(int number);
    void menuRequested(const QPoint& globalPlace);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    /// What the tooltip shows of a venue.
    struct VenueNote {
        QString name;
        double ageSeconds = 0;
        double takerFeeBps = 0;
        double makerFeeBps = 0;
        QString excluded; ///< empty: takes part
    };

    [[nodiscard]] LadderCell cellAt(QPoint place) const;
    /// A key that sends, or moves, an order.
    [[nodiscard]] static bool isTrading(const QKeyEvent& event);
    [[nodiscard]] models::LadderClick clickAt(core::Side side, int row) const;
    [[nodiscard]] models::LadderClick joinOf(core::Side side) const;
    void take(core::Side side);
    void click(const models::LadderClick& click);
    void cancelRow(int row);
    /// Moves the own orders of a side at a row; nothing happens across the market.
    void moveOrders(int from, int to, core::Side side);
    void chooseNextOwn(int direction);
    [[nodiscard]] static bool isOwnColumn(Column column)
    {
        return column == Column::OwnBuy || column == Column::OwnSell;
    }
    void changeGrouping(int direction);
    /// Lets the rows follow the market, as the rules say; how many they moved.
    std::int64_t follow();
    void renewArrows();
    /// Within the reaction time: what is below the pointer may not be what was meant.
    [[nodiscard]] bool hasJustMoved() const;
    void scroll(std::int64_t rows);
    void drawArrows(QPainter& painter) const;
    /// All that they may take at that end.
    [[nodiscard]] QRect arrowsRect(bool isAbove) const;
    /// Brings what an arrow tells of to the middle; false where the place has none.
    bool goWhereArrowPoints(QPoint place);
    void moveSelection(int rows);
    void pricesMoved();
    [[nodiscard]] QString ownTooltip(int row, core::Side side) const;
    [[nodiscard]] QString venuesTooltip(int row, core::Side side) const;
    void refresh();
    /// Every row is drawn anew.
    void renew();

    models::OrderEntry& m_entry;
    const core::Clock& m_clock;
    KeyGate m_keys;
    models::LadderGrid m_grid;
    LadderColumns m_columns;
    LadderPicture m_picture;
    std::vector<VenueNote> m_venueNotes;
    int m_decimals = 2;
    core::Timestamp m_rowsSince; ///< since when the rows show their prices
    LadderCell m_pressed;
    int m_dragged = -1; ///< row over which an own order is being dragged; -1: none is
    models::LadderCentring m_centring;
    models::CentringMoment m_attention; ///< pointer and clicks
    bool m_pressedTooSoon = false; ///< the rows had just moved: nothing is dragged
    bool m_isElsewhere = false; ///< an arrow led away from the market: the rows stay until they are moved by hand
    models::OffScreen m_above;
    models::OffScreen m_below;
    int m_selected = -1; ///< row of the keyboard; -1: none
};

} // namespace leadline::views
