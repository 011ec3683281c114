// SPDX-License-Identifier: MIT
/// Keeps one book true to its venue: snapshot and diffs joined by the venue's rule, gaps found and healed.
#pragma once

#include "engine/book/book_counters.h"
#include "engine/book/levels_aside.h"
#include "engine/book/order_book.h"
#include "engine/book/rules.h"
#include "engine/core/events.h"

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

namespace leadline::book
{

enum class BookState : std::uint8_t {
    Waiting, ///< no snapshot yet; diffs are kept
    Joining, ///< a snapshot is loaded, the first diff that continues it has not come
    InSync, ///< every update since the snapshot was applied, none is missing
    TouchAside, ///< as InSync, but the best level of a side cannot be held: what the book shows is not the touch
    Gap, ///< an update is missing; the book on hand is wrong until the next snapshot
};

/// "in sequence" of a book whose newest update was checked; "not checked" where nothing could be.
[[nodiscard]] std::string_view describe(BookState state, bool isChecked);

/// Hears of every change of the book, in order; features hang on it.
class BookListener
{
public:
    virtual ~BookListener() = default;
    /// An update stamped `eventTime` is about to be applied; the book still is as it was.
    virtual void bookWillChange(core::Timestamp eventTime) = 0;
    virtual void bookChanged(const core::BookUpdate& update) = 0;
    /// The book was lost (gap) or replaced (snapshot): nothing before can be compared with what comes.
    virtual void bookRestarted() = 0;
};

/// Follows Binance's published rules:
/// - futures: drop diffs with `u < lastUpdateId`; the first one applied has `U <= lastUpdateId <= u` (or `pu ==
///   lastUpdateId`, which leaves no gap either); then `pu` equals the `u` before.
/// - spot: drop diffs with `u <= lastUpdateId`; the first one applied has `U <= lastUpdateId + 1 <= u`; then `U` equals
///   the `u` before plus one.
/// Venues that send the snapshot in the stream (Kraken, Coinbase, OKX) need no joining: what comes before it is
/// dropped, what comes after it is applied; a checksum that does not fit costs the book, and the caller subscribes
/// anew.
/// - frames (20 levels every 100 ms) and quotes (the touch of a stock) are complete in themselves and need no snapshot;
///   where diffs come too, they make the book.
/// OKX's and Bybit's diffs, too, come after a snapshot in the stream, and name the id before theirs: one that is
/// missing costs the book. After maintenance ids begin anew, smaller, and the chain still holds; so it is the stamp
/// that tells an update that comes again from one that was lost.
class BookTracker
{
public:
    explicit BookTracker(BookRules rules)
        : m_rule(rules.sequence)
        , m_checksum(rules.checksum)
        , m_hasChecksum(rules.checksum != ChecksumForm::None)
    {
    }

    /// Applies, keeps or refuses one update. True when the caller should see to a new snapshot.
    bool apply(const core::BookUpdate& update, BookListener& listener);
    /// Forgets the stream (a reconnect): diffs that come now belong to another run of ids.
    void restart(BookListener& listener);
    /// Something outside found the book wrong (the referee, a hole in the connection): treated like a gap.
    void distrust(BookListener& listener);

    [[nodiscard]] const OrderBook& book() const { return m_book; }
    /// Levels of the book as it is that cannot be held.
    [[nodiscard]] std::size_t levelsAside() const { return m_aside.size(); }
    [[nodiscard]] BookState state() const { return m_state; }
    [[nodiscard]] bool isInSync() const { return m_state == BookState::InSync; }
    /// Updates came and there is no book: it was lost and not found again, or its beginning never came.
    [[nodiscard]] bool isLost() const;
    /// The newest update was checked: by its id, its checksum, or the numbers of its connection. What is not checked
    /// may be right as well; only nobody can tell.
    [[nodiscard]] bool isChecked() const { return m_isChecked; }
    /// In sync and not crossed: fit for decisions.
    [[nodiscard]] bool isUsable() const { return isInSync() && m_book.isValid(); }
    [[nodiscard]] const BookCounters& counters() const { return m_counters; }
    void resetCounters() { m_counters = {}; }

private:
    enum class Fit : std::uint8_t { Old, Next, Missing };

    /// A diff kept until a snapshot comes.
    struct KeptDiff {
        core::BookUpdate update;
        std::vector<core::Level> bids;
        std::vector<core::Level> asks;
        std::vector<core::LevelAside> bidsAside;
        std::vector<core::LevelAside> asksAside;
    };

    /// The book is the venue's, as far as it can be held.
    [[nodiscard]] bool follows() const { return m_state == BookState::InSync || m_state == BookState::TouchAside; }
    /// An update is in the book: tells whoever listens, or that the touch is not there.
    void tell(const core::BookUpdate& update, BookListener& listener);
    [[nodiscard]] Fit fitToSnapshot(const core::BookUpdate& diff) const;
    [[nodiscard]] Fit fitToStream(const core::BookUpdate& diff) const;
    bool applyDiff(const core::BookUpdate& diff, BookListener& listener);
    bool applySnapshot(const core::BookUpdate& snapshot, BookListener& listener);
    bool applyFrame(const core::BookUpdate& frame, BookListener& listener);
    bool applyInStream(const core::BookUpdate& update, BookListener& listener);
    [[nodiscard]] Fit fitToChain(const core::BookUpdate& update) const;
    [[nodiscard]] bool isChained(const core::BookUpdate& diff) const;
    [[nodiscard]] bool verify(const core::BookUpdate& update);
    [[nodiscard]] core::BookUpdate withCut(const core::BookUpdate& update);
    void take(const core::BookUpdate& diff, BookListener& listener);
    void keep(const core::BookUpdate& diff);
    void lose(BookListener& listener);

    SequenceRule m_rule;
    BookState m_state = BookState::Waiting;
    OrderBook m_book;
    std::uint64_t m_lastId = 0;
    core::Timestamp m_lastTime; ///< of the update with that id
    std::deque<KeptDiff> m_kept;
    LevelsAside m_aside;
    ChecksumBook m_checksum;
    bool m_hasChecksum;
    std::vector<core::Level> m_bidsAndCut; ///< an update's levels and those that fell out of the kept depth
    std::vector<core::Level> m_asksAndCut;
    bool m_hasDiffs = false;
    bool m_wasInSync = false;
    bool m_isChecked = false;
    BookCounters m_counters;
};

} // namespace leadline::book
