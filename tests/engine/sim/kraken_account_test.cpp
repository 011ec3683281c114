// SPDX-License-Identifier: MIT
#include "engine/sim/embedded_venues.h"
#include "engine/venues/json_tree.h"
#include "engine/venues/kraken/kraken_trading.h"
#include "engine/venues/signing.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

namespace leadline::sim
{

using tests::price;
using tests::size;
using venues::JsonTree;

namespace
{

/// The embedded Kraken with another client's signed requests and its private stream.
class KrakenBench
{
public:
    KrakenBench()
        : venue(makeEmbeddedVenue("kraken",
            *embeddedSettings("kraken", "ETH/USDT", {core::Asset("ETH"), core::Asset("USDT")}, 1),
            core::fromMilliseconds(1'723'161'256'000)))
    {
        venue.front->send = [this](ClientId, const std::string& text) { said.push_back(parsed(text)); };
        venue.front->sendPrivate = venue.front->send;
        venue.market->advance(venue.market->now() + std::chrono::seconds(2));
        token = tree("GetWebSocketsToken")["token"].text();
        venue.front->connected(1, "/v2", "");
        tell(R"({"method":"subscribe","params":{"channel":"executions","snap_orders":true,"token":")" + token
            + R"("},"req_id":1})");
    }
    static JsonTree parsed(const std::string& text)
    {
        auto tree = JsonTree::parse(text);
        EXPECT_TRUE(tree.has_value()) << text;
        return tree ? *tree : JsonTree();
    }
    [[nodiscard]] JsonTree ask(const std::string& call, const std::string& form = "")
    {
        const std::string path = "/0/private/" + call;
        const std::string nonce = std::to_string(++m_nonce);
        const std::string body = "nonce=" + nonce + (form.empty() ? "" : "&") + form;
        const std::string seal = venues::kraken::signature(venues::base64Text(embeddedSecret), path, nonce, body);
        return parsed(venue.front
                          ->rest({.method = "POST",
                              .path = path,
                              .body = body,
                              .header =
                                  [seal](std::string_view name) {
                                      return name == "API-Key" ? std::string(embeddedKey)
                                          : name == "API-Sign" ? seal
                                                               : std::string();
                                  }})
                          .body);
    }
    [[nodiscard]] JsonTree tree(const std::string& call, const std::string& form = "")
    {
        const JsonTree answer = ask(call, form);
        EXPECT_TRUE(answer["error"].items().empty()) << call << ' ' << form;
        return answer["result"];
    }
    [[nodiscard]] std::string error(const std::string& call, const std::string& form)
    {
        const JsonTree answer = ask(call, form);
        return answer["error"].items().empty() ? "" : answer["error"].items()[0].text();
    }
    void tell(const std::string& text) { venue.front->received(1, text); }
    /// A price that share of the mark, on the tick.
    [[nodiscard]] std::string priceAt(double share) const
    {
        constexpr std::int64_t tick = 50'000'000;
        const double mark = venue.front->account()->markPrice().toDoubleLossy();
        return core::Price::fromRaw(static_cast<std::int64_t>(mark * share * 20) * tick).text();
    }

    EmbeddedVenue venue;
    std::vector<JsonTree> said;
    std::string token;

private:
    std::uint64_t m_nonce = 1;
};

} // namespace

TEST(KrakenTriggers, areHeldAmongTheOpenOrdersAndCancelled)
{
    KrakenBench bench;
    const std::string trigger = bench.priceAt(0.95);
    const std::string limit = bench.priceAt(0.94);

    const std::string id = bench
                               .tree("AddOrder",
                                   "pair=ETHUSDT&type=sell&ordertype=stop-loss-limit&volume=0.5&price=" + trigger
                                       + "&price2=" + limit + "&cl_ord_id=theirs")["txid"]
                               .items()
                               .at(0)
                               .text();

    const JsonTree order = bench.tree("OpenOrders")["open"][id];
    EXPECT_EQ(order["descr"]["ordertype"].text(), "stop-loss-limit");
    EXPECT_EQ(order["descr"]["price"].text(), trigger);
    EXPECT_EQ(order["descr"]["price2"].text(), limit);
    EXPECT_EQ(order["status"].text(), "open");
    const JsonTree& told = bench.said.back();
    EXPECT_EQ(told["channel"].text(), "executions");
    EXPECT_EQ(told["data"].items().at(0)["triggers"]["status"].text(), "untriggered");
    const core::Quantity held = bench.tree("BalanceEx")["ETH"]["hold_trade"].quantity();
    EXPECT_EQ(held, size("0.5")) << "the coins are held";

    EXPECT_EQ(bench.tree("CancelAll")["count"].whole(), 1);
    EXPECT_TRUE(bench.tree("OpenOrders")["open"].fields().empty());
    EXPECT_EQ(bench.said.back()["data"].items().at(0)["exec_type"].text(), "canceled");
    EXPECT_TRUE(bench.tree("BalanceEx")["ETH"]["hold_trade"].quantity().isZero());
}

TEST(KrakenTriggers, areTakenOverTheSocketAndMoved)
{
    KrakenBench bench;
    bench.tell(
        R"({"method":"add_order","params":{"order_type":"stop-loss","side":"sell","order_qty":0.5,"symbol":"ETH/USDT","triggers":{"reference":"last","price":)"
        + bench.priceAt(0.95) + R"(,"price_type":"static"},"cl_ord_id":"theirs","token":")" + bench.token
        + R"("},"req_id":7})");
    const std::string moved = bench.priceAt(0.96);
    bench.tell(R"({"method":"amend_order","params":{"cl_ord_id":"theirs","trigger_price":)" + moved + R"(,"token":")"
        + bench.token + R"("},"req_id":8})");

    const JsonTree open = bench.tree("OpenOrders")["open"];
    ASSERT_EQ(open.fields().size(), 1U);
    const JsonTree& order = open.fields()[0].second;
    EXPECT_EQ(order["descr"]["ordertype"].text(), "stop-loss");
    EXPECT_EQ(order["descr"]["price"].text(), moved);
    EXPECT_EQ(order["vol"].quantity(), size("0.5")) << "what was not named stays";
    EXPECT_EQ(bench.tree("QueryOrders", "txid=" + open.fields()[0].first).fields().size(), 1U);
}

TEST(KrakenTriggers, mayBeSoFarFromTheMarket)
{
    KrakenBench bench;
    const JsonTree placed =
        bench.tree("AddOrder", "pair=ETHUSDT&type=sell&ordertype=trailing-stop&volume=0.5&price=%2B10%25");
    const JsonTree order = bench.tree("OpenOrders")["open"][placed["txid"].items().at(0).text()];
    EXPECT_GT(order["stopprice"].price().raw(), 0);
}

TEST(KrakenTriggers, areRefusedWithoutTheCoinsOrAPrice)
{
    KrakenBench bench;
    const std::string form = "pair=ETHUSDT&type=sell&ordertype=stop-loss&volume=";
    EXPECT_EQ(bench.error("AddOrder", form + "1000&price=" + bench.priceAt(0.95)), "EOrder:Insufficient funds");
    EXPECT_EQ(bench.error("AddOrder", form + "0.5&price=0"), "EOrder:Invalid price");
    EXPECT_EQ(bench.error("AddOrder",
                  "pair=ETHUSDT&type=sell&ordertype=stop-loss-limit&volume=0.5&price=" + bench.priceAt(0.95)),
        "EOrder:Invalid price");
    EXPECT_EQ(bench.error("AddOrder", "pair=ETHUSDT&type=sell&ordertype=iceberg&volume=0.5&price=1"),
        "EGeneral:Invalid arguments:ordertype");
    // Target and stop on the same coins: the second finds them held.
    EXPECT_EQ(bench.error("AddOrder", form + "200&price=" + bench.priceAt(0.95)), "");
    EXPECT_EQ(
        bench.error("AddOrder", "pair=ETHUSDT&type=sell&ordertype=take-profit&volume=200&price=" + bench.priceAt(1.05)),
        "EOrder:Insufficient funds");
}

TEST(KrakenMarginSide, lendsNothing)
{
    KrakenBench bench;
    EXPECT_TRUE(bench.tree("OpenPositions").fields().empty());
}

} // namespace leadline::sim
