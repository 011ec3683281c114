// SPDX-License-Identifier: MIT
/// The data services that a scan asks, over REST.
#pragma once

#include "engine/picks/scanner.h"
#include "engine/venues/venue_protocol.h"

#include <functional>
#include <memory>
#include <vector>

class QObject;

namespace leadline::session
{

struct QuoteSourceOptions {
    venues::Endpoints alpaca; ///< of market data
    venues::Credentials alpacaKey;
    bool hasSip = true; ///< the plan includes the consolidated tape; IEX alone is asked in any case
    venues::Endpoints polygon;
    venues::Credentials polygonKey; ///< empty: it is left out
    bool polygonCountsLots = false;
    std::chrono::milliseconds patience{5'000};
};

/// Best first: Massive (Polygon), Alpaca's consolidated tape, IEX through Alpaca. Thread: its owner's.
class QuoteSources
{
public:
    /// `arrived` is told of every picture, whoever asked for it.
    QuoteSources(const QuoteSourceOptions& options, const core::Clock& clock,
        std::function<void(const core::StockSnapshot&)> arrived, QObject* parent);
    ~QuoteSources();

    [[nodiscard]] std::vector<picks::QuoteSource*> chain() const;
    /// Where answers go; it outlives the questions.
    void answerTo(picks::Scanner& scanner);

private:
    class Source;

    std::vector<std::unique_ptr<Source>> m_sources;
};

} // namespace leadline::session
