// SPDX-License-Identifier: MIT
/// An account at the embedded futures venue, and another client of it that we know nothing of.
#pragma once

#include "engine/sim/server/market_server.h"
#include "engine/venues/signing.h"
#include "engine/venues/venue.h"
#include "tests/support/test_clock.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <string>

namespace leadline::tests
{

/// Thread: the test's; the server lives in it, too.
class EmbeddedAccount
{
public:
    explicit EmbeddedAccount(quint64 seed = 1)
        : venue(*venues::findVenue("binance-futures"))
        , server("binance-futures",
              *sim::embeddedSettings(
                  "binance-futures", "ETHUSDT", {core::Asset("ETH"), core::Asset("USDT")}, static_cast<int>(seed)),
              clock, {})
        , address("127.0.0.1:" + std::to_string(server.listen(0)))
    {
    }

    template <class Condition> bool until(Condition condition, int turns = 8000)
    {
        return runUntil(clock, condition, std::chrono::milliseconds(5), turns);
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
    /// A price at that share of the mark price, on the tick.
    [[nodiscard]] core::Price at(double share) const
    {
        const double mark = server.account()->markPrice().toDoubleLossy();
        return core::Price::fromRaw(static_cast<std::int64_t>(mark * share * 10) * (core::decimalScale / 10));
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

    TestClock clock;
    const venues::Venue& venue;
    sim::MarketServer server;
    std::string address;

private:
    QNetworkAccessManager m_network;
};

} // namespace leadline::tests
