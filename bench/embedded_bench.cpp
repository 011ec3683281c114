// SPDX-License-Identifier: MIT
/// What the embedded market costs: processor time for a second of it, without sockets.
///
///   embedded_bench [PAIRS [SECONDS]]     (default: 60 pairs, 20 s)
#include "engine/sim/venues/embedded_venues.h"

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

namespace
{

using namespace leadline;

constexpr std::array<const char*, 3> venueNames{"binance-futures", "kraken", "coinbase"};

double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// The best known coins, and names that nobody knows.
std::vector<core::Pair> somePairs(int count)
{
    std::vector<core::Pair> pairs;
    for (const char* const known : {"ETH", "BTC", "SOL", "PEPE", "DOGE", "XRP", "ADA", "LTC"}) {
        pairs.push_back({core::Asset(known), core::Asset("USDT")});
    }
    for (int i = 0; static_cast<int>(pairs.size()) < count; ++i) {
        pairs.push_back({core::Asset("COIN" + std::to_string(i)), core::Asset("USDT")});
    }
    pairs.resize(static_cast<std::size_t>(count));
    return pairs;
}

/// A client that wants books, touches and trades of everything, as a window with that many ladders does.
void watchEverything(const std::string& name, sim::VenueSimulator& venue, const std::vector<std::string>& symbols)
{
    std::string list;
    for (const std::string& symbol : symbols) {
        list += (list.empty() ? "\"" : ",\"") + symbol + "\"";
    }
    if (name == "kraken") {
        venue.connected(1, "/v2", "");
        for (const char* const channel : {R"("book","depth":100)", R"("trade")"}) {
            venue.received(1,
                R"({"method":"subscribe","params":{"channel":)" + std::string(channel) + R"(,"symbol":[)" + list
                    + "]}}");
        }
    } else if (name == "coinbase") {
        venue.connected(1, "/", "");
        for (const char* const channel : {"level2", "market_trades"}) {
            venue.received(
                1, R"({"type":"subscribe","product_ids":[)" + list + R"(],"channel":")" + std::string(channel) + "\"}");
        }
    } else {
        std::string streams;
        for (std::string symbol : symbols) {
            for (char& letter : symbol) {
                letter = static_cast<char>(std::tolower(letter));
            }
            for (const char* const stream : {"@depth@100ms", "@bookTicker", "@trade"}) {
                streams += (streams.empty() ? "" : "/") + symbol + stream;
            }
        }
        venue.connected(1, "/public/stream", "streams=" + streams);
    }
}

} // namespace

int main(int argc, char** argv)
{
    const int count = argc > 1 ? std::atoi(argv[1]) : 60;
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 20;
    const std::vector<core::Pair> pairs = somePairs(count);
    double together = 0;
    for (const std::string name : venueNames) {
        auto markets = sim::embeddedSettings(*venues::findVenue(name), pairs, 1);
        std::vector<std::string> symbols;
        for (const sim::EmbeddedMarketSettings& market : markets) {
            symbols.push_back(market.symbol);
        }
        sim::EmbeddedVenue venue =
            sim::makeEmbeddedVenue(name, std::move(markets), core::fromMilliseconds(1'723'161'256'000));
        std::size_t texts = 0;
        std::size_t bytes = 0;
        venue.simulator->send = [&](sim::ClientId, const std::string& text) {
            ++texts;
            bytes += text.size();
        };
        const auto play = [&venue](int steps) {
            // As often as the server does.
            for (int i = 0; i < steps; ++i) {
                venue.market->advance(venue.market->now() + std::chrono::milliseconds(5));
                venue.simulator->tick(venue.market->now());
            }
        };
        constexpr int stepsASecond = 200;
        double before = processorSeconds();
        play(stepsASecond * seconds);
        const double asleep = (processorSeconds() - before) / seconds;
        before = processorSeconds();
        watchEverything(name, *venue.simulator, symbols);
        const double opening = processorSeconds() - before;
        texts = bytes = 0;
        before = processorSeconds();
        play(stepsASecond * seconds);
        const double busy = (processorSeconds() - before) / seconds;
        together += busy;
        std::printf("%-16s %zu pairs: unwatched %.4f %% of a core, opened in %.3f s, watched %.2f %%; %zu texts/s, %zu "
                    "kB/s\n",
            name.c_str(), symbols.size(), asleep * 100, opening, busy * 100, texts / static_cast<std::size_t>(seconds),
            bytes / static_cast<std::size_t>(seconds) / 1000);
    }
    std::printf("all three watched: %.1f %% of a core\n", together * 100);
}
