// SPDX-License-Identifier: MIT
/// What a broker answers over REST about stocks: assets, calendar, quotes and minute bars.
#pragma once

#include "engine/core/stock.h"
#include "engine/equities/market_hours.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace leadline::feeds
{
class RestClient;
}
namespace leadline::venues::alpaca
{
enum class Feed : std::uint8_t;
}

namespace leadline::session
{

struct StockOptions;

/// Thread: engine.
class ReferenceData final : public QObject
{
    Q_OBJECT

public:
    using Bars = std::optional<std::vector<core::StockBar>>;

    /// `clock` must outlive it.
    explicit ReferenceData(const core::Clock& clock, QObject* parent = nullptr);
    ~ReferenceData() override;

    /// Asks for assets and calendar, again and again until they are known. `trading`: base of the broker's REST.
    void open(const StockOptions& options, const std::string& trading);
    void close();

    /// Answered by quotesReceived(), once for each hundred of them. Only while it is open.
    void fetchQuotes(const std::set<core::Symbol>& symbols);
    /// Minute bars from so long ago until now; `done` is called once, with nothing where they cannot be had. Only while
    /// it is open.
    void fetchBars(const std::vector<core::Symbol>& symbols, core::Duration reach, std::function<void(Bars)> done);

Q_SIGNALS:
    void assetsReceived(const std::vector<leadline::core::StockAsset>& assets);
    void calendarReceived(const leadline::equities::TradingCalendar& calendar);
    void quotesReceived(const std::vector<leadline::core::StockSnapshot>& quotes);
    void problem(const QString& what);

private:
    void fetchAssets();
    void fetchCalendar();
    void askLater(void (ReferenceData::*question)());

    const core::Clock& m_clock;
    venues::alpaca::Feed m_feed{};
    std::unique_ptr<feeds::RestClient> m_trading; ///< null: closed, as the next
    std::unique_ptr<feeds::RestClient> m_data;
};

} // namespace leadline::session
