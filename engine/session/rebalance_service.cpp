// SPDX-License-Identifier: MIT
#include "engine/session/rebalance_service.h"

#include "engine/session/rebalancer.h"
#include "engine/session/reference_data.h"
#include "engine/session/stock_options.h"
#include "engine/venues/alpaca/alpaca_decoder.h"

#include <utility>

namespace leadline::session
{

namespace
{

constexpr std::chrono::milliseconds progressEvery{100}; ///< at most
constexpr std::chrono::seconds previewPatience{8}; ///< for quotes that the stream has not brought

} // namespace

RebalanceService::RebalanceService(ReferenceData& reference, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_reference(reference)
    , m_clock(clock)
{
    connect(&reference, &ReferenceData::assetsReceived, this,
        [this](const std::vector<core::StockAsset>& assets) { m_desk->setAssets(assets); });
    connect(&reference, &ReferenceData::calendarReceived, this,
        [this](const equities::TradingCalendar& calendar) { m_desk->setCalendar(calendar); });
    connect(&reference, &ReferenceData::quotesReceived, this, &RebalanceService::addQuotes);
}

RebalanceService::~RebalanceService()
{
    close();
}

void RebalanceService::open(const StockOptions& options, const venues::TradingEnvironment& environment,
    execution::ExecutionEngine& orders, const risk::RiskLimits& limits)
{
    const venues::Venue& venue = *venues::findVenue(venues::alpaca::sipVenue.view());
    m_orders = &orders;
    m_desk = std::make_unique<Rebalancer>(orders, m_clock, venue.id);
    m_offersResuming = options.offersResuming;
    setSettings(options.execution);
    setLimits(limits);
    connect(&orders, &execution::ExecutionEngine::orderUpdated, this, &RebalanceService::orderUpdated);
    connect(&orders, &execution::ExecutionEngine::positionsChanged, this, &RebalanceService::followHeld);
    // The whole account: no symbol is named.
    core::Instrument account = venue.instrumentOf({venue.id, {}});
    account.pair = {core::Asset(), core::Asset("USD")};
    const auto added = orders.addVenue(venue, environment, options.credentials, account, options.timing, *m_desk);
    if (!added) {
        Q_EMIT problem(QString::fromStdString(added.error().what));
    }
}

void RebalanceService::close()
{
    if (m_orders != nullptr) {
        m_orders->disconnect(this);
        m_orders = nullptr;
    }
    m_desk.reset();
    if (std::exchange(m_previewing, nullptr)) {
        Q_EMIT refused(tr("the market was closed"));
    }
}

bool RebalanceService::isReady() const
{
    return m_desk->isReady();
}

void RebalanceService::takeUp()
{
    m_isTakenUp = true;
    using TakeOver = rebalance::Executor::TakeOver;
    const bool isThere = m_desk->takeUp(m_offersResuming ? TakeOver::Offered : TakeOver::AtOnce);
    followHeld();
    if (isThere && m_offersResuming) {
        Q_EMIT cutOff(std::make_shared<const rebalance::RunProgress>(*m_desk->progress()));
    } else if (isThere) {
        Q_EMIT resumed();
    }
}

void RebalanceService::halt()
{
    stop(QStringLiteral("kill switch"));
}

void RebalanceService::priceHeld()
{
    if (isOpen()) {
        Q_EMIT symbolsChanged();
        m_reference.fetchQuotes(m_desk->symbolsOf({}));
    }
}

void RebalanceService::setLimits(const risk::RiskLimits& limits)
{
    if (isOpen()) {
        m_desk->setLimits(limits);
    }
}

void RebalanceService::setSettings(const rebalance::ExecutionSettings& settings)
{
    if (isOpen()) {
        m_isSmart = settings.isSmart;
        m_desk->setSettings(settings);
    }
}

const rebalance::ExecutionSettings& RebalanceService::settings() const
{
    return m_desk->settings();
}

std::set<core::Symbol> RebalanceService::symbols() const
{
    return isOpen() ? m_desk->symbolsOf(m_previewing ? *m_previewing : rebalance::Plan{}) : std::set<core::Symbol>();
}

void RebalanceService::receive(const core::MarketMessage& message)
{
    m_desk->receive(message);
}

void RebalanceService::addQuotes(const std::vector<core::StockSnapshot>& quotes)
{
    for (const core::StockSnapshot& quote : quotes) {
        m_desk->receive(quote);
    }
    tryPreview();
}

void RebalanceService::orderUpdated(const orders::Order& order)
{
    if (order.request.market.venue == venues::alpaca::sipVenue) {
        m_desk->orderChanged(order);
    }
}

void RebalanceService::tick()
{
    m_desk->tick();
    tryPreview();
    const rebalance::RunProgress* const progress = m_desk->progress();
    const bool isOver = progress != nullptr && progress->state == rebalance::RunProgress::State::Over;
    if (isOver || m_clock.now() - m_shownAt >= progressEvery) {
        showProgress();
    }
}

void RebalanceService::preview(const SharedPlan& plan)
{
    if (!isOpen()) {
        Q_EMIT refused(tr("there is no market"));
        return;
    }
    m_previewing = plan;
    m_previewUntil = m_clock.now() + previewPatience;
    Q_EMIT symbolsChanged();
    // What the stream has not brought yet, and may not bring for minutes of a stock that is quiet.
    m_reference.fetchQuotes(m_desk->symbolsOf(*plan));
    tryPreview();
}

void RebalanceService::tryPreview()
{
    if (!m_previewing) {
        return;
    }
    const bool isLate = m_clock.now() >= m_previewUntil;
    if (!m_desk->isReady()) {
        if (isLate) {
            m_previewing.reset();
            Q_EMIT refused(tr("account and venue are not known: is the connection up?"));
        }
        return;
    }
    if (m_desk->hasQuotesFor(*m_previewing) || isLate) {
        const SharedPlan plan = std::exchange(m_previewing, nullptr);
        Q_EMIT previewed(std::make_shared<const rebalance::PlanPreview>(m_desk->preview(*plan)));
    }
}

void RebalanceService::run(const SharedPlan& plan, rebalance::Urgency urgency)
{
    if (!isOpen()) {
        Q_EMIT refused(tr("there is no market"));
        return;
    }
    Q_EMIT symbolsChanged(); // quotes come from now on, even where it is refused
    if (const auto begun = m_desk->run(*plan, urgency); !begun) {
        Q_EMIT refused(QString::fromStdString(begun.error().what));
        return;
    }
    if (!m_isSmart) {
        Q_EMIT problem(tr("smart execution is off: plain market orders (legacy mode)"));
    }
    Q_EMIT symbolsChanged();
    showProgress();
}

void RebalanceService::pause()
{
    if (isOpen()) {
        m_desk->pause();
    }
}

void RebalanceService::resume()
{
    if (isOpen()) {
        m_desk->resume();
    }
}

void RebalanceService::stop(const QString& why)
{
    if (isOpen()) {
        m_desk->stop(why.toStdString());
    }
}

void RebalanceService::followHeld()
{
    // What is held, whoever bought it, has a price: profit, the day's loss and flattening go by it.
    const std::set<core::Symbol> held = m_desk->symbolsOf({});
    if (!m_isTakenUp || held.empty()) {
        return;
    }
    Q_EMIT symbolsChanged();
    if (!m_desk->hasQuotesFor({})) {
        m_reference.fetchQuotes(held);
    }
}

void RebalanceService::showProgress()
{
    const rebalance::RunProgress* const progress = m_desk->progress();
    if (progress == nullptr || m_desk->version() == m_shownVersion) {
        return;
    }
    m_shownVersion = m_desk->version();
    m_shownAt = m_clock.now();
    Q_EMIT progressed(std::make_shared<const rebalance::RunProgress>(*progress));
}

} // namespace leadline::session
