// SPDX-License-Identifier: MIT
#include "engine/book/checksum_book.h"

#include "engine/core/number_text.h"

#include <zlib.h>

#include <algorithm>
#include <cassert>
#include <string_view>

namespace leadline::book
{

namespace
{

constexpr std::size_t krakenLevels = 10;
constexpr std::size_t okxLevels = 25;

std::uint32_t feed(std::uint32_t crc, std::string_view text)
{
    return static_cast<std::uint32_t>(
        crc32(crc, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

} // namespace

void ChecksumBook::clear()
{
    m_bids.clear();
    m_asks.clear();
}

ChecksumBook::Text ChecksumBook::textOf(const core::LevelText& level)
{
    Text text;
    const auto add = [&text](char c) {
        if (text.size < text.text.size()) {
            text.text[text.size++] = c;
        }
    };
    if (m_form != ChecksumForm::Kraken) {
        std::ranges::for_each(level.price, add);
        add(':');
        std::ranges::for_each(level.size, add);
        return text;
    }
    const auto addDigits = [&add](std::string_view number) {
        bool leading = true;
        for (const char c : number) {
            leading = leading && (c == '0' || c == '.');
            if (!leading && c != '.') {
                add(c);
            }
        }
        return static_cast<std::uint8_t>(std::min(core::writtenDecimals(number), 60));
    };
    const auto addNumber = [&addDigits](std::string_view number) {
        const bool isPlain = number.find_first_of("eE") == std::string_view::npos;
        return isPlain ? addDigits(number) : addDigits(core::withoutExponent(number));
    };
    text.priceDecimals = addNumber(level.price);
    text.priceSize = text.size;
    text.sizeDecimals = addNumber(level.size);
    m_most = {std::max(m_most.price, text.priceDecimals), std::max(m_most.size, text.sizeDecimals)};
    return text;
}

template <class Order>
void ChecksumBook::apply(Side<Order>& side, std::span<const core::Level> levels, std::span<const core::LevelText> texts,
    std::span<const core::LevelAside> aside)
{
    assert(levels.size() == texts.size() && "every level of a checksummed book comes with its text");
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const core::Int128 price = core::wide(levels[i].price);
        if (levels[i].size.isZero()) {
            side.erase(price);
        } else {
            side[price] = textOf(texts[i]);
        }
    }
    for (const core::LevelAside& level : aside) {
        if (level.isRemoved) {
            side.erase(level.price);
        } else {
            side[level.price] = textOf(level.text);
        }
    }
}

void ChecksumBook::apply(const core::BookUpdate& update)
{
    apply(m_bids, update.bids, update.bidTexts, update.bidsAside);
    apply(m_asks, update.asks, update.askTexts, update.asksAside);
}

void ChecksumBook::truncate(std::size_t depth)
{
    const auto cut = [depth](auto& side) {
        while (side.size() > depth) {
            side.erase(std::prev(side.end()));
        }
    };
    cut(m_bids);
    cut(m_asks);
}

ChecksumBook::Verdict ChecksumBook::judge(std::uint32_t published)
{
    const bool hasZerosCut = m_proven == m_most; // most likely as before
    if (!hasZerosCut && value() == published) {
        return Verdict::Right;
    }
    if (m_form != ChecksumForm::Kraken || (hasEqualDecimals() && !m_proven)) {
        return Verdict::Wrong;
    }
    if (krakenValue(m_most) == published) {
        m_proven = m_most;
        return Verdict::Right;
    }
    if (hasZerosCut && value() == published) {
        return Verdict::Right;
    }
    // What was right with these zeros before is wrong with them now; other than that nobody knows how many there were.
    return m_proven == m_most ? Verdict::Wrong : Verdict::Unknown;
}

bool ChecksumBook::hasEqualDecimals() const
{
    std::optional<Decimals> first;
    const auto isLikeFirst = [&](const auto& side) {
        std::size_t left = krakenLevels;
        for (auto level = side.begin(); level != side.end() && left-- > 0; ++level) {
            const Decimals own{level->second.priceDecimals, level->second.sizeDecimals};
            first = first.value_or(own);
            if (*first != own) {
                return false;
            }
        }
        return true;
    };
    return isLikeFirst(m_asks) && isLikeFirst(m_bids);
}

std::uint32_t ChecksumBook::krakenValue(Decimals decimals) const
{
    constexpr std::string_view zeros = "000000000000000000000000000000000000000000000000000000000000";
    std::uint32_t crc = 0;
    const auto missing = [&zeros](std::uint8_t wanted, std::uint8_t there) {
        return zeros.substr(0, wanted > there ? wanted - there : 0);
    };
    const auto addBest = [&](const auto& side) {
        std::size_t left = krakenLevels;
        for (auto level = side.begin(); level != side.end() && left-- > 0; ++level) {
            const Text& text = level->second;
            crc = feed(crc, std::string_view(text.text.data(), text.priceSize));
            crc = feed(crc, missing(decimals.price, text.priceDecimals));
            crc = feed(crc, std::string_view(text.text.data() + text.priceSize, text.size - text.priceSize));
            crc = feed(crc, missing(decimals.size, text.sizeDecimals));
        }
    };
    addBest(m_asks);
    addBest(m_bids);
    return crc;
}

std::uint32_t ChecksumBook::value() const
{
    if (m_form == ChecksumForm::Kraken) {
        return krakenValue({});
    }
    std::uint32_t crc = 0;
    const auto word = [](const Text& text) { return std::string_view(text.text.data(), text.size); };
    auto bid = m_bids.begin();
    auto ask = m_asks.begin();
    bool first = true;
    const auto addOne = [&](auto& level, const auto& side) {
        if (level == side.end()) {
            return;
        }
        crc = feed(crc, first ? "" : ":");
        crc = feed(crc, word(level->second));
        first = false;
        ++level;
    };
    for (std::size_t i = 0; i < okxLevels; ++i) {
        addOne(bid, m_bids);
        addOne(ask, m_asks);
    }
    return crc;
}

} // namespace leadline::book
