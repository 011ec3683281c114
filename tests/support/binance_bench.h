// SPDX-License-Identifier: MIT
/// The embedded Binance on a clock moved by hand, with another client's signed requests and its private stream.
#pragma once

#include "engine/json/tree.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/signing.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::tests
{

class BinanceBench
{
public:
    BinanceBench()
        : venue(sim::makeEmbeddedVenue("binance-futures",
            *sim::embeddedSettings("binance-futures", "ETHUSDT", {core::Asset("ETH"), core::Asset("USDT")}, 1),
            core::fromMilliseconds(1'723'161'256'000)))
    {
        venue.simulator->send = [](sim::ClientId, const std::string&) {};
        venue.simulator->sendPrivate = [this](sim::ClientId, const std::string& text) { said.push_back(parsed(text)); };
        run(std::chrono::seconds(2));
        const std::string key = parsed(ask("POST", "/fapi/v1/listenKey").body)["listenKey"].text();
        venue.simulator->connected(1, "/private/ws", "listenKey=" + key);
    }

    void run(core::Duration length)
    {
        venue.market->advance(venue.market->now() + length);
        venue.simulator->tick(venue.market->now());
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
    /// What a refused request is refused with; zero: it was not.
    [[nodiscard]] std::int64_t refusal(const std::string& method, const std::string& path, const std::string& form = "")
    {
        const sim::RestAnswer answer = ask(method, path, form);
        return answer.status == 200 ? 0 : parsed(answer.body)["code"].whole();
    }
    [[nodiscard]] std::int64_t refusalOf(const std::string& order)
    {
        return refusal("POST", "/fapi/v1/order", "symbol=ETHUSDT&" + order);
    }
    json::Tree place(const std::string& order) { return tree("POST", "/fapi/v1/order", "symbol=ETHUSDT&" + order); }
    [[nodiscard]] core::Price mark() const { return venue.simulator->account()->markPrice(); }
    /// A price that share of the mark: "2547.5".
    [[nodiscard]] std::string priceAt(double share) const
    {
        constexpr std::int64_t tick = 10'000'000;
        return core::Price::fromRaw(static_cast<std::int64_t>(mark().toDoubleLossy() * share * 100) * tick).text();
    }
    [[nodiscard]] json::Tree positions() { return tree("GET", "/fapi/v3/positionRisk"); }
    /// The newest private message of that event.
    [[nodiscard]] json::Tree newest(std::string_view event) const
    {
        for (auto at = said.rbegin(); at != said.rend(); ++at) {
            if ((*at)["e"].text() == event) {
                return *at;
            }
        }
        return {};
    }

    sim::EmbeddedVenue venue;
    std::vector<json::Tree> said;
};

} // namespace leadline::tests
