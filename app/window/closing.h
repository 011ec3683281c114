// SPDX-License-Identifier: MIT
/// The end of the program: what is still working or held is asked about first, and every window goes with the main one.
#pragma once

#include "engine/session/market_snapshot.h"

#include <QObject>
#include <QPointer>

#include <chrono>
#include <vector>

class QMessageBox;
class QPushButton;

namespace leadline::views
{
class MainWindow;
} // namespace leadline::views

namespace leadline::app
{

class StockController;

struct ClosingOptions {
    bool isEmbedded = true; ///< the coins' venues end with the program
    bool isReplay = false; ///< all of it is practice: nothing is at stake
    std::chrono::seconds countdown{0}; ///< after so long without us venues that can cancel everything; zero: never
};

/// Thread: GUI.
class Closing final : public QObject
{
    Q_OBJECT

public:
    /// `stocks` may be absent. Window and stocks must outlive it.
    Closing(ClosingOptions options, views::MainWindow& window, StockController* stocks);

Q_SIGNALS:
    /// The main window is closed, and so are the others.
    void ended();

private:
    [[nodiscard]] bool mayClose();
    [[nodiscard]] int workingOrders() const; ///< of coins and stocks
    [[nodiscard]] bool isAnythingAtStake() const;
    [[nodiscard]] bool isAnythingKept() const; ///< of what works, when we are gone
    [[nodiscard]] QString venuesText() const;
    [[nodiscard]] QString heldText() const;
    void ask();
    void cancelAndClose();
    void goOnWaiting();
    void close();
    QPushButton* addButton(const QString& text, const char* name, void (Closing::*then)());

    ClosingOptions m_options;
    views::MainWindow& m_window;
    StockController* m_stocks;
    std::vector<session::PositionSnapshot> m_held; ///< where we trade in this session
    QString m_told; ///< of what is held, in the newest question
    QPointer<QMessageBox> m_box;
    bool m_isWaiting = false; ///< for the venues' word on the cancels
    bool m_isAgreed = false; ///< nothing more is asked
};

} // namespace leadline::app
