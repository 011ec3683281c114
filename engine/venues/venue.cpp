// SPDX-License-Identifier: MIT
#include "engine/venues/venue.h"

#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/alpaca/alpaca_protocol.h"
#include "engine/venues/alpaca/alpaca_trading.h"
#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/binance/binance_protocol.h"
#include "engine/venues/binance/binance_spot_trading.h"
#include "engine/venues/binance/binance_symbols.h"
#include "engine/venues/binance/binance_trading.h"
#include "engine/venues/bitstamp/bitstamp_decoder.h"
#include "engine/venues/bitstamp/bitstamp_symbols.h"
#include "engine/venues/bybit/bybit_decoder.h"
#include "engine/venues/bybit/bybit_symbols.h"
#include "engine/venues/coinbase/coinbase_decoder.h"
#include "engine/venues/coinbase/coinbase_protocol.h"
#include "engine/venues/coinbase/coinbase_symbols.h"
#include "engine/venues/iex/iex_decoder.h"
#include "engine/venues/kraken/kraken_decoder.h"
#include "engine/venues/kraken/kraken_protocol.h"
#include "engine/venues/kraken/kraken_symbols.h"
#include "engine/venues/kraken/kraken_trading.h"
#include "engine/venues/okx/okx_decoder.h"
#include "engine/venues/okx/okx_symbols.h"
#include "engine/venues/polygon/polygon_decoder.h"
#include "engine/venues/polygon/polygon_protocol.h"
#include "engine/venues/stock_symbols.h"

#include <algorithm>
#include <array>

namespace leadline::venues
{

namespace
{

using book::ChecksumForm;
using book::RefereeRule;
using book::SequenceRule;

template <class Decoder> std::unique_ptr<MarketDecoder> make()
{
    return std::make_unique<Decoder>();
}

template <class Protocol> std::unique_ptr<VenueProtocol> makeProtocol()
{
    return std::make_unique<Protocol>();
}

template <class Trading> std::unique_ptr<TradingProtocol> makeTrading()
{
    return std::make_unique<Trading>();
}

template <const core::VenueId& id> std::unique_ptr<MarketDecoder> makeBinance()
{
    return std::make_unique<binance::BinanceDecoder>(id);
}

template <const binance::Product& (*product)()> std::unique_ptr<VenueProtocol> makeBinanceProtocol()
{
    return std::make_unique<binance::BinanceProtocol>(product());
}

template <const core::VenueId& id> bool sendsBinance(std::string_view json)
{
    return binance::recognise(json) == id;
}

template <const core::VenueId& id> std::unique_ptr<MarketDecoder> makeAlpaca()
{
    return std::make_unique<alpaca::AlpacaDecoder>(id);
}

template <alpaca::Feed feed> std::unique_ptr<VenueProtocol> makeAlpacaProtocol()
{
    return std::make_unique<alpaca::AlpacaProtocol>(feed);
}

/// Of a venue whose messages are another one's too.
bool sendsNothingOfItsOwn(std::string_view /*json*/)
{
    return false;
}

template <core::Pair (*pairOf)(core::Symbol)> core::Instrument instrumentOf(const core::MarketId& id)
{
    return {.id = id, .pair = pairOf(id.symbol)};
}

constexpr std::array venues{
    Venue{.id = binance::futuresVenue,
        .displayName = "Binance USD-M",
        .rules = {SequenceRule::BinanceFutures, RefereeRule::EveryChange, ChecksumForm::None},
        .makerFeeBps = 2,
        .takerFeeBps = 5,
        .pairOf = binance::futuresPairOf,
        .symbolOf = binance::futuresSymbolOf,
        .instrumentOf = binance::futuresInstrumentOf,
        .sends = sendsBinance<binance::futuresVenue>,
        .makeDecoder = makeBinance<binance::futuresVenue>,
        .makeProtocol = makeBinanceProtocol<binance::futures>,
        .makeTrading = makeTrading<binance::BinanceTrading>},
    Venue{.id = binance::spotVenue,
        .displayName = "Binance spot",
        .rules = {SequenceRule::BinanceSpot, RefereeRule::SameId, ChecksumForm::None},
        .makerFeeBps = 10,
        .takerFeeBps = 10,
        .pairOf = binance::pairOf,
        .symbolOf = binance::symbolOf,
        .instrumentOf = binance::instrumentOf,
        .sends = sendsBinance<binance::spotVenue>,
        .makeDecoder = makeBinance<binance::spotVenue>,
        .makeProtocol = makeBinanceProtocol<binance::spot>,
        .makeTrading = makeTrading<binance::BinanceSpotTrading>},
    Venue{.id = binance::coinMarginedVenue,
        .displayName = "Binance COIN-M",
        .rules = {SequenceRule::BinanceFutures, RefereeRule::EveryChange, ChecksumForm::None},
        .makerFeeBps = 2,
        .takerFeeBps = 5,
        .pairOf = binance::coinMarginedPairOf,
        .symbolOf = binance::coinMarginedSymbolOf,
        .instrumentOf = binance::coinMarginedInstrumentOf,
        .sends = sendsBinance<binance::coinMarginedVenue>,
        .makeDecoder = makeBinance<binance::coinMarginedVenue>,
        .makeProtocol = makeBinanceProtocol<binance::coinMargined>},
    Venue{.id = kraken::spotVenue,
        .displayName = "Kraken",
        .rules = {SequenceRule::Unnumbered, RefereeRule::None, ChecksumForm::Kraken},
        .makerFeeBps = 25,
        .takerFeeBps = 40,
        .pairOf = kraken::pairOf,
        .symbolOf = kraken::symbolOf,
        .instrumentOf = instrumentOf<kraken::pairOf>,
        .sends = kraken::sends,
        .makeDecoder = make<kraken::KrakenDecoder>,
        .makeProtocol = makeProtocol<kraken::KrakenProtocol>,
        .makeTrading = makeTrading<kraken::KrakenTrading>},
    Venue{.id = coinbase::advancedVenue,
        .displayName = "Coinbase",
        .rules = {SequenceRule::Unnumbered, RefereeRule::None, ChecksumForm::None},
        .makerFeeBps = 60,
        .takerFeeBps = 120,
        .pairOf = coinbase::pairOf,
        .symbolOf = coinbase::symbolOf,
        .instrumentOf = coinbase::instrumentOf,
        .sends = coinbase::sends,
        .makeDecoder = make<coinbase::CoinbaseDecoder>,
        .makeProtocol = makeProtocol<coinbase::CoinbaseProtocol>},
    // Known from recordings: no adapter of its own yet.
    Venue{.id = okx::venue,
        .displayName = "OKX",
        .rules = {SequenceRule::Chained, RefereeRule::None, ChecksumForm::Okx},
        .makerFeeBps = 8,
        .takerFeeBps = 10,
        .pairOf = okx::pairOf,
        .symbolOf = okx::symbolOf,
        .instrumentOf = okx::instrumentOf,
        .sends = okx::sends,
        .makeDecoder = make<okx::OkxDecoder>,
        .makeProtocol = nullptr},
    Venue{.id = bitstamp::venue,
        .displayName = "Bitstamp",
        .rules = {SequenceRule::Stamped, RefereeRule::None, ChecksumForm::None},
        .makerFeeBps = 30,
        .takerFeeBps = 40,
        .pairOf = bitstamp::pairOf,
        .symbolOf = bitstamp::symbolOf,
        .instrumentOf = bitstamp::instrumentOf,
        .sends = bitstamp::sends,
        .makeDecoder = make<bitstamp::BitstampDecoder>,
        .makeProtocol = nullptr},
    Venue{.id = bybit::venue,
        .displayName = "Bybit",
        .rules = {SequenceRule::Chained, RefereeRule::None, ChecksumForm::None},
        .makerFeeBps = 2,
        .takerFeeBps = 5.5,
        .pairOf = bybit::pairOf,
        .symbolOf = bybit::symbolOf,
        .instrumentOf = bybit::instrumentOf,
        .sends = bybit::sends,
        .makeDecoder = make<bybit::BybitDecoder>,
        .makeProtocol = nullptr},
    // US stocks: the touch, and what the tape says of trading. Brokers take no commission.
    Venue{.id = alpaca::sipVenue,
        .displayName = "Alpaca (SIP)",
        .rules = {SequenceRule::Unnumbered, RefereeRule::None, ChecksumForm::None},
        .makerFeeBps = 0,
        .takerFeeBps = 0,
        .pairOf = stocks::pairOf,
        .symbolOf = stocks::symbolOf,
        .instrumentOf = stocks::instrumentOf,
        .sends = alpaca::sends,
        .makeDecoder = makeAlpaca<alpaca::sipVenue>,
        .makeProtocol = makeAlpacaProtocol<alpaca::Feed::Sip>,
        .makeTrading = makeTrading<alpaca::AlpacaTrading>},
    Venue{.id = alpaca::iexVenue,
        .displayName = "IEX (via Alpaca)",
        .rules = {SequenceRule::Unnumbered, RefereeRule::None, ChecksumForm::None},
        .makerFeeBps = 0,
        .takerFeeBps = 0,
        .pairOf = stocks::pairOf,
        .symbolOf = stocks::symbolOf,
        .instrumentOf = stocks::instrumentOf,
        .sends = sendsNothingOfItsOwn,
        .makeDecoder = makeAlpaca<alpaca::iexVenue>,
        .makeProtocol = makeAlpacaProtocol<alpaca::Feed::Iex>},
    Venue{.id = polygon::venue,
        .displayName = "Massive (Polygon)",
        .rules = {SequenceRule::Unnumbered, RefereeRule::None, ChecksumForm::None},
        .makerFeeBps = 0,
        .takerFeeBps = 0,
        .pairOf = stocks::pairOf,
        .symbolOf = stocks::symbolOf,
        .instrumentOf = stocks::instrumentOf,
        .sends = polygon::sends,
        .makeDecoder = make<polygon::PolygonDecoder>,
        .makeProtocol = makeProtocol<polygon::PolygonProtocol>},
    Venue{.id = iex::venue,
        .displayName = "IEX",
        .rules = {SequenceRule::Unnumbered, RefereeRule::None, ChecksumForm::None},
        .makerFeeBps = 0,
        .takerFeeBps = 0,
        .pairOf = stocks::pairOf,
        .symbolOf = stocks::symbolOf,
        .instrumentOf = iex::instrumentOf,
        .sends = iex::sends,
        .makeDecoder = make<iex::IexDecoder>,
        .makeProtocol = nullptr},
};

} // namespace

std::span<const Venue, venueCount> knownVenues()
{
    return venues;
}

core::Pair asTradedAt(const Venue& venue, const core::Pair& pair)
{
    if (pair.kind == core::Kind::Stock) {
        return venue.symbolOf(pair).isEmpty() ? core::Pair{} : pair;
    }
    core::Pair near = pair;
    for (const core::Kind kind : {pair.kind, core::Kind::LinearPerpetual, core::Kind::InversePerpetual}) {
        near.kind = kind;
        if (!venue.symbolOf(near).isEmpty() && venue.pairOf(venue.symbolOf(near)) == near) {
            return near;
        }
    }
    return {};
}

const Venue* findVenue(std::string_view name)
{
    const auto* const found = std::ranges::find_if(venues, [&](const Venue& v) { return v.id.view() == name; });
    return found == venues.end() ? nullptr : found;
}

bool isBinance(const Venue& venue)
{
    return venue.id == binance::spotVenue || venue.id == binance::futuresVenue
        || venue.id == binance::coinMarginedVenue;
}

bool countsInContracts(const Venue& venue)
{
    return venue.id == binance::coinMarginedVenue;
}

bool tellsOfStocks(const Venue& venue)
{
    return venue.symbolOf == stocks::symbolOf;
}

const Venue* recogniseVenue(std::string_view json)
{
    const auto* const found = std::ranges::find_if(venues, [&](const Venue& v) { return v.sends(json); });
    return found == venues.end() ? nullptr : found;
}

} // namespace leadline::venues
