// SPDX-License-Identifier: MIT
#include "engine/core/instrument_index.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <tuple>
#include <unordered_map>

namespace leadline::core
{

namespace
{

/// Capitals, without what parts the halves of a name. Letters beyond ASCII stay as they are.
std::string keyOf(std::string_view text)
{
    constexpr std::string_view between = "/-_.: \t";
    std::string key;
    for (const char c : text) {
        if (between.find(c) == std::string_view::npos) {
            key += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
    }
    return key;
}

/// The key as others write it: Kraken's names of two coins, in front and at the end. Empty: nothing is to be replaced.
std::string withCommonNames(std::string_view key)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> names{{{"XBT", "BTC"}, {"XDG", "DOGE"}}};
    std::string common(key);
    for (const auto& [old, name] : names) {
        if (common.starts_with(old)) {
            common.replace(0, old.size(), name);
        }
        if (common.size() > old.size() && common.ends_with(old)) {
            common.replace(common.size() - old.size(), old.size(), name);
        }
    }
    return common == key ? std::string() : common;
}

std::uint64_t lettersOf(std::string_view key)
{
    std::uint64_t letters = 0;
    for (const char c : key) {
        letters |= std::uint64_t{1} << (static_cast<unsigned char>(c) & 63U);
    }
    return letters;
}

/// A coin is most often traded against these, and as it is before any contract on it.
int usualnessOf(const ListedInstrument& instrument)
{
    constexpr std::array<std::string_view, 10> quotes{
        "USDT", "USD", "USDC", "EUR", "BTC", "ETH", "FDUSD", "BNB", "GBP", "JPY"};
    constexpr std::array<std::string_view, 3> kinds{"spot", "stock", "perpetual"};
    const auto quote = std::ranges::find(quotes, instrument.quote.view()) - quotes.begin();
    const auto kind = std::ranges::find(kinds, std::string_view(instrument.kind)) - kinds.begin();
    return static_cast<int>(kind * 100 + quote);
}

/// How many letters are wrong, missing, too many, or swapped with their neighbours; nothing beyond `most`.
std::optional<int> distance(std::string_view one, std::string_view other, int most)
{
    constexpr std::size_t longest = 48;
    const auto apart = static_cast<int>(one.size()) - static_cast<int>(other.size());
    if (one.size() > longest || other.size() > longest || apart > most || apart < -most) {
        return std::nullopt;
    }
    std::array<std::array<int, longest + 1>, 3> rows{}; // the newest at the number of the letter, modulo three
    for (std::size_t j = 0; j <= other.size(); ++j) {
        rows[0].at(j) = static_cast<int>(j);
    }
    for (std::size_t i = 1; i <= one.size(); ++i) {
        auto& row = rows.at(i % 3);
        const auto& before = rows.at((i + 2) % 3);
        const auto& twoBefore = rows.at((i + 1) % 3);
        row[0] = static_cast<int>(i);
        int least = row[0];
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const int changed = before[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
            row[j] = std::min({changed, before[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) {
                row[j] = std::min(row[j], twoBefore[j - 2] + 1);
            }
            least = std::min(least, row[j]);
        }
        if (least > most) {
            return std::nullopt;
        }
    }
    const int result = rows.at(one.size() % 3).at(other.size());
    return result <= most ? std::optional(result) : std::nullopt;
}

/// The smallest so many of what was ranked, in order.
template <class Ranked> std::vector<const ListedInstrument*> bestOf(std::vector<Ranked>& ranked, std::size_t most)
{
    const auto end = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(most, ranked.size()));
    std::ranges::partial_sort(ranked, end);
    std::vector<const ListedInstrument*> best;
    for (auto at = ranked.begin(); at != end; ++at) {
        best.push_back(std::get<const ListedInstrument*>(*at));
    }
    return best;
}

} // namespace

void InstrumentIndex::add(std::span<const ListedInstrument> list)
{
    std::unordered_map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        known.emplace(m_entries[i].instrument.name, i);
    }
    for (const ListedInstrument& listed : list) {
        const auto [found, isNew] = known.emplace(listed.name, m_entries.size());
        if (!isNew) {
            auto& venues = m_entries[found->second].instrument.venues;
            for (const VenueId& venue : listed.venues) {
                if (std::ranges::find(venues, venue) == venues.end()) {
                    venues.push_back(venue);
                }
            }
            continue;
        }
        Entry entry{.instrument = listed, .key = keyOf(listed.name), .baseKey = keyOf(listed.base.view())};
        entry.letters = lettersOf(entry.key);
        entry.baseLetters = lettersOf(entry.baseKey);
        entry.usualness = usualnessOf(listed);
        m_entries.push_back(std::move(entry));
    }
    std::ranges::sort(m_entries, [](const Entry& a, const Entry& b) {
        return std::tie(a.key, a.usualness, a.instrument.name) < std::tie(b.key, b.usualness, b.instrument.name);
    });
}

void InstrumentIndex::clear()
{
    m_entries.clear();
}

std::span<const InstrumentIndex::Entry> InstrumentIndex::beginningWith(std::string_view key) const
{
    const auto head = [size = key.size()](const Entry& entry) { return std::string_view(entry.key).substr(0, size); };
    const auto range = std::ranges::equal_range(m_entries, key, {}, head);
    return {range.begin(), range.end()};
}

const ListedInstrument* InstrumentIndex::named(std::string_view text) const
{
    const std::string key = keyOf(text);
    for (const std::string& one : {key, withCommonNames(key)}) {
        const auto begins = one.empty() ? std::span<const Entry>() : beginningWith(one);
        if (!begins.empty() && begins.front().key == one) {
            return &begins.front().instrument;
        }
    }
    return nullptr;
}

std::vector<const ListedInstrument*> InstrumentIndex::find(std::string_view text, std::size_t most) const
{
    enum class Fit : std::uint8_t { Name, Base, Beginning };
    using Ranked = std::tuple<Fit, std::size_t, std::string_view, int, std::string_view, const ListedInstrument*>;
    const std::string key = keyOf(text);
    std::vector<Ranked> ranked;
    for (const std::string& one : {key, withCommonNames(key)}) {
        if (one.empty()) {
            continue;
        }
        for (const Entry& entry : beginningWith(one)) {
            const Fit fit = entry.key == one ? Fit::Name : entry.baseKey == one ? Fit::Base : Fit::Beginning;
            // Of bases that begin so, the shortest is the nearest; of one base, the most usual quote.
            ranked.emplace_back(
                fit, entry.baseKey.size(), entry.baseKey, entry.usualness, entry.instrument.name, &entry.instrument);
        }
    }
    return bestOf(ranked, most);
}

bool InstrumentIndex::isBase(const ListedInstrument& instrument, std::string_view text)
{
    const std::string key = keyOf(text);
    const std::string base = keyOf(instrument.base.view());
    return !key.empty() && (key == base || withCommonNames(key) == base);
}

std::vector<const ListedInstrument*> InstrumentIndex::near(std::string_view text, std::size_t most) const
{
    constexpr std::size_t shortName = 3; // of so few letters two wrong ones leave nothing
    using Ranked = std::tuple<int, int, std::string_view, const ListedInstrument*>;
    const std::string key = keyOf(text);
    const int wrong = key.size() <= shortName ? 1 : 2;
    const std::uint64_t letters = lettersOf(key);
    // A wrong letter takes one from the set of letters and brings another.
    const auto mayBeNear = [letters](std::uint64_t others, int edits) {
        return std::popcount(letters ^ others) <= 2 * edits;
    };
    std::vector<Ranked> ranked;
    for (const Entry& entry : m_entries) {
        std::optional<int> apart;
        if (mayBeNear(entry.letters, wrong)) {
            apart = distance(key, entry.key, wrong);
        }
        if (!apart && mayBeNear(entry.baseLetters, 1)) {
            apart = distance(key, entry.baseKey, 1);
        }
        if (apart && !key.empty()) {
            ranked.emplace_back(*apart, entry.usualness, entry.instrument.name, &entry.instrument);
        }
    }
    return bestOf(ranked, most);
}

} // namespace leadline::core
