// SPDX-License-Identifier: MIT
/// Readings that are fine in every respect but the one a test is about, and scans made of them.
#pragma once

#include "engine/picks/scan_report.h"
#include "tests/support/builders.h"

namespace leadline::tests
{

class PickBuilder
{
public:
    /// Noon in New York, on a trading day.
    static inline const core::Timestamp noon =
        equities::fromNewYork(std::chrono::year(2026) / 11 / 20, std::chrono::hours(12));

    /// 99.99 to 100.01, 2 bps; a million dollars a side; half a second old; no move; trading.
    explicit PickBuilder(std::string_view symbol = "AAPL")
    {
        m_quote.snapshot.symbol = core::Symbol(symbol);
        m_quote.snapshot.quoteTime = noon - std::chrono::milliseconds(500);
        quote("99.99", "100.01").sizes("10000", "10000").gap("100", "100");
    }

    PickBuilder& quote(std::string_view bid, std::string_view ask)
    {
        m_quote.snapshot.bid.price = price(bid);
        m_quote.snapshot.ask.price = price(ask);
        return *this;
    }
    PickBuilder& sizes(std::string_view bid, std::string_view ask)
    {
        m_quote.snapshot.bid.size = size(bid);
        m_quote.snapshot.ask.size = size(ask);
        return *this;
    }
    /// Two minutes ago to one minute ago.
    PickBuilder& gap(std::string_view from, std::string_view to)
    {
        m_move = {{price(from), noon - std::chrono::minutes(2)}, {price(to), noon - std::chrono::minutes(1)}};
        return *this;
    }
    /// The touch is the first level of a book.
    PickBuilder& book()
    {
        m_isBook = true;
        return *this;
    }
    PickBuilder& age(core::Duration age)
    {
        m_quote.snapshot.quoteTime = noon - age;
        return *this;
    }
    PickBuilder& halt(const picks::HaltReading& halt)
    {
        m_halt = halt;
        return *this;
    }

    [[nodiscard]] picks::SymbolQuote quote() const
    {
        picks::SymbolQuote made = m_quote;
        if (m_isBook) {
            made.bids = {made.snapshot.bid};
            made.asks = {made.snapshot.ask};
        }
        return made;
    }
    [[nodiscard]] picks::Reading reading() const
    {
        picks::Reading made = picks::readQuote(quote(), noon);
        made.gap = {m_move, std::chrono::minutes(5), std::chrono::minutes(5)};
        made.halt = m_halt;
        return made;
    }
    [[nodiscard]] picks::PickRow row(picks::Mode mode, std::optional<double> column = {}) const
    {
        picks::PickRow made{.reading = reading(), .column = column, .source = "Massive"};
        completeRow(made, mode, {}, {});
        return made;
    }

    /// Five symbols: two pass, one is risky, one is nearly rejected no more, one has no depth and was halted.
    [[nodiscard]] static picks::ScanReport scan()
    {
        picks::ScanReport made{.mode = picks::Mode::Safe, .began = noon - std::chrono::seconds(1), .ended = noon};
        made.sources = {
            {"Massive", picks::SourceKind::Nbbo, 1, 5, 4}, {"IEX", picks::SourceKind::OneExchange, 1, 1, 1}};
        const auto add = [&made](const PickBuilder& builder, std::optional<double> column) {
            made.rows.push_back(builder.row(picks::Mode::Safe, column));
        };
        add(PickBuilder("AAPL"), 0.92);
        add(PickBuilder("MSFT").quote("99.93", "100.07").sizes("1200", "800"), 0.64);
        add(PickBuilder("TSLA").quote("99.78", "100.22").gap("100", "103.25"), 0.81);
        add(PickBuilder("AMC").quote("99.72", "100.28"), 0.97);
        picks::HaltReading halted = trading();
        halted.pastHalt = picks::PastHalt{.kind = picks::HaltKind::Paused,
            .since = noon - std::chrono::minutes(17),
            .ended = noon - std::chrono::minutes(12)};
        add(PickBuilder("GME").quote("98.5", "101.5").sizes("0", "0").gap("100", "93").halt(halted), std::nullopt);
        made.rows.back().source = "IEX";
        made.rows.back().sourceKind = picks::SourceKind::OneExchange;
        made.rows.back().fallBacks = {{"Massive", "stale by 12 s"}, {"Alpaca", "429 until 12:00:40"}};
        sortRows(made.rows);
        return made;
    }
    [[nodiscard]] static picks::SharedScan shared(picks::ScanReport scan = PickBuilder::scan())
    {
        return std::make_shared<const picks::ScanReport>(std::move(scan));
    }

    /// Trades, and halts are heard of since two hours ago.
    [[nodiscard]] static picks::HaltReading trading()
    {
        return {.kind = picks::HaltKind::Trading,
            .evidence = picks::HaltEvidence::Trades,
            .noticesFrom = noon - std::chrono::hours(2)};
    }

private:
    picks::SymbolQuote m_quote;
    bool m_isBook = false;
    picks::Move m_move;
    picks::HaltReading m_halt = trading();
};

} // namespace leadline::tests
