// SPDX-License-Identifier: MIT
/// The embedded Kraken on a clock moved by hand, with another client's signed requests and its private stream.
#pragma once

#include "engine/json/tree.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/kraken/kraken_trading.h"
#include "engine/venues/signing.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::tests
{

class KrakenBench
{
public:
    KrakenBench()
        : venue(sim::makeEmbeddedVenue("kraken",
            *sim::embeddedSettings("kraken", "ETH/USDT", {core::Asset("ETH"), core::Asset("USDT")}, 1),
            core::fromMilliseconds(1'723'161'256'000)))
    {
        venue.simulator->send = [this](sim::ClientId, const std::string& text) { said.push_back(parsed(text)); };
        venue.simulator->sendPrivate = venue.simulator->send;
        venue.market->advance(venue.market->now() + std::chrono::seconds(2));
        token = tree("GetWebSocketsToken")["token"].text();
        venue.simulator->connected(1, "/v2", "");
        tell(R"({"method":"subscribe","params":{"channel":"executions","snap_orders":true,"token":")" + token
            + R"("},"req_id":1})");
    }
    static json::Tree parsed(const std::string& text)
    {
        auto tree = json::Tree::parse(text);
        EXPECT_TRUE(tree.has_value()) << text;
        return tree ? *tree : json::Tree();
    }
    [[nodiscard]] std::string answer(const std::string& call, const std::string& form = "")
    {
        const std::string path = "/0/private/" + call;
        const std::string nonce = std::to_string(++m_nonce);
        const std::string body = "nonce=" + nonce + (form.empty() ? "" : "&") + form;
        const std::string seal = venues::kraken::signature(venues::base64Text(sim::embeddedSecret), path, nonce, body);
        return venue.simulator
            ->rest({.method = "POST",
                .path = path,
                .body = body,
                .header =
                    [seal](std::string_view name) {
                        return name == "API-Key" ? std::string(sim::embeddedKey)
                            : name == "API-Sign" ? seal
                                                 : std::string();
                    }})
            .body;
    }
    [[nodiscard]] json::Tree ask(const std::string& call, const std::string& form = "")
    {
        return parsed(answer(call, form));
    }
    [[nodiscard]] json::Tree tree(const std::string& call, const std::string& form = "")
    {
        const json::Tree answer = ask(call, form);
        EXPECT_TRUE(answer["error"].items().empty()) << call << ' ' << form;
        return answer["result"];
    }
    [[nodiscard]] std::string error(const std::string& call, const std::string& form)
    {
        const json::Tree answer = ask(call, form);
        return answer["error"].items().empty() ? "" : answer["error"].items()[0].text();
    }
    void tell(const std::string& text) { venue.simulator->received(1, text); }
    /// A price that share of the mark, on the tick.
    [[nodiscard]] std::string priceAt(double share) const
    {
        constexpr std::int64_t tick = 50'000'000;
        const double mark = venue.simulator->account()->markPrice().toDoubleLossy();
        return core::Price::fromRaw(static_cast<std::int64_t>(mark * share * 20) * tick).text();
    }

    sim::EmbeddedVenue venue;
    std::vector<json::Tree> said;
    std::string token;

private:
    std::uint64_t m_nonce = 1;
};

} // namespace leadline::tests
