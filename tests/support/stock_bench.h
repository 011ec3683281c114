// SPDX-License-Identifier: MIT
/// The embedded equities market on a clock moved by hand, with a client that asks it and hears what it says.
#pragma once

#include "engine/json/tree.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace leadline::tests
{

/// A Friday between Thanksgiving and Christmas without half days before it: 2026-12-04, New York time.
[[nodiscard]] inline core::Timestamp newYork(int hours, int minutes, int seconds = 0)
{
    return equities::fromNewYork(std::chrono::year(2026) / std::chrono::December / 4,
        std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds));
}

/// A calm market: nothing is halted, and nothing runs away.
[[nodiscard]] inline sim::AlpacaSettings calmStocks(std::uint64_t seed = 1)
{
    sim::AlpacaSettings settings;
    settings.market = {.seed = seed, .hasIncidents = false};
    settings.terms.seed = seed;
    settings.tradingRequests = 0;
    settings.dataRequests = 0;
    return settings;
}

/// An order as a client writes it; empty fields are left out.
struct OrderForm {
    std::string symbol = "AAPL";
    std::string side = "buy";
    std::string size = "";
    std::string type = "market";
    std::string limit = "";
    std::string life = "day";
    std::string clientId = "";
    std::string stop = "";
    std::string budget = "";
    std::string more = ""; ///< further fields: `"extended_hours":true`

    [[nodiscard]] std::string json() const
    {
        json::ObjectWriter json;
        json.text("symbol", symbol).text("side", side).text("type", type).text("time_in_force", life);
        const auto add = [&json](std::string_view name, const std::string& value) {
            if (!value.empty()) {
                json.text(name, value);
            }
        };
        add("qty", size);
        add("notional", budget);
        add("limit_price", limit);
        add("stop_price", stop);
        add("client_order_id", clientId);
        return json.append(more.empty() ? "" : "," + more).str();
    }
};

class StockBench
{
public:
    explicit StockBench(const sim::AlpacaSettings& settings = calmStocks(), core::Timestamp start = newYork(10, 0))
        : market(settings.market, start)
        , simulator(market, settings)
    {
        simulator.send = [this](sim::ClientId client, const std::string& text) { said[client].push_back(text); };
        simulator.sendPrivate = simulator.send;
        simulator.close = [this](sim::ClientId client) { closed.push_back(client); };
    }

    void run(core::Duration length)
    {
        market.advance(market.now() + length);
        simulator.tick(market.now());
    }
    void runTo(core::Timestamp time) { run(time - market.now()); }

    [[nodiscard]] sim::RestAnswer ask(
        const std::string& method, const std::string& path, const std::string& query = "", const std::string& body = "")
    {
        return simulator.rest({.method = method, .path = path, .query = query, .body = body, .header = keys});
    }
    [[nodiscard]] sim::RestAnswer get(const std::string& path, const std::string& query = "")
    {
        return ask("GET", path, query);
    }
    [[nodiscard]] json::Tree tree(const std::string& path, const std::string& query = "")
    {
        return parsed(get(path, query).body);
    }
    [[nodiscard]] static json::Tree parsed(const std::string& text)
    {
        auto tree = json::Tree::parse(text);
        EXPECT_TRUE(tree.has_value()) << text;
        return tree ? *tree : json::Tree();
    }
    [[nodiscard]] sim::RestAnswer tryPlace(const OrderForm& form) { return ask("POST", "/v2/orders", "", form.json()); }
    json::Tree place(const OrderForm& form)
    {
        const sim::RestAnswer answer = tryPlace(form);
        EXPECT_EQ(answer.status, 200) << form.json() << ": " << answer.body;
        return parsed(answer.body);
    }
    /// Placed, and arrived at the exchange.
    std::string placed(const OrderForm& form)
    {
        const std::string id = place(form)["id"].text();
        run(std::chrono::milliseconds(31));
        return id;
    }
    [[nodiscard]] json::Tree order(const std::string& id) { return tree("/v2/orders/" + id); }
    [[nodiscard]] std::string status(const std::string& id) { return order(id)["status"].text(); }

    /// The client 1 listens to trade_updates.
    void listen(sim::ClientId client = 1)
    {
        simulator.connected(client, "/stream", "");
        simulator.received(client, R"({"action":"auth","key":"embedded-key","secret":"embedded-secret"})");
        simulator.received(client, R"({"action":"listen","data":{"streams":["trade_updates"]}})");
    }
    /// Names of the events heard so far.
    [[nodiscard]] std::vector<std::string> updates(sim::ClientId client = 1)
    {
        std::vector<std::string> names;
        for (const std::string& text : said[client]) {
            const json::Tree message = parsed(text);
            if (message["stream"].text() == "trade_updates") {
                names.push_back(message["data"]["event"].text());
            }
        }
        return names;
    }
    /// The touch, and prices around it.
    [[nodiscard]] sim::StockQuote quote(const std::string& symbol) const
    {
        return market.touch(*sim::findStock(symbol));
    }

    std::function<std::string(std::string_view)> keys = [](std::string_view name) {
        return std::string(name == "APCA-API-KEY-ID" ? sim::embeddedKey
                : name == "APCA-API-SECRET-KEY"      ? sim::embeddedSecret
                                                     : std::string_view());
    };
    sim::StockMarket market;
    sim::AlpacaSimulator simulator;
    std::map<sim::ClientId, std::vector<std::string>> said;
    std::vector<sim::ClientId> closed;
};

} // namespace leadline::tests
