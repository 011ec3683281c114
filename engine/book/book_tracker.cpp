// SPDX-License-Identifier: MIT
#include "engine/book/book_tracker.h"

#include <utility>

namespace leadline::book
{

namespace
{

/// Diffs kept while no snapshot comes: ten minutes at ten a second. Older ones are dropped, and the snapshot that then
/// comes is younger than they are.
constexpr std::size_t mostKept = 6000;

} // namespace

BookCounters& BookCounters::operator+=(const BookCounters& other)
{
    updates += other.updates;
    gaps += other.gaps;
    resyncs += other.resyncs;
    ignored += other.ignored;
    checksumsVerified += other.checksumsVerified;
    checksumsFailed += other.checksumsFailed;
    checksumsNotJudged += other.checksumsNotJudged;
    levelsSetAside += other.levelsSetAside;
    return *this;
}

std::string_view describe(BookState state, bool isChecked)
{
    switch (state) {
    case BookState::Waiting:
        return "waiting for a snapshot";
    case BookState::Joining:
        return "joining snapshot and stream";
    case BookState::InSync:
        return isChecked ? "in sequence" : "not checked";
    case BookState::TouchAside:
        return "a price or size at the touch is too large or too fine";
    case BookState::Gap:
        return "gap, resyncing";
    }
    return "";
}

bool BookTracker::isLost() const
{
    return m_state == BookState::Gap || (m_state == BookState::Waiting && (!m_kept.empty() || m_counters.ignored > 0));
}

bool BookTracker::apply(const core::BookUpdate& update, BookListener& listener)
{
    if (beginsInStream(m_rule) && update.kind != core::BookUpdateKind::Frame) {
        return applyInStream(update, listener);
    }
    switch (update.kind) {
    case core::BookUpdateKind::Snapshot:
        return applySnapshot(update, listener);
    case core::BookUpdateKind::Diff:
        return applyDiff(update, listener);
    case core::BookUpdateKind::Frame:
    case core::BookUpdateKind::Quote:
        return applyFrame(update, listener);
    }
    return false;
}

void BookTracker::restart(BookListener& listener)
{
    m_kept.clear();
    m_state = BookState::Waiting;
    m_lastId = 0;
    m_hasDiffs = false;
    listener.bookRestarted();
}

void BookTracker::distrust(BookListener& listener)
{
    ++m_counters.gaps;
    lose(listener);
}

BookTracker::Fit BookTracker::fitToSnapshot(const core::BookUpdate& diff) const
{
    if (m_rule == SequenceRule::BinanceFutures) {
        if (diff.finalId < m_lastId) {
            return Fit::Old;
        }
        return diff.firstId <= m_lastId || diff.previousId == m_lastId ? Fit::Next : Fit::Missing;
    }
    if (diff.finalId <= m_lastId) {
        return Fit::Old;
    }
    return diff.firstId <= m_lastId + 1 || m_rule == SequenceRule::Stamped ? Fit::Next : Fit::Missing;
}

BookTracker::Fit BookTracker::fitToStream(const core::BookUpdate& diff) const
{
    if (m_rule == SequenceRule::Stamped) {
        return diff.finalId < m_lastId ? Fit::Old : Fit::Next;
    }
    const bool continues =
        m_rule == SequenceRule::BinanceFutures ? diff.previousId == m_lastId : diff.firstId == m_lastId + 1;
    if (continues) {
        return Fit::Next;
    }
    return diff.finalId <= m_lastId ? Fit::Old : Fit::Missing;
}

bool BookTracker::applyDiff(const core::BookUpdate& diff, BookListener& listener)
{
    if (!std::exchange(m_hasDiffs, true) && follows()) {
        // Frames filled the book so far; diffs need a snapshot of their own.
        m_state = BookState::Waiting;
        listener.bookRestarted();
    }
    if (m_state == BookState::Waiting || m_state == BookState::Gap) {
        keep(diff);
        return m_kept.size() == 1;
    }
    switch (m_state == BookState::Joining ? fitToSnapshot(diff) : fitToStream(diff)) {
    case Fit::Old:
        ++m_counters.ignored;
        return false;
    case Fit::Next:
        take(diff, listener);
        return false;
    case Fit::Missing:
        break;
    }
    if (follows()) {
        ++m_counters.gaps;
    }
    lose(listener);
    keep(diff);
    return true;
}

bool BookTracker::applySnapshot(const core::BookUpdate& snapshot, BookListener& listener)
{
    if (follows() && snapshot.finalId <= m_lastId) {
        ++m_counters.ignored;
        return false;
    }
    m_counters.resyncs += m_wasInSync ? 1 : 0;
    m_wasInSync = false;
    m_book.assign(snapshot.bids, snapshot.asks);
    m_counters.levelsSetAside += m_aside.apply(snapshot);
    m_lastId = snapshot.finalId;
    m_state = BookState::Joining;
    listener.bookRestarted();

    bool snapshotNeeded = false;
    auto kept = std::exchange(m_kept, {});
    for (KeptDiff& diff : kept) {
        diff.update.bids = diff.bids;
        diff.update.asks = diff.asks;
        diff.update.bidsAside = diff.bidsAside;
        diff.update.asksAside = diff.asksAside;
        snapshotNeeded = applyDiff(diff.update, listener) || snapshotNeeded;
    }
    return snapshotNeeded;
}

bool BookTracker::applyFrame(const core::BookUpdate& frame, BookListener& listener)
{
    // One without an id is younger than what came before it.
    const bool isOld = frame.finalId != 0 && frame.finalId <= m_lastId
        && (m_rule != SequenceRule::Chained || frame.eventTime <= m_lastTime);
    if (m_hasDiffs || isOld) {
        ++m_counters.ignored;
        return false;
    }
    listener.bookWillChange(frame.eventTime);
    m_book.assign(frame.bids, frame.asks);
    m_counters.levelsSetAside += m_aside.apply(frame);
    m_lastId = frame.finalId;
    m_lastTime = frame.eventTime;
    m_isChecked = frame.isCounted;
    tell(frame, listener);
    return false;
}

bool BookTracker::applyInStream(const core::BookUpdate& update, BookListener& listener)
{
    switch (fitToChain(update)) {
    case Fit::Old:
        ++m_counters.ignored;
        return false;
    case Fit::Next:
        break;
    case Fit::Missing:
        ++m_counters.gaps;
        lose(listener);
        return true;
    }
    const bool isNext = isChained(update);
    switch (update.kind) {
    case core::BookUpdateKind::Snapshot:
        m_hasDiffs = true;
        m_counters.resyncs += m_wasInSync ? 1 : 0;
        listener.bookRestarted();
        listener.bookWillChange(update.eventTime);
        m_book.assign(update.bids, update.asks);
        m_checksum.clear();
        break;
    case core::BookUpdateKind::Diff:
        if (!follows() || !m_hasDiffs) {
            ++m_counters.ignored;
            return false;
        }
        listener.bookWillChange(update.eventTime);
        m_book.apply(update.bids, update.asks);
        break;
    case core::BookUpdateKind::Frame:
    case core::BookUpdateKind::Quote:
        if (m_hasDiffs) {
            ++m_counters.ignored; // the whole book is there, or on its way
            return false;
        }
        m_counters.resyncs += m_wasInSync && !follows() ? 1 : 0;
        listener.bookWillChange(update.eventTime);
        m_book.assign(update.bids, update.asks);
        break;
    }
    m_counters.levelsSetAside += m_aside.apply(update);
    const core::BookUpdate whole = withCut(update);
    const auto verifiedBefore = m_counters.checksumsVerified;
    if (!verify(update)) {
        ++m_counters.checksumsFailed;
        ++m_counters.gaps;
        lose(listener);
        return true;
    }
    m_lastId = update.finalId;
    m_lastTime = update.eventTime;
    m_isChecked = isNext || update.isCounted || m_counters.checksumsVerified > verifiedBefore;
    m_wasInSync = true;
    tell(whole, listener);
    return false;
}

bool BookTracker::isChained(const core::BookUpdate& diff) const
{
    return m_rule == SequenceRule::Chained && diff.kind == core::BookUpdateKind::Diff && diff.previousId != 0
        && m_lastId != 0;
}

BookTracker::Fit BookTracker::fitToChain(const core::BookUpdate& update) const
{
    if (m_rule != SequenceRule::Chained || !follows() || !m_hasDiffs) {
        return Fit::Next;
    }
    const bool isOld = update.finalId != 0 && update.finalId <= m_lastId && update.eventTime <= m_lastTime;
    if (update.kind == core::BookUpdateKind::Snapshot) {
        return isOld ? Fit::Old : Fit::Next;
    }
    if (!isChained(update) || update.previousId == m_lastId) {
        return Fit::Next;
    }
    return isOld ? Fit::Old : Fit::Missing;
}

core::BookUpdate BookTracker::withCut(const core::BookUpdate& update)
{
    if (update.depth == 0) {
        return update;
    }
    const std::size_t bids = m_aside.truncate(m_book.bids(), core::Side::Bid, update.depth);
    const std::size_t asks = m_aside.truncate(m_book.asks(), core::Side::Ask, update.depth);
    if (bids == m_book.bids().size() && asks == m_book.asks().size()) {
        return update;
    }
    // What falls out of the depth we are told about never gets a zero of its own: whoever follows the changes hears it
    // from here.
    m_bidsAndCut.assign(update.bids.begin(), update.bids.end());
    m_asksAndCut.assign(update.asks.begin(), update.asks.end());
    m_book.truncate(bids, asks, m_bidsAndCut, m_asksAndCut);
    core::BookUpdate whole = update;
    whole.bids = m_bidsAndCut;
    whole.asks = m_asksAndCut;
    return whole;
}

bool BookTracker::verify(const core::BookUpdate& update)
{
    if (!m_hasChecksum) {
        return true;
    }
    m_checksum.apply(update);
    if (update.depth > 0) {
        m_checksum.truncate(update.depth);
    }
    if (!update.checksum) {
        return true;
    }
    switch (m_checksum.judge(*update.checksum)) {
    case ChecksumBook::Verdict::Right:
        ++m_counters.checksumsVerified;
        return true;
    case ChecksumBook::Verdict::Unknown:
        ++m_counters.checksumsNotJudged;
        return true;
    case ChecksumBook::Verdict::Wrong:
        break;
    }
    return false;
}

void BookTracker::tell(const core::BookUpdate& update, BookListener& listener)
{
    ++m_counters.updates;
    const BookState before = m_state;
    m_state = m_aside.hidesTouch(m_book) ? BookState::TouchAside : BookState::InSync;
    if (m_state == BookState::InSync) {
        listener.bookChanged(update);
    } else if (before != m_state) {
        listener.bookRestarted();
    }
}

void BookTracker::take(const core::BookUpdate& diff, BookListener& listener)
{
    listener.bookWillChange(diff.eventTime);
    m_book.apply(diff.bids, diff.asks);
    m_counters.levelsSetAside += m_aside.apply(diff);
    m_lastId = diff.finalId;
    m_isChecked = m_rule != SequenceRule::Stamped || diff.isCounted;
    m_wasInSync = true;
    tell(diff, listener);
}

void BookTracker::keep(const core::BookUpdate& diff)
{
    if (m_kept.size() == mostKept) {
        m_kept.pop_front();
    }
    m_kept.push_back({diff, {diff.bids.begin(), diff.bids.end()}, {diff.asks.begin(), diff.asks.end()},
        {diff.bidsAside.begin(), diff.bidsAside.end()}, {diff.asksAside.begin(), diff.asksAside.end()}});
}

void BookTracker::lose(BookListener& listener)
{
    m_state = BookState::Gap;
    m_kept.clear();
    listener.bookRestarted();
}

} // namespace leadline::book
