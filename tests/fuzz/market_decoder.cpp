// SPDX-License-Identifier: MIT
/// A venue's market data, message by message: lines of text, or packets of IEX.
#include "engine/venues/venue.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/message_text.h"

using namespace leadline;

namespace
{

/// One decoder on the messages of one connection.
class Reading
{
public:
    Reading(const venues::Venue& venue, char behind)
        : m_decoder(venue.makeDecoder())
        , m_behind(behind)
    {
        m_decoder->setDefaultSymbol(core::Symbol("ETHUSDT"));
    }

    /// Everything the message says.
    std::string read(std::string_view bytes)
    {
        const fuzz::Padded padded(bytes, m_behind);
        std::string said;
        const auto decoded = m_decoder->decode(padded.text(), m_message);
        if (!decoded) {
            fuzz::require(!decoded.error().what.empty(), "a defect says what is wrong");
            fuzz::require(m_message.kind == core::MarketMessage::Kind::Other, "a defect leaves nothing to be applied");
            said = "defect: " + decoded.error().what + '\n';
        }
        add(said);
        // A message of few bytes tells of few events, apart from the symbols that a loss concerns.
        std::size_t events = 0;
        m_seen += bytes.size();
        while (m_decoder->next(m_message)) {
            add(said);
            fuzz::require(++events <= m_seen + 16, "a message ends");
        }
        return said;
    }

private:
    void add(std::string& said)
    {
        fuzz::checkMessage(m_message);
        said += fuzz::textOf(m_message) + '\n';
    }

    std::unique_ptr<venues::MarketDecoder> m_decoder;
    core::MarketMessage m_message;
    char m_behind;
    std::size_t m_seen = 0;
};

/// Names that a venue gave are asked about, whatever they are.
void checkNames(const venues::Venue& venue, std::string_view bytes)
{
    static const std::unique_ptr<venues::VenueProtocol> protocol = venue.makeProtocol ? venue.makeProtocol() : nullptr;
    static_cast<void>(venues::recogniseVenue(bytes));
    if (protocol) {
        const fuzz::Padded padded(bytes, '"');
        static_cast<void>(protocol->unnamedSymbol(padded.text()));
        static_cast<void>(protocol->readRefusal(padded.text()));
    }
    const core::Symbol symbol(bytes);
    const core::Pair pair = venue.pairOf(symbol);
    if (pair.isKnown()) {
        static_cast<void>(venue.symbolOf(pair));
    }
    static_cast<void>(venue.instrumentOf({venue.id, symbol}));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const venues::Venue& venue = *venues::findVenue(FUZZ_VENUE);
    const bool isPackets = venue.id.view() == "iex";
    Reading blanks(venue, '\0');
    Reading quotes(venue, '"');
    const std::string_view input = fuzz::textOf(data, size);
    for (const std::string_view bytes : isPackets ? fuzz::packetsOf(input) : fuzz::linesOf(input)) {
        fuzz::requireSame(blanks.read(bytes), quotes.read(bytes), "what stands behind a message changes nothing");
        checkNames(venue, bytes);
    }
    return 0;
}
