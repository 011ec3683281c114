// SPDX-License-Identifier: MIT
#include "engine/tape/recording.h"

#include <utility>

namespace leadline::tape
{

namespace
{

template <class Reader> core::Result<Recording> made(core::Result<Reader> reader)
{
    if (!reader) {
        return std::unexpected(std::move(reader.error()));
    }
    return Recording(std::move(*reader));
}

} // namespace

core::Result<Recording> Recording::open(const std::filesystem::path& path)
{
    return PcapReader::recognises(path) ? made(PcapReader::open(path)) : made(TapeReader::open(path));
}

Recording::Step Recording::next()
{
    PcapReader* const packets = std::get_if<PcapReader>(&m_reader);
    return packets != nullptr ? nextPacket(*packets) : nextLine(std::get<TapeReader>(m_reader));
}

Recording::Step Recording::nextLine(TapeReader& reader)
{
    switch (reader.next()) {
    case TapeReader::Step::Line: {
        const TapeLine& line = reader.line();
        m_message = {line.receiveTime, line.request, line.isConnect, line.json};
        return Step::Message;
    }
    case TapeReader::Step::Skipped:
        return Step::Skipped;
    case TapeReader::Step::End:
        return Step::End;
    case TapeReader::Step::Broken:
        break;
    }
    return Step::Broken;
}

Recording::Step Recording::nextPacket(PcapReader& reader)
{
    switch (reader.next()) {
    case PcapReader::Step::Packet:
        m_message = {.receiveTime = reader.packet().captureTime, .bytes = reader.packet().payload};
        return Step::Message;
    case PcapReader::Step::Skipped:
        return Step::Skipped;
    case PcapReader::Step::End:
        return Step::End;
    case PcapReader::Step::Broken:
        break;
    }
    return Step::Broken;
}

const std::string& Recording::problem() const
{
    return std::visit([](const auto& reader) -> const std::string& { return reader.problem(); }, m_reader);
}

std::string Recording::where() const
{
    return std::visit([](const auto& reader) { return reader.where(); }, m_reader);
}

std::uint64_t Recording::consumed() const
{
    return std::visit([](const auto& reader) { return reader.consumed(); }, m_reader);
}

std::string Recording::passedOver() const
{
    return std::visit([](const auto& reader) { return reader.passedOver(); }, m_reader);
}

} // namespace leadline::tape
