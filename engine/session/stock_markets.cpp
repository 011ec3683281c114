// SPDX-License-Identifier: MIT
#include "engine/session/stock_markets.h"

#include "engine/desk/desk.h"
#include "engine/session/stock_service.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/alpaca/alpaca_rest.h"
#include "engine/venues/instrument_catalogue.h"
#include "engine/venues/venue.h"

#include <algorithm>
#include <utility>

namespace leadline::session
{

namespace
{

const venues::Venue& broker()
{
    return *venues::findVenue(venues::alpaca::sipVenue.view());
}

/// By the broker's rules: whole shares where it sells no fractions.
core::Instrument instrumentOf(const core::Pair& stock, const core::StockAsset& asset)
{
    core::Instrument instrument = broker().instrumentOf({broker().id, asset.symbol});
    instrument.pair = stock;
    instrument.lot = core::Quantity::fromRaw(asset.isFractionable ? 1 : core::decimalScale);
    instrument.isShortable = asset.isShortable;
    return instrument;
}

} // namespace

StockMarkets::StockMarkets(StockService& stocks, desk::Desk& desk, QObject* parent)
    : QObject(parent)
    , m_stocks(stocks)
    , m_desk(desk)
{
    connect(&stocks, &StockService::assetsKnown, this, &StockMarkets::adopt);
    connect(&stocks, &StockService::received, this, &StockMarkets::receive, Qt::DirectConnection);
    connect(&stocks, &StockService::streamChanged, this, &StockMarkets::setUp, Qt::DirectConnection);
}

void StockMarkets::watch(const core::Pair& stock)
{
    m_waiting.insert(stock);
    if (m_assets.empty()) {
        Q_EMIT wanted();
    } else {
        answer(stock);
    }
}

void StockMarkets::unwatch(const core::Pair& stock)
{
    m_waiting.erase(stock);
    const auto found = m_markets.find(core::Symbol(stock.base.view()));
    if (found == m_markets.end()) {
        return;
    }
    found->second->restart();
    found->second->setConnected(false);
    const QString symbol = QString::fromStdString(found->first.text());
    m_markets.erase(found);
    m_stocks.unshare(symbol);
}

void StockMarkets::giveUp(const QString& why)
{
    for (const core::Pair& stock : std::exchange(m_waiting, {})) {
        Q_EMIT refused(stock, tr("%1: %2").arg(QString::fromStdString(stock.text()), why));
    }
}

void StockMarkets::close()
{
    m_stocks.disconnect(this);
    m_markets.clear();
}

void StockMarkets::adopt(const std::vector<core::StockAsset>& assets)
{
    for (const core::StockAsset& asset : assets) {
        m_assets.insert_or_assign(asset.symbol, asset);
    }
    Q_EMIT listed(venues::listedInstruments(venues::alpaca::instrumentsOf(assets, broker().id)));
    for (const core::Pair& stock : std::set<core::Pair>(m_waiting)) {
        answer(stock);
    }
}

void StockMarkets::answer(const core::Pair& stock)
{
    m_waiting.erase(stock);
    const auto asset = m_assets.find(core::Symbol(stock.base.view()));
    const QString name = QString::fromStdString(stock.text());
    if (asset == m_assets.end()) {
        Q_EMIT refused(stock, tr("%1: %2 knows no such stock").arg(name, QString::fromUtf8(broker().displayName)));
    } else if (!asset->second.isActive || !asset->second.isTradable) {
        Q_EMIT refused(stock, tr("%1 cannot be traded at %2").arg(name, QString::fromUtf8(broker().displayName)));
    } else {
        desk::Market& market = open(stock, asset->second);
        opened(stock, market);
        m_stocks.share(QString::fromStdString(asset->first.text()));
    }
}

desk::Market& StockMarkets::open(const core::Pair& stock, const core::StockAsset& asset)
{
    const core::Instrument instrument = instrumentOf(stock, asset);
    desk::Market& market = m_desk.open(instrument, broker().rules);
    market.setInstrument(instrument); // it may have been watched before, when the broker's word was another
    market.setConnected(false);
    m_markets[asset.symbol] = &market;
    return market;
}

void StockMarkets::receive(const core::MarketMessage& message)
{
    if (message.messagesLost) {
        for (const auto& [symbol, market] : m_markets) {
            market->apply(message);
        }
        return;
    }
    const auto found = m_markets.find(message.symbol);
    if (found == m_markets.end()) {
        return;
    }
    desk::Market& market = *found->second;
    market.apply(message);
    // Below a dollar prices are finer; a touch that stands on both sides of it has finer ones as well.
    const auto bid = market.book().best(core::Side::Bid);
    if (bid && core::stockTick(bid->price) != market.instrument().tick) {
        core::Instrument finer = market.instrument();
        finer.tick = core::stockTick(bid->price);
        market.setInstrument(finer);
    }
}

void StockMarkets::setUp(bool up, const QString& why)
{
    for (const auto& [symbol, market] : m_markets) {
        if (market->isConnected() != up) {
            market->restart();
            market->setConnected(up);
        }
    }
    // One more stock that is watched is no news of the connection.
    if (!m_markets.empty() && m_isUp != up) {
        const bool isNews = up || m_isUp.has_value();
        m_isUp = up;
        if (isNews) {
            const QString name = QString::fromStdString(broker().id.text());
            Q_EMIT connectionChanged(up, up ? name : name + QStringLiteral(": ") + why);
        }
    }
}

} // namespace leadline::session
