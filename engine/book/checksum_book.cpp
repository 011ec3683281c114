// SPDX-License-Identifier: MIT
#include "engine/book/checksum_book.h"

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

ChecksumBook::Text ChecksumBook::textOf(const core::LevelText& level) const
{
    Text text;
    const auto add = [&text](char c) {
        if (text.size < text.text.size()) {
            text.text[text.size++] = c;
        }
    };
    const auto addDigits = [&add](std::string_view number) {
        bool leading = true;
        for (const char c : number) {
            leading = leading && (c == '0' || c == '.');
            if (!leading && c != '.') {
                add(c);
            }
        }
    };
    if (m_form == ChecksumForm::Kraken) {
        addDigits(level.price);
        addDigits(level.size);
    } else {
        std::ranges::for_each(level.price, add);
        add(':');
        std::ranges::for_each(level.size, add);
    }
    return text;
}

template <class Order>
void ChecksumBook::apply(Side<Order>& side, std::span<const core::Level> levels, std::span<const core::LevelText> texts)
{
    assert(levels.size() == texts.size() && "every level of a checksummed book comes with its text");
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (levels[i].size.isZero()) {
            side.erase(levels[i].price);
        } else {
            side[levels[i].price] = textOf(texts[i]);
        }
    }
}

void ChecksumBook::apply(const core::BookUpdate& update)
{
    apply(m_bids, update.bids, update.bidTexts);
    apply(m_asks, update.asks, update.askTexts);
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

std::uint32_t ChecksumBook::value() const
{
    std::uint32_t crc = 0;
    const auto word = [](const Text& text) { return std::string_view(text.text.data(), text.size); };
    if (m_form == ChecksumForm::Kraken) {
        const auto addBest = [&](const auto& side) {
            std::size_t left = krakenLevels;
            for (auto level = side.begin(); level != side.end() && left-- > 0; ++level) {
                crc = feed(crc, word(level->second));
            }
        };
        addBest(m_asks);
        addBest(m_bids);
        return crc;
    }
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
