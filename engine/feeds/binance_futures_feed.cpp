// SPDX-License-Identifier: MIT
#include "engine/feeds/binance_futures_feed.h"

#include "engine/venues/binance/binance_decoder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QUrlQuery>

namespace leadline::feeds
{

using namespace Qt::StringLiterals;

namespace
{

/// A snapshot weighs 20 of 2,400 a minute; one a second at the most leaves room for the rest.
constexpr std::chrono::milliseconds snapshotPause{1000};
constexpr std::chrono::milliseconds requestTimeout{10'000};

QUrl streamUrl(const QUrl& base, const QString& route, const QStringList& streams)
{
    QUrl url = base;
    url.setPath(base.path() + u'/' + route + "/stream"_L1);
    url.setQuery("streams="_L1 + streams.join(u'/'));
    return url;
}

QString lower(core::Symbol symbol)
{
    return QString::fromStdString(symbol.text()).toLower();
}

/// A quiet symbol may go without a trade for minutes; its depth stream tells whether the line is dead.
TransportTiming patient(TransportTiming timing)
{
    timing.silence *= 30;
    return timing;
}

unsigned seedOf(const core::Clock& clock, unsigned which)
{
    return static_cast<unsigned>(core::nanosecondsOf(clock.now()) % 1'000'003) + which;
}

QStringList publicStreams(core::Symbol symbol, DepthFeed depthFeed)
{
    const QString name = lower(symbol);
    return {name + (depthFeed == DepthFeed::Diff ? "@depth@100ms"_L1 : "@depth20@100ms"_L1), name + "@bookTicker"_L1};
}

} // namespace

BinanceFuturesFeed::BinanceFuturesFeed(const BinanceFuturesEndpoints& endpoints, core::Symbol symbol,
    DepthFeed depthFeed, const TransportTiming& timing, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_endpoints(endpoints)
    , m_symbol(symbol)
    , m_timing(timing)
    , m_clock(clock)
    , m_decoder(std::make_unique<venues::binance::BinanceDecoder>(venues::binance::futuresVenue))
    , m_public(streamUrl(endpoints.streams, u"public"_s, publicStreams(symbol, depthFeed)), timing, seedOf(clock, 1))
    , m_market(streamUrl(endpoints.streams, u"market"_s, {lower(symbol) + "@aggTrade"_L1}), patient(timing),
          seedOf(clock, 2))
{
    m_decoder->setDefaultSymbol(symbol);
    m_network.setTransferTimeout(static_cast<int>(requestTimeout.count()));
    m_snapshotRetry.setSingleShot(true);
    m_instrumentRetry.setSingleShot(true);
    connect(&m_snapshotRetry, &QTimer::timeout, this, &BinanceFuturesFeed::fetchSnapshot);
    connect(&m_instrumentRetry, &QTimer::timeout, this, &BinanceFuturesFeed::fetchInstrument);
    connect(&m_public, &ReconnectingSocket::connected, this, &BinanceFuturesFeed::streamStarted);
    connect(&m_public, &ReconnectingSocket::disconnected, this, &BinanceFuturesFeed::streamLost);
    connect(&m_market, &ReconnectingSocket::disconnected, this,
        [this](const QString& why) { Q_EMIT troubled(tr("trade stream: %1").arg(why)); });
    for (ReconnectingSocket* const socket : {&m_public, &m_market}) {
        connect(socket, &ReconnectingSocket::textReceived, this,
            [this, socket](const QString& text) { decode(*socket, text); });
    }
}

BinanceFuturesFeed::~BinanceFuturesFeed()
{
    m_public.close();
    m_market.close();
}

void BinanceFuturesFeed::open()
{
    fetchInstrument();
    m_public.open();
    m_market.open();
}

int BinanceFuturesFeed::reconnects() const
{
    return m_public.reconnects() + m_market.reconnects();
}

bool BinanceFuturesFeed::decodeBytes(QByteArray bytes)
{
    const auto size = static_cast<std::size_t>(bytes.size());
    bytes.append(static_cast<qsizetype>(venues::MarketDecoder::padding), ' ');
    m_message.receiveTime = m_clock.now();
    const auto decoded = m_decoder->decode(std::string_view(bytes.constData(), size), m_message);
    if (!decoded) {
        ++m_badMessages;
        Q_EMIT troubled(
            tr("message %1 refused: %2").arg(m_badMessages).arg(QString::fromStdString(decoded.error().what)));
        return false;
    }
    if (m_message.kind == core::MarketMessage::Kind::Other) {
        return false;
    }
    // All-market streams and merged platforms send other symbols' rows; they are not ours.
    if (m_message.symbol != m_symbol) {
        return false;
    }
    Q_EMIT received(m_message);
    return true;
}

void BinanceFuturesFeed::decode(ReconnectingSocket& from, const QString& text)
{
    if (decodeBytes(text.toUtf8())) {
        from.confirmAlive();
    }
}

void BinanceFuturesFeed::requestSnapshot()
{
    if (m_snapshotUnderWay || m_snapshotRetry.isActive()) {
        return;
    }
    const auto pause = std::min(snapshotPause, m_timing.firstRetry * 2);
    const std::chrono::milliseconds since(m_sinceSnapshot.isValid() ? m_sinceSnapshot.elapsed() : pause.count());
    if (since < pause) {
        m_snapshotRetry.start(pause - since);
    } else {
        fetchSnapshot();
    }
}

void BinanceFuturesFeed::fetchSnapshot()
{
    m_snapshotUnderWay = true;
    m_sinceSnapshot.start();
    get(u"/fapi/v1/depth"_s, "symbol="_L1 + QString::fromStdString(m_symbol.text()) + "&limit=1000"_L1,
        &BinanceFuturesFeed::snapshotArrived, m_snapshotRetry);
}

void BinanceFuturesFeed::fetchInstrument()
{
    get(u"/fapi/v1/exchangeInfo"_s, {}, &BinanceFuturesFeed::instrumentArrived, m_instrumentRetry);
}

void BinanceFuturesFeed::get(
    const QString& path, const QString& query, void (BinanceFuturesFeed::*done)(QNetworkReply*), QTimer& retry)
{
    QUrl url = m_endpoints.rest;
    url.setPath(url.path() + path);
    url.setQuery(query);
    QNetworkReply* const reply = m_network.get(QNetworkRequest(url));
    connect(reply, &QNetworkReply::finished, this, [this, reply, done, &retry, path] {
        reply->deleteLater();
        m_snapshotUnderWay = &retry == &m_snapshotRetry ? false : m_snapshotUnderWay;
        if (reply->error() == QNetworkReply::NoError) {
            (this->*done)(reply);
            return;
        }
        // 429 and 418 say how long to stay away; everything else backs off.
        bool told = false;
        const int retryAfter = reply->rawHeader("Retry-After").toInt(&told);
        ++m_snapshotFailures;
        const auto wait = std::max(told ? std::chrono::milliseconds(std::chrono::seconds(retryAfter))
                                        : retryDelay(m_timing, m_snapshotFailures, 0.5),
            m_timing.firstRetry);
        retry.start(wait);
        Q_EMIT troubled(tr("%1: %2; again in %3 s")
                            .arg(path, reply->errorString())
                            .arg(static_cast<double>(wait.count()) / 1000, 0, 'f', 1));
    });
}

void BinanceFuturesFeed::snapshotArrived(QNetworkReply* reply)
{
    m_snapshotFailures = 0;
    if (!decodeBytes(reply->readAll())) {
        m_snapshotRetry.start(snapshotPause);
    }
}

void BinanceFuturesFeed::instrumentArrived(QNetworkReply* reply)
{
    const QString wanted = QString::fromStdString(m_symbol.text());
    const QJsonArray symbols = QJsonDocument::fromJson(reply->readAll()).object().value("symbols"_L1).toArray();
    for (const QJsonValue& entry : symbols) {
        if (entry.toObject().value("symbol"_L1).toString() != wanted) {
            continue;
        }
        core::Instrument instrument{.id = {venues::binance::futuresVenue, m_symbol}};
        bool understood = true;
        for (const QJsonValue& value : entry.toObject().value("filters"_L1).toArray()) {
            const QJsonObject filter = value.toObject();
            const QString type = filter.value("filterType"_L1).toString();
            const auto number = [&](QLatin1StringView key) {
                const auto parsed = core::Quantity::parse(filter.value(key).toString().toStdString());
                understood = understood && parsed.has_value();
                return parsed.value_or(core::Quantity{});
            };
            if (type == "PRICE_FILTER"_L1) {
                instrument.tick = core::Price::fromRaw(static_cast<std::int64_t>(number("tickSize"_L1).raw()));
            } else if (type == "LOT_SIZE"_L1) {
                instrument.lot = number("stepSize"_L1);
            } else if (type == "MIN_NOTIONAL"_L1) {
                instrument.minimumNotional = core::Price::fromRaw(core::decimalScale) * number("notional"_L1);
            }
        }
        if (understood && instrument.tick.raw() > 0 && !instrument.lot.isZero()) {
            Q_EMIT instrumentKnown(instrument);
            return;
        }
    }
    Q_EMIT troubled(tr("exchangeInfo does not describe %1").arg(wanted));
    m_instrumentRetry.start(m_timing.longestRetry);
}

} // namespace leadline::feeds
