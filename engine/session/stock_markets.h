// SPDX-License-Identifier: MIT
/// Stocks that are watched: a market each on the desk, fed by the session's one stream of stocks.
#pragma once

#include "engine/core/instrument_index.h"
#include "engine/core/pair.h"
#include "engine/core/stock.h"

#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace leadline::core
{
struct MarketMessage;
} // namespace leadline::core
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk

namespace leadline::session
{

class StockService;

/// Their venue is the broker that takes the orders, whatever feed brings the quotes. Thread: engine.
class StockMarkets final : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive it.
    StockMarkets(StockService& stocks, desk::Desk& desk, QObject* parent = nullptr);

    /// A market was opened, in answer to watch().
    std::function<void(const core::Pair&, desk::Market&)> opened;

    /// Answered by opened() or refused(), once it is known what the broker has; wanted() asks for that meanwhile.
    void watch(const core::Pair& stock);
    /// Ends its stream, or its wait; the market stays on the desk, with an empty book.
    void unwatch(const core::Pair& stock);
    /// The broker cannot be had: what waits for it is refused.
    void giveUp(const QString& why);
    /// The session ends: nothing is fed any more.
    void close();

Q_SIGNALS:
    /// The broker is to be opened.
    void wanted();
    void refused(const leadline::core::Pair& stock, const QString& why);
    /// What the broker has.
    void listed(const std::vector<leadline::core::ListedInstrument>& instruments);
    /// The stream of quotes was found, or lost.
    void connectionChanged(bool up, const QString& why);

private:
    void adopt(const std::vector<core::StockAsset>& assets);
    void answer(const core::Pair& stock);
    desk::Market& open(const core::Pair& stock, const core::StockAsset& asset);
    void receive(const core::MarketMessage& message);
    void setUp(bool up, const QString& why);

    StockService& m_stocks;
    desk::Desk& m_desk;
    std::map<core::Symbol, core::StockAsset> m_assets; ///< empty: not known yet
    std::set<core::Pair> m_waiting;
    std::map<core::Symbol, desk::Market*> m_markets; ///< those that are watched
    std::optional<bool> m_isUp; ///< nothing: nobody was told yet
};

} // namespace leadline::session
