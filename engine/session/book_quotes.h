// SPDX-License-Identifier: MIT
/// What the session watches, as a scan of picks asks about it: books of coins and of their contracts.
#pragma once

#include "engine/core/names.h"
#include "engine/equities/market_hours.h"
#include "engine/picks/gap_window.h"
#include "engine/picks/halt_state.h"
#include "engine/picks/quote_source.h"
#include "engine/picks/reading.h"

#include <map>
#include <optional>

namespace leadline::core
{
class Clock;
struct Pair;
struct Trade;
} // namespace leadline::core
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::picks
{
class Scanner;
struct PickSettings;
} // namespace leadline::picks

namespace leadline::session
{

/// Of a pair at several venues the deepest fresh book counts. Depth is counted in dollars, and in quote currencies that
/// are worth one; of other pairs it is not known. Thread: engine.
class BookQuotes final : public picks::QuoteSource
{
public:
    /// Both must outlive it.
    BookQuotes(desk::Desk& desk, const core::Clock& clock);

    /// Moves of before are forgotten where the window is another.
    void setRules(const picks::PickSettings& rules);
    /// Goes by another one's rules from now on.
    void goBy(const BookQuotes& other);
    [[nodiscard]] bool goesBy(const BookQuotes& other) const;
    /// What another one of the same rules heard; from now on, as far as halts go.
    void remember(const BookQuotes& other);
    /// Where answers go; it outlives the questions.
    void answerTo(picks::Scanner& scanner) { m_scanner = &scanner; }
    /// Every print of every market that is watched.
    void traded(const desk::Market& market, const core::Trade& trade);

    [[nodiscard]] const picks::SourceTerms& terms() const override { return m_terms; }
    [[nodiscard]] bool covers(const core::Symbol& symbol) const override;
    void request(std::uint64_t number, std::span<const core::Symbol> symbols) override;

private:
    /// What the prints of one market have told.
    struct Past {
        picks::GapWindow gap;
        picks::HaltState halt;
        core::Price newest; ///< a price that comes again is no move
        core::Timestamp heardFrom; ///< by our clock
        std::optional<core::Timestamp> closedSince; ///< the venue lets nothing trade
    };

    [[nodiscard]] std::vector<desk::Market*> marketsOf(const core::Symbol& symbol) const;
    [[nodiscard]] Past& pastOf(const desk::Market& market);
    [[nodiscard]] picks::SymbolQuote quoteOf(desk::Market& market, const core::Symbol& symbol);
    [[nodiscard]] picks::HaltReading haltOf(const desk::Market& market, Past& past) const;

    desk::Desk& m_desk;
    const core::Clock& m_clock;
    picks::Scanner* m_scanner = nullptr;
    picks::SourceTerms m_terms;
    core::Duration m_freshness;
    core::Duration m_gapWindow;
    picks::HaltContext m_context; ///< with a day that never closes
    std::map<core::MarketId, Past> m_pasts;
};

} // namespace leadline::session
