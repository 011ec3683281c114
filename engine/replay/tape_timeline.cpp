// SPDX-License-Identifier: MIT
#include "engine/replay/tape_timeline.h"

#include "engine/book/book_tracker.h"
#include "engine/core/instrument.h"
#include "engine/replay/tape_player.h"
#include "engine/tape/recording.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <utility>

namespace leadline::replay
{

namespace
{

/// The width that buckets have at first; it doubles whenever they become too many.
constexpr core::Duration narrowest = std::chrono::milliseconds(100);
/// As long as this a book that says nothing still stands; what is longer is a hole.
constexpr core::Duration longestSilence = std::chrono::seconds(60);
constexpr std::chrono::milliseconds tellEvery{300};
constexpr int messagesBetweenLooks = 2000;

class Deaf final : public book::BookListener
{
    void bookWillChange(core::Timestamp /*eventTime*/) override { }
    void bookChanged(const core::BookUpdate& /*update*/) override { }
    void bookRestarted() override { }
};

/// Buckets of all instruments, as wide as it takes.
class Buckets
{
public:
    explicit Buckets(TapeTimeline& timeline)
        : m_timeline(timeline)
    {
        m_timeline.width = narrowest;
    }

    [[nodiscard]] std::size_t place(const core::Pair& pair)
    {
        for (std::size_t i = 0; i < m_timeline.pairs.size(); ++i) {
            if (m_timeline.pairs[i].pair == pair) {
                return i;
            }
        }
        m_timeline.pairs.push_back({.pair = pair, .buckets = {}});
        m_quoted.emplace_back();
        return m_timeline.pairs.size() - 1;
    }
    void passTo(core::Timestamp time)
    {
        if (m_timeline.first == core::Timestamp{}) {
            m_timeline.first = time;
        }
        m_now = std::max(m_now, time);
        while (indexOf(m_now) >= TapeTimeline::mostBuckets) {
            widen();
        }
    }
    [[nodiscard]] core::Timestamp now() const { return m_now; }
    void trade(std::size_t pair, double volume) { at(pair).volume += volume; }
    /// NaN: there is no book.
    void quote(std::size_t pair, double spreadBps)
    {
        at(pair).spreadBps = spreadBps;
        const core::Timestamp before = std::exchange(m_quoted[pair], m_now);
        if (m_now - before <= longestSilence) {
            std::vector<TapeBucket>& buckets = m_timeline.pairs[pair].buckets;
            for (std::size_t i = indexOf(before) + 1; i < indexOf(m_now); ++i) {
                buckets[i].spreadBps = buckets[indexOf(before)].spreadBps;
            }
        }
    }

private:
    [[nodiscard]] std::size_t indexOf(core::Timestamp time) const
    {
        return static_cast<std::size_t>((time - m_timeline.first) / m_timeline.width);
    }
    TapeBucket& at(std::size_t pair)
    {
        std::vector<TapeBucket>& buckets = m_timeline.pairs[pair].buckets;
        const std::size_t index = indexOf(m_now);
        if (buckets.size() <= index) {
            buckets.resize(index + 1);
        }
        return buckets[index];
    }
    void widen()
    {
        m_timeline.width *= 2;
        for (PairTimeline& pair : m_timeline.pairs) {
            for (std::size_t i = 0; i < pair.buckets.size(); i += 2) {
                TapeBucket both = pair.buckets[i];
                if (i + 1 < pair.buckets.size()) {
                    const TapeBucket& second = pair.buckets[i + 1];
                    both.volume += second.volume;
                    both.spreadBps = std::isfinite(second.spreadBps) ? second.spreadBps : both.spreadBps;
                }
                pair.buckets[i / 2] = both;
            }
            pair.buckets.resize((pair.buckets.size() + 1) / 2);
        }
    }

    TapeTimeline& m_timeline;
    core::Timestamp m_now;
    std::vector<core::Timestamp> m_quoted; ///< when each pair's spread was last known
};

/// The books of all markets, without what a desk makes of them.
class Books
{
public:
    explicit Books(Buckets& buckets)
        : m_buckets(buckets)
    {
    }

    void expect(const venues::Venue& venue, core::Symbol symbol)
    {
        const core::Instrument instrument = venue.instrumentOf({venue.id, symbol});
        if (instrument.pair.isKnown()) {
            static_cast<void>(marketOf(venue, symbol));
        }
    }
    void take(const venues::Venue& venue, const core::MarketMessage& message)
    {
        using Kind = core::MarketMessage::Kind;
        if (message.messagesLost) {
            for (auto& [id, market] : m_markets) {
                if (id.venue == venue.id) {
                    market.tracker.distrust(m_deaf);
                }
            }
        }
        const core::MarketId id{venue.id, message.symbol};
        if (message.symbol.isEmpty()) {
            return;
        }
        if (message.kind == Kind::Book) {
            takeBook(marketOf(venue, message.symbol), message);
        } else if (message.kind == Kind::Trade) {
            takeTrade(marketOf(venue, message.symbol), message.trade);
        } else if (const auto found = m_markets.find(id);
                   message.kind == Kind::Instrument && found != m_markets.end()) {
            found->second.instrument = message.instrument;
        }
    }

private:
    struct Market {
        core::Instrument instrument;
        book::BookTracker tracker;
        std::size_t pair = 0; ///< its place
        bool isHome = false; ///< the first one of its pair, whose spread is drawn
    };

    Market& marketOf(const venues::Venue& venue, core::Symbol symbol)
    {
        const core::MarketId id{venue.id, symbol};
        if (const auto found = m_markets.find(id); found != m_markets.end()) {
            return found->second;
        }
        const core::Instrument instrument = venue.instrumentOf(id);
        // A symbol that nobody explained has its own name.
        const core::Pair pair = instrument.pair.isKnown()
            ? instrument.pair
            : core::Pair{core::Asset(symbol.view()), core::Asset(), core::Kind::Stock};
        const std::size_t place = m_buckets.place(pair);
        const bool isHome =
            std::ranges::none_of(m_markets, [&](const auto& other) { return other.second.pair == place; });
        return m_markets.emplace(id, Market{instrument, book::BookTracker(venue.rules), place, isHome}).first->second;
    }
    void takeBook(Market& market, const core::MarketMessage& message)
    {
        core::BookUpdate update = message.book;
        if (update.eventTime == core::Timestamp{}) {
            update.eventTime = m_buckets.now();
        }
        market.tracker.apply(update, m_deaf);
        if (!market.isHome) {
            return;
        }
        double spread = std::numeric_limits<double>::quiet_NaN();
        if (market.tracker.isUsable()) {
            const book::OrderBook& book = market.tracker.book();
            const double bid = book.bids()[0].price.toDoubleLossy();
            const double ask = book.asks()[0].price.toDoubleLossy();
            spread = (ask - bid) / ((ask + bid) / 2) * 1e4;
        }
        m_buckets.quote(market.pair, spread);
    }
    void takeTrade(const Market& market, const core::Trade& trade)
    {
        const core::Quantity size =
            market.instrument.isSizeKnown() ? market.instrument.baseSize(trade.price, trade.size) : trade.size;
        m_buckets.trade(market.pair, size.toDoubleLossy());
    }

    Buckets& m_buckets;
    Deaf m_deaf;
    std::map<core::MarketId, Market> m_markets;
};

} // namespace

const PairTimeline* TapeTimeline::find(const core::Pair& pair) const
{
    const auto found = std::ranges::find(pairs, pair, &PairTimeline::pair);
    return found == pairs.end() ? nullptr : &*found;
}

TimelineSurvey::TimelineSurvey(
    std::vector<std::filesystem::path> files, std::string venueName, std::vector<core::Symbol> wanted)
    : m_files(std::move(files))
    , m_venueName(std::move(venueName))
    , m_wanted(std::move(wanted))
{
}

core::Timestamp TimelineSurvey::guessLast(const std::stop_token& stop, core::Timestamp first) const
{
    core::Timestamp begin = core::Timestamp::max();
    core::Timestamp end;
    for (const auto& file : m_files) {
        auto recording = tape::Recording::open(file);
        for (int read = 0; recording; ++read) {
            const auto step = recording->next();
            const bool isStopped = read % messagesBetweenLooks == 0 && stop.stop_requested();
            if (step == tape::Recording::Step::End || step == tape::Recording::Step::Broken || isStopped) {
                break;
            }
            const core::Timestamp received = recording->message().receiveTime;
            if (step == tape::Recording::Step::Message && received != core::Timestamp{}) {
                begin = std::min(begin, received);
                end = std::max(end, received);
            }
        }
    }
    // The clocks of the venue and of whoever recorded it may differ.
    return end == core::Timestamp{} ? core::Timestamp{} : first + (end - begin);
}

void TimelineSurvey::run(const std::stop_token& stop, const std::function<void(const TapeTimeline&)>& tell)
{
    TapeTimeline timeline;
    Buckets buckets(timeline);
    Books books(buckets);
    TapeMerger merger;
    merger.problem = [](const std::string& /*what*/, bool /*isBroken*/) {}; // whoever plays them tells
    for (const auto& file : m_files) {
        if (auto player = TapePlayer::open(file, m_venueName, m_wanted)) {
            for (const core::Symbol& symbol : player->symbols()) {
                books.expect(player->venue(), symbol);
            }
            merger.add(std::move(*player));
        }
    }
    auto told = std::chrono::steady_clock::now();
    for (int read = 0; TapePlayer* const player = merger.next(); ++read) {
        buckets.passTo(player->mergeTime());
        if (read == 0) {
            timeline.last = guessLast(stop, timeline.first);
            if (!stop.stop_requested()) {
                tell(timeline);
            }
        }
        books.take(player->venue(), player->message());
        if (read % messagesBetweenLooks != 0) {
            continue;
        }
        if (stop.stop_requested()) {
            return;
        }
        timeline.last = std::max(timeline.last, buckets.now());
        if (const auto now = std::chrono::steady_clock::now(); now - told >= tellEvery) {
            told = now;
            tell(timeline);
        }
    }
    timeline.last = buckets.now();
    timeline.isWhole = true;
    if (!stop.stop_requested()) {
        tell(timeline);
    }
}

} // namespace leadline::replay
