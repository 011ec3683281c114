// SPDX-License-Identifier: MIT
#include "engine/sim/kraken/kraken_account.h"

#include "engine/sim/kraken/kraken_json.h"

namespace leadline::sim
{

KrakenAccount::KrakenAccount(EmbeddedMarkets& markets, VenueSimulator& simulator)
    : m_markets(markets)
    , m_simulator(simulator)
    , m_account(markets, {.makerFeeBps = 25, .takerFeeBps = 40, .isMargin = false})
{
    m_account.changed = [this](const AccountEvent& event) { changed(event); };
}

const AccountOrder* KrakenAccount::named(std::string_view id, std::string_view clientId) const
{
    return id.empty() ? m_account.findByClientId(std::string(clientId)) : m_account.find(kraken::orderId(id));
}

void KrakenAccount::endSessions()
{
    m_token.clear();
}

void KrakenAccount::disconnected(ClientId client)
{
    m_streams.erase(client);
}

void KrakenAccount::tellExecution(const std::string& entry, const char* type)
{
    for (auto& [client, stream] : m_streams) {
        if (stream.wantsExecutions) {
            m_simulator.sendPrivate(client,
                R"({"channel":"executions","type":")" + std::string(type) + R"(","data":[)" + entry + R"(],"sequence":)"
                    + std::to_string(++stream.sequence) + "}");
        }
    }
}

void KrakenAccount::tellBalances()
{
    std::string rows;
    for (const core::Asset& asset : kraken::listedAssets(m_account)) {
        rows += (rows.empty() ? "{" : ",{") + kraken::quoted("asset", asset.text()) + R"(,"asset_class":"currency",)"
            + kraken::number("balance", m_account.total(asset).text()) + "}";
    }
    for (const auto& [client, stream] : m_streams) {
        if (stream.wantsBalances) {
            m_simulator.sendPrivate(
                client, R"({"channel":"balances","type":"snapshot","data":[)" + rows + R"(],"sequence":1})");
        }
    }
}

void KrakenAccount::changed(const AccountEvent& event)
{
    const AccountOrder& order = event.order;
    switch (event.kind) {
    case AccountEvent::Kind::New:
        tellExecution(kraken::executionJson(m_account, order, "pending_new"));
        tellExecution(kraken::executionJson(m_account, order, "new"));
        break;
    case AccountEvent::Kind::Trade:
        tellExecution(kraken::tradeJson(m_account, order, *event.fill));
        if (order.status == AccountOrderStatus::Filled) {
            tellExecution(kraken::executionJson(m_account, order, "filled"));
        }
        tellBalances();
        break;
    case AccountEvent::Kind::Cancelled:
        tellExecution(kraken::executionJson(m_account, order, "canceled"));
        break;
    case AccountEvent::Kind::Expired:
        tellExecution(kraken::executionJson(
            m_account, order, order.timeInForce == TimeInForce::ImmediateOrCancel ? "canceled" : "expired"));
        break;
    case AccountEvent::Kind::Amended:
        tellExecution(kraken::executionJson(m_account, order, "amended"));
        break;
    }
}

} // namespace leadline::sim
