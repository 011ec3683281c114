// SPDX-License-Identifier: MIT
/// Asks a chain of sources about many symbols at once, and judges what comes.
#pragma once

#include "engine/core/result.h"
#include "engine/picks/market_watch.h"
#include "engine/picks/scan_report.h"
#include "engine/picks/scan_settings.h"
#include "engine/picks/symbol_list.h"
#include "engine/risk/rate_budget.h"

#include <functional>
#include <map>
#include <unordered_map>

namespace leadline::picks
{

/// One scan at a time. Every symbol goes down the chain until a source has a fresh quote of it; the reasons are kept.
/// Halts, moves and rules are looked at when the scan ends, also for quotes from the cache. All times are receive times
/// of one clock. Thread: one, whichever owns it.
class Scanner
{
public:
    using Finished = std::function<void(const SharedScan&)>;

    /// Best source first. Sources and watch outlive the scanner.
    Scanner(const std::vector<QuoteSource*>& chain, MarketWatch& watch, Finished finished);

    /// For the next scan on.
    void setSettings(const PickSettings& rules, const ScanSettings& scan, const ScoreModel& model);
    [[nodiscard]] const PickSettings& rules() const { return m_rules; }
    [[nodiscard]] const ScanSettings& settings() const { return m_settings; }
    [[nodiscard]] const ScoreModel& model() const { return m_model; }
    /// For the next scan on: a trained model in place of the linear one. Null: none; it outlives the scanner.
    void setScorer(PickScorer* trained) { m_trained = trained; }
    /// Refuses without symbols, with too many, and while a scan runs; of a symbol named twice the first counts.
    [[nodiscard]] core::Result<void> begin(Mode mode, std::span<const ListedSymbol> symbols, core::Timestamp now);
    /// An answer; symbols that were asked for and are not in it have no quote there. One that comes late is taken while
    /// the symbol still waits, and for the cache; one of a number that was answered is counted.
    void arrived(std::uint64_t request, std::span<const SymbolQuote> quotes, core::Timestamp at);
    void failed(std::uint64_t request, const SourceFailure& why, core::Timestamp at);
    /// Deadlines, and sources that have room again; several times a second while a scan runs.
    void timePassed(core::Timestamp now);

    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] std::size_t wanted() const { return m_wanted.size(); } ///< symbols of the scan
    [[nodiscard]] std::size_t answered() const;
    [[nodiscard]] std::uint64_t strays() const { return m_strays; } ///< answers to nothing, quotes nobody asked for

private:
    struct Source {
        QuoteSource* port = nullptr;
        risk::RateBudget budget;
        core::Timestamp offUntil{};
        SourceFailure lastFailure;
        SourceUse use;
    };
    struct Quoted {
        SymbolQuote quote;
        std::size_t source = 0;
        core::Timestamp receivedAt;
        std::vector<FallBack> fallBacks;
    };
    struct Wanted {
        enum class State : std::uint8_t { Queued, Asked, Done };

        ListedSymbol listed;
        State state = State::Queued;
        std::size_t source = 0; ///< where it waits
        std::uint64_t request = 0;
        std::optional<Quoted> quoted; ///< what it is judged by: fresh when Done, else the best that came
        bool isFromCache = false;
        std::vector<FallBack> fallBacks;
    };
    struct Request {
        std::size_t source = 0;
        std::vector<core::Symbol> symbols;
        core::Timestamp sentAt;
        bool isLate = false;
    };

    void takeFromCache(Wanted& wanted, core::Timestamp now);
    void advance(core::Timestamp now);
    void giveUpLate(core::Timestamp now);
    void serve(std::size_t source, core::Timestamp now);
    void send(std::size_t source, std::span<Wanted* const> batch, core::Timestamp now);
    void take(const Request& request, std::uint64_t number, const SymbolQuote& quote, core::Timestamp at);
    void passOver(Wanted& wanted, const std::string& why);
    void passOverRequest(const Request& request, std::uint64_t number, const std::string& why);
    [[nodiscard]] std::size_t nextSource(const core::Symbol& symbol, std::size_t from) const;
    void finish(core::Timestamp now);
    [[nodiscard]] PickRow rowOf(Wanted& wanted, core::Timestamp now);

    std::vector<Source> m_sources;
    MarketWatch& m_watch;
    Finished m_finished;
    PickSettings m_rules;
    ScanSettings m_settings;
    ScoreModel m_model;
    PickScorer* m_trained = nullptr;
    std::unordered_map<core::Symbol, Quoted> m_cache;
    std::map<std::uint64_t, Request> m_requests; ///< not answered; late ones are kept a while
    std::uint64_t m_lastRequest = 0;
    std::uint64_t m_strays = 0;

    // The scan that runs, or the last one:
    bool m_isRunning = false;
    bool m_isAdvancing = false;
    bool m_mustAdvance = false;
    Mode m_mode = Mode::Safe;
    core::Timestamp m_began;
    std::vector<Wanted> m_wanted;
    std::unordered_map<core::Symbol, std::size_t> m_places; ///< in m_wanted
};

} // namespace leadline::picks
