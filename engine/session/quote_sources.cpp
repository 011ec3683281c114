// SPDX-License-Identifier: MIT
#include "engine/session/quote_sources.h"

#include "engine/feeds/rest_client.h"
#include "engine/venues/alpaca/alpaca_rest.h"
#include "engine/venues/polygon/polygon_rest.h"

#include <utility>

namespace leadline::session
{

namespace
{

using venues::RestError;

/// Where a service is limited and does not say for how long.
constexpr std::chrono::seconds usualWait{60};

picks::SourceFailure failureOf(const feeds::RestClient::Answer& answer, const RestError& error, core::Timestamp now)
{
    using Kind = picks::SourceFailure::Kind;
    switch (error.kind) {
    case RestError::Kind::WrongKey:
    case RestError::Kind::Forbidden:
        return {Kind::NotAuthorised, error.describe(answer.status)};
    case RestError::Kind::Busy:
        return {Kind::RateLimited, {}, now + (answer.retryAfter.count() > 0 ? answer.retryAfter : usualWait)};
    case RestError::Kind::NotFound:
    case RestError::Kind::Refused:
    case RestError::Kind::Unavailable:
        break;
    }
    return {Kind::BadAnswer, error.describe(answer.status)};
}

/// How one service is asked, and what it says.
struct Service {
    picks::SourceTerms terms;
    std::string base;
    feeds::RestClient::Headers headers;
    std::function<std::string(std::span<const core::Symbol>)> path;
    std::function<core::Result<std::vector<core::StockSnapshot>>(std::string_view)> read;
    std::function<RestError(int status, std::string_view body)> readError;
};

Service massive(const QuoteSourceOptions& options)
{
    using namespace venues::polygon;
    const SizeUnit unit = options.polygonCountsLots ? SizeUnit::RoundLots : SizeUnit::Shares;
    return {.terms = {.name = "Massive", .mostSymbols = 150, .budgetCapacity = 20, .budgetPerSecond = 5},
        .base = options.polygon.rest,
        .headers = headers(options.polygonKey),
        .path = snapshotsPath,
        .read = [unit](std::string_view body) { return readSnapshots(body, unit); },
        .readError = readError};
}

Service alpacaFeed(const QuoteSourceOptions& options, venues::alpaca::Feed feed)
{
    using namespace venues::alpaca;
    const bool isSip = feed == Feed::Sip;
    // 200 requests a minute on the free plan, shared with everything else that is asked there.
    return {.terms = {.name = isSip ? "Alpaca" : "IEX (via Alpaca)",
                .kind = isSip ? picks::SourceKind::Nbbo : picks::SourceKind::OneExchange,
                .mostSymbols = 100,
                .budgetCapacity = 10,
                .budgetPerSecond = 1},
        .base = options.alpaca.rest,
        .headers = headers(options.alpacaKey),
        .path = [feed](std::span<const core::Symbol> symbols) { return snapshotsPath(symbols, feed); },
        .read = readSnapshots,
        .readError = readError};
}

} // namespace

class QuoteSources::Source final : public picks::QuoteSource
{
public:
    Source(Service service, std::chrono::milliseconds patience, const core::Clock& clock,
        std::function<void(const core::StockSnapshot&)> arrived, QObject* parent)
        : m_service(std::move(service))
        , m_clock(clock)
        , m_arrived(std::move(arrived))
        , m_client(m_service.base, m_service.headers, patience, parent)
    {
    }

    [[nodiscard]] const picks::SourceTerms& terms() const override { return m_service.terms; }
    void request(std::uint64_t number, std::span<const core::Symbol> symbols) override
    {
        m_client.get(m_service.path(symbols),
            [this, number](const feeds::RestClient::Answer& answer) { answered(number, answer); });
    }

    picks::Scanner* scanner = nullptr;

private:
    void answered(std::uint64_t number, const feeds::RestClient::Answer& answer)
    {
        constexpr int success = 200;
        using Kind = picks::SourceFailure::Kind;
        const core::Timestamp now = m_clock.now();
        if (answer.status == 0) {
            return scanner->failed(number, {Kind::Unreachable, answer.body.toStdString()}, now);
        }
        if (answer.status != success) {
            const RestError error = m_service.readError(answer.status, answer.text());
            return scanner->failed(number, failureOf(answer, error, now), now);
        }
        const auto snapshots = m_service.read(answer.text());
        if (!snapshots) {
            return scanner->failed(number, {Kind::BadAnswer, snapshots.error().what}, now);
        }
        std::vector<picks::SymbolQuote> quotes;
        for (const core::StockSnapshot& snapshot : *snapshots) {
            m_arrived(snapshot);
            quotes.push_back({.snapshot = snapshot});
        }
        scanner->arrived(number, quotes, now);
    }

    Service m_service;
    const core::Clock& m_clock;
    std::function<void(const core::StockSnapshot&)> m_arrived;
    feeds::RestClient m_client;
};

QuoteSources::QuoteSources(const QuoteSourceOptions& options, const core::Clock& clock,
    std::function<void(const core::StockSnapshot&)> arrived, QObject* parent)
{
    const auto add = [&](Service service) {
        m_sources.push_back(std::make_unique<Source>(std::move(service), options.patience, clock, arrived, parent));
    };
    if (!options.polygonKey.key.empty()) {
        add(massive(options));
    }
    if (options.hasSip) {
        add(alpacaFeed(options, venues::alpaca::Feed::Sip));
    }
    add(alpacaFeed(options, venues::alpaca::Feed::Iex));
}

QuoteSources::~QuoteSources() = default;

std::vector<picks::QuoteSource*> QuoteSources::chain() const
{
    std::vector<picks::QuoteSource*> sources;
    sources.reserve(m_sources.size());
    for (const auto& source : m_sources) {
        sources.push_back(source.get());
    }
    return sources;
}

void QuoteSources::answerTo(picks::Scanner& scanner)
{
    for (const auto& source : m_sources) {
        source->scanner = &scanner;
    }
}

} // namespace leadline::session
