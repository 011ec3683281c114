// SPDX-License-Identifier: MIT
/// Recordings to drive a replay with: a coin and its perpetual, two minutes over midnight, a night with nothing in it,
/// and another minute.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdint>

namespace leadline::tests
{

/// Deterministic; each message is a step of 100 ms. The perpetual loses an update after 30 s and finds its book again
/// five seconds later.
class ReplayTape
{
public:
    static constexpr std::int64_t firstMs = 1'733'270'340'000; ///< 2024-12-03 23:59:00 UTC
    static constexpr std::int64_t stepMs = 100;
    static constexpr int stepsBefore = 1200; ///< and then the night
    static constexpr int stepsAfter = 600;
    static constexpr std::int64_t nightMs = 1'200'000;

    static constexpr std::int64_t msAt(int step)
    {
        return firstMs + step * stepMs + (step >= stepsBefore ? nightMs : 0);
    }
    static constexpr int lastStep = stepsBefore + stepsAfter - 1;

    ReplayTape()
    {
        write(QStringLiteral("binance-futures_ethusdt_20241203.txt"), true);
        write(QStringLiteral("binance-spot_ethusdt_20241203.txt"), false);
    }

    [[nodiscard]] QStringList files() const { return m_files; }

private:
    void write(const QString& name, bool isPerpetual)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly)) {
            return;
        }
        m_random = isPerpetual ? 11 : 23;
        qint64 id = 1000;
        int mid = 360'000; // cents
        file.write(line(0, snapshot(id, mid, isPerpetual, firstMs)));
        for (int step = 0; step < stepsBefore + stepsAfter; ++step) {
            const std::int64_t at = msAt(step);
            const qint64 before = id;
            id += isPerpetual && step == 300 ? 2 : 1; // one is missing
            if (isPerpetual && step == 350) {
                file.write(line(at, snapshot(before, mid, isPerpetual, at)));
            }
            const int was = mid;
            mid += static_cast<int>(next() % 7) - 3;
            file.write(line(at, diff(before, id, was, mid, isPerpetual, at)));
            if (next() % 3 == 0) {
                file.write(line(at, trade(mid, isPerpetual, at)));
            }
        }
        m_files << file.fileName();
    }

    std::uint32_t next() { return (m_random = m_random * 1'664'525U + 1'013'904'223U) >> 8; }
    static QByteArray line(std::int64_t ms, const QByteArray& json)
    {
        return QByteArray::number((ms == 0 ? firstMs : ms) + 5) + "000000 " + json + '\n';
    }
    static QByteArray price(int cents) { return '"' + QByteArray::number(cents / 100.0, 'f', 2) + '"'; }
    /// Five levels, or, to take them away, five zeros.
    QByteArray side(int mid, int direction, bool isThere)
    {
        QByteArray levels;
        for (int i = 1; i <= 5; ++i) {
            const QByteArray size = isThere ? QByteArray::number(1 + next() % 90) : QByteArray("0");
            levels += (levels.isEmpty() ? "" : ",") + ('[' + price(mid + direction * i * 4) + ",\"" + size + "\"]");
        }
        return levels;
    }
    QByteArray snapshot(qint64 id, int mid, bool isPerpetual, std::int64_t at)
    {
        const QByteArray time = isPerpetual ? ",\"E\":" + QByteArray::number(static_cast<qlonglong>(at)) : QByteArray();
        return "{\"lastUpdateId\":" + QByteArray::number(id) + time + ",\"bids\":[" + side(mid, -1, true)
            + "],\"asks\":[" + side(mid, 1, true) + "]}";
    }
    QByteArray diff(qint64 before, qint64 id, int was, int mid, bool isPerpetual, std::int64_t at)
    {
        const QByteArray time = QByteArray::number(static_cast<qlonglong>(at));
        const QByteArray first = QByteArray::number(isPerpetual ? id : before + 1);
        const QByteArray chain =
            isPerpetual ? ",\"T\":" + time + ",\"pu\":" + QByteArray::number(id - 1) : QByteArray();
        const QByteArray gone = was == mid ? QByteArray() : side(was, -1, false) + ',';
        const QByteArray goneAsks = was == mid ? QByteArray() : side(was, 1, false) + ',';
        return R"({"stream":"ethusdt@depth@100ms","data":{"e":"depthUpdate","E":)" + time + R"(,"s":"ETHUSDT","U":)"
            + first + ",\"u\":" + QByteArray::number(id) + chain + ",\"b\":[" + gone + side(mid, -1, true) + "],\"a\":["
            + goneAsks + side(mid, 1, true) + "]}}";
    }
    QByteArray trade(int mid, bool isPerpetual, std::int64_t at)
    {
        const bool isSold = next() % 2 == 0;
        const QByteArray time = QByteArray::number(static_cast<qlonglong>(at));
        return R"({"stream":"ethusdt@trade","data":{"e":"trade","E":)" + time + R"(,"s":"ETHUSDT","t":)"
            + QByteArray::number(++m_trades) + ",\"p\":" + price(mid + (isSold ? -4 : 4)) + ",\"q\":\""
            + QByteArray::number(1 + next() % 20) + "\",\"T\":" + time + (isPerpetual ? R"(,"X":"MARKET")" : "")
            + ",\"m\":" + (isSold ? "true" : "false") + "}}";
    }

    QTemporaryDir m_folder;
    QStringList m_files;
    std::uint32_t m_random = 1;
    qint64 m_trades = 0;
};

} // namespace leadline::tests
