// SPDX-License-Identifier: MIT
/// What stays on top: paper or real money, and of each venue whether trading there is connected, or why not.
#pragma once

#include "engine/core/time.h"

#include <QLabel>

#include <map>
#include <vector>

namespace leadline::session
{
struct TradingSnapshot;
}

namespace leadline::views
{

/// A venue that the user has turned trading on at.
struct WantedTrading {
    QString venue;
    QString environment; ///< "live", "demo"
    bool isLive = false; ///< real money
    QString hindrance; ///< why nothing is even tried, "no key: ..."; empty: it is up to the venue
};

/// Its height never changes: nothing below it may move under the pointer. Thread: GUI.
class TradingBanner final : public QLabel
{
    Q_OBJECT

public:
    /// `idleWord` stands where trading is on nowhere. `hasVenues`: there is a second line, for venues of the world.
    TradingBanner(const QString& idleWord, bool hasVenues, QWidget* parent = nullptr);

    void want(const WantedTrading& wanted);
    /// The venues at which the engine may spend real money.
    void setLiveVenues(const QStringList& venues);
    /// What the newest snapshot says of each; the embedded market is not told of, it ends and begins with us.
    void showVenues(const std::vector<session::TradingSnapshot>& venues);

    /// What an earlier run of the program left there; it stands behind the venue until forgetTakenOver().
    void showTakenOver(const QString& venue, const QString& text);
    void forgetTakenOver();

    /// The user has turned trading on somewhere ...
    [[nodiscard]] bool isOn() const;
    /// ... where orders are real.
    [[nodiscard]] bool wantsRealMoney() const;
    /// Trading is on somewhere, and connected nowhere.
    [[nodiscard]] bool isStuck() const;
    /// One part a venue: connected, or what stands in the way.
    [[nodiscard]] QString venuesText() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct State {
        QString environment;
        bool isOnShow = true; ///< ladders trade there
        bool isLive = false;
        bool isKnown = false; ///< a snapshot told of it
        bool isUp = false;
        bool isReconciled = false;
        bool isRefused = false;
        QString why;
        core::Timestamp since; ///< not connected
        QString takenOver; ///< empty: nothing, or it was seen
        bool operator==(const State&) const = default;
    };

    void renew();
    void showLines();
    [[nodiscard]] static QString partOf(const QString& venue, const State& state);

    QString m_idleWord;
    bool m_hasVenues;
    std::map<QString, State> m_states;
    QStringList m_lines; ///< before they are cut to the width
    QString m_looks; ///< the style sheet in force
};

} // namespace leadline::views
