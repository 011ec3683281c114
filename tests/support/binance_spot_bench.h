// SPDX-License-Identifier: MIT
/// The embedded Binance spot market on a clock moved by hand, with another client's signed requests and its account's
/// events.
#pragma once

#include "engine/json/tree.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/binance/binance_spot_trading.h"
#include "engine/venues/signing.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::tests
{

class BinanceSpotBench
{
public:
    BinanceSpotBench()
        : venue(sim::makeEmbeddedVenue("binance-spot",
            *sim::embeddedSettings("binance-spot", "ETHUSDT", {core::Asset("ETH"), core::Asset("USDT")}, 1),
            core::fromMilliseconds(1'723'161'256'000)))
    {
        venue.simulator->send = [this](sim::ClientId, const std::string& text) { answers.push_back(parsed(text)); };
        venue.simulator->sendPrivate = [this](sim::ClientId, const std::string& text) { said.push_back(parsed(text)); };
        run(std::chrono::seconds(2));
        venue.simulator->connected(1, "/ws-api/v3", "");
        venue.simulator->received(1, subscription(std::string(sim::embeddedSecret)));
    }

    void run(core::Duration length)
    {
        venue.market->advance(venue.market->now() + length);
        venue.simulator->tick(venue.market->now());
    }
    /// As our own side writes it.
    [[nodiscard]] std::string subscription(const std::string& secret) const
    {
        return venues::binance::BinanceSpotTrading()
            .stream(
                {}, std::to_string(core::millisecondsOf(venue.market->now())), {std::string(sim::embeddedKey), secret})
            .greeting.at(0);
    }
    [[nodiscard]] sim::RestAnswer ask(const std::string& method, const std::string& path, const std::string& form = "")
    {
        const std::string payload =
            form + (form.empty() ? "" : "&") + "timestamp=" + std::to_string(core::millisecondsOf(venue.market->now()));
        const std::string query =
            payload + "&signature=" + venues::hexText(venues::hmacSha256(sim::embeddedSecret, payload));
        return venue.simulator->rest(
            {.method = method, .path = path, .query = query, .header = [](std::string_view name) {
                 return std::string(name == "X-MBX-APIKEY" ? sim::embeddedKey : "");
             }});
    }
    [[nodiscard]] static json::Tree parsed(const std::string& text)
    {
        auto tree = json::Tree::parse(text);
        EXPECT_TRUE(tree.has_value()) << text;
        return tree ? *tree : json::Tree();
    }
    json::Tree tree(const std::string& method, const std::string& path, const std::string& form = "")
    {
        const sim::RestAnswer answer = ask(method, path, form);
        EXPECT_EQ(answer.status, 200) << path << '?' << form << ": " << answer.body;
        return parsed(answer.body);
    }
    /// "-1013 Filter failure: LOT_SIZE"; empty: it was not refused.
    [[nodiscard]] std::string refusal(const std::string& method, const std::string& path, const std::string& form = "")
    {
        const sim::RestAnswer answer = ask(method, path, form);
        const json::Tree body = parsed(answer.body);
        return answer.status == 200 ? "" : body["code"].text() + " " + body["msg"].text();
    }
    [[nodiscard]] std::string refusalOf(const std::string& order)
    {
        return refusal("POST", "/api/v3/order", "symbol=ETHUSDT&" + order);
    }
    json::Tree place(const std::string& order) { return tree("POST", "/api/v3/order", "symbol=ETHUSDT&" + order); }
    /// A price that share of the mark, on the tick.
    [[nodiscard]] std::string priceAt(double share) const
    {
        constexpr std::int64_t tick = 10'000'000;
        const double mark = venue.simulator->account()->markPrice().toDoubleLossy();
        return core::Price::fromRaw(static_cast<std::int64_t>(mark * share * 100) * tick).text();
    }
    /// "free" or "locked" of that asset.
    [[nodiscard]] core::Quantity balance(std::string_view asset, std::string_view name)
    {
        const json::Tree account = tree("GET", "/api/v3/account");
        for (const json::Tree& row : account["balances"].items()) {
            if (row["asset"].text() == asset) {
                return row[name].quantity();
            }
        }
        return {};
    }
    /// The newest event of that name.
    [[nodiscard]] json::Tree newest(std::string_view event) const
    {
        for (auto at = said.rbegin(); at != said.rend(); ++at) {
            if ((*at)["event"]["e"].text() == event) {
                return (*at)["event"];
            }
        }
        return {};
    }

    sim::EmbeddedVenue venue;
    std::vector<json::Tree> said; ///< events of the account
    std::vector<json::Tree> answers; ///< everything else on sockets
};

} // namespace leadline::tests
