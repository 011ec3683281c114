// SPDX-License-Identifier: MIT
/// An account at an embedded venue, and another client of it that we know nothing of.
#pragma once

#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/venues/kraken/kraken_trading.h"
#include "engine/venues/signing.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/test_clock.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <string>

namespace leadline::tests
{

/// Thread: the test's; the server lives in it, too.
class EmbeddedBinance
{
public:
    EmbeddedBinance(const char* name, quint64 seed)
        : venue(*venues::findVenue(name))
        , settings(*sim::embeddedSettings(
              name, "ETHUSDT", {core::Asset("ETH"), core::Asset("USDT")}, static_cast<int>(seed)))
        , server(name, settings, clock, {})
        , address("127.0.0.1:" + std::to_string(server.listen(0)))
    {
    }

    template <class Condition> bool until(Condition condition, int turns = 8000)
    {
        return runUntil(clock, condition, std::chrono::milliseconds(5), turns);
    }
    [[nodiscard]] core::Instrument instrument() const
    {
        core::Instrument instrument = venue.instrumentOf({venue.id, core::Symbol("ETHUSDT")});
        instrument.tick = settings.tick;
        instrument.lot = settings.lot;
        instrument.minimumNotional = settings.minimumNotional;
        return instrument;
    }
    [[nodiscard]] static venues::Credentials credentials()
    {
        return {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)};
    }
    /// What the other client asks for, signed as the venue wants it; its answer.
    QJsonObject other(const char* method, const std::string& path, const std::string& form)
    {
        const std::string payload = form + (form.empty() ? "" : "&")
            + "recvWindow=60000&timestamp=" + std::to_string(core::millisecondsOf(clock.now()));
        const std::string seal = venues::hexText(venues::hmacSha256(sim::embeddedSecret, payload));
        QNetworkRequest request(
            QUrl(QString::fromStdString("http://" + address + path + "?" + payload + "&signature=" + seal)));
        request.setRawHeader("X-MBX-APIKEY", QByteArray(sim::embeddedKey.data()));
        QNetworkReply* const reply = m_network.sendCustomRequest(request, method);
        const bool isDone = until([reply] { return reply->isFinished(); });
        reply->deleteLater();
        return isDone ? QJsonDocument::fromJson(reply->readAll()).object() : QJsonObject{};
    }
    /// A price at that share of the mark price, on the tick.
    [[nodiscard]] core::Price at(double share) const
    {
        const double mark = server.account()->markPrice().toDoubleLossy();
        return core::Price::fromRaw(static_cast<std::int64_t>(mark * share * 10) * (core::decimalScale / 10));
    }

    TestClock clock;
    const venues::Venue& venue;
    const sim::EmbeddedMarketSettings settings;
    sim::MarketServer server;
    std::string address;

private:
    QNetworkAccessManager m_network;
};

/// Its futures.
class EmbeddedAccount : public EmbeddedBinance
{
public:
    explicit EmbeddedAccount(quint64 seed = 1)
        : EmbeddedBinance("binance-futures", seed)
    {
    }

    /// It buys or sells at market. `side` in hedge mode: "LONG" or "SHORT".
    QJsonObject otherTakes(const char* verb, const std::string& amount, const std::string& side = "BOTH")
    {
        return other("POST", "/fapi/v1/order",
            "symbol=ETHUSDT&type=MARKET&side=" + std::string(verb) + "&quantity=" + amount + "&positionSide=" + side);
    }
    /// It leaves a stop that far below the market.
    QJsonObject otherLeavesAStop(double share = 0.9)
    {
        return other("POST", "/fapi/v1/algoOrder",
            "algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=STOP_MARKET&quantity=0.5&triggerPrice="
                + at(share).text());
    }
    /// As the venue has it, whatever it tells.
    [[nodiscard]] core::Quantity held(core::PositionSide side = core::PositionSide::Net) const
    {
        return server.account()->positions().of(side).size;
    }
    [[nodiscard]] bool isEmpty() const
    {
        return server.account()->positions().isFlat() && server.account()->openOrders().empty();
    }
};

/// Its spot market.
class EmbeddedSpot : public EmbeddedBinance
{
public:
    explicit EmbeddedSpot(quint64 seed = 1)
        : EmbeddedBinance("binance-spot", seed)
    {
    }

    [[nodiscard]] core::Quantity coins() const { return server.account()->baseTotal(); }
};

/// The same at the embedded venue of coins.
class EmbeddedCoins
{
public:
    explicit EmbeddedCoins(quint64 seed = 1)
        : venue(*venues::findVenue("kraken"))
        , server("kraken",
              *sim::embeddedSettings(
                  "kraken", "ETH/USDT", {core::Asset("ETH"), core::Asset("USDT")}, static_cast<int>(seed)),
              clock, {})
        , address("127.0.0.1:" + std::to_string(server.listen(0)))
    {
    }

    template <class Condition> bool until(Condition condition, int turns = 8000)
    {
        return runUntil(clock, condition, std::chrono::milliseconds(5), turns);
    }
    [[nodiscard]] core::Instrument instrument() const
    {
        const auto settings =
            *sim::embeddedSettings("kraken", "ETH/USDT", {core::Asset("ETH"), core::Asset("USDT")}, 1);
        core::Instrument instrument = venue.instrumentOf({venue.id, core::Symbol("ETH/USDT")});
        instrument.tick = settings.tick;
        instrument.lot = settings.lot;
        instrument.minimumNotional = settings.minimumNotional;
        return instrument;
    }
    [[nodiscard]] static venues::Credentials credentials()
    {
        return {std::string(sim::embeddedKey), sim::embeddedSecretBase64()};
    }
    /// What the other client asks for: "AddOrder", `pair=…`.
    QJsonObject other(const std::string& call, const std::string& form)
    {
        const std::string path = "/0/private/" + call;
        const std::string nonce = std::to_string(core::nanosecondsOf(clock.now()));
        const std::string body = "nonce=" + nonce + "&" + form;
        QNetworkRequest request(QUrl(QString::fromStdString("http://" + address + path)));
        request.setRawHeader("API-Key", QByteArray(sim::embeddedKey.data()));
        request.setRawHeader("API-Sign",
            QByteArray::fromStdString(venues::kraken::signature(sim::embeddedSecretBase64(), path, nonce, body)));
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/x-www-form-urlencoded"));
        QNetworkReply* const reply = m_network.post(request, QByteArray::fromStdString(body));
        const bool isDone = until([reply] { return reply->isFinished(); });
        reply->deleteLater();
        return isDone ? QJsonDocument::fromJson(reply->readAll()).object() : QJsonObject{};
    }
    [[nodiscard]] core::Price at(double share) const
    {
        const std::int64_t tick = instrument().tick.raw();
        const double mark = server.account()->markPrice().toDoubleLossy() * core::decimalScale;
        return core::Price::fromRaw(static_cast<std::int64_t>(mark * share) / tick * tick);
    }
    [[nodiscard]] core::Quantity coins() const { return server.account()->baseTotal(); }
    [[nodiscard]] core::Quantity borrowed() const { return server.account()->positions().net(); }

    TestClock clock;
    const venues::Venue& venue;
    sim::MarketServer server;
    std::string address;

private:
    QNetworkAccessManager m_network;
};

/// The same at the embedded broker of stocks, on a trading day at ten.
class EmbeddedStocks
{
public:
    explicit EmbeddedStocks(quint64 seed = 1)
        : venue(*venues::findVenue("alpaca"))
        , server(made(clock, seed), clock, {})
        , address("127.0.0.1:" + std::to_string(server.listen(0)))
    {
    }

    template <class Condition> bool until(Condition condition, int turns = 8000)
    {
        return runUntil(clock, condition, std::chrono::milliseconds(5), turns);
    }
    [[nodiscard]] core::Instrument instrument() const { return venue.instrumentOf({venue.id, core::Symbol("KO")}); }
    [[nodiscard]] static venues::Credentials credentials()
    {
        return {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)};
    }
    QJsonObject other(const char* method, const std::string& path, const std::string& body = {})
    {
        QNetworkRequest request(QUrl(QString::fromStdString("http://" + address + path)));
        request.setRawHeader("APCA-API-KEY-ID", QByteArray(sim::embeddedKey.data()));
        request.setRawHeader("APCA-API-SECRET-KEY", QByteArray(sim::embeddedSecret.data()));
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
        QNetworkReply* const reply = m_network.sendCustomRequest(request, method, QByteArray::fromStdString(body));
        const bool isDone = until([reply] { return reply->isFinished(); });
        reply->deleteLater();
        return isDone ? QJsonDocument::fromJson(reply->readAll()).object() : QJsonObject{};
    }
    /// A price at that share of the first bid that was asked for, on the cent.
    [[nodiscard]] core::Price at(double share)
    {
        if (m_bid == 0) {
            const QJsonObject answer = other("GET", "/v2/stocks/KO/quotes/latest?feed=sip");
            m_bid = answer[QStringLiteral("quote")].toObject()[QStringLiteral("bp")].toDouble();
        }
        return core::Price::fromRaw(static_cast<std::int64_t>(m_bid * share * 100) * (core::decimalScale / 100));
    }

    TestClock clock;
    const venues::Venue& venue;
    sim::MarketServer server;
    std::string address;

private:
    static sim::EmbeddedVenue made(TestClock& clock, quint64 seed)
    {
        clock.advance(std::chrono::hours(14) + std::chrono::minutes(6)); // it stands at 23:54 UTC of a Thursday
        sim::AlpacaSettings settings;
        settings.market.seed = settings.terms.seed = seed;
        return sim::makeEmbeddedStocks(settings, clock.now());
    }

    QNetworkAccessManager m_network;
    double m_bid = 0;
};

} // namespace leadline::tests
