// SPDX-License-Identifier: MIT
/// The recordings of a replay as one, read message by message into the desk, as often as somebody wants to.
#pragma once

#include "engine/core/names.h"
#include "engine/core/pair.h"
#include "engine/core/time.h"
#include "engine/replay/tape_player.h"

#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk

namespace leadline::session
{

struct TapeOptions {
    QStringList files;
    QString venue; ///< of what does not name its own; empty: guessed
    std::vector<core::Symbol> symbols; ///< empty: all
    double speed = 1; ///< event seconds a second; 0: as fast as it goes
    std::uint64_t keyframeEvery = std::uint64_t{1} << 14; ///< messages between the first states that are kept
};

/// Where a reel is, behind a message.
struct ReelPlace {
    replay::TapeMerger tapes;
    std::vector<core::MarketId> found; ///< in their order
    int lines = 0; ///< that could not be used
    QString newestProblem; ///< what is wrong with the last of them
};

/// The instrument that a market of a recording is shown as: a symbol that nobody explained has its own name.
[[nodiscard]] core::Pair shownAs(const desk::Market& market);

/// Thread: its desk's.
class TapeReel
{
    Q_DECLARE_TR_FUNCTIONS(TapeReel)

public:
    /// The desk must outlive it.
    TapeReel(TapeOptions options, desk::Desk& desk);
    ~TapeReel();

    /// A market that the tapes bring; called once for each after open(), before anything of it is read.
    std::function<void(desk::Market&)> found;
    /// What is wrong with the tapes. What was told once is not told again when they are read again.
    std::function<void(const QString&)> problem;

    /// Begins with the first message. The desk has no market.
    void open();
    /// The place behind the message that was applied; nothing where it cannot be kept just now, or nothing comes.
    [[nodiscard]] std::optional<ReelPlace> place() const;
    /// Goes to that place, of the same recordings. The desk has the markets that it had there.
    void resume(const ReelPlace& place);
    /// Reads what the tapes continue, so many messages of it at most. False: there is no more of it.
    [[nodiscard]] bool warmUp(int messages);
    /// Event time of the next message; nothing: all was read.
    [[nodiscard]] std::optional<core::Timestamp> due();
    /// Hands the next message to the desk. Only after due() has given a time.
    void apply();
    /// Tells of the lines that could not be used since the last call.
    void reportProblems();

private:
    /// The day before a tape that has no snapshot, and the one before that where it has none either.
    struct WarmUp {
        std::vector<std::filesystem::path> days; ///< oldest first
        std::size_t day = 0;
    };

    void beginTapes(replay::TapeMerger tapes);
    void openTape(const QString& path);
    void bring(desk::Market& market);
    [[nodiscard]] bool openDay();
    void endDay();
    void tell(const QString& what);

    TapeOptions m_options;
    desk::Desk& m_desk;
    std::vector<const desk::Market*> m_found; ///< a few
    std::vector<WarmUp> m_warmUps; ///< newest last; the first is at work
    std::unique_ptr<replay::TapeMerger> m_day; ///< of the warm-up; null: none is open
    std::unique_ptr<replay::TapeMerger> m_tapes; ///< null: all were read
    replay::TapePlayer* m_next = nullptr; ///< the one of m_tapes with the message at hand; null: none is
    int m_lines = 0; ///< that could not be used, since open()
    int m_linesTold = 0; ///< the most that were told of
    QString m_firstProblem; ///< of those not told yet
    QString m_newestProblem;
    std::set<QString> m_told;
};

} // namespace leadline::session
