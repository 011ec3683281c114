// SPDX-License-Identifier: MIT
/// What a feed tells of the venue's texts to whoever records them.
#include "engine/feeds/subscribed_socket.h"
#include "engine/feeds/venue_feed.h"

#include <algorithm>

namespace leadline::feeds
{

void VenueFeed::listenRaw(RawListener* listener)
{
    m_raw.listen(listener);
    if (listener == nullptr) {
        return;
    }
    if (m_protocol->limits().numbersConnections) {
        partGroups();
    }
    for (const auto& [data, stream] : m_streams) {
        if (m_isOpen) {
            std::ranges::for_each(stream.watched, [this](const core::Symbol& symbol) { m_instruments.ask(symbol); });
            m_renewals.renew(stream.name);
        }
    }
}

void VenueFeed::partGroups()
{
    for (auto& [data, stream] : m_streams) {
        if (stream.group->symbols < 2) {
            continue;
        }
        for (const auto& socket : stream.group->sockets) {
            socket->drop(stream.name);
        }
        --stream.group->symbols;
        Q_EMIT streamLost(stream.watched, tr("its recording gets a connection of its own"));
        stream.group = &groupWithRoom();
        ++stream.group->symbols;
        stream.hasBegun = false;
        for (const auto& socket : stream.group->sockets) {
            socket->carry(stream.name);
        }
    }
}

void VenueFeed::nameRaw(const core::MarketMessage& message)
{
    if (message.kind == core::MarketMessage::Kind::Instrument) {
        m_raw.describe();
    }
    if (!message.symbol.isEmpty()) {
        nameRaw(message.symbol);
    }
}

void VenueFeed::nameRaw(core::Symbol symbol)
{
    const core::Symbol name = m_protocol->dataSymbol(symbol);
    m_raw.name(name, m_streams.contains(name));
}

void VenueFeed::tellRaw(RawText::What what, std::string_view text)
{
    m_raw.tell({.venue = m_venue.id, .receiveTime = m_message.receiveTime, .what = what, .symbols = {}, .text = text});
}

} // namespace leadline::feeds
