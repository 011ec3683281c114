// SPDX-License-Identifier: MIT
/// A ladder with its header (market, trust, position, arming) and footer (totals, size buttons).
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "views/ladder/ladder_view.h"
#include "views/widgets/panel_state.h"

#include <QWidget>

#include <functional>

namespace leadline::models
{
class OrderEntry;
class OrderModel;
class MarketView;
} // namespace leadline::models
namespace leadline::session
{
struct MarketSnapshot;
struct OrderIntent;
struct Refusal;
} // namespace leadline::session

namespace leadline::views
{

class LadderFooter;
class LadderHeader;
class LadderNote;

/// Thread: GUI.
class LadderPanel final : public QWidget, public PanelState
{
    Q_OBJECT

public:
    /// All must outlive the panel. `orders` are those of the session; `firstSize` is that of the first size button.
    LadderPanel(models::MarketView& view, const models::OrderModel& orders, models::OrderEntry& entry,
        const core::Clock& clock, double firstSize, QWidget* parent = nullptr);
    ~LadderPanel() override;

    void showMarket(const session::MarketSnapshot& snapshot);
    /// Shows one venue alone; before the first market. Empty: all, consolidated.
    void setVenue(core::VenueId venue);
    [[nodiscard]] LadderView& ladder() { return *m_ladder; }
    /// What it asks or refuses.
    [[nodiscard]] LadderNote& note() { return *m_note; }
    [[nodiscard]] models::MarketView& view() const { return *m_view; }
    /// The group whose instrument it shows, "A" to "D"; empty: an instrument of its own.
    [[nodiscard]] const QString& link() const { return m_link; }
    /// From now on; it is disarmed. Alone it goes on with the instrument that it shows.
    void setLink(const QString& link);
    /// Alone, with that instrument.
    void showAlone(const core::Pair& pair);
    /// Where orders go: "LIVE", "PAPER", "OFF". Real money: arming wants to be held, and the frame is another.
    void setMoney(const QString& word, bool isReal);
    void setFirstSize(double units);
    /// Chooses one of the five sizes, 1 to 5.
    void chooseSize(int number);
    /// A line for the user below the ladder, for some seconds.
    void say(const QString& text);
    /// Fills, rejections and refusals of the session are shown here from now on; one ladder of a window does.
    void reportOrders();
    /// Of all ladders of the window: whether an order that was asked about may still be sent. Absent: it may.
    std::function<bool()> isAnyArmed;
    /// Sounds once, where LadderRules::isAudible: something was not sent, or is asked about.
    std::function<void()> sound;
    /// Grouping, columns, style and size; the venue is that of its making. It is never armed by what is restored.
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

Q_SIGNALS:
    /// The line of say(): whoever does not see the ladder may want it.
    void said(const QString& text);
    /// It is of another group now, or alone.
    void linkChanged();

private:
    void connectParts();
    void connectSession();
    void connectView();
    void leaveView();
    void restoreLink(const QString& group, const QString& instrument);
    void setView(models::MarketView& view, const QString& link);
    void connectGestures(const models::OrderModel& orders);
    void renewPreview();
    /// Another instrument is shown from now on.
    void beginAnew();
    void ask(const session::OrderIntent& intent, const QString& question);
    /// An order did not come to be: said beside the click and below the ladder.
    void hold(const QString& why);
    void askBeside(const QString& question, std::function<void()> yes);
    /// The note, over the ladder; over the window where the ladder is not on show.
    [[nodiscard]] LadderNote& noteOver();
    void soundOnce() const;
    /// Where the click was, if there was one; else the middle.
    [[nodiscard]] QPoint placeOfNote() const;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showRefusal(const session::Refusal& refusal);
    void showArming();

    models::MarketView* m_view;
    QString m_link = QStringLiteral("A");
    models::OrderEntry& m_entry;
    LadderView* m_ladder;
    LadderHeader* m_header;
    LadderFooter* m_footer;
    LadderNote* m_note;
    QPoint m_lastClick; ///< on the ladder; none yet: null
    int m_previewPlace;
    core::Instrument m_instrument;
};

} // namespace leadline::views
