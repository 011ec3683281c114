// SPDX-License-Identifier: MIT
/// How a watched instrument reads: what its cells, its hints and its summary say.
#pragma once

#include "engine/session/watch_line.h"
#include "models/roles.h"

#include <QCoreApplication>
#include <QString>

#include <array>
#include <optional>

namespace leadline::models
{

/// What matters most comes first: the list often has a narrow place.
enum class WatchColumn { Symbol, Bid, Ask, Spread, Change, Position, Profit, Orders, Venues, Activity, Breaker };
inline constexpr int watchColumns = static_cast<int>(WatchColumn::Breaker) + 1;

struct WatchCell {
    QString text;
    double value = 0; ///< to sort by; not a number: not known
    Tone tone = Tone::Plain;

    [[nodiscard]] bool looksLike(const WatchCell& other) const { return text == other.text && tone == other.tone; }
};
using WatchCells = std::array<WatchCell, watchColumns>;

/// A symbol of the user's list, with what the session says of it.
struct WatchRow {
    Q_DECLARE_TR_FUNCTIONS(WatchRow)

public:
    QString symbol;
    QString group; ///< empty: in none
    std::optional<session::WatchLine> line; ///< nothing: it waits
    WatchCells cells;
    bool isFresh = false; ///< among the lines that are being shown ...
    bool isNew = false; ///< ... and the first of its row ...
    bool isChanged = false; ///< ... and not as it was

    [[nodiscard]] static WatchRow waiting(const QString& symbol, const QString& group);
    /// A cell with its header, to be read aloud: in full, where the cell is short of room.
    [[nodiscard]] QString spoken(WatchColumn column) const;
    /// All that is known, to be read aloud.
    [[nodiscard]] QString summary() const;
    /// What a cell has no room for.
    [[nodiscard]] QString hint(WatchColumn column) const;
};

/// The texts of a line. What ticks many times a second is rounded to what can be read, so that cells change no more
/// often.
[[nodiscard]] WatchCells watchCells(const QString& symbol, const session::WatchLine& line);
[[nodiscard]] QString watchHeader(WatchColumn column);
/// What the column means; empty: its header says it.
[[nodiscard]] QString watchHeaderHint(WatchColumn column);

} // namespace leadline::models
