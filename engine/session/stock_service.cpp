// SPDX-License-Identifier: MIT
#include "engine/session/stock_service.h"

#include "engine/feeds/rest_client.h"
#include "engine/feeds/stock_feed.h"
#include "engine/feeds/trading_line.h"
#include "engine/session/quote_sources.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/alpaca/alpaca_rest.h"

#include <QThread>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <utility>

namespace leadline::session
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::milliseconds stockBeat{20};
constexpr std::chrono::milliseconds progressEvery{100}; ///< at most
constexpr std::chrono::milliseconds patience{10'000}; ///< for answers over REST
constexpr std::chrono::seconds askAgain{5};
constexpr std::chrono::seconds previewPatience{8}; ///< for quotes that the stream has not brought
constexpr std::chrono::days calendarReach{14};

constexpr int success = 200;

std::string whyNot(const feeds::RestClient::Answer& answer)
{
    return answer.status == 0 ? answer.body.toStdString()
                              : venues::alpaca::readError(answer.status, answer.text()).describe(answer.status);
}

} // namespace

StockService::StockService(const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
{
    qRegisterMetaType<SharedPlan>();
    qRegisterMetaType<SharedPreview>();
    qRegisterMetaType<SharedRun>();
    qRegisterMetaType<picks::SharedScan>();
    qRegisterMetaType<ScanRequest>();
}

StockService::~StockService()
{
    close();
}

void StockService::open(const StockOptions& options, execution::ExecutionEngine& orders, const risk::RiskLimits& limits)
{
    if (isOpen()) {
        return;
    }
    m_options = options;
    m_orders = &orders;
    m_watch = std::make_unique<picks::MarketWatch>(
        core::Duration(std::llround(m_options.picks.gapWindowMinutes * 60e9)), m_options.picks.halts);
    if (m_options.isEmbedded) {
        startEmbedded();
        // Quotes of the embedded market are those of the consolidated tape, whatever plan the user has elsewhere.
        m_options.isIexFeed = false;
    }
    connectVenue(limits);
    m_timer = new QTimer(this);
    connect(m_timer, &QTimer::timeout, this, &StockService::tick);
    m_timer->start(stockBeat);
}

void StockService::close()
{
    delete m_timer;
    m_timer = nullptr;
    m_feed.reset();
    m_scanner.reset();
    m_sources.reset();
    m_data.reset();
    m_trading.reset();
    if (m_orders != nullptr) {
        m_orders->disconnect(this);
        m_orders = nullptr;
    }
    m_desk.reset();
    if (m_serverThread) {
        m_server->deleteLater();
        m_serverThread->quit();
        m_serverThread->wait();
        m_serverThread.reset();
    }
}

void StockService::startEmbedded()
{
    if (!m_options.trading.rest.empty()) {
        return; // served elsewhere
    }
    m_serverThread = std::make_unique<QThread>();
    m_serverThread->setObjectName(u"embedded stocks"_s);
    sim::AlpacaSettings settings;
    settings.market.seed = settings.terms.seed = m_options.seed;
    settings.tradingRequests = settings.dataRequests = 0;
    m_server = new sim::MarketServer(sim::makeEmbeddedStocks(settings, m_clock.now()), m_clock, {});
    m_server->moveToThread(m_serverThread.get());
    m_serverThread->start();
    quint16 port = 0;
    QMetaObject::invokeMethod(
        m_server, [this] { return m_server->listen(0); }, Qt::BlockingQueuedConnection, &port);
    if (port == 0) {
        Q_EMIT troubled(tr("no port on 127.0.0.1 can be opened for the embedded equities market"));
    }
    const std::string host = "127.0.0.1:" + std::to_string(port);
    m_options.trading = m_options.data = m_options.polygon = {"ws://" + host, "http://" + host};
}

void StockService::setEmbeddedFault(sim::TradeFault fault, int oneIn, quint64 seed)
{
    if (m_server != nullptr) {
        QMetaObject::invokeMethod(
            m_server, [server = m_server, fault, oneIn, seed] { server->setTradeFault(fault, oneIn, seed); });
    }
}

void StockService::connectVenue(const risk::RiskLimits& limits)
{
    const venues::Venue& venue = *venues::findVenue(venues::alpaca::sipVenue.view());
    const auto known = venue.makeTrading()->environments();
    const auto found = std::ranges::find(known, m_options.environment, &venues::TradingEnvironment::name);
    venues::TradingEnvironment environment = found == known.end() ? known.back() : *found;
    if (m_options.isEmbedded) {
        // Our own counts no requests; one that is served elsewhere does so as the real one.
        environment = {"embedded", false, m_options.trading, m_options.isLimited && !m_serverThread};
    }
    m_desk = std::make_unique<RebalanceDesk>(*m_orders, m_clock, venue.id);
    m_desk->setSettings(m_options.execution);
    m_desk->setLimits(limits);
    connect(m_orders, &execution::ExecutionEngine::orderUpdated, this, &StockService::orderUpdated);
    connect(m_orders, &execution::ExecutionEngine::positionsChanged, this, &StockService::followHeld);
    connect(m_orders, &execution::ExecutionEngine::venueUp, this,
        [this, id = venue.id](const QString& which, bool up, const QString& why) {
            if (which.toStdString() == id.view()) {
                Q_EMIT connectionChanged(tr("orders"), up, why);
            }
        });
    // The whole account: no symbol is named.
    core::Instrument account = venue.instrumentOf({venue.id, {}});
    account.pair = {core::Asset(), core::Asset("USD")};
    const auto added =
        m_orders->addVenue(venue, environment, m_options.credentials, account, m_options.timing, *m_desk);
    if (!added) {
        Q_EMIT troubled(QString::fromStdString(added.error().what));
    }
    m_trading = std::make_unique<feeds::RestClient>(
        environment.endpoints.rest, venues::alpaca::headers(m_options.credentials), patience);
    fetchAssets();
    fetchCalendar();
}

void StockService::orderUpdated(const orders::Order& order)
{
    if (order.request.market.venue == venues::alpaca::sipVenue) {
        m_desk->orderChanged(order);
    }
}

void StockService::connectData()
{
    if (m_feed || !isOpen()) {
        return;
    }
    const core::VenueId id = m_options.isIexFeed ? venues::alpaca::iexVenue : venues::alpaca::sipVenue;
    m_data = std::make_unique<feeds::RestClient>(
        m_options.data.rest, venues::alpaca::headers(m_options.credentials), patience);
    m_feed = std::make_unique<feeds::StockFeed>(
        feeds::StockFeedOptions{.venue = venues::findVenue(id.view()),
            .endpoints = m_options.data,
            .credentials = m_options.credentials,
            .subscriptionText = venues::alpaca::subscriptionText,
            .mostSymbols = m_options.isIexFeed ? venues::alpaca::freeStreamSymbols : 0},
        m_clock);
    connect(m_feed.get(), &feeds::StockFeed::received, this, [this](const core::MarketMessage& message) {
        m_desk->hear(message);
        m_watch->heard(message);
        Q_EMIT heard(message);
    });
    connect(m_feed.get(), &feeds::StockFeed::upChanged, this, [this](bool up, const QString& why) {
        if (up) {
            m_watch->noticesBegin(m_clock.now());
        }
        Q_EMIT streamChanged(up, why);
        Q_EMIT connectionChanged(tr("quotes"), up, why);
    });
    connect(m_feed.get(), &feeds::StockFeed::troubled, this, &StockService::troubled);
    m_feed->open();
    m_sources = std::make_unique<QuoteSources>(
        QuoteSourceOptions{.alpaca = m_options.data,
            .alpacaKey = m_options.credentials,
            .hasSip = !m_options.isIexFeed,
            .polygon = m_options.polygon,
            .polygonKey = m_options.polygonKey,
            .polygonCountsLots = m_options.polygonCountsLots},
        m_clock, [this](const core::StockSnapshot& snapshot) { m_watch->heard(snapshot, m_clock.now()); }, nullptr);
    m_scanner = std::make_unique<picks::Scanner>(
        m_sources->chain(), *m_watch, [this](const picks::SharedScan& report) { scanEnded(report); });
    m_scanner->setSettings(m_options.picks, m_options.scan, m_options.scores);
    m_sources->answerTo(*m_scanner);
}

void StockService::fetchAssets()
{
    m_trading->get(venues::alpaca::assetsPath(), [this](const feeds::RestClient::Answer& answer) {
        const auto assets = answer.status == success
            ? venues::alpaca::readAssets(answer.text())
            : core::Result<std::vector<core::StockAsset>>(core::defect(whyNot(answer)));
        if (!assets) {
            Q_EMIT troubled(tr("assets: %1").arg(QString::fromStdString(assets.error().what)));
            QTimer::singleShot(askAgain, this, &StockService::fetchAssets);
            return;
        }
        m_desk->setAssets(*assets);
        for (const core::StockAsset& asset : *assets) {
            m_watch->heard(asset, m_clock.now());
        }
    });
}

void StockService::fetchCalendar()
{
    const auto today = equities::newYorkTime(m_clock.now()).day;
    const std::chrono::year_month_day last(std::chrono::sys_days(today) + calendarReach);
    m_trading->get(venues::alpaca::calendarPath(today, last), [this](const feeds::RestClient::Answer& answer) {
        auto days = answer.status == success
            ? venues::alpaca::readCalendar(answer.text())
            : core::Result<std::vector<equities::MarketDay>>(core::defect(whyNot(answer)));
        if (!days) {
            Q_EMIT troubled(tr("calendar: %1").arg(QString::fromStdString(days.error().what)));
            QTimer::singleShot(askAgain, this, &StockService::fetchCalendar);
            return;
        }
        const equities::TradingCalendar calendar(std::move(*days));
        m_watch->setCalendar(calendar);
        m_desk->setCalendar(calendar);
    });
}

void StockService::scan(const ScanRequest& request)
{
    connectData();
    if (!m_scanner) {
        Q_EMIT scanRefused(tr("there is no market to scan"));
        return;
    }
    if (m_scanner->isRunning()) {
        m_waitingScan = request;
        return;
    }
    listenTo(request);
    seedMoves(request);
}

void StockService::listenTo(const ScanRequest& request)
{
    connectData();
    m_scanSymbols.clear();
    for (const picks::ListedSymbol& listed : request.symbols) {
        m_scanSymbols.insert(listed.symbol);
    }
    if (m_feed) {
        followWanted();
    }
}

void StockService::seedMoves(const ScanRequest& request)
{
    // The minutes before this one: a stream that begins now has not seen them.
    const core::Timestamp now = m_clock.now();
    std::vector<core::Symbol> fresh;
    std::ranges::copy_if(m_scanSymbols, std::back_inserter(fresh),
        [this](const core::Symbol& symbol) { return !m_seeded.contains(symbol); });
    if (fresh.empty()) {
        return beginScan(request);
    }
    const auto feed = m_options.isIexFeed ? venues::alpaca::Feed::Iex : venues::alpaca::Feed::Sip;
    const core::Duration window(std::llround(m_options.picks.gapWindowMinutes * 60e9));
    const std::string path = venues::alpaca::barsPath(
        {.symbols = fresh, .start = now - window - std::chrono::minutes(1), .end = now, .feed = feed});
    m_data->get(path, [this, request, fresh](const feeds::RestClient::Answer& answer) {
        if (answer.status == success) {
            if (const auto page = venues::alpaca::readBars(answer.text())) {
                m_watch->heard(page->bars, m_clock.now());
                m_seeded.insert(fresh.begin(), fresh.end());
            }
        } else {
            Q_EMIT troubled(tr("minute bars: %1").arg(QString::fromStdString(whyNot(answer))));
        }
        beginScan(request);
    });
}

void StockService::beginScan(const ScanRequest& request)
{
    if (const auto begun = m_scanner->begin(request.mode, request.symbols, m_clock.now()); !begun) {
        Q_EMIT scanRefused(QString::fromStdString(begun.error().what));
    }
}

void StockService::scanEnded(const picks::SharedScan& report)
{
    Q_EMIT scanned(report);
    if (m_waitingScan) {
        const ScanRequest next = *std::exchange(m_waitingScan, std::nullopt);
        QTimer::singleShot(0, this, [this, next] { scan(next); });
    }
}

void StockService::followWanted()
{
    std::set<core::Symbol> wanted = m_scanSymbols;
    if (m_previewing) {
        wanted.merge(m_desk->symbolsOf(*m_previewing));
    }
    wanted.merge(m_desk->symbolsOf({}));
    const std::set<core::Symbol> shared(m_shared.begin(), m_shared.end());
    if (const std::size_t leftOut = m_feed->follow(wanted, shared); leftOut != m_leftOut) {
        m_leftOut = leftOut;
        if (leftOut > 0) {
            Q_EMIT troubled(tr("the free plan streams %1 symbols: %2 are left out")
                                .arg(venues::alpaca::freeStreamSymbols)
                                .arg(leftOut));
        }
    }
}

void StockService::previewPlan(const SharedPlan& plan)
{
    if (!m_desk) {
        Q_EMIT refused(tr("there is no market"));
        return;
    }
    connectData();
    m_previewing = plan;
    m_previewUntil = m_clock.now() + previewPatience;
    followWanted();
    fetchQuotes(m_desk->symbolsOf(*plan));
    tryPreview();
}

void StockService::fetchQuotes(const std::set<core::Symbol>& symbols)
{
    // What the stream has not said yet, and may not say for minutes of a stock that is quiet.
    const std::vector<core::Symbol> all(symbols.begin(), symbols.end());
    constexpr std::size_t atOnce = 100;
    const auto feed = m_options.isIexFeed ? venues::alpaca::Feed::Iex : venues::alpaca::Feed::Sip;
    for (std::size_t at = 0; at < all.size(); at += atOnce) {
        const auto part = std::span(all).subspan(at, std::min(atOnce, all.size() - at));
        m_data->get(venues::alpaca::snapshotsPath(part, feed), [this](const feeds::RestClient::Answer& answer) {
            if (answer.status != success) {
                Q_EMIT troubled(tr("quotes: %1").arg(QString::fromStdString(whyNot(answer))));
                return;
            }
            if (const auto snapshots = venues::alpaca::readSnapshots(answer.text())) {
                for (const core::StockSnapshot& snapshot : *snapshots) {
                    m_desk->hear(snapshot);
                    m_watch->heard(snapshot, m_clock.now());
                }
            }
            tryPreview();
        });
    }
}

void StockService::tryPreview()
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

void StockService::runPlan(const SharedPlan& plan, rebalance::Urgency urgency)
{
    if (!m_desk) {
        Q_EMIT refused(tr("there is no market"));
        return;
    }
    connectData();
    if (const auto begun = m_desk->run(*plan, urgency); !begun) {
        Q_EMIT refused(QString::fromStdString(begun.error().what));
        return;
    }
    if (!m_options.execution.isSmart) {
        Q_EMIT troubled(tr("smart execution is off: plain market orders (legacy mode)"));
    }
    followWanted();
    showProgress(true);
}

void StockService::pause()
{
    if (m_desk) {
        m_desk->pause();
    }
}

void StockService::resume()
{
    if (m_desk) {
        m_desk->resume();
    }
}

void StockService::stopRun(const QString& why)
{
    if (m_desk) {
        m_desk->stop(why.toStdString());
    }
}

void StockService::halt(bool flattens)
{
    if (!isOpen()) {
        return;
    }
    m_desk->stop("kill switch");
    if (flattens) {
        connectData();
        fetchQuotes(m_desk->symbolsOf({})); // of what is held: to close it takes a price
        followWanted();
    }
}

void StockService::setLimits(const risk::RiskLimits& limits)
{
    if (isOpen()) {
        m_desk->setLimits(limits);
    }
}

void StockService::share(const QString& symbol, bool isWanted)
{
    const core::Symbol wanted(symbol.toStdString());
    if (isWanted) {
        m_shared.insert(wanted);
    } else if (const auto known = m_shared.find(wanted); known != m_shared.end()) {
        m_shared.erase(known);
    }
    connectData();
    if (m_feed) {
        followWanted();
        Q_EMIT streamChanged(m_feed->isUp(), tr("not connected"));
    }
}

void StockService::setSettings(const rebalance::ExecutionSettings& execution, const picks::PickSettings& picks)
{
    m_options.execution = execution;
    m_options.picks = picks;
    if (m_desk) {
        m_desk->setSettings(execution);
    }
    if (m_scanner) {
        m_scanner->setSettings(picks, m_options.scan, m_options.scores);
    }
}

void StockService::tick()
{
    m_desk->tick();
    if (m_scanner) {
        m_scanner->timePassed(m_clock.now());
    }
    tryPreview();
    tellReady();
    showProgress(false);
}

void StockService::tellReady()
{
    if (m_isReady || !m_desk->isReady()) {
        return;
    }
    m_isReady = true;
    const bool isResumed = m_desk->takeUp();
    followHeld();
    if (isResumed) {
        Q_EMIT resumed();
    }
    Q_EMIT ready();
}

void StockService::followHeld()
{
    // What is held, whoever bought it, has a price: profit, the day's loss and flattening go by it.
    const std::set<core::Symbol> held = m_desk->symbolsOf({});
    if (!m_isReady || held.empty()) {
        return;
    }
    connectData();
    if (!m_desk->hasQuotesFor({})) {
        fetchQuotes(held);
    }
    followWanted();
}

void StockService::showProgress(bool isForced)
{
    const rebalance::RunProgress* const progress = m_desk->progress();
    const core::Timestamp now = m_clock.now();
    const bool isNew = progress != nullptr && m_desk->version() != m_shownVersion;
    const bool isEnd = isNew && progress->state == rebalance::RunProgress::State::Over;
    if (!isNew || (!isForced && !isEnd && now - m_shownAt < progressEvery)) {
        return;
    }
    m_shownVersion = m_desk->version();
    m_shownAt = now;
    Q_EMIT progressed(std::make_shared<const rebalance::RunProgress>(*progress));
}

} // namespace leadline::session
