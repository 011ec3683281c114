// SPDX-License-Identifier: MIT
#pragma once

#include "engine/venues/market_decoder.h"

#include <expected>
#include <string>
#include <utility>

namespace leadline::tests
{

/// Decodes texts and keeps the newest alive: levels' texts look into it.
template <class Decoder> class MessageReader
{
public:
    template <class... Arguments>
    explicit MessageReader(Arguments... arguments)
        : decoder(arguments...)
    {
    }

    std::expected<void, core::Defect> read(std::string text)
    {
        m_text = std::move(text);
        const std::size_t length = m_text.size();
        m_text.append(venues::MarketDecoder::padding, ' ');
        return decoder.decode(std::string_view(m_text).substr(0, length), message);
    }

    Decoder decoder;
    core::MarketMessage message;

private:
    std::string m_text;
};

} // namespace leadline::tests
