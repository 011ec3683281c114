// SPDX-License-Identifier: MIT
#include "engine/drill/order_storm.h"

#include <algorithm>
#include <iterator>

namespace leadline::drill
{

execution::ExecutionOptions stormOptions(const std::string& journal, std::uint64_t seed)
{
    execution::ExecutionOptions options;
    options.journal = journal;
    options.workstation = "campaign";
    for (const char* const venue : {"binance-futures", "binance-spot", "kraken", "alpaca"}) {
        options.environments[core::VenueId(venue)] = "embedded";
    }
    options.manager = {.answerWithin = std::chrono::milliseconds(600),
        .firstAsk = std::chrono::milliseconds(40),
        .longestAsk = std::chrono::milliseconds(400),
        .absentAfter = std::chrono::milliseconds(1500),
        .keptClosed = 1'000'000};
    options.seed = seed;
    return options;
}

OrderStorm::OrderStorm(execution::ExecutionEngine& desk, const core::Clock& clock, const StormSettings& settings,
    std::function<core::Price(const core::MarketId&)> mid)
    : m_desk(desk)
    , m_clock(clock)
    , m_settings(settings)
    , m_mid(std::move(mid))
    , m_random(settings.seed)
{
    connect(&m_timer, &QTimer::timeout, this, &OrderStorm::turn);
}

std::optional<core::Instrument> OrderStorm::instrumentOf(const core::MarketId& market) const
{
    const auto found = std::ranges::find(m_markets, market, &core::Instrument::id);
    return found == m_markets.end() ? std::nullopt : std::optional(*found);
}

void OrderStorm::turn()
{
    if (!isOver() && static_cast<int>(live().size()) < m_settings.atOnce) {
        place();
    }
    disturb();
    if (isOver()) {
        stop();
        Q_EMIT over();
    }
}

std::vector<orders::ClientOrderId> OrderStorm::live() const
{
    std::vector<orders::ClientOrderId> ours;
    std::ranges::copy_if(m_desk.manager().live(), std::back_inserter(ours), [this](orders::ClientOrderId id) {
        return instrumentOf(m_desk.manager().find(id)->request.market).has_value();
    });
    return ours;
}

void OrderStorm::place()
{
    const core::Instrument& instrument = m_markets[m_random() % m_markets.size()];
    // As the engine does: nothing is sent to a venue that has not told what works there.
    if (!m_desk.isReconciled(instrument.id.venue) || !m_desk.isJournalUp()) {
        return;
    }
    const core::Price mid = m_mid(instrument.id);
    if (mid.raw() <= 0) {
        return;
    }
    const core::Side side = (m_random() & 1U) != 0 ? core::Side::Bid : core::Side::Ask;
    const auto kind = static_cast<orders::OrderType>(m_random() % 3);
    // Resting ones stand up to 1 % away, or near enough to be filled; taking ones reach 0.5 % through.
    const std::int64_t sign = side == core::Side::Bid ? 1 : -1;
    const auto tenths = static_cast<std::int64_t>(m_random() % 10);
    const std::int64_t reach = kind == orders::OrderType::MarketableLimit ? mid.raw() / 200
        : tenths < 4                                                      ? -mid.raw() / 20'000
                                                                          : -mid.raw() * tenths / 1000;
    const core::Price price = instrument.roundPassive(core::Price::fromRaw(mid.raw() + sign * reach), side);
    const auto size = instrument.sizeForNotional(60 + static_cast<double>(m_random() % 400), price);
    const orders::ClientOrderId id = m_desk.nextId();
    m_sent.push_back(id);
    m_desk.submit({.id = id, .market = instrument.id, .side = side, .price = price, .size = size, .type = kind}, mid,
        {.maxSpreadBps = 0});
}

void OrderStorm::disturb()
{
    const std::vector<orders::ClientOrderId> working = live();
    if (working.empty() || m_random() % 3 != 0) {
        return;
    }
    const orders::Order& order = *m_desk.manager().find(working[m_random() % working.size()]);
    if (m_random() % 2 == 0) {
        m_desk.cancel(order.request.id, "the storm");
        return;
    }
    const auto instrument = instrumentOf(order.request.market);
    if (m_random() % 3 == 0) {
        // Smaller where it stands: all that some venues amend.
        m_desk.amend(order.request.id, order.request.price, order.request.size - instrument->lot);
        return;
    }
    const std::int64_t step = instrument->tick.raw() * (1 + static_cast<std::int64_t>(m_random() % 20));
    const std::int64_t sign = order.request.side == core::Side::Bid ? -1 : 1;
    m_desk.amend(order.request.id, core::Price::fromRaw(order.request.price.raw() + sign * step),
        order.request.size + instrument->lot);
}

} // namespace leadline::drill
