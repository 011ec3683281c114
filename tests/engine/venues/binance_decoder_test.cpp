// SPDX-License-Identifier: MIT
#include "engine/tape/tape_reader.h"
#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/binance/binance_protocol.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <random>

namespace leadline::venues::binance
{

using core::MarketMessage;
using Kind = core::MarketMessage::Kind;

namespace
{

class Decoding : public testing::Test
{
protected:
    std::expected<void, core::Defect> decode(std::string_view json)
    {
        m_bytes.assign(json);
        m_bytes.append(MarketDecoder::padding, ' ');
        return m_decoder.decode(std::string_view(m_bytes).substr(0, json.size()), message);
    }

    BinanceDecoder m_decoder{futuresVenue};
    MarketMessage message;

private:
    std::string m_bytes;
};

const char* const diffText =
    R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1672515782136,"T":1672515782135,"s":"BTCUSDT","ps":"BTCUSDT","st":1,)"
    R"("U":157,"u":160,"pu":149,"b":[["0.0024","10"]],"a":[["0.0026","100"],["0.0027","0"]]}})";

} // namespace

TEST_F(Decoding, readsADiffAsPublished)
{
    ASSERT_TRUE(decode(diffText).has_value());

    EXPECT_EQ(message.kind, Kind::Book);
    EXPECT_EQ(message.symbol.view(), "BTCUSDT");
    EXPECT_EQ(message.book.kind, core::BookUpdateKind::Diff);
    EXPECT_EQ(message.book.firstId, 157U);
    EXPECT_EQ(message.book.finalId, 160U);
    EXPECT_EQ(message.book.previousId, 149U);
    EXPECT_EQ(message.book.eventTime, core::fromMilliseconds(1672515782135));
    ASSERT_EQ(message.book.bids.size(), 1U);
    ASSERT_EQ(message.book.asks.size(), 2U);
    EXPECT_EQ(message.book.bids[0], (core::Level{tests::price("0.0024"), tests::size("10")}));
    EXPECT_TRUE(message.book.asks[1].size.isZero());
    EXPECT_EQ(message.priceDecimals, 4);
}

TEST_F(Decoding, tellsAFrameByItsStream)
{
    std::string frame = diffText;
    frame.replace(frame.find("depth@100ms"), 11, "depth20@100ms");
    ASSERT_TRUE(decode(frame).has_value());
    EXPECT_EQ(message.book.kind, core::BookUpdateKind::Frame);

    // Spot's look like its snapshots.
    m_decoder.setDefaultSymbol(core::Symbol("ETHUSDT"));
    const std::string spot = R"("data":{"lastUpdateId":160,"bids":[["3600.5","2"]],"asks":[["3602","3"]]}})";
    ASSERT_TRUE(decode(R"({"stream":"ethusdt@depth5",)" + spot).has_value());
    EXPECT_EQ(message.book.kind, core::BookUpdateKind::Frame);
    ASSERT_TRUE(decode(R"({"stream":"ethusdt@depth",)" + spot).has_value());
    EXPECT_EQ(message.book.kind, core::BookUpdateKind::Snapshot);
}

TEST_F(Decoding, readsSnapshotsOfEveryShape)
{
    m_decoder.setDefaultSymbol(core::Symbol("ETHUSDT"));
    ASSERT_TRUE(decode(R"({"lastUpdateId": 1027024, "E":1589436922972,"T":1589436922959,
        "bids":[["4.00000000","431.00000000"]],"asks":[["4.00000200","12.00000000"]]})")
                    .has_value());
    EXPECT_EQ(message.book.kind, core::BookUpdateKind::Snapshot);
    EXPECT_EQ(message.book.finalId, 1027024U);
    EXPECT_EQ(message.symbol.view(), "ETHUSDT");
    EXPECT_EQ(message.priceDecimals, 8);
    ASSERT_TRUE(decode(R"({"lastUpdateId":5,"symbol":"ETHUSD_PERP","pair":"ETHUSD","bids":[],"asks":[]})").has_value());
    EXPECT_EQ(message.symbol.view(), "ETHUSD_PERP");
}

TEST_F(Decoding, readsTradesAndDropsEmptyOnes)
{
    ASSERT_TRUE(decode(
        R"({"e":"aggTrade","E":1672515782136,"s":"BTCUSDT","a":5933014,"p":"0.001","q":"100","nq":"100","f":100,"l":105,"T":1672515782131,"m":true,"st":1})")
                    .has_value());
    EXPECT_EQ(message.kind, Kind::Trade);
    EXPECT_EQ(message.trade.id, 5933014U);
    EXPECT_EQ(message.trade.aggressor, core::Side::Ask) << "the buyer was the maker";
    EXPECT_EQ(message.trade.eventTime, core::fromMilliseconds(1672515782131));
    ASSERT_TRUE(decode(
        R"({"e":"trade","E":1672515782136,"T":1672515782135,"s":"ETHUSDT","t":9,"p":"2681.62","q":"1.000","X":"MARKET","m":false})")
                    .has_value());
    EXPECT_EQ(message.trade.aggressor, core::Side::Bid);
    ASSERT_TRUE(decode(
        R"({"e":"trade","E":1672515782136,"T":1672515782135,"s":"ETHUSDT","t":9,"p":"0","q":"0","X":"NA","m":false})")
                    .has_value());
    EXPECT_EQ(message.kind, Kind::Other);
}

TEST_F(Decoding, readsBookTickersOfFuturesAndSpot)
{
    ASSERT_TRUE(decode(
        R"({"stream":"x","data":{"u":400900217,"s":"BNBUSDT","b":"25.35190000","B":"31.21","a":"25.36","A":"40.66"}})")
                    .has_value());
    EXPECT_EQ(message.kind, Kind::Top);
    EXPECT_EQ(message.top.id, 400900217U);
    EXPECT_EQ(message.top.ask.size, tests::size("40.66"));
}

TEST_F(Decoding, passesOverWhatItDoesNotNeed)
{
    for (const char* const text :
        {R"({"result":null,"id":1})", R"({"e":"markPriceUpdate","E":1,"s":"X","p":"11794.15","T":5})",
            R"({"e":"forceOrder","o":{"s":"X"}})", R"({})"}) {
        EXPECT_TRUE(decode(text).has_value()) << text;
        EXPECT_EQ(message.kind, Kind::Other) << text;
    }
}

TEST_F(Decoding, setsALevelAsideThatItCannotHold)
{
    const auto with = [](std::string_view from, std::string_view to) {
        std::string text = diffText;
        return text.replace(text.find(from), from.size(), to);
    };
    for (const char* const price : {"123456789012345678901234567890", "0.00240000000000000000000000000001"}) {
        ASSERT_TRUE(decode(with(R"("0.0024")", '"' + std::string(price) + '"')).has_value()) << price;
        EXPECT_EQ(message.book.bids.size() + message.book.bidsAside.size(), 1U) << price;
        ASSERT_EQ(message.book.bidsAside.size(), 1U) << price;
        EXPECT_FALSE(message.book.bidsAside[0].isRemoved);
        EXPECT_EQ(message.book.asksAside.size(), 0U);
        EXPECT_GT(message.book.asks.size(), 0U) << "the rest of the message holds";
    }
    // A size that cannot be held: what the book has at the price goes, since it is not true any more.
    ASSERT_TRUE(decode(with(R"("10")", R"("0.1234567891")")).has_value());
    ASSERT_EQ(message.book.bids.size(), 1U);
    EXPECT_TRUE(message.book.bids[0].size.isZero());
    EXPECT_EQ(message.book.bidsAside.size(), 1U);
    // The next message begins without them.
    ASSERT_TRUE(decode(diffText).has_value());
    EXPECT_TRUE(message.book.bidsAside.empty());
}

TEST_F(Decoding, namesTheFieldThatIsWrong)
{
    const auto broken = [](std::string_view from, std::string_view to) {
        std::string text = diffText;
        return text.replace(text.find(from), from.size(), to);
    };
    struct Case {
        std::string text;
        std::string says;
    };
    const std::vector<Case> cases{
        {broken(R"("U":157)", R"("U":"157")"), "field U is not a whole number"},
        {broken(R"("u":160)", R"("u":1.5)"), "field u is not a whole number"},
        {broken(R"("u":160)", R"("u":150)"), "update ids run backwards"},
        {broken(R"("u":160,)", ""), "update ids are missing"},
        {broken(R"("10")", R"("-10")"), "field b, level 1: not a decimal number"},
        {broken(R"("10")", R"(10)"), "field b, level 1: is not a [price, size] pair of texts"},
        {broken(R"("0.0024")", R"("0")"), "field b, level 1: has a price or size below zero"},
        {broken(R"(["0.0027","0"])", R"(["0.0027"])"), "field a, level 2: is not a [price, size] pair"},
        {broken(R"(["0.0027","0"])", R"(["0.0027","0","1"])"), "field a, level 2"},
        {broken(R"([["0.0024","10"]])", R"({"x":1})"), "field b is not a text"},
        {broken(R"("b":[["0.0024","10"]],)", ""), "a side of the book is missing"},
        {broken(R"("E":1672515782136,)", ""), "field E is missing"},
        {broken(R"("s":"BTCUSDT")", R"("s":7)"), "field s is not a text"},
        {R"({"e":"trade","E":1672515782136,"T":1672515782135,"s":"X","t":9,"p":"1","q":"1"})", "field m is missing"},
        {R"({"e":"trade","E":1672515782136,"T":1672515782135,"s":"X","t":9,"q":"1","m":true})",
            "fields p,q are missing"},
        {R"({"e":"trade","E":1672515782136,"T":1672515782135,"s":"X","t":9,"p":"-1","q":"1","m":true})",
            "field p: not a decimal"},
        {"what is this", "not a JSON object"},
        {"[1,2]", "not a JSON object"},
        {R"({"lastUpdateId":5,"bids":[],"asks":[]})", "the message names no symbol"},
    };
    for (const Case& c : cases) {
        const auto decoded = decode(c.text);
        ASSERT_FALSE(decoded.has_value()) << c.text;
        // Signs are not digits, so that "-10" is junk or below zero, by the reader that met it.
        EXPECT_TRUE(decoded.error().what.find(c.says) != std::string::npos
            || (c.says.find("not a decimal") != std::string::npos
                && decoded.error().what.find("zero") != std::string::npos))
            << c.text << " -> " << decoded.error().what;
    }
}

TEST_F(Decoding, survivesEveryTruncationAndManyMutations)
{
    const std::string whole = diffText;
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        EXPECT_FALSE(decode(whole.substr(0, cut)).has_value()) << cut;
    }
    std::mt19937_64 random(5);
    for (int i = 0; i < 20'000; ++i) {
        std::string text = whole;
        for (int k = 0; k < 3; ++k) {
            text[random() % text.size()] = static_cast<char>(random() % 96 + 32);
        }
        if (decode(text).has_value() && message.kind == Kind::Book) {
            for (const auto& side : {message.book.bids, message.book.asks}) {
                for (const core::Level& level : side) {
                    EXPECT_GT(level.price.raw(), 0);
                    EXPECT_FALSE(level.size.isNegative());
                }
            }
        }
    }
}

TEST(Recognition, tellsTheVenueByTheMessage)
{
    EXPECT_EQ(recogniseVenue(diffText)->id, futuresVenue);
    EXPECT_EQ(recogniseVenue(R"({"e":"depthUpdate","E":1,"s":"ETHUSDT","U":1,"u":2,"b":[],"a":[]})")->id, spotVenue);
    EXPECT_EQ(recogniseVenue(R"({"e":"depthUpdate","s":"ETHUSD_PERP","pu":3})")->id, coinMarginedVenue);
    EXPECT_EQ(recogniseVenue(R"({"channel":"book","type":"update"})"), nullptr);
}

TEST(BinanceProtocol, asksEveryProductWhereItLives)
{
    const auto urls = [](const Product& product) {
        std::vector<std::string> all;
        const BinanceProtocol protocol(product);
        for (const auto& line : protocol.connections(protocol.official(), {})) {
            all.push_back(line.url);
        }
        return all;
    };
    EXPECT_EQ(urls(futures()),
        (std::vector<std::string>{
            "wss://fstream.binance.com/public/stream", "wss://fstream.binance.com/market/stream"}));
    EXPECT_EQ(urls(spot()), std::vector<std::string>{"wss://stream.binance.com:9443/stream"});
    EXPECT_EQ(BinanceProtocol(spot()).snapshotPath(core::Symbol("ETHUSDT")), "/api/v3/depth?symbol=ETHUSDT&limit=1000");
    EXPECT_EQ(BinanceProtocol(coinMargined()).snapshotPath(core::Symbol("ETHUSD_PERP")),
        "/dapi/v1/depth?symbol=ETHUSD_PERP&limit=1000");
}

/// The venues' own answers, as recorded.
TEST(SharedBinance, exchangeInfoTellsTheSteps)
{
    LEADLINE_NEEDS(futuresInfo, "captures/cryptofeed/sample_data/BINANCE_FUTURES.0");
    LEADLINE_NEEDS(spotInfo, "captures/cryptofeed/sample_data/BINANCE.0");
    const auto read = [](const Product& product, const std::string& path, const char* symbol) {
        auto reader = tape::TapeReader::open(path);
        EXPECT_TRUE(reader.has_value());
        EXPECT_EQ(reader->next(), tape::TapeReader::Step::Line);
        const auto list =
            BinanceProtocol(product).readInstruments(reader->line().json, std::array{core::Symbol(symbol)});
        EXPECT_TRUE(list.has_value()) << list.error().what;
        return list->instruments.empty() ? std::optional<core::Instrument>() : list->instruments.front();
    };
    const auto sushi = read(futures(), futuresInfo, "SUSHIUSDT");
    ASSERT_TRUE(sushi.has_value());
    EXPECT_EQ(sushi->pair.text(), "SUSHI/USDT-PERP");
    EXPECT_EQ(sushi->tick, tests::price("0.001"));
    EXPECT_EQ(sushi->lot, tests::size("1"));
    EXPECT_EQ(sushi->minimumNotional, tests::price("1") * tests::size("5"));
    const auto nkn = read(spot(), spotInfo, "NKNUSDT");
    ASSERT_TRUE(nkn.has_value());
    EXPECT_EQ(nkn->tick, tests::price("0.0001"));
    EXPECT_EQ(nkn->lot, tests::size("1"));
    EXPECT_EQ(nkn->minimumNotional, tests::price("1") * tests::size("10"));
    EXPECT_FALSE(read(spot(), spotInfo, "NOSUCH").has_value());
}

} // namespace leadline::venues::binance
