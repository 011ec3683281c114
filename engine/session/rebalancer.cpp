// SPDX-License-Identifier: MIT
#include "engine/session/rebalancer.h"

#include "engine/book/order_book.h"
#include "engine/execution/execution_tracker.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/features/book_features.h"
#include "engine/features/feature_json.h"
#include "engine/feeds/venue_gateway.h"

#include <algorithm>
#include <array>
#include <span>

namespace leadline::session
{

using rebalance::Quote;

Rebalancer::Rebalancer(execution::ExecutionEngine& orders, const core::Clock& clock, core::VenueId venue)
    : m_orders(orders)
    , m_clock(clock)
    , m_venue(venue)
{
}

void Rebalancer::setAssets(const std::vector<core::StockAsset>& assets)
{
    m_market.assets.clear();
    for (const core::StockAsset& asset : assets) {
        m_market.assets.emplace(asset.symbol, asset);
    }
}

void Rebalancer::receive(const core::MarketMessage& message)
{
    using Kind = core::MarketMessage::Kind;
    if (message.kind == Kind::Book && message.book.kind == core::BookUpdateKind::Frame) {
        const core::BookUpdate& book = message.book;
        const Quote quote{.bid = book.bids.empty() ? core::Level{} : book.bids.front(),
            .ask = book.asks.empty() ? core::Level{} : book.asks.front(),
            .time = book.eventTime};
        m_market.quotes[message.symbol] = quote;
        if (m_executor) {
            m_executor->quoteChanged(message.symbol, quote);
        }
    } else if (message.kind == Kind::Halt) {
        const bool isHalted = message.halt.what != core::HaltNotice::What::Resumed;
        isHalted ? static_cast<void>(m_market.halted.insert(message.symbol))
                 : static_cast<void>(m_market.halted.erase(message.symbol));
        if (m_executor) {
            m_executor->haltChanged(message.symbol, isHalted);
        }
    }
}

void Rebalancer::receive(const core::StockSnapshot& snapshot)
{
    const auto known = m_market.quotes.find(snapshot.symbol);
    if (known != m_market.quotes.end() && known->second.time >= snapshot.quoteTime) {
        return;
    }
    const Quote quote{.bid = snapshot.bid, .ask = snapshot.ask, .time = snapshot.quoteTime};
    m_market.quotes[snapshot.symbol] = quote;
    if (m_executor) {
        m_executor->quoteChanged(snapshot.symbol, quote);
    }
}

void Rebalancer::orderChanged(const orders::Order& order)
{
    if (m_executor) {
        m_executor->orderChanged(order);
    }
}

const venues::Account* Rebalancer::account() const
{
    const feeds::VenueGateway* const line = m_orders.gatewayOf(m_venue);
    return line != nullptr && line->account() ? &*line->account() : nullptr;
}

rebalance::Holdings Rebalancer::holdings() const
{
    rebalance::Holdings held;
    if (const venues::Account* const known = account()) {
        for (const venues::Balance& balance : known->balances) {
            held.cash = core::Price::fromRaw(core::decimalScale) * balance.total;
            held.buyingPower = core::Price::fromRaw(core::decimalScale) * balance.available;
        }
        for (const venues::VenuePosition& position : known->positions) {
            held.positions[position.symbol] = position.size;
        }
    }
    if (const feeds::VenueGateway* const line = m_orders.gatewayOf(m_venue); line != nullptr && line->openOrders()) {
        for (const venues::VenueOrder& row : line->openOrders()->rows) {
            // The list is of when the connection came up: of our own orders the manager knows better.
            if (!row.isOver && (row.ours == 0 || m_orders.manager().find(row.ours) == nullptr)) {
                held.withOpenOrders.insert(row.symbol);
            }
        }
    }
    for (const orders::ClientOrderId id : m_orders.manager().live()) {
        const core::MarketId& market = m_orders.manager().find(id)->request.market;
        if (market.venue == m_venue) {
            held.withOpenOrders.insert(market.symbol);
        }
    }
    return held;
}

std::set<core::Symbol> Rebalancer::symbolsOf(const rebalance::Plan& plan) const
{
    std::set<core::Symbol> symbols;
    for (const rebalance::PlanRow& row : plan.rows) {
        symbols.insert(row.symbol);
    }
    if (const venues::Account* const known = account()) {
        for (const venues::VenuePosition& position : known->positions) {
            symbols.insert(position.symbol);
        }
    }
    if (isRunning()) {
        for (const rebalance::SlotProgress& slot : m_executor->progress().slots) {
            symbols.insert(slot.symbol);
        }
    }
    return symbols;
}

bool Rebalancer::hasQuotesFor(const rebalance::Plan& plan) const
{
    return std::ranges::all_of(symbolsOf(plan), [&](const core::Symbol& symbol) {
        return m_market.quotes.contains(symbol) || !m_market.assets.contains(symbol);
    });
}

bool Rebalancer::isReady() const
{
    const feeds::VenueGateway* const line = m_orders.gatewayOf(m_venue);
    return line != nullptr && line->isUp() && account() != nullptr && !m_market.assets.empty()
        && !m_market.calendar.isEmpty() && m_orders.isReconciled(m_venue);
}

rebalance::PlanPreview Rebalancer::preview(const rebalance::Plan& plan) const
{
    rebalance::MarketView market = m_market;
    market.now = m_clock.now();
    rebalance::PlanPreview planned = rebalance::planOrders(plan, holdings(), market, m_settings);
    rebalance::refuseBeyond(m_limits, planned);
    return planned;
}

core::Result<void> Rebalancer::run(const rebalance::Plan& plan, rebalance::Urgency urgency)
{
    if (isRunning()) {
        const bool isCutOff = m_executor->progress().state == rebalance::RunProgress::State::CutOff;
        return core::defect(
            isCutOff ? "a rebalance was cut off: resume it or give it up first" : "a rebalance is running");
    }
    if (!isReady()) {
        return core::defect("account and venue are not known yet");
    }
    if (m_orders.killSwitch().isOn()) {
        return core::defect(std::string(risk::describe(risk::OrderCheck::KillSwitch)));
    }
    const rebalance::PlanPreview planned = preview(plan);
    if (planned.isRefused()) {
        const auto refusal = std::ranges::find_if(planned.leftOut, [](const auto& row) { return row.isRefusal; });
        return core::defect(
            refusal == planned.leftOut.end() ? "the plan is refused" : refusal->symbol.text() + ": " + refusal->why);
    }
    if (planned.orders.empty()) {
        return core::defect("there is nothing to do");
    }
    const rebalance::Holdings held = holdings();
    begin({.run = m_orders.nextId(),
        .venue = m_venue,
        .urgency = urgency,
        .settings = m_settings,
        .orders = planned.orders,
        .cash = std::min(held.cash, held.buyingPower),
        .calendar = m_market.calendar,
        .began = m_clock.now()});
    return {};
}

void Rebalancer::begin(rebalance::RunRequest request)
{
    ++m_runs;
    m_executor =
        std::make_unique<rebalance::Executor>(std::move(request), m_clock, static_cast<rebalance::Broker&>(*this));
    m_keptMarks = 0;
    m_isKept = false;
    // Orders come after it in the journal, so that none is sent for a plan that is not written down.
    keep();
    for (const rebalance::SlotProgress& slot : m_executor->progress().slots) {
        if (const auto quote = m_market.quotes.find(slot.symbol); quote != m_market.quotes.end()) {
            m_executor->quoteChanged(slot.symbol, quote->second);
        }
        m_executor->haltChanged(slot.symbol, m_market.halted.contains(slot.symbol));
    }
}

bool Rebalancer::takeUp(rebalance::Executor::TakeOver how)
{
    const auto& runs = m_orders.recoveredRuns();
    if (runs.empty() || m_executor) {
        return false;
    }
    auto request = rebalance::readRunRequest(runs.back().record.plan);
    if (!request) {
        return false;
    }
    std::vector<orders::Order> sent = runs.back().orders;
    for (orders::Order& order : sent) {
        if (const orders::Order* const newer = m_orders.manager().find(order.request.id)) {
            order = *newer;
        }
    }
    begin(std::move(*request));
    m_executor->takeOver(sent, how);
    return true;
}

void Rebalancer::keep()
{
    const rebalance::RunRequest& request = m_executor->request();
    m_orders.keep({.id = request.run,
        .venue = request.venue,
        .plan = rebalance::runText(request),
        .began = request.began,
        .ended = m_executor->isOver() ? std::max(m_executor->progress().ended, request.began + core::Duration(1))
                                      : core::Timestamp{}});
    m_keptMarks = m_executor->marksVersion();
}

void Rebalancer::pause()
{
    if (m_executor) {
        m_executor->pause();
    }
}

void Rebalancer::resume()
{
    if (m_executor) {
        m_executor->resume();
    }
}

void Rebalancer::stop(const std::string& why)
{
    if (m_executor) {
        m_executor->stop(why);
    }
}

void Rebalancer::tick()
{
    if (isRunning() && m_orders.killSwitch().isOn()) {
        m_executor->stop("kill switch"); // turned on by another program, too
    }
    if (!m_executor || (m_executor->isOver() && m_isKept)) {
        return;
    }
    m_executor->advance();
    endMeasured();
    if (m_executor->marksVersion() != m_keptMarks || m_executor->isOver()) {
        m_isKept = m_executor->isOver();
        keep();
    }
}

const rebalance::RunProgress* Rebalancer::progress() const
{
    return m_executor ? &m_executor->progress() : nullptr;
}

std::uint64_t Rebalancer::version() const
{
    constexpr int shift = 48;
    return m_runs << shift | (m_executor ? m_executor->version() : 0);
}

void Rebalancer::setLimits(const risk::RiskLimits& limits)
{
    m_limits = {limits.maxOrderNotional, limits.maxPosition};
}

std::optional<core::Instrument> Rebalancer::instrumentOf(const core::MarketId& market) const
{
    return core::Instrument{
        .id = market, .pair = {core::Asset(market.symbol.view()), core::Asset("USD"), core::Kind::Stock}};
}

core::Price Rebalancer::midOf(const core::MarketId& market) const
{
    const auto quote = m_market.quotes.find(market.symbol);
    return quote != m_market.quotes.end() && quote->second.bid.price.raw() > 0 && quote->second.ask.price.raw() > 0
        ? core::midpoint(quote->second.bid.price, quote->second.ask.price)
        : core::Price{};
}

orders::SpreadNow Rebalancer::spreadOf(const core::MarketId& market) const
{
    const core::Price mid = midOf(market);
    if (mid.raw() == 0) {
        return {};
    }
    const Quote& quote = m_market.quotes.at(market.symbol);
    return {true, (quote.ask.price - quote.bid.price).toDoubleLossy() / mid.toDoubleLossy() * 1e4};
}

execution::GateRequest Rebalancer::requestOf(const orders::NewOrder& order, execution::GatePurpose purpose) const
{
    return {.order = order, .instrument = {.id = order.market}, .mid = midOf(order.market), .purpose = purpose};
}

core::Price Rebalancer::closingPrice(const core::MarketId& market, core::Side side) const
{
    const core::Price mid = midOf(market);
    // Alpaca takes whole cents from a dollar up, hundredths of them below.
    const core::Price cent =
        core::Price::fromRaw(core::decimalScale / (mid.raw() >= core::decimalScale ? 100 : 10'000));
    return mid.raw() == 0 ? mid : risk::collarPrice(mid, side, {.id = market, .tick = cent}, m_orders.gate().limits());
}

orders::ClientOrderId Rebalancer::place(const orders::NewOrder& order, core::Price arrivalMid, std::string& why)
{
    const feeds::VenueGateway* const line = m_orders.gatewayOf(m_venue);
    if (line == nullptr || !line->isUp()) {
        why = "the venue is not connected";
        return 0;
    }
    orders::NewOrder named = order;
    named.id = m_orders.nextId();
    const core::Timestamp now = m_clock.now();
    if (const auto check = m_orders.gate().check(requestOf(named, execution::GatePurpose::New), now);
        check != risk::OrderCheck::Fine) {
        why = risk::describe(check);
        return 0;
    }
    m_orders.gate().sent(named, now);
    measure(named, arrivalMid);
    m_orders.submit(named, arrivalMid, {.maxSpreadBps = 0});
    return named.id;
}

void Rebalancer::measure(orders::NewOrder& order, core::Price arrivalMid)
{
    execution::ExecutionTracker& tracker = m_orders.executionTracker();
    if (const auto measured = m_measured.find(order.market.symbol); measured != m_measured.end()) {
        order.decision = measured->second.decision;
        tracker.addChild(measured->second.first, order.id);
        return;
    }
    order.decision = m_orders.nextId();
    const auto& slots = m_executor->progress().slots;
    const auto slot = std::ranges::find(slots, order.market.symbol, &rebalance::SlotProgress::symbol);
    calibration::ParentOrder parent{.venue = order.market.venue,
        .symbol = order.market.symbol,
        .side = order.side,
        .strategy = "rebalance",
        .decided = m_clock.now(),
        .size = slot->size - slot->filled}; // after a restart: of what is left
    if (arrivalMid.raw() > 0) {
        parent.arrivalMid = arrivalMid.toDoubleLossy();
        parent.baselineBps = slot->baselineBps;
    }
    keepDecision(order, parent.size);
    tracker.begin(std::move(parent), std::array{order.id});
    tracker.hold(order.id); // more may follow
    m_measured.emplace(order.market.symbol, Measured{order.id, order.decision});
}

void Rebalancer::keepDecision(const orders::NewOrder& order, core::Quantity size)
{
    const auto known = m_market.quotes.find(order.market.symbol);
    const Quote quote = known == m_market.quotes.end() ? Quote{} : known->second;
    // Of a stock the touch is all that is quoted.
    book::OrderBook touch;
    touch.assign(std::span(&quote.bid, 1), std::span(&quote.ask, 1));
    features::FeatureSet seen;
    seen.time = quote.time;
    if (touch.isValid()) {
        features::writeBookFeatures(touch, *instrumentOf(order.market), {}, seen);
    }
    const bool isMarket = order.type == orders::OrderType::Market;
    m_orders.keep({.id = orders::clientText(order.decision),
        .decided = m_clock.now(),
        .market = order.market,
        .side = order.side,
        .asked = size,
        .policy = "rebalance",
        .style = "rebalance",
        .action = isMarket ? "AGGRESSIVE" : "PASSIVE",
        .reason = std::string(rebalance::describe(m_executor->request().urgency)),
        .order = orders::clientText(order.id),
        .orders = 1,
        .price = isMarket ? core::Price{} : order.price, // a market order has none of its own
        .size = size,
        .bookTime = quote.time,
        .features = touch.isValid() ? features::toJson(seen) : std::string(),
        .rules = "{}"});
}

void Rebalancer::endMeasured()
{
    for (const rebalance::SlotProgress& slot : m_executor->progress().slots) {
        const auto first = m_measured.find(slot.symbol);
        if (first != m_measured.end() && slot.state == rebalance::SlotState::Done) {
            m_orders.executionTracker().letGo(first->second.first);
            m_measured.erase(first);
        }
    }
}

bool Rebalancer::replace(orders::ClientOrderId id, core::Price price)
{
    const orders::Order* const order = find(id);
    const feeds::VenueGateway* const line = m_orders.gatewayOf(m_venue);
    if (order == nullptr || line == nullptr || !line->isUp()) {
        return false;
    }
    orders::NewOrder wanted = order->request;
    wanted.price = price;
    return m_orders.gate().check(requestOf(wanted, execution::GatePurpose::Amendment), m_clock.now())
        == risk::OrderCheck::Fine
        && m_orders.amend(id, price, order->request.size);
}

void Rebalancer::cancel(orders::ClientOrderId id, const char* why)
{
    m_orders.cancel(id, why);
}

const orders::Order* Rebalancer::find(orders::ClientOrderId id) const
{
    return m_orders.manager().find(id);
}

} // namespace leadline::session
