// SPDX-License-Identifier: MIT
/// A desk with what the window keeps of its markets beside it: all that a replay's messages leave behind.
#pragma once

#include "engine/core/time.h"
#include "engine/desk/desk.h"
#include "engine/desk/market_listener.h"
#include "engine/session/book_quotes.h"
#include "engine/session/market_views.h"

#include <cstdint>

namespace leadline::session
{

/// Nothing is shown of it. Thread: one at a time; what is constant may be read by any.
class ReplayStage final : private desk::MarketListener
{
public:
    /// Empty; it goes by the rules of these.
    ReplayStage(const desk::Desk& desk, const BookQuotes& quotes);
    /// As the other one is now.
    ReplayStage(const ReplayStage& other);
    ReplayStage& operator=(const ReplayStage&) = delete;
    ~ReplayStage() override = default;

    /// These still have the rules that it goes by.
    [[nodiscard]] bool goesBy(const desk::Desk& desk, const BookQuotes& quotes) const;

    [[nodiscard]] core::ManualClock& eventTime() { return m_eventTime; }
    [[nodiscard]] desk::Desk& desk() { return m_desk; }
    [[nodiscard]] const desk::Desk& desk() const { return m_desk; }
    [[nodiscard]] MarketViews& views() { return m_views; }
    [[nodiscard]] const MarketViews& views() const { return m_views; }
    [[nodiscard]] const BookQuotes& quotes() const { return m_quotes; }

private:
    void sampled(const desk::Market& market, const features::FeatureSet& features) override;
    void traded(const desk::Market& market, const core::Trade& trade) override;
    void bookMoved(const desk::Market& market, const core::BookUpdate* update) override;

    std::uint64_t m_rulesVersion; ///< of the desk whose rules these are
    core::ManualClock m_clock; ///< stands
    core::ManualClock m_eventTime;
    desk::Desk m_desk;
    MarketViews m_views;
    BookQuotes m_quotes;
};

} // namespace leadline::session
