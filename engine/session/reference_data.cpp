// SPDX-License-Identifier: MIT
#include "engine/session/reference_data.h"

#include "engine/feeds/rest_client.h"
#include "engine/session/stock_options.h"
#include "engine/venues/alpaca/alpaca_rest.h"

#include <QTimer>

#include <algorithm>
#include <span>
#include <utility>

namespace leadline::session
{

namespace
{

using feeds::RestClient;

constexpr std::chrono::milliseconds patience{10'000};
constexpr std::chrono::seconds askAgain{5};
constexpr std::chrono::days calendarReach{14};
constexpr std::size_t mostQuotes = 100; ///< in one answer

constexpr int success = 200;

std::string whyNot(const RestClient::Answer& answer)
{
    return answer.status == 0 ? answer.body.toStdString()
                              : venues::alpaca::readError(answer.status, answer.text()).describe(answer.status);
}

/// What `read` makes of an answer; a defect: what the service has against it.
template <class Read> auto valueOf(const RestClient::Answer& answer, Read read) -> decltype(read(answer.text()))
{
    if (answer.status != success) {
        return core::defect(whyNot(answer));
    }
    return read(answer.text());
}

} // namespace

ReferenceData::ReferenceData(const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
{
}

ReferenceData::~ReferenceData() = default;

void ReferenceData::open(const StockOptions& options, const std::string& trading)
{
    m_feed = options.isIexFeed ? venues::alpaca::Feed::Iex : venues::alpaca::Feed::Sip;
    const RestClient::Headers headers = venues::alpaca::headers(options.credentials);
    m_trading = std::make_unique<RestClient>(trading, headers, patience);
    m_data = std::make_unique<RestClient>(options.data.rest, headers, patience);
    fetchAssets();
    fetchCalendar();
}

void ReferenceData::close()
{
    m_data.reset();
    m_trading.reset();
}

void ReferenceData::askLater(void (ReferenceData::*question)())
{
    QTimer::singleShot(askAgain, this, [this, question] {
        if (m_trading) {
            (this->*question)();
        }
    });
}

void ReferenceData::fetchAssets()
{
    m_trading->get(venues::alpaca::assetsPath(), [this](const RestClient::Answer& answer) {
        const auto assets = valueOf(answer, venues::alpaca::readAssets);
        if (!assets) {
            Q_EMIT problem(tr("assets: %1").arg(QString::fromStdString(assets.error().what)));
            askLater(&ReferenceData::fetchAssets);
            return;
        }
        Q_EMIT assetsReceived(*assets);
    });
}

void ReferenceData::fetchCalendar()
{
    const auto today = equities::newYorkTime(m_clock.now()).day;
    const std::chrono::year_month_day last(std::chrono::sys_days(today) + calendarReach);
    m_trading->get(venues::alpaca::calendarPath(today, last), [this](const RestClient::Answer& answer) {
        auto days = valueOf(answer, venues::alpaca::readCalendar);
        if (!days) {
            Q_EMIT problem(tr("calendar: %1").arg(QString::fromStdString(days.error().what)));
            askLater(&ReferenceData::fetchCalendar);
            return;
        }
        Q_EMIT calendarReceived(equities::TradingCalendar(std::move(*days)));
    });
}

void ReferenceData::fetchQuotes(const std::set<core::Symbol>& symbols)
{
    const std::vector<core::Symbol> all(symbols.begin(), symbols.end());
    for (std::size_t at = 0; at < all.size(); at += mostQuotes) {
        const auto part = std::span(all).subspan(at, std::min(mostQuotes, all.size() - at));
        m_data->get(venues::alpaca::snapshotsPath(part, m_feed), [this](const RestClient::Answer& answer) {
            if (answer.status != success) {
                Q_EMIT problem(tr("quotes: %1").arg(QString::fromStdString(whyNot(answer))));
            } else if (const auto quotes = venues::alpaca::readSnapshots(answer.text())) {
                Q_EMIT quotesReceived(*quotes);
            }
        });
    }
}

void ReferenceData::fetchBars(
    const std::vector<core::Symbol>& symbols, core::Duration reach, std::function<void(Bars)> done)
{
    const core::Timestamp now = m_clock.now();
    const std::string path =
        venues::alpaca::barsPath({.symbols = symbols, .start = now - reach, .end = now, .feed = m_feed});
    m_data->get(path, [this, done = std::move(done)](const RestClient::Answer& answer) {
        if (answer.status != success) {
            Q_EMIT problem(tr("minute bars: %1").arg(QString::fromStdString(whyNot(answer))));
            return done(std::nullopt);
        }
        auto page = venues::alpaca::readBars(answer.text());
        done(page ? Bars(std::move(page->bars)) : std::nullopt);
    });
}

} // namespace leadline::session
