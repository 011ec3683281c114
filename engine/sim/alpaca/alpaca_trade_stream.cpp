// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/alpaca_trade_stream.h"

#include "engine/json/tree.h"
#include "engine/sim/alpaca/alpaca_json.h"

namespace leadline::sim
{

namespace
{

std::string message(std::string_view stream, const std::string& data)
{
    return json::ObjectWriter().text("stream", stream).raw("data", data).str();
}

} // namespace

void AlpacaTradeStream::received(ClientId id, std::string_view text)
{
    Client& client = m_clients.at(id);
    const auto request = json::Tree::parse(text);
    const std::string action = request ? (*request)["action"].text() : std::string();
    if (action == "auth" || action == "authenticate") {
        // Two forms: keys at the top, or the older one with its own names below "data".
        const json::Tree& data = (*request)["data"];
        const bool isOld = data.isThere();
        const std::string& key = isOld ? data["key_id"].text() : (*request)["key"].text();
        const std::string& secret = isOld ? data["secret_key"].text() : (*request)["secret"].text();
        client.isAuthorized = key == embeddedKey && secret == embeddedSecret;
        const char* const status = client.isAuthorized ? "authorized" : "unauthorized";
        return m_simulator.send(id,
            message("authorization", json::ObjectWriter().text("status", status).text("action", "authenticate").str()));
    }
    if (!client.isAuthorized) {
        return m_simulator.send(id, message("authorization", R"({"status":"unauthorized","action":"listen"})"));
    }
    if (action != "listen") {
        return m_simulator.send(id, R"({"action":"error","data":{"error_message":"invalid action"}})");
    }
    json::ListWriter streams;
    client.listens = false;
    for (const json::Tree& name : (*request)["data"]["streams"].items()) {
        if (name.text() == "trade_updates") {
            client.listens = true;
            streams.add(json::quoted(name.text()));
        }
    }
    m_simulator.send(id, message("listening", json::ObjectWriter().raw("streams", streams.str()).str()));
}

void AlpacaTradeStream::endSessions()
{
    for (const auto& [id, client] : std::map<ClientId, Client>(m_clients)) {
        m_simulator.hangUp(id);
    }
}

void AlpacaTradeStream::tell(const AlpacaEvent& event, core::Timestamp now)
{
    const std::string text = message("trade_updates", tradeUpdateJson(event, now, ++m_events));
    for (const auto& [id, client] : m_clients) {
        if (client.listens) {
            m_simulator.sendPrivate(id, text);
        }
    }
}

} // namespace leadline::sim
