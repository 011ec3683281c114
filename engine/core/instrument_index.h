// SPDX-License-Identifier: MIT
/// The instruments of all venues by name: what a person types finds them.
#pragma once

#include "engine/core/names.h"
#include "engine/core/pair.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::core
{

/// An instrument as people name it, and where it is traded.
struct ListedInstrument {
    std::string name; ///< "BTC/USDT", "ETH/USDT-PERP", "AAPL"
    Asset base;
    Asset quote;
    std::string kind; ///< "spot", "perpetual", "stock": a word for people
    std::vector<VenueId> venues;

    bool operator==(const ListedInstrument&) const = default;
};

/// Finds instruments among thousands whichever way they are written: "btcusdt", "BTC-USDT" and "btc/usdt" are one, and
/// so are Kraken's XBT and BTC. Thread: any, one at a time.
class InstrumentIndex
{
public:
    /// A venue's list on top of what is there: one name is one instrument, with the venues of all that name it.
    void add(std::span<const ListedInstrument> list);
    void clear();

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }

    /// The instrument of that very name, however it is written; null when there is none. Valid until add() or clear().
    [[nodiscard]] const ListedInstrument* named(std::string_view text) const;
    /// What the text may mean, best first: of that name, then of that base coin by its most usual quotes, then what
    /// begins so. Empty for an empty text.
    [[nodiscard]] std::vector<const ListedInstrument*> find(std::string_view text, std::size_t most = 20) const;
    /// The text names that instrument's base coin, and nothing else of it.
    [[nodiscard]] static bool isBase(const ListedInstrument& instrument, std::string_view text);
    /// What is written much like it, nearest first: two letters are wrong, missing, too many or swapped at most.
    [[nodiscard]] std::vector<const ListedInstrument*> near(std::string_view text, std::size_t most = 3) const;

private:
    struct Entry {
        ListedInstrument instrument;
        std::string key; ///< the name in capitals, without what parts it
        std::string baseKey;
        std::uint64_t letters = 0; ///< which letters the key has: a bit each
        std::uint64_t baseLetters = 0;
        int usualness = 0; ///< of quote and kind: smaller is more usual
    };

    [[nodiscard]] std::span<const Entry> beginningWith(std::string_view key) const;

    std::vector<Entry> m_entries; ///< by key, and by usualness where keys are equal
};

} // namespace leadline::core
