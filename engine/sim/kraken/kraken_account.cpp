// SPDX-License-Identifier: MIT
#include "engine/sim/kraken/kraken_account.h"

#include "engine/sim/kraken/kraken_json.h"

namespace leadline::sim
{

using core::Quantity;

KrakenAccount::KrakenAccount(EmbeddedMarket& market, VenueSimulator& simulator)
    : m_market(market)
    , m_simulator(simulator)
    , m_account(market,
          {.makerFeeBps = 25,
              .takerFeeBps = 40,
              .isMargin = false,
              .base = Quantity::fromRaw(static_cast<core::Int128>(300) * core::decimalScale)})
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
    const core::Pair& pair = m_market.settings().pair;
    const auto entry = [](const std::string& asset, Quantity total) {
        return "{" + kraken::quoted("asset", asset) + R"(,"asset_class":"currency",)"
            + kraken::number("balance", total.text()) + "}";
    };
    for (const auto& [client, stream] : m_streams) {
        if (stream.wantsBalances) {
            m_simulator.sendPrivate(client,
                R"({"channel":"balances","type":"snapshot","data":[)" + entry(pair.quote.text(), m_account.quoteTotal())
                    + "," + entry(pair.base.text(), m_account.baseTotal()) + R"(],"sequence":1})");
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
