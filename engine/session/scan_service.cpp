// SPDX-License-Identifier: MIT
#include "engine/session/scan_service.h"

#include "engine/picks/scanner.h"
#include "engine/session/book_quotes.h"
#include "engine/session/quote_sources.h"
#include "engine/session/reference_data.h"
#include "engine/session/scan_request.h"
#include "engine/session/settings_in_force.h"
#include "engine/session/stock_options.h"
#include "engine/session/trained_picks.h"

#include <QTimer>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace leadline::session
{

namespace
{

core::Duration gapWindowOf(const picks::PickSettings& rules)
{
    return core::Duration(std::llround(rules.gapWindowMinutes * 60e9));
}

} // namespace

ScanService::ScanService(ReferenceData& reference, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_reference(reference)
    , m_clock(clock)
    , m_options(std::make_unique<StockOptions>())
    , m_watch(std::make_unique<picks::MarketWatch>(gapWindowOf({}), picks::HaltSettings{}))
{
    connect(&reference, &ReferenceData::assetsReceived, this, &ScanService::addAssets);
    connect(&reference, &ReferenceData::calendarReceived, this,
        [this](const equities::TradingCalendar& calendar) { m_watch->setCalendar(calendar); });
    connect(&reference, &ReferenceData::quotesReceived, this, [this](const std::vector<core::StockSnapshot>& quotes) {
        for (const core::StockSnapshot& quote : quotes) {
            m_watch->heard(quote, m_clock.now());
        }
    });
}

ScanService::~ScanService() = default;

void ScanService::screenBooks(desk::Desk& desk)
{
    m_books = std::make_unique<BookQuotes>(desk, m_clock);
    makeScanner();
}

void ScanService::rememberBooks(const BookQuotes& heard)
{
    m_books->remember(heard);
}

void ScanService::traded(const desk::Market& market, const core::Trade& trade)
{
    if (m_books) {
        m_books->traded(market, trade);
    }
}

bool ScanService::isPair(const core::Symbol& symbol) const
{
    return m_books && m_books->covers(symbol);
}

void ScanService::open(const StockOptions& options)
{
    m_options = std::make_unique<StockOptions>(options);
    m_watch = std::make_unique<picks::MarketWatch>(gapWindowOf(options.picks), options.picks.halts);
    m_isOpen = true;
    makeScanner();
}

void ScanService::makeScanner()
{
    const StockOptions& options = *m_options;
    m_scanner.reset();
    m_sources.reset();
    m_hasOtherKeys = false;
    std::vector<picks::QuoteSource*> chain;
    if (m_books) {
        m_books->setRules(options.picks);
        chain.push_back(m_books.get());
    }
    if (m_isOpen) {
        m_sources = std::make_unique<QuoteSources>(
            QuoteSourceOptions{.alpaca = options.data,
                .alpacaKey = options.credentials,
                .hasSip = !options.isIexFeed,
                .polygon = options.polygon,
                .polygonKey = options.polygonKey,
                .polygonCountsLots = options.polygonCountsLots},
            m_clock, [this](const core::StockSnapshot& quote) { m_watch->heard(quote, m_clock.now()); }, nullptr);
        std::ranges::copy(m_sources->chain(), std::back_inserter(chain));
    }
    if (chain.empty()) {
        return;
    }
    m_scanner =
        std::make_unique<picks::Scanner>(chain, *m_watch, [this](const picks::SharedScan& report) { ended(report); });
    m_scanner->setSettings(options.picks, options.scan, options.scores);
    useScores();
    if (m_books) {
        m_books->answerTo(*m_scanner);
    }
    if (m_sources) {
        m_sources->answerTo(*m_scanner);
    }
}

void ScanService::setPolygonKey(const venues::Credentials& key)
{
    if (m_isOpen) {
        m_options->polygonKey = key;
        m_hasOtherKeys = true;
    }
}

void ScanService::close()
{
    m_isOpen = false;
    m_waiting.reset();
    makeScanner();
    if (m_isAwaited) {
        refuse(tr("the market was closed"));
    }
}

void ScanService::refuse(const QString& why)
{
    m_isAwaited = false;
    Q_EMIT refused(why);
}

void ScanService::useScores()
{
    m_scanner->setScorer(nullptr);
    m_trained.reset();
    m_scoreProblem.clear();
    if (m_options->scores.file.empty()) {
        return;
    }
    m_trained = std::make_unique<TrainedPicks>(m_options->scores.file);
    refreshScores();
}

void ScanService::refreshScores()
{
    for (const std::string& line : m_trained->refresh(m_clock.steady())) {
        const QString said = tr("equities.score_model: %1").arg(QString::fromStdString(line));
        if (m_trained->isReady()) {
            Q_EMIT noted(said);
        } else {
            m_scoreProblem = said;
        }
    }
    if (m_trained->isReady()) {
        m_scoreProblem.clear();
        m_scanner->setScorer(m_trained.get());
    }
}

void ScanService::setRules(const ScanRules& rules)
{
    if (gapWindowOf(rules.picks) > gapWindowOf(m_options->picks)) {
        m_seeded.clear(); // the minutes before are asked for anew
    }
    m_options->picks = rules.picks;
    m_options->scan = rules.scan;
    m_options->scores = rules.scores;
    m_watch->setRules(gapWindowOf(rules.picks), rules.picks.halts);
    if (m_books) {
        m_books->setRules(rules.picks);
    }
    if (m_scanner) {
        m_scanner->setSettings(rules.picks, rules.scan, rules.scores);
        useScores();
    }
}

void ScanService::tellRules(SettingsInForce& to) const
{
    if (!m_scanner) {
        return;
    }
    to.picks = m_scanner->rules();
    to.picks.gapWindowMinutes = std::chrono::duration<double, std::ratio<60>>(m_watch->gapWindow()).count();
    to.scan = m_scanner->settings();
    to.scores = m_scanner->model();
}

void ScanService::receive(const core::MarketMessage& message)
{
    m_watch->heard(message);
}

void ScanService::streamBegan()
{
    m_watch->noticesBegin(m_clock.now());
}

void ScanService::addAssets(const std::vector<core::StockAsset>& assets)
{
    for (const core::StockAsset& asset : assets) {
        m_watch->heard(asset, m_clock.now());
    }
}

void ScanService::tick()
{
    if (m_scanner) {
        m_scanner->timePassed(m_clock.now());
    }
}

void ScanService::scan(const ScanRequest& request)
{
    const bool hasPairs = std::ranges::any_of(request.symbols, [this](const auto& one) { return isPair(one.symbol); });
    if (!m_isOpen && !hasPairs) {
        refuse(tr("there is no market to scan"));
        return;
    }
    if (m_trained) {
        refreshScores();
    }
    if (!m_scoreProblem.isEmpty()) {
        refuse(m_scoreProblem);
        return;
    }
    m_isAwaited = true;
    if (m_scanner->isRunning()) {
        m_waiting = std::make_unique<const ScanRequest>(request);
        return;
    }
    if (m_hasOtherKeys) {
        makeScanner();
    }
    follow(request);
    seedMoves(request);
}

void ScanService::follow(const ScanRequest& request)
{
    m_symbols.clear();
    for (const picks::ListedSymbol& listed : request.symbols) {
        if (!isPair(listed.symbol)) {
            m_symbols.insert(listed.symbol);
        }
    }
    Q_EMIT symbolsChanged();
}

void ScanService::seedMoves(const ScanRequest& request)
{
    std::vector<core::Symbol> fresh;
    std::ranges::copy_if(m_symbols, std::back_inserter(fresh),
        [this](const core::Symbol& symbol) { return !m_seeded.contains(symbol); });
    if (fresh.empty() || !m_isOpen) {
        return begin(request);
    }
    // The minutes before this one: a stream that begins now has not seen them.
    const core::Duration reach = gapWindowOf(m_options->picks) + std::chrono::minutes(1);
    m_reference.fetchBars(fresh, reach, [this, request, fresh](const ReferenceData::Bars& bars) {
        if (bars) {
            m_watch->heard(*bars, m_clock.now());
            m_seeded.insert(fresh.begin(), fresh.end());
        }
        begin(request);
    });
}

void ScanService::begin(const ScanRequest& request)
{
    if (const auto begun = m_scanner->begin(request.mode, request.symbols, m_clock.now()); !begun) {
        refuse(QString::fromStdString(begun.error().what));
    }
}

void ScanService::ended(const picks::SharedScan& report)
{
    m_isAwaited = m_waiting != nullptr;
    Q_EMIT scanned(report);
    if (const std::shared_ptr<const ScanRequest> next = std::move(m_waiting)) {
        QTimer::singleShot(0, this, [this, next] { scan(*next); });
    }
}

} // namespace leadline::session
