// SPDX-License-Identifier: MIT
/// A scanner between scripted sources and a clock that a test moves.
#pragma once

#include "engine/picks/scanner.h"
#include "tests/support/pick_builder.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace leadline::tests
{

/// Writes down what it is asked; answers when a test says so, or at once by its script.
class ScriptedSource final : public picks::QuoteSource
{
public:
    struct Asked {
        std::uint64_t number = 0;
        std::vector<core::Symbol> symbols;
    };

    explicit ScriptedSource(picks::SourceTerms terms)
        : m_terms(std::move(terms))
    {
    }
    [[nodiscard]] const picks::SourceTerms& terms() const override { return m_terms; }
    [[nodiscard]] bool covers(const core::Symbol& symbol) const override
    {
        return coverage.empty() || coverage.contains(symbol);
    }
    void request(std::uint64_t number, std::span<const core::Symbol> symbols) override
    {
        asked.push_back({number, {symbols.begin(), symbols.end()}});
        if (atOnce) {
            atOnce(asked.back());
        }
    }

    std::set<core::Symbol> coverage; ///< empty: all
    std::vector<Asked> asked;
    std::function<void(const Asked&)> atOnce;

private:
    picks::SourceTerms m_terms;
};

[[nodiscard]] inline picks::SourceTerms scriptedTerms(
    const char* name, picks::SourceKind kind = picks::SourceKind::Nbbo, std::size_t most = 50)
{
    return {.name = name, .kind = kind, .mostSymbols = most, .budgetCapacity = 100, .budgetPerSecond = 2};
}

/// Three sources as the chain has them, a clock that a test moves, and what was found.
struct ScanBench {
    ScanBench() = default;
    explicit ScanBench(const picks::SourceTerms& first)
        : massive(first)
    {
    }

    core::Result<void> begin(const std::vector<const char*>& symbols, picks::Mode mode = picks::Mode::Safe)
    {
        std::vector<picks::ListedSymbol> listed;
        for (const char* const symbol : symbols) {
            listed.push_back({.symbol = core::Symbol(symbol)});
        }
        return scanner.begin(mode, listed, clock.now());
    }
    core::Result<void> beginMany(int count)
    {
        std::vector<picks::ListedSymbol> listed;
        for (int i = 0; i < count; ++i) {
            listed.push_back({.symbol = core::Symbol("S" + std::to_string(i))});
        }
        return scanner.begin(picks::Mode::Safe, listed, clock.now());
    }
    picks::SymbolQuote fresh(const core::Symbol& symbol, core::Duration age = std::chrono::milliseconds(500)) const
    {
        picks::SymbolQuote quote = PickBuilder(symbol.view()).quote();
        quote.snapshot.quoteTime = clock.now() - age;
        return quote;
    }
    /// Fresh quotes of everything that was asked.
    void answer(const ScriptedSource::Asked& asked)
    {
        std::vector<picks::SymbolQuote> quotes;
        for (const core::Symbol& symbol : asked.symbols) {
            quotes.push_back(fresh(symbol));
        }
        scanner.arrived(asked.number, quotes, clock.now());
    }
    void answerWith(std::uint64_t number, const std::vector<picks::SymbolQuote>& quotes)
    {
        scanner.arrived(number, quotes, clock.now());
    }
    void wait(core::Duration time)
    {
        clock.advance(time);
        scanner.timePassed(clock.now());
    }
    const picks::PickRow& row(const char* symbol) const
    {
        const auto& rows = reports.back()->rows;
        return *std::ranges::find(
            rows, core::Symbol(symbol), [](const picks::PickRow& one) { return one.reading.symbol; });
    }

    core::ManualClock clock{PickBuilder::noon};
    ScriptedSource massive{scriptedTerms("Massive")};
    ScriptedSource alpaca{scriptedTerms("Alpaca")};
    ScriptedSource iex{scriptedTerms("IEX", picks::SourceKind::OneExchange)};
    picks::MarketWatch watch{std::chrono::minutes(5), {}};
    std::vector<picks::SharedScan> reports;
    picks::Scanner scanner{
        {&massive, &alpaca, &iex}, watch, [this](const picks::SharedScan& report) { reports.push_back(report); }};
};

} // namespace leadline::tests
