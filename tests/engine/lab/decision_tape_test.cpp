// SPDX-License-Identifier: MIT
#include "tests/engine/lab/lab_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace leadline::lab
{

using core::Side;
using namespace std::chrono_literals;

namespace
{

constexpr double largeNotional = 400'000;

/// Settings that change what decisions make of the same market, each in a way of its own.
std::vector<desk::DeskSettings> otherSettings(const desk::DeskSettings& usual)
{
    std::vector<desk::DeskSettings> all{usual};
    const auto add = [&](auto change) {
        desk::DeskSettings settings = usual;
        change(settings);
        all.push_back(settings);
    };
    add([](auto& s) { s.routing.aggressiveObi = 0.1; });
    add([](auto& s) { s.routing.maxImpactCost = 0.00002; });
    add([](auto& s) { s.routing.minLiquidityRatio = 1.2; });
    add([](auto& s) { s.routing.wideSpreadPct = 0.000001; });
    add([](auto& s) { s.routing.quoteFreshnessSeconds = 0.02; });
    add([](auto& s) { s.risk.maxSlippageBps = 3; });
    add([](auto& s) {
        s.risk.breakerTrip = 1; // trips and resets within seconds
        s.risk.breakerReset = 1;
        s.risk.breakerSeconds = 1;
    });
    add([](auto& s) {
        s.routing.signal.toxicity = routing::ToxicityRule::Skip;
        s.routing.signal.maxVpin = 0.01;
    });
    add([](auto& s) { s.routing.signal = {.calmStability = 0.01, .urgentStability = 0.5, .pressure = 0.1}; });
    add([](auto& s) { s.participation.maxPriceDiffPct = 0.00001; });
    add([](auto& s) {
        s.venues = {{.venue = core::VenueId("binance-futures"), .makerFeeBps = -1, .takerFeeBps = 1, .latencyMs = 5},
            {.venue = core::VenueId("binance-spot"), .isOn = false}};
    });
    return all;
}

void expectSameDecisions(const StudyTapes& tapes, const desk::DeskSettings& usual)
{
    // One that reaches far, and one of few levels, with the others' sizes as one.
    const DecisionTape deep = tests::tapeOf(tapes, usual, 500ms, largeNotional * 1.5);
    const DecisionTape shallow = tests::tapeOf(tapes, usual, 500ms, 30'000);
    ASSERT_GT(deep.size(), 20U);
    EXPECT_LT(shallow.levels.size(), deep.levels.size());
    for (const auto& settings : otherSettings(usual)) {
        for (const auto& request : {tests::order(Side::Bid, 10'000), tests::order(Side::Ask, largeNotional),
                 tests::order(Side::Bid, 20'000, 0.85), tests::order(Side::Ask, 20'000, 0.4)}) {
            const auto raw = tests::decidedRaw(tapes, settings, request, 500ms);
            const DecisionTape& tape = request.notional == largeNotional ? deep : shallow;
            const auto again = tests::decidedAgain(tape, settings, request);
            ASSERT_EQ(raw.size(), again.size());
            for (std::size_t i = 0; i < raw.size(); ++i) {
                ASSERT_EQ(raw[i], again[i]) << "decision " << i;
            }
        }
    }
}

} // namespace

TEST(DecisionTape, decidesAgainWhatThePerpetualsRecordingDecides)
{
    LEADLINE_NEEDS(recording, "tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    expectSameDecisions({{tests::slice(folder, recording, 3000, "binance-futures_ethusdt_20240808")}, "", {}}, {});
}

TEST(DecisionTape, tripsAndResetsBreakersAsTheRecordingDoes)
{
    LEADLINE_NEEDS(recording, "tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    const StudyTapes tapes{{tests::slice(folder, recording, 10'000, "binance-futures_ethusdt_20240808")}, "", {}};
    const DecisionTape tape = tests::tapeOf(tapes, {}, 250ms, 20'000);
    std::vector<double> seen = tape.samples[0].stability;
    std::erase_if(seen, [](double value) { return std::isnan(value); });
    std::ranges::sort(seen);
    ASSERT_LT(seen.front(), seen.back());
    desk::DeskSettings settings;
    settings.risk.breakerTrip = settings.risk.breakerReset = seen[seen.size() / 2];
    settings.risk.breakerSeconds = 1;
    const auto request = tests::order(Side::Bid, 10'000);

    const auto raw = tests::decidedRaw(tapes, settings, request, 250ms);

    EXPECT_EQ(raw, tests::decidedAgain(tape, settings, request));
    const auto halted = std::ranges::count_if(
        raw, [](const std::string& json) { return json.contains(R"("reason":"circuit_breaker")"); });
    EXPECT_GT(halted, 0);
    EXPECT_LT(static_cast<std::size_t>(halted), raw.size());
}

TEST(DecisionTape, decidesAgainWhatAnInverseContractsRecordingDecides)
{
    LEADLINE_NEEDS(recording, "tapes/binance-coinm_ethusd_perp_20240808.gz");
    const tests::TestFolder folder;
    expectSameDecisions({{tests::slice(folder, recording, 3000, "binance-coinm_ethusd_perp_20240808")}, "", {}}, {});
}

TEST(DecisionTape, decidesAgainAmongVenuesOfOneBook)
{
    LEADLINE_NEEDS(recording, "tapes/binance-spot_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    desk::DeskSettings settings;
    settings.equalQuotes = *core::QuoteMap::parse("USDT=USDC");
    const auto first = tests::slice(folder, recording, 3000, "binance-spot_ethusdt_20240808");
    const auto second =
        tests::slice(folder, recording, 3000, "binance-spot_ethusdc_20240808", tests::twin("ETHUSDC", 230, '7'));
    expectSameDecisions({{first, second}, "", {}}, settings);
    const DecisionTape tape = tests::tapeOf({{first, second}, "", {}}, settings, 500ms, 10'000);
    EXPECT_TRUE(std::ranges::any_of(tape.moments, [](const MomentRow& moment) { return moment.venues == 2; }));
}

TEST(DecisionTape, decidesAgainWhereTheCoinAndItsContractStandInOneBook)
{
    LEADLINE_NEEDS(spot, "tapes/binance-spot_ethusdt_20240808.gz");
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    desk::DeskSettings settings;
    settings.equalKinds = true;
    expectSameDecisions({{tests::slice(folder, futures, 3000, "binance-futures_ethusdt_20240808"),
                             tests::slice(folder, spot, 1500, "binance-spot_ethusdt_20240808")},
                            "", {}},
        settings);
}

TEST(DecisionTape, keepsBooksThatAreTooShortWhole)
{
    LEADLINE_NEEDS(recording, "tapes/derived_depth20/DERIVED_ethusdt_20240808_depth20_100ms.gz");
    const tests::TestFolder folder;
    const StudyTapes tapes{{tests::slice(folder, recording, 600, "depth20_ethusdt")}, "binance-futures", {}};
    const double more = 1e9; // than any of its books holds
    const DecisionTape tape = tests::tapeOf(tapes, {}, 500ms, more);
    const auto request = tests::order(Side::Bid, more);
    EXPECT_EQ(tests::decidedRaw(tapes, {}, request, 500ms), tests::decidedAgain(tape, {}, request));
}

TEST(DecisionTape, isTheSameFromItsFile)
{
    LEADLINE_NEEDS(recording, "tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    const StudyTapes tapes{{tests::slice(folder, recording, 1500, "binance-futures_ethusdt_20240808")}, "", {}};
    const DecisionTape tape = tests::tapeOf(tapes, {}, 500ms, 20'000);
    const auto file = folder.path() / "tape.decisions";

    ASSERT_FALSE(writeDecisionTape(tape, file));
    const auto read = readDecisionTape(file);

    ASSERT_TRUE(read) << read.error().what;
    EXPECT_TRUE(read->basis.servesAs(tape.basis));
    const auto request = tests::order(Side::Bid, 10'000, 0.7);
    EXPECT_EQ(tests::decidedAgain(*read, {}, request), tests::decidedAgain(tape, {}, request));
}

TEST(DecisionTape, refusesADamagedFile)
{
    LEADLINE_NEEDS(recording, "tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    const StudyTapes tapes{{tests::slice(folder, recording, 600, "binance-futures_ethusdt_20240808")}, "", {}};
    const auto file = folder.path() / "tape.decisions";
    ASSERT_FALSE(writeDecisionTape(tests::tapeOf(tapes, {}, 500ms, 20'000), file));
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});

    std::mt19937 random(1);
    for (int i = 0; i < 300; ++i) {
        std::string damaged = bytes;
        damaged[random() % damaged.size()] ^= static_cast<char>(1 + random() % 255);
        EXPECT_FALSE(readDecisionTape(folder.write("damaged", damaged)));
        EXPECT_FALSE(readDecisionTape(folder.write("short", bytes.substr(0, random() % bytes.size()))));
    }
    EXPECT_FALSE(readDecisionTape(folder.write("longer", bytes + "x")));
    EXPECT_FALSE(readDecisionTape(folder.path() / "none"));
}

/// Whoever leaves a file beside a recording can write its sum, too.
TEST(DecisionTape, takesNothingOnTrustWhereTheSumIsRight)
{
    LEADLINE_NEEDS(recording, "tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    const StudyTapes tapes{{tests::slice(folder, recording, 600, "binance-futures_ethusdt_20240808")}, "", {}};
    const DecisionTape good = tests::tapeOf(tapes, {}, 500ms, 20'000);
    const auto file = folder.path() / "tape.decisions";
    const auto isRefused = [&](auto change) {
        DecisionTape tape = good;
        change(tape);
        return !writeDecisionTape(tape, file) && !readDecisionTape(file);
    };
    ASSERT_FALSE(isRefused([](DecisionTape& /*tape*/) {}));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.moments.back().venues = book::mostVenues + 1; }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.moments.back().firstVenue = tape.rows.size(); }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.moments.back().firstVenue = UINT64_MAX; }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.rows[0].instrument = 1; }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.rows[0].samples = 1'000'000; }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.rows[0].status = 4; }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.rows[0].exclusion = 15; }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.rows[0].levels = tape.levels.size(); }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.rows[0].levels = UINT64_MAX; }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.levels.resize(tape.levels.size() - 1); }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.levels[tape.rows.back().levels] = 0xFC; }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { std::ranges::fill(tape.levels, 0x80); }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.marketOf[0] = 1; }));
    EXPECT_TRUE(isRefused([](DecisionTape& tape) { tape.samples[0].stability.pop_back(); }));
    // Whatever the pool of levels holds: what is let through can be decided on.
    std::mt19937 random(2);
    for (int i = 0; i < 200; ++i) {
        DecisionTape tape = good;
        for (int j = 0; j < 3; ++j) {
            tape.levels[random() % tape.levels.size()] = static_cast<std::uint8_t>(random());
        }
        ASSERT_FALSE(writeDecisionTape(tape, file));
        if (const auto read = readDecisionTape(file)) {
            for (const VenueRow& row : read->rows) {
                std::vector<core::Level> levels;
                const auto* const asks =
                    unpackLevels(read->levels.data() + row.levels, read->instruments[row.instrument], levels);
                const auto* const end = unpackLevels(asks, read->instruments[row.instrument], levels);
                ASSERT_LE(end, read->levels.data() + read->levels.size());
            }
        }
    }
}

TEST(TapeBasis, servesWhatAsksForNoMore)
{
    const TapeBasis basis{.version = "1",
        .recordings = {{"a.gz", "00"}},
        .selection = "all",
        .measured = {{"features.depth_levels", "20"}},
        .every = 1s,
        .reach = 10'000};
    const auto serves = [&](auto change) {
        TapeBasis wanted = basis;
        change(wanted);
        return basis.servesAs(wanted);
    };
    EXPECT_TRUE(serves([](TapeBasis&) {}));
    EXPECT_TRUE(serves([](TapeBasis& wanted) { wanted.reach = 5000; }));
    EXPECT_FALSE(serves([](TapeBasis& wanted) { wanted.reach = 20'000; }));
    EXPECT_FALSE(serves([](TapeBasis& wanted) { wanted.version = "2"; }));
    EXPECT_FALSE(serves([](TapeBasis& wanted) { wanted.recordings[0].sha256 = "01"; }));
    EXPECT_FALSE(serves([](TapeBasis& wanted) { wanted.every = 2s; }));
    EXPECT_FALSE(serves([](TapeBasis& wanted) { wanted.measured[0].second = "10"; }));
    EXPECT_FALSE(serves([](TapeBasis& wanted) { wanted.selection = "AAPL"; }));
}

TEST(PackedLevels, giveBackWhatWasPacked)
{
    std::mt19937_64 random(7);
    const core::Instrument instrument = tests::ethereum();
    for (int i = 0; i < 2000; ++i) {
        const bool onGrid = random() % 2 == 0;
        const bool isBid = random() % 2 == 0;
        std::vector<core::Level> levels;
        std::int64_t price = 2'500'000'000'000;
        for (std::size_t n = random() % 30; n > 0; --n) {
            const auto step = static_cast<std::int64_t>(1 + random() % 50) * (onGrid ? instrument.tick.raw() : 1);
            price += isBid ? -step : step;
            const core::Int128 size = core::Int128{1 + random() % 100'000} * (onGrid ? instrument.lot.raw() : 1);
            // Some sizes are beyond 64 bits.
            levels.push_back(
                {core::Price::fromRaw(price), core::Quantity::fromRaw(random() % 40 == 0 ? size * INT64_MAX : size)});
        }
        std::vector<std::uint8_t> pool{1, 2, 3};
        packLevels(levels, instrument, pool);
        pool.push_back(9);
        std::vector<core::Level> read;
        const std::uint8_t* const end = unpackLevels(pool.data() + 3, instrument, read);
        ASSERT_EQ(end, pool.data() + pool.size() - 1);
        ASSERT_EQ(read, levels);
    }
}

} // namespace leadline::lab
