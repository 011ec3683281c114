// SPDX-License-Identifier: MIT
#include "engine/replay/tape_player.h"

#include "engine/replay/message_copy.h"
#include "engine/replay/tape_survey.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace leadline::replay
{

namespace
{

/// How many lines or packets of a tape may pass before its venue and its symbol are given up on.
constexpr int messagesToLookAt = 5000;

core::Symbol symbolFromName(const tape::TapeName& name, const venues::Venue& venue)
{
    std::string upper = name.symbol;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const core::Symbol symbol(upper);
    // A file's name cannot have the slash that some venues write in their symbols; a dash stands for it.
    std::ranges::replace(upper, '-', '/');
    const core::Symbol slashed(upper);
    const bool isSlashed = !venue.pairOf(symbol).isKnown() && venue.pairOf(slashed).isKnown();
    return isSlashed ? slashed : symbol;
}

core::Result<const venues::Venue*> venueNamed(std::string_view name)
{
    const venues::Venue* const named = venues::findVenue(name);
    return named != nullptr ? core::Result<const venues::Venue*>(named)
                            : core::defect("--venue " + std::string(name) + ": no such venue");
}

/// By the messages at the head of the recording.
core::Result<const venues::Venue*> venueRecognised(const std::filesystem::path& path)
{
    auto recording = tape::Recording::open(path);
    if (!recording) {
        return std::unexpected(recording.error());
    }
    bool hasMessages = false;
    for (int i = 0; i < messagesToLookAt; ++i) {
        const auto step = recording->next();
        if (step == tape::Recording::Step::End || step == tape::Recording::Step::Broken) {
            if (step == tape::Recording::Step::Broken && (i == 0 || recording->holdsPackets())) {
                return core::defect(recording->problem());
            }
            break;
        }
        if (step == tape::Recording::Step::Message) {
            const std::string_view bytes = recording->message().bytes;
            hasMessages = hasMessages || (bytes.starts_with('{') && bytes.ends_with('}'))
                || (bytes.starts_with('[') && bytes.ends_with(']'));
            if (const auto* const found = venues::recogniseVenue(recording->message().bytes)) {
                return found;
            }
        }
    }
    if (recording->holdsPackets()) {
        return core::defect(recording->where() + ": no packet of a known venue up to here");
    }
    // A venue can only be named for what holds messages.
    return core::defect(hasMessages
            ? recording->where() + ": no message of a known venue up to here; name the venue with --venue"
            : path.string() + ": is no recording: none of its lines is `<receive time> <venue JSON>`");
}

core::Result<const venues::Venue*> venueOf(const std::filesystem::path& path, std::string_view venueName)
{
    if (!venueName.empty()) {
        return venueNamed(venueName);
    }
    const auto* const named = venues::findVenue(tape::parseTapeName(path).venue);
    if (named == nullptr) {
        return venueRecognised(path);
    }
    if (!venues::isBinance(*named)) {
        return named;
    }
    // Coins and contracts have the same messages there: where these say that a size is of the other sort, a name can
    // only be wrong.
    const auto told = venueRecognised(path);
    const bool isOther = told && venues::isBinance(**told) && *told != named
        && (venues::countsInContracts(**told) || venues::countsInContracts(*named));
    return isOther ? *told : named;
}

/// What a packet is says the packet: a name can only be wrong.
core::Result<const venues::Venue*> venueOfPackets(const std::filesystem::path& path, std::string_view venueName)
{
    const auto found = venueRecognised(path);
    if (!found || venueName.empty() || venueName == (*found)->id.view()) {
        return found;
    }
    return core::defect(
        "--venue " + std::string(venueName) + ": " + path.string() + " holds packets of " + (*found)->id.text());
}

/// Looks at the first messages of a recording, until `look(line, message)` is true; `message` is null where the line
/// cannot be decoded.
template <class Look> void lookAtMessages(const std::filesystem::path& path, const venues::Venue& venue, Look look)
{
    auto reader = tape::TapeReader::open(path);
    const auto decoder = venue.makeDecoder();
    core::MarketMessage message;
    for (int i = 0; reader && i < messagesToLookAt; ++i) {
        const auto step = reader->next();
        if (step == tape::TapeReader::Step::End || step == tape::TapeReader::Step::Broken) {
            return;
        }
        if (step != tape::TapeReader::Step::Line) {
            continue;
        }
        if (look(reader->line(), decoder->decode(reader->line().json, message) ? &message : nullptr)) {
            return;
        }
    }
}

/// The first symbol that a message names: a snapshot may stand before any of them.
core::Symbol symbolFromMessages(const std::filesystem::path& path, const venues::Venue& venue)
{
    core::Symbol symbol;
    lookAtMessages(path, venue, [&](const tape::TapeLine& /*line*/, const core::MarketMessage* message) {
        if (message != nullptr && isTradingData(message->kind)) {
            symbol = message->symbol;
        }
        return !symbol.isEmpty();
    });
    return symbol;
}

/// The first time that a message has of its own; nothing where the first message has a receive time.
std::optional<core::Timestamp> firstEventTime(const std::filesystem::path& path, const venues::Venue& venue)
{
    std::optional<core::Timestamp> first;
    lookAtMessages(path, venue, [&](const tape::TapeLine& line, const core::MarketMessage* message) {
        const bool isReceived = line.receiveTime != core::Timestamp{};
        if (!isReceived && message != nullptr && message->eventTime() != core::Timestamp{}) {
            first = message->eventTime();
        }
        return isReceived || first;
    });
    return first;
}

/// ".../depth?symbol=ETHUSDT&limit=1000" names ETHUSDT, ".../order_book/ethusd" names ethusd.
core::Symbol symbolOfRequest(std::string_view address)
{
    const auto at = address.find("symbol=");
    if (at == std::string_view::npos) {
        const std::string_view path = address.substr(0, address.find('?'));
        const std::string_view last = path.substr(path.rfind('/') + 1);
        return path.find("/order_book/") == std::string_view::npos ? core::Symbol{} : core::Symbol(last);
    }
    const std::string_view rest = address.substr(at + 7);
    return core::Symbol(rest.substr(0, rest.find('&')));
}

} // namespace

bool isTradingData(core::MarketMessage::Kind kind)
{
    using Kind = core::MarketMessage::Kind;
    return kind == Kind::Book || kind == Kind::Trade || kind == Kind::Top;
}

core::Result<TapePlayer> TapePlayer::open(
    const std::filesystem::path& path, std::string_view venueName, std::span<const core::Symbol> wanted)
{
    auto recording = tape::Recording::open(path);
    if (!recording) {
        return std::unexpected(std::move(recording.error()));
    }
    if (recording->holdsPackets()) {
        const auto venue = venueOfPackets(path, venueName);
        if (!venue) {
            return std::unexpected(venue.error());
        }
        const auto chosen = chooseSymbols(path, **venue, wanted);
        if (!chosen) {
            return std::unexpected(chosen.error());
        }
        return TapePlayer(std::move(*recording), **venue, *chosen);
    }
    const auto venue = venueOf(path, venueName);
    if (!venue) {
        return std::unexpected(venue.error());
    }
    const tape::TapeName name = tape::parseTapeName(path);
    const bool nameHoldsSymbol = venues::findVenue(name.venue) != nullptr;
    TapePlayer player(std::move(*recording), **venue, wanted);
    player.stampByEvents(path);
    player.expect(nameHoldsSymbol ? symbolFromName(name, **venue) : symbolFromMessages(path, **venue));
    return player;
}

TapePlayer::TapePlayer(tape::Recording recording, const venues::Venue& venue, std::span<const core::Symbol> wanted)
    : m_recording(std::move(recording))
    , m_venue(&venue)
    , m_decoder(venue.makeDecoder())
    , m_message(std::make_unique<core::MarketMessage>())
    , m_symbol(wanted.empty() ? core::Symbol() : wanted.front())
    , m_wanted(wanted.begin(), wanted.end())
    , m_symbols(m_wanted)
{
    m_decoder->setWanted(m_wanted);
}

TapePlayer::TapePlayer(const TapePlayer& other, std::unique_ptr<venues::MarketDecoder> decoder)
    : m_recording(other.m_recording)
    , m_venue(other.m_venue)
    , m_decoder(std::move(decoder))
    , m_message(copyOf(*other.m_message))
    , m_symbol(other.m_symbol)
    , m_wanted(other.m_wanted)
    , m_symbols(other.m_symbols)
    , m_mergeTime(other.m_mergeTime)
    , m_firstTime(other.m_firstTime)
    , m_hasEventTime(other.m_hasEventTime)
    , m_problem(other.m_problem)
{
}

std::optional<TapePlayer> TapePlayer::copy() const
{
    auto decoder = m_decoder->copy();
    return decoder ? std::optional(TapePlayer(*this, std::move(decoder))) : std::nullopt;
}

void TapePlayer::expect(core::Symbol symbol)
{
    m_symbol = symbol;
    m_symbols.clear();
    if (isWanted(symbol)) {
        m_symbols.push_back(symbol);
    }
    m_decoder->setDefaultSymbol(symbol);
}

bool TapePlayer::isWanted(core::Symbol symbol) const
{
    return m_wanted.empty() || std::ranges::find(m_wanted, symbol) != m_wanted.end();
}

void TapePlayer::stampByEvents(const std::filesystem::path& path)
{
    m_firstTime = firstEventTime(path, *m_venue).value_or(core::Timestamp{});
}

TapePlayer::Step TapePlayer::give()
{
    const core::Timestamp eventTime = m_message->eventTime();
    if (m_recording.message().receiveTime == core::Timestamp{}) {
        m_message->receiveTime = std::max({m_mergeTime, eventTime, m_firstTime});
    }
    if (eventTime != core::Timestamp{}) {
        m_hasEventTime = true;
        m_mergeTime = std::max(m_mergeTime, eventTime);
    } else if (!m_hasEventTime) {
        m_mergeTime = std::max(m_mergeTime, m_message->receiveTime);
    }
    return Step::Message;
}

TapePlayer::Step TapePlayer::next()
{
    while (true) {
        const Step step = nextOfAny();
        if (step != Step::Message) {
            return step;
        }
        if (m_message->symbol.isEmpty() || isWanted(m_message->symbol)) {
            return give();
        }
    }
}

TapePlayer::Step TapePlayer::nextOfAny()
{
    if (m_decoder->next(*m_message)) {
        return Step::Message;
    }
    while (true) {
        switch (m_recording.next()) {
        case tape::Recording::Step::End:
            return Step::End;
        case tape::Recording::Step::Broken:
            m_problem = m_recording.problem();
            return Step::Broken;
        case tape::Recording::Step::Skipped:
            m_problem = m_recording.problem();
            return Step::Skipped;
        case tape::Recording::Step::Message:
            break;
        }
        if (!m_recording.message().isConnect) {
            break;
        }
        m_decoder->restart();
    }
    const tape::RawMessage& raw = m_recording.message();
    m_decoder->setDefaultSymbol(raw.request.empty() ? m_symbol : symbolOfRequest(raw.request));
    m_message->receiveTime = raw.receiveTime;
    if (const auto decoded = m_decoder->decode(raw.bytes, *m_message); !decoded) {
        m_problem = m_recording.where() + ": " + decoded.error().what;
        return Step::Skipped;
    }
    return Step::Message;
}

void TapeMerger::add(TapePlayer player)
{
    m_tapes.push_back(std::make_unique<TapePlayer>(std::move(player)));
    read(m_tapes.size() - 1);
}

std::optional<TapeMerger> TapeMerger::copy() const
{
    TapeMerger copy;
    copy.m_tapes.reserve(m_tapes.size());
    for (const auto& tape : m_tapes) {
        auto one = tape ? tape->copy() : std::nullopt;
        if (tape && !one) {
            return std::nullopt;
        }
        copy.m_tapes.push_back(one ? std::make_unique<TapePlayer>(std::move(*one)) : nullptr);
    }
    copy.problem = [](const std::string& /*problem*/, bool /*isBroken*/) {};
    copy.m_consumed = m_consumed;
    copy.m_last = m_last;
    copy.m_isUsed = m_isUsed;
    return copy;
}

void TapeMerger::read(std::size_t tape)
{
    while (true) {
        switch (m_tapes[tape]->next()) {
        case TapePlayer::Step::Message:
            return;
        case TapePlayer::Step::Skipped:
            problem(m_tapes[tape]->problem(), false);
            continue;
        case TapePlayer::Step::Broken:
            problem(m_tapes[tape]->problem(), true);
            [[fallthrough]];
        case TapePlayer::Step::End:
            if (const std::string what = m_tapes[tape]->passedOver(); note && !what.empty()) {
                note(what);
            }
            m_consumed += m_tapes[tape]->consumed();
            m_tapes[tape].reset();
            return;
        }
    }
}

TapePlayer* TapeMerger::next()
{
    if (m_isUsed && m_tapes[m_last]) {
        read(m_last);
    }
    m_isUsed = false;
    TapePlayer* first = nullptr;
    for (std::size_t i = 0; i < m_tapes.size(); ++i) {
        if (m_tapes[i] && (first == nullptr || m_tapes[i]->mergeTime() < first->mergeTime())) {
            first = m_tapes[i].get();
            m_last = i;
        }
    }
    m_isUsed = first != nullptr;
    return first;
}

void TapeMerger::drop()
{
    m_consumed += m_tapes[m_last]->consumed();
    m_tapes[m_last].reset();
}

std::uint64_t TapeMerger::consumed() const
{
    std::uint64_t consumed = m_consumed;
    for (const auto& tape : m_tapes) {
        consumed += tape ? tape->consumed() : 0;
    }
    return consumed;
}

} // namespace leadline::replay
