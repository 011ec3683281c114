// SPDX-License-Identifier: MIT
#include "engine/replay/stock_tape.h"

#include "engine/book/book_tracker.h"

#include <algorithm>
#include <set>
#include <utility>

namespace leadline::replay
{

namespace
{

using core::BookUpdateKind;
using core::MarketMessage;
using core::Side;

class StockBook final : private book::BookListener
{
public:
    explicit StockBook(const venues::Venue& venue)
        : m_tracker(venue.rules)
    {
    }

    void apply(const MarketMessage& message)
    {
        if (message.kind == MarketMessage::Kind::Halt) {
            m_isHalted = message.halt.what != core::HaltNotice::What::Resumed;
        } else if (message.kind == MarketMessage::Kind::Book) {
            m_tracker.apply(message.book, *this);
        }
    }
    void lose()
    {
        if (m_tracker.isInSync()) {
            m_tracker.distrust(*this);
        }
    }
    [[nodiscard]] bool hasQuote() const { return m_tracker.isInSync() && (m_touch.first || m_touch.second); }
    [[nodiscard]] RecordedStock stock(const core::MarketId& id) const
    {
        RecordedStock stock{.venue = id.venue,
            .snapshot = {.symbol = id.symbol},
            .isHalted = m_isHalted,
            .isLost = m_tracker.state() == book::BookState::Gap};
        if (hasQuote()) {
            stock.snapshot.bid = m_touch.first.value_or(core::Level{});
            stock.snapshot.ask = m_touch.second.value_or(core::Level{});
            stock.snapshot.quoteTime = m_quoteTime;
        }
        if (hasQuote() && m_hasLevels) {
            stock.bids = levelsOf(Side::Bid);
            stock.asks = levelsOf(Side::Ask);
            stock.bookTime = m_bookTime;
        }
        return stock;
    }

private:
    void bookWillChange(core::Timestamp /*eventTime*/) override { }
    void bookChanged(const core::BookUpdate& update) override
    {
        const auto touch = std::pair(m_tracker.book().best(Side::Bid), m_tracker.book().best(Side::Ask));
        if (update.kind != BookUpdateKind::Diff || touch != m_touch) {
            m_touch = touch;
            m_quoteTime = update.eventTime;
        }
        // A feed of quotes sends each as a whole book of one level.
        const auto levels = std::max(m_tracker.book().side(Side::Bid).size(), m_tracker.book().side(Side::Ask).size());
        m_hasLevels = m_hasLevels || update.kind == BookUpdateKind::Diff || levels > 1;
        m_bookTime = update.eventTime;
    }
    void bookRestarted() override { }
    [[nodiscard]] std::vector<core::Level> levelsOf(Side side) const
    {
        const book::BookSide& whole = m_tracker.book().side(side);
        std::vector<core::Level> levels;
        for (std::size_t i = 0; i < std::min(whole.size(), recordedLevels); ++i) {
            levels.push_back(whole[i]);
        }
        return levels;
    }

    book::BookTracker m_tracker;
    std::pair<std::optional<core::Level>, std::optional<core::Level>> m_touch;
    core::Timestamp m_quoteTime;
    core::Timestamp m_bookTime;
    bool m_isHalted = false;
    bool m_hasLevels = false; ///< else the touch alone was told
};

/// The books of every stock of every venue.
class StockBooks
{
public:
    void lose(const core::VenueId& venue)
    {
        for (auto& [id, book] : m_books) {
            if (id.venue == venue) {
                book.lose();
            }
        }
    }
    void apply(const MarketMessage& message, const venues::Venue& venue)
    {
        const bool isOfInterest = isTradingData(message.kind) || message.kind == MarketMessage::Kind::Halt;
        if (isOfInterest && !message.symbol.isEmpty()) {
            m_books.try_emplace({venue.id, message.symbol}, venue).first->second.apply(message);
        }
    }
    [[nodiscard]] bool isEmpty() const { return m_books.empty(); }
    [[nodiscard]] std::map<core::Symbol, RecordedStock> stocks(const std::vector<core::VenueId>& ranked) const
    {
        std::map<core::Symbol, RecordedStock> stocks;
        for (const core::VenueId& venue : ranked) {
            for (const auto& [id, book] : m_books) {
                const auto known = stocks.find(id.symbol);
                const bool isBetter =
                    known == stocks.end() || (book.hasQuote() && known->second.snapshot.quoteTime == core::Timestamp{});
                if (id.venue == venue && isBetter) {
                    stocks.insert_or_assign(id.symbol, book.stock(id));
                }
            }
        }
        return stocks;
    }

private:
    std::map<core::MarketId, StockBook> m_books;
};

/// When messages happened that have no stamp, or one of a stock that is not wanted: by their receipt, and by the
/// quickest message of their recording that has both.
class EventClock
{
public:
    [[nodiscard]] core::Timestamp timeOf(const TapePlayer& player)
    {
        const MarketMessage& message = player.message();
        const core::Timestamp stamp = message.eventTime();
        const core::Duration delay = message.receiveTime - stamp;
        if (stamp != core::Timestamp{}) {
            core::Duration& least = m_delays.try_emplace(&player, delay).first->second;
            least = std::min(least, delay);
            return stamp;
        }
        const auto known = m_delays.find(&player);
        return message.receiveTime - (known == m_delays.end() ? core::Duration{} : known->second);
    }

private:
    std::map<const TapePlayer*, core::Duration> m_delays;
};

core::Defect nothingHeard(const StockTapes& tapes)
{
    constexpr std::size_t symbolsToName = 5;
    std::string names;
    for (std::size_t i = 0; i < std::min(tapes.wanted.size(), symbolsToName); ++i) {
        names += (i == 0 ? " about " : ", ") + tapes.wanted[i].text();
    }
    return {tapes.paths.front().string() + (tapes.paths.size() > 1 ? " and the others have" : " has") + " no message"
        + names + (tapes.wanted.size() > symbolsToName ? " ..." : "")};
}

} // namespace

core::Result<RecordedMoment> stocksAt(const StockTapes& tapes)
{
    RecordedMoment moment;
    TapeMerger merger;
    hear(merger, moment.report);
    std::vector<core::VenueId> ranked;
    for (const auto& path : tapes.paths) {
        auto player = TapePlayer::open(path, tapes.venueName, tapes.wanted);
        if (!player) {
            return std::unexpected(std::move(player.error()));
        }
        if (!venues::tellsOfStocks(player->venue())) {
            return core::defect(
                path.string() + " holds no US stocks: it is of " + std::string(player->venue().displayName));
        }
        ranked.push_back(player->venue().id);
        moment.report.holdsPackets = moment.report.holdsPackets || player->holdsPackets();
        merger.add(std::move(*player));
    }
    StockBooks books;
    EventClock clock;
    std::set<core::VenueId> losses;
    const auto loseBooks = [&] {
        std::ranges::for_each(std::exchange(losses, {}), [&](const core::VenueId& venue) { books.lose(venue); });
    };
    bool isBehind = false;
    while (TapePlayer* const player = merger.next()) {
        const MarketMessage& message = player->message();
        const core::Timestamp time = clock.timeOf(*player);
        moment.begins = moment.begins == core::Timestamp{} ? time : moment.begins;
        moment.ends = std::max(moment.ends, time);
        isBehind = tapes.at && player->mergeTime() > *tapes.at;
        if (isBehind) {
            break;
        }
        if (message.messagesLost) {
            losses.insert(player->venue().id);
        }
        // A loss has no stamp: what has one and follows it says that it came before `at`, too.
        if (!tapes.at || time <= *tapes.at || message.eventTime() != core::Timestamp{}) {
            loseBooks();
        }
        if (tapes.heard) {
            tapes.heard(message);
        }
        books.apply(message, player->venue());
        ++moment.report.used;
    }
    if (books.isEmpty() && !isBehind) {
        return std::unexpected(nothingHeard(tapes));
    }
    moment.at = tapes.at.value_or(moment.ends);
    moment.stocks = books.stocks(ranked);
    return moment;
}

} // namespace leadline::replay
