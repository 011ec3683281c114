// SPDX-License-Identifier: MIT
/// Decision tapes as files: a head, columns as they are, and a checksum at the end.
#include "engine/lab/decision_tape.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstring>
#include <fstream>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace leadline::lab
{

namespace
{

static_assert(std::endian::native == std::endian::little, "columns are written as they lie in memory");

/// The number behind the name counts the forms that such files have had.
constexpr std::string_view tapeMagic = "leadline decisions 1\n";

/// A text takes at least its length: a damaged count asks for no more memory than the file could fill.
constexpr std::size_t leastText = sizeof(std::uint64_t);

/// FNV-1a over words of eight bytes: told apart is what was cut or changed by accident, not by intent.
class Checksum
{
public:
    void add(const void* bytes, std::size_t size)
    {
        const auto* at = static_cast<const unsigned char*>(bytes);
        for (; size >= sizeof(std::uint64_t); size -= sizeof(std::uint64_t), at += sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, at, sizeof(word));
            mix(word);
        }
        for (; size > 0; --size, ++at) {
            mix(*at);
        }
    }
    [[nodiscard]] std::uint64_t value() const { return m_value; }

private:
    void mix(std::uint64_t word) { m_value = std::rotl((m_value ^ word) * 0x100000001B3ULL, 23); }

    std::uint64_t m_value = 0xCBF29CE484222325ULL;
};

/// A name beside the file that is nobody else's, of this process.
std::filesystem::path partialName(const std::filesystem::path& path)
{
    static std::atomic<unsigned> count = 0;
    auto partial = path;
    partial += "." + std::to_string(::getpid()) + "-" + std::to_string(count++) + ".part";
    return partial;
}

/// What a process left that was ended while it wrote: an hour is longer than any takes.
void removeOldPartials(const std::filesystem::path& path)
{
    const std::string begins = path.filename().string() + ".";
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    std::error_code error;
    std::vector<std::filesystem::path> old;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code unknown;
        const bool isPartial = name.starts_with(begins) && name.ends_with(".part") && !entry->is_symlink(unknown);
        const auto age = std::filesystem::file_time_type::clock::now() - entry->last_write_time(unknown);
        if (isPartial && !unknown && age > std::chrono::hours(1)) {
            old.push_back(entry->path());
        }
    }
    for (const std::filesystem::path& one : old) {
        std::filesystem::remove(one, error);
    }
}

class TapeOutput
{
public:
    /// A new file: neither another's is taken nor a link followed.
    explicit TapeOutput(const std::filesystem::path& path)
        : m_out(path, std::ios::binary | std::ios::noreplace)
    {
        m_out.write(tapeMagic.data(), static_cast<std::streamsize>(tapeMagic.size()));
    }

    template <class Number>
    requires std::is_arithmetic_v<Number>
    void put(Number number) { bytes(&number, sizeof(number)); }
    void put(core::Int128 number)
    {
        put(static_cast<std::uint64_t>(number));
        put(static_cast<std::int64_t>(number >> 64));
    }
    void put(std::string_view text)
    {
        put(std::uint64_t{text.size()});
        bytes(text.data(), text.size());
    }
    template <class Item> void put(const std::vector<Item>& items)
    {
        static_assert(std::is_trivially_copyable_v<Item>);
        put(std::uint64_t{items.size()});
        bytes(items.data(), items.size() * sizeof(Item));
    }
    [[nodiscard]] bool isOpen() const { return m_out.is_open(); }
    [[nodiscard]] bool finish()
    {
        const std::uint64_t sum = m_sum.value();
        put(sum);
        m_out.flush();
        return m_out.good();
    }

private:
    void bytes(const void* from, std::size_t size)
    {
        m_sum.add(from, size);
        m_out.write(static_cast<const char*>(from), static_cast<std::streamsize>(size));
    }

    std::ofstream m_out;
    Checksum m_sum;
};

/// Reads nothing beyond the end, and no more than stands in the file.
class TapeInput
{
public:
    explicit TapeInput(const std::filesystem::path& path)
        : m_in(path, std::ios::binary)
    {
        std::error_code unknown;
        m_left = std::filesystem::file_size(path, unknown);
        m_isGood = m_in.good() && !unknown;
        std::string magic(tapeMagic.size(), '\0');
        m_isOfThisKind = m_left >= magic.size() && m_in.read(magic.data(), static_cast<std::streamsize>(magic.size()))
            && magic == tapeMagic;
        m_left -= m_isOfThisKind ? magic.size() : 0;
    }

    template <class Number>
    requires std::is_arithmetic_v<Number>
    void get(Number& number) { bytes(&number, sizeof(number)); }
    void get(core::Int128& number)
    {
        std::uint64_t low = 0;
        std::int64_t high = 0;
        get(low);
        get(high);
        number = static_cast<core::Int128>(high) << 64 | low;
    }
    void get(std::string& text)
    {
        text.resize(count(1));
        bytes(text.data(), text.size());
    }
    template <class Item> void get(std::vector<Item>& items)
    {
        items.resize(count(sizeof(Item)));
        bytes(items.data(), items.size() * sizeof(Item));
    }
    /// So many things of at least that size follow; none where there is no room for them.
    [[nodiscard]] std::size_t count(std::size_t size)
    {
        std::uint64_t number = 0;
        get(number);
        m_isGood = m_isGood && number <= m_left / size;
        return m_isGood ? static_cast<std::size_t>(number) : 0;
    }
    [[nodiscard]] bool isOfThisKind() const { return m_isOfThisKind; }
    /// All was there, nothing more is, and it is what was written.
    [[nodiscard]] bool finish()
    {
        const std::uint64_t expected = m_sum.value();
        std::uint64_t sum = 0;
        get(sum);
        return m_isGood && sum == expected && m_left == 0;
    }

private:
    void bytes(void* to, std::size_t size)
    {
        m_isGood = m_isGood && size <= m_left && m_in.read(static_cast<char*>(to), static_cast<std::streamsize>(size));
        if (m_isGood) {
            m_sum.add(to, size);
            m_left -= size;
        }
    }

    std::ifstream m_in;
    std::uintmax_t m_left = 0;
    bool m_isGood = false;
    bool m_isOfThisKind = false;
    Checksum m_sum;
};

void put(TapeOutput& out, const TapeBasis& basis)
{
    out.put(basis.version);
    out.put(std::uint64_t{basis.recordings.size()});
    for (const RecordingDigest& recording : basis.recordings) {
        out.put(recording.name);
        out.put(recording.sha256);
    }
    out.put(basis.selection);
    out.put(std::uint64_t{basis.measured.size()});
    for (const auto& [key, value] : basis.measured) {
        out.put(key);
        out.put(value);
    }
    out.put(std::int64_t{basis.every.count()});
    out.put(basis.reach);
}

void get(TapeInput& in, TapeBasis& basis)
{
    in.get(basis.version);
    basis.recordings.resize(in.count(leastText * 2));
    for (RecordingDigest& recording : basis.recordings) {
        in.get(recording.name);
        in.get(recording.sha256);
    }
    in.get(basis.selection);
    basis.measured.resize(in.count(leastText * 2));
    for (auto& [key, value] : basis.measured) {
        in.get(key);
        in.get(value);
    }
    std::int64_t every = 0;
    in.get(every);
    basis.every = core::Duration(every);
    in.get(basis.reach);
}

template <class Name> void getName(TapeInput& in, Name& name)
{
    std::string text;
    in.get(text);
    name = Name(text);
}

void put(TapeOutput& out, const core::Instrument& instrument)
{
    out.put(instrument.id.venue.view());
    out.put(instrument.id.symbol.view());
    out.put(instrument.pair.base.view());
    out.put(instrument.pair.quote.view());
    out.put(static_cast<std::uint8_t>(instrument.pair.kind));
    out.put(instrument.pair.delivery);
    out.put(instrument.tick.raw());
    out.put(instrument.lot.raw());
    out.put(instrument.minimumSize.raw());
    out.put(instrument.minimumNotional.raw());
    out.put(instrument.contractSize.raw());
    out.put(static_cast<std::uint8_t>(instrument.kind));
    for (const bool flag : {instrument.isShortable, instrument.countsContracts, instrument.isPairGuessed}) {
        out.put(std::uint8_t{flag});
    }
}

void get(TapeInput& in, core::Instrument& instrument)
{
    getName(in, instrument.id.venue);
    getName(in, instrument.id.symbol);
    getName(in, instrument.pair.base);
    getName(in, instrument.pair.quote);
    std::uint8_t kind = 0;
    in.get(kind);
    instrument.pair.kind = static_cast<core::Kind>(kind);
    in.get(instrument.pair.delivery);
    std::int64_t tick = 0;
    in.get(tick);
    instrument.tick = core::Price::fromRaw(tick);
    core::Int128 raw = 0;
    in.get(raw);
    instrument.lot = core::Quantity::fromRaw(raw);
    in.get(raw);
    instrument.minimumSize = core::Quantity::fromRaw(raw);
    in.get(raw);
    instrument.minimumNotional = core::Notional::fromRaw(raw);
    in.get(raw);
    instrument.contractSize = core::Quantity::fromRaw(raw);
    in.get(kind);
    instrument.kind = static_cast<core::ContractKind>(kind);
    for (bool* const flag : {&instrument.isShortable, &instrument.countsContracts, &instrument.isPairGuessed}) {
        in.get(kind);
        *flag = kind != 0;
    }
}

bool isConsistent(const DecisionTape& tape, const VenueRow& row)
{
    return row.instrument < tape.instruments.size()
        && row.samples <= tape.samples[tape.marketOf[row.instrument]].times.size()
        && row.status <= static_cast<std::uint8_t>(core::TradingStatus::Closed)
        && row.exclusion <= static_cast<std::uint8_t>(book::Exclusion::BreakerOpen)
        && holdsSides(tape.levels, row.levels, 2);
}

/// Every place that one part names in another is there. Whoever writes a file can write its sum, too.
bool isConsistent(const DecisionTape& tape)
{
    const auto isThere = [&](std::uint32_t market) { return market < tape.samples.size(); };
    return tape.marketOf.size() == tape.instruments.size() && std::ranges::all_of(tape.marketOf, isThere)
        && std::ranges::all_of(
            tape.samples, [](const SampleColumns& each) { return each.times.size() == each.stability.size(); })
        && std::ranges::all_of(tape.instruments,
            [](const core::Instrument& each) {
                return each.pair.kind <= core::Kind::Stock && each.kind <= core::ContractKind::Inverse;
            })
        && std::ranges::all_of(tape.moments,
            [&](const MomentRow& each) {
                return each.venues <= book::mostVenues && each.firstVenue <= tape.rows.size()
                    && each.venues <= tape.rows.size() - each.firstVenue;
            })
        && std::ranges::all_of(tape.rows, [&](const VenueRow& each) { return isConsistent(tape, each); });
}

} // namespace

std::optional<core::Defect> writeDecisionTape(const DecisionTape& tape, const std::filesystem::path& path)
{
    removeOldPartials(path);
    const auto partial = partialName(path);
    bool isWhole = false;
    bool isOurs = false;
    {
        TapeOutput out(partial);
        isOurs = out.isOpen();
        put(out, tape.basis);
        out.put(std::uint64_t{tape.instruments.size()});
        for (const core::Instrument& instrument : tape.instruments) {
            put(out, instrument);
        }
        out.put(tape.marketOf);
        out.put(std::uint64_t{tape.samples.size()});
        for (const SampleColumns& samples : tape.samples) {
            out.put(samples.market.venue.view());
            out.put(samples.market.symbol.view());
            out.put(samples.times);
            out.put(samples.stability);
        }
        out.put(tape.moments);
        out.put(tape.rows);
        out.put(tape.levels);
        isWhole = out.finish();
    }
    std::error_code failed;
    if (isWhole) {
        std::filesystem::rename(partial, path, failed);
    }
    if (!isWhole || failed) {
        if (isOurs) {
            std::filesystem::remove(partial, failed);
        }
        return core::Defect{path.string() + ": cannot be written"};
    }
    return std::nullopt;
}

core::Result<DecisionTape> readDecisionTape(const std::filesystem::path& path)
{
    TapeInput in(path);
    if (!in.isOfThisKind()) {
        return core::defect(path.string() + ": no decision tape of this version");
    }
    DecisionTape tape;
    get(in, tape.basis);
    tape.instruments.resize(in.count(leastText * 4));
    for (core::Instrument& instrument : tape.instruments) {
        get(in, instrument);
    }
    in.get(tape.marketOf);
    tape.samples.resize(in.count(leastText * 4));
    for (SampleColumns& samples : tape.samples) {
        getName(in, samples.market.venue);
        getName(in, samples.market.symbol);
        in.get(samples.times);
        in.get(samples.stability);
    }
    in.get(tape.moments);
    in.get(tape.rows);
    in.get(tape.levels);
    if (!in.finish() || !isConsistent(tape)) {
        return core::defect(path.string() + ": damaged; it is made anew from the recording");
    }
    return tape;
}

} // namespace leadline::lab
