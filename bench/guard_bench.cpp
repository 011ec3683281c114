// SPDX-License-Identifier: MIT
/// From a book update to the signed cancel in a socket, with few and with many orders resting: the ratio says whether
/// it grows with them. The bound is a walk over all orders, which is what the sorted thresholds save.
#include "engine/journal/sql_journal.h"
#include "engine/orders/order_gateway.h"
#include "engine/orders/order_listener.h"
#include "engine/orders/order_manager.h"
#include "engine/orders/spread_guard.h"
#include "engine/venues/binance/binance_trading.h"

#include <benchmark/benchmark.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace
{

using namespace leadline;
using Steady = std::chrono::steady_clock;

const core::MarketId market{core::VenueId("binance-futures"), core::Symbol("ETH/USDT")};

class BenchJournal : public orders::Journal
{
public:
    [[nodiscard]] bool isHealthy() const override { return true; }
    /// Waits until everything is durable, and says up to which entry.
    virtual std::uint64_t settle() = 0;
};

class MemoryJournal final : public BenchJournal
{
public:
    std::uint64_t write(orders::JournalEntry /*entry*/) override { return ++m_number; }
    std::uint64_t settle() override { return m_number; }

private:
    std::uint64_t m_number = 0;
};

/// A file that is synchronised at every write.
class DiskJournal final : public BenchJournal
{
public:
    DiskJournal()
        : m_sql(std::move(journal::SqlJournal::open(
            {.url = journal::JournalUrl::parse("sqlite:" + m_folder.path().toStdString() + "/journal.sqlite").value(),
                .workstation = "bench",
                .environments = {}},
            1, core::fromMilliseconds(1'700'000'000'000))
                              .value()))
    {
        m_sql->setEvents({.durable =
                              [this](std::uint64_t upTo) {
                                  m_durable = upTo;
                                  m_durable.notify_one();
                              },
            .failed = [](const std::string& why) { throw std::runtime_error(why); },
            .healed = [] {}});
    }
    std::uint64_t write(orders::JournalEntry entry) override { return m_number = m_sql->write(std::move(entry)); }
    std::uint64_t settle() override
    {
        for (std::uint64_t now = m_durable; now < m_number; now = m_durable) {
            m_durable.wait(now);
        }
        return m_number;
    }

private:
    QTemporaryDir m_folder;
    std::atomic<std::uint64_t> m_durable = 0;
    std::uint64_t m_number = 0;
    std::unique_ptr<journal::SqlJournal> m_sql;
};

class Silent final : public orders::OrderListener
{
public:
    void orderChanged(const orders::Order& order) override { guard->follow(order); }
    void filled(const orders::Fill& /*fill*/) override { }
    void troubled(const std::string& /*what*/) override { }
    orders::SpreadGuard* guard = nullptr;
};

/// Signs the cancel and writes it to a socket, as the line to the venue does.
class Door final : public orders::OrderGateway
{
public:
    Door()
    {
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, m_ends) != 0) {
            std::abort();
        }
    }
    ~Door() override
    {
        close(m_ends[0]);
        close(m_ends[1]);
    }
    void submit(const orders::Order& /*order*/) override { }
    void amend(const orders::Order& /*order*/) override { }
    void cancel(const orders::Order& order) override
    {
        const venues::TradingRequest request = m_protocol.request({.what = venues::Ask::Cancel, .order = order},
            {.credentials = {std::string(64, 'k'), std::string(64, 's')}, .milliseconds = 1'700'000'000'000});
        const std::string text = request.method + ' ' + request.path + " HTTP/1.1\r\n" + request.body;
        if (write(m_ends[0], text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
            std::abort();
        }
        at = Steady::now();
        while (read(m_ends[1], m_rest.data(), m_rest.size()) == static_cast<ssize_t>(m_rest.size())) { }
    }
    void query(const orders::Order& /*order*/) override { }
    void queryFills(const orders::Order& /*order*/) override { }
    [[nodiscard]] bool isUp() const override { return true; }

    Steady::time_point at;

private:
    venues::binance::BinanceTrading m_protocol;
    int m_ends[2] = {-1, -1};
    std::string m_rest = std::string(8192, ' ');
};

struct Desk {
    Desk(BenchJournal& kept, int resting)
        : journal(kept)
        , guard({})
        , manager(clock, journal, listener)
    {
        listener.guard = &guard;
        manager.connect(market.venue, door);
        for (int i = 0; i < resting; ++i) {
            place(50 + i % 100);
        }
        accept();
    }
    orders::ClientOrderId place(double maxSpreadBps)
    {
        manager.submit({.id = ++last,
                           .market = market,
                           .price = core::Price::fromRaw(2'600'000'000'000),
                           .size = core::Quantity::fromRaw(1'000'000'000)},
            {}, {.maxSpreadBps = maxSpreadBps});
        return last;
    }
    /// The venue has what was placed.
    void accept()
    {
        manager.journalled(journal.settle());
        for (; accepted < last; ++accepted) {
            manager.report({.kind = orders::OrderReport::Kind::Accepted, .id = accepted + 1, .market = market});
        }
        manager.journalled(journal.settle());
    }

    BenchJournal& journal;
    core::ManualClock clock{core::fromMilliseconds(1'700'000'000'000)};
    Silent listener;
    Door door;
    orders::SpreadGuard guard;
    orders::OrderManager manager;
    orders::ClientOrderId last = 0;
    orders::ClientOrderId accepted = 0;
};

template <typename JournalKind> void updateToCancel(benchmark::State& state)
{
    JournalKind journal;
    Desk desk(journal, static_cast<int>(state.range(0)));
    std::vector<double> microseconds;
    for (auto _ : state) {
        const orders::ClientOrderId id = desk.place(5);
        desk.accept();
        const auto begin = Steady::now();
        for (const auto& finding : std::vector(desk.guard.bookMoved(market, {true, 7}, desk.clock.now()))) {
            desk.manager.cancel(finding.id, finding.why);
        }
        desk.manager.journalled(journal.settle());
        microseconds.push_back(std::chrono::duration<double, std::micro>(desk.door.at - begin).count());
        state.SetIterationTime(microseconds.back() * 1e-6);
        desk.manager.report({.kind = orders::OrderReport::Kind::Cancelled, .id = id, .market = market});
    }
    std::ranges::sort(microseconds);
    state.counters["p50_us"] = microseconds[microseconds.size() / 2];
    state.counters["p99_us"] = microseconds[microseconds.size() * 99 / 100];
}
BENCHMARK(updateToCancel<MemoryJournal>)->Arg(10)->Arg(10'000)->UseManualTime()->Iterations(20'000);
BENCHMARK(updateToCancel<DiskJournal>)->Arg(10)->Arg(10'000)->UseManualTime()->Iterations(1'000);

/// An update that concerns nobody, as nearly all do.
void updateForNobody(benchmark::State& state)
{
    MemoryJournal journal;
    Desk desk(journal, static_cast<int>(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(desk.guard.bookMoved(market, {true, 7}, desk.clock.now()).size());
    }
}
BENCHMARK(updateForNobody)->Arg(10)->Arg(10'000);

void walkOverAll(benchmark::State& state)
{
    MemoryJournal journal;
    Desk desk(journal, static_cast<int>(state.range(0)));
    for (auto _ : state) {
        int found = 0;
        for (const orders::ClientOrderId id : desk.manager.live()) {
            const orders::Order& order = *desk.manager.find(id);
            found += orders::guardReason(order, desk.clock.now(), {true, 7}, desk.guard.settings()) ? 1 : 0;
        }
        benchmark::DoNotOptimize(found);
    }
}
BENCHMARK(walkOverAll)->Arg(10)->Arg(10'000);

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv); // for the SQL drivers
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
