// SPDX-License-Identifier: MIT
#include "engine/feeds/raw_teller.h"

#include <algorithm>

namespace leadline::feeds
{

void RawTeller::name(core::Symbol symbol, bool isWatched)
{
    m_namesAny = true;
    if (isWatched && std::ranges::find(m_symbols, symbol) == m_symbols.end()) {
        m_symbols.push_back(symbol);
    }
}

void RawTeller::tell(const RawText& text)
{
    if (!m_symbols.empty()) {
        RawText told = text;
        told.what = m_describes ? RawText::What::Description : text.what;
        told.symbols = m_symbols;
        m_listener->heard(told);
    }
    m_symbols.clear();
    m_namesAny = m_describes = false;
}

} // namespace leadline::feeds
