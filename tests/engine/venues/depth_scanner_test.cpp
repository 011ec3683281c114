// SPDX-License-Identifier: MIT
/// The short way through a depth update against the general one.
#include "engine/venues/binance/depth_scanner.h"

#include "engine/tape/tape_reader.h"
#include "engine/venues/binance/binance_decoder.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace leadline::venues::binance
{

namespace
{

class Both
{
public:
    /// True when the scanner took the text; then the general decoder must have read the same.
    bool agree(std::string_view json)
    {
        m_bytes.assign(json);
        m_bytes.append(MarketDecoder::padding, ' ');
        const std::string_view text = std::string_view(m_bytes).substr(0, json.size());
        if (!scanDepth(text, m_fast)) {
            EXPECT_EQ(m_fast.kind, core::MarketMessage::Kind::Other);
            return false;
        }
        const auto decoded = m_decoder.decodeBySimdjson(text, m_slow);
        EXPECT_TRUE(decoded.has_value()) << json << ": " << decoded.error().what;
        EXPECT_EQ(m_fast.kind, m_slow.kind) << json;
        EXPECT_EQ(m_fast.symbol, m_slow.symbol) << json;
        EXPECT_EQ(m_fast.priceDecimals, m_slow.priceDecimals) << json;
        EXPECT_EQ(m_fast.book.kind, m_slow.book.kind) << json;
        EXPECT_EQ(m_fast.book.firstId, m_slow.book.firstId) << json;
        EXPECT_EQ(m_fast.book.finalId, m_slow.book.finalId) << json;
        EXPECT_EQ(m_fast.book.previousId, m_slow.book.previousId) << json;
        EXPECT_EQ(m_fast.book.eventTime, m_slow.book.eventTime) << json;
        EXPECT_TRUE(std::ranges::equal(m_fast.book.bids, m_slow.book.bids)) << json;
        EXPECT_TRUE(std::ranges::equal(m_fast.book.asks, m_slow.book.asks)) << json;
        return true;
    }

private:
    BinanceDecoder m_decoder{futuresVenue};
    core::MarketMessage m_fast;
    core::MarketMessage m_slow;
    std::string m_bytes;
};

const std::string sample =
    R"({"stream":"ethusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256303,"T":1723161256302,"s":"ETHUSDT","ps":"ETHUSDT",)"
    R"("st":1,"U":5123107832349,"u":5123107837896,"pu":5123107832175,"b":[["200.00","10.229"],["2671.65","0"]],"a":[["2681.7","3"]]}})";

} // namespace

TEST(DepthScanner, takesEveryDepthUpdateOfTheRecordings)
{
    for (const char* const name : {"tapes/binance-futures_ethusdt_20240808.gz",
             "tapes/binance-spot_ethusdt_20240808.gz", "tapes/binance-coinm_ethusd_perp_20240808.gz"}) {
        LEADLINE_NEEDS(path, name);
        auto reader = tape::TapeReader::open(path).value();
        Both both;
        int taken = 0;
        int depth = 0;
        while (reader.next() == tape::TapeReader::Step::Line) {
            depth += reader.line().json.find("\"depthUpdate\"") != std::string_view::npos ? 1 : 0;
            taken += both.agree(reader.line().json) ? 1 : 0;
        }
        EXPECT_EQ(taken, depth) << name;
        EXPECT_GT(taken, 3000);
    }
}

TEST(DepthScanner, agreesWithTheGeneralDecoderOnMutations)
{
    Both both;
    ASSERT_TRUE(both.agree(sample));
    std::mt19937_64 random(41);
    const std::string alphabet = "0123456789.\"[]{},:abeuUTEps-+ \\\n";
    int taken = 0;
    for (int i = 0; i < 300'000; ++i) {
        std::string text = sample;
        for (std::uint64_t k = 0; k <= random() % 2; ++k) {
            const std::size_t at = random() % text.size();
            const char c = alphabet[random() % alphabet.size()];
            switch (random() % 3) {
            case 0:
                text[at] = c;
                break;
            case 1:
                text.insert(at, 1, c);
                break;
            default:
                text.erase(at, 1);
            }
        }
        taken += both.agree(text) ? 1 : 0;
    }
    EXPECT_GT(taken, 1000) << "some mutations are valid: other digits";
    for (std::size_t cut = 0; cut < sample.size(); ++cut) {
        EXPECT_FALSE(both.agree(sample.substr(0, cut)));
    }
}

TEST(DepthScanner, takesTheLastOfTwoTimesAsTheGeneralDecoderDoes)
{
    Both both;
    std::string twice = sample;
    twice.insert(twice.find("\"T\":"), R"("T":17357796001003,)");
    EXPECT_TRUE(both.agree(twice)) << "the first of the two is no time, and does not count";
}

} // namespace leadline::venues::binance
