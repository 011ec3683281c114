// SPDX-License-Identifier: MIT
#include "engine/tape/pcap_reader.h"
#include "tests/support/capture_writer.h"
#include "tests/support/compressed.h"
#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>
#include <vector>

namespace leadline::tape
{

namespace
{

using tests::CaptureForm;
using tests::CaptureOptions;
using tests::CaptureWriter;
using tests::FrameParts;
using tests::udpFrame;
using tests::WireBytes;
using Order = WireBytes::Order;
using Step = PcapReader::Step;

constexpr std::int64_t someTime = 1'517'064'300'123'456'789; // 2018-01-27 14:45:00.123456789 UTC

struct Taken {
    std::vector<std::string> payloads;
    std::vector<std::int64_t> times;
    std::vector<std::string> problems;
    Step last = Step::End;
    PacketCounters counters;
};

Taken readAll(PcapReader& reader)
{
    Taken taken;
    while (true) {
        taken.last = reader.next();
        switch (taken.last) {
        case Step::Packet:
            taken.payloads.emplace_back(reader.packet().payload);
            taken.times.push_back(core::nanosecondsOf(reader.packet().captureTime));
            break;
        case Step::Skipped:
            taken.problems.push_back(reader.problem());
            break;
        case Step::Broken:
            taken.problems.push_back(reader.problem());
            [[fallthrough]];
        case Step::End:
            taken.counters = reader.counters();
            return taken;
        }
    }
}

class PcapReaderTest : public testing::Test
{
protected:
    Taken readAll(const std::string& bytes)
    {
        auto reader = PcapReader::open(m_folder.write("capture", bytes));
        if (!reader) {
            return {.problems = {reader.error().what}, .last = Step::Broken};
        }
        return tape::readAll(*reader);
    }

    tests::TestFolder m_folder;
};

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

using Layout = std::tuple<CaptureForm, Order, int, int>;

class Container : public testing::TestWithParam<Layout>
{
};

TEST_P(Container, givesTheSamePayloadsAndTimes)
{
    const auto [form, order, vlanTags, compression] = GetParam();
    const std::vector<std::string> payloads{"one", "", std::string(1400, 'x'), std::string("\0\1\2\3", 4)};
    CaptureWriter writer({.form = form, .order = order});
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        // A short frame is filled up to the sixty bytes that a wire wants.
        writer.packet(someTime + static_cast<std::int64_t>(i), payloads[i],
            {.vlanTags = vlanTags, .paddingBytes = payloads[i].size() < 10 ? std::size_t{18} : 0});
    }
    const std::string bytes = compression == 0 ? writer.bytes
        : compression == 1                     ? tests::gzip(writer.bytes)
                                               : tests::zstd(writer.bytes);
    const tests::TestFolder folder;
    const auto path = folder.write("capture", bytes);

    ASSERT_TRUE(PcapReader::recognises(path));
    auto reader = PcapReader::open(path);
    ASSERT_TRUE(reader.has_value()) << reader.error().what;
    const Taken taken = readAll(*reader);

    EXPECT_EQ(taken.payloads, payloads);
    EXPECT_TRUE(taken.problems.empty());
    EXPECT_EQ(taken.last, Step::End);
    EXPECT_EQ(taken.counters.packets, payloads.size());
    for (std::size_t i = 0; i < taken.times.size(); ++i) {
        const std::int64_t exact = someTime + static_cast<std::int64_t>(i);
        EXPECT_EQ(taken.times[i], form == CaptureForm::Microseconds ? exact / 1000 * 1000 : exact);
    }
}

INSTANTIATE_TEST_SUITE_P(Every, Container,
    testing::Combine(testing::Values(CaptureForm::Microseconds, CaptureForm::Nanoseconds, CaptureForm::NextGeneration),
        testing::Values(Order::Little, Order::Big), testing::Values(0, 1, 2), testing::Values(0, 1, 2)));

TEST_F(PcapReaderTest, readsTheUnitsOfTimeOfEveryInterface)
{
    struct Unit {
        int code; // -1: none is told
        std::uint64_t stamp;
        std::int64_t expected;
    };
    const std::int64_t last = 7'258'118'400'000'000'000;
    const Unit units[]{{-1, 1'517'064'300'123'456, 1'517'064'300'123'456'000},
        {0, 1'517'064'300, 1'517'064'300'000'000'000}, {3, 1'517'064'300'123, 1'517'064'300'123'000'000}, {6, 1, 1000},
        {9, 1'517'064'300'123'456'789, 1'517'064'300'123'456'789},
        {10, 15'170'643'001'234'567'899U, 1'517'064'300'123'456'789}, {12, 5'999, 5}, {127, ~0ULL, 0},
        {0x80, 3, 3'000'000'000}, {0x8a, 1536, 1'500'000'000}, {0xa0, 1ULL << 33, 2'000'000'000}, {0xff, ~0ULL, 0},
        {0, ~0ULL, last}, {9, ~0ULL, last}};
    CaptureWriter writer({.form = CaptureForm::NextGeneration, .begins = false});
    writer.section();
    for (const Unit& unit : units) {
        const std::string comment = writer.option(1, "an interface");
        writer.interface(1, 0,
            unit.code < 0
                ? ""
                : comment + writer.option(9, std::string(1, static_cast<char>(unit.code))) + writer.option(0, ""));
    }
    for (std::uint32_t i = 0; i < std::size(units); ++i) {
        writer.enhanced(i, units[i].stamp, udpFrame("x"), udpFrame("x").size());
    }

    const Taken taken = readAll(writer.bytes);

    ASSERT_EQ(taken.times.size(), std::size(units));
    for (std::size_t i = 0; i < std::size(units); ++i) {
        EXPECT_EQ(taken.times[i], units[i].expected) << "unit " << units[i].code;
    }
}

TEST_F(PcapReaderTest, addsTheSecondsThatAnInterfaceIsOff)
{
    CaptureWriter writer({.form = CaptureForm::NextGeneration, .begins = false});
    writer.section();
    writer.interface(1, 0, writer.option(14, WireBytes().i64(1'500'000'000).bytes));
    writer.interface(1, 0, writer.option(14, WireBytes().i64(-2).bytes));
    writer.enhanced(0, 1'000'000, udpFrame("x"), 47)
        .enhanced(1, 3'000'000, udpFrame("x"), 47)
        .enhanced(1, 1, udpFrame("x"), 47);

    EXPECT_EQ(readAll(writer.bytes).times, (std::vector<std::int64_t>{1'500'000'001'000'000'000, 1'000'000'000, 0}));
}

TEST_F(PcapReaderTest, givesSimplePacketsWithoutATime)
{
    const std::string frame = udpFrame("simple");
    CaptureWriter writer({.form = CaptureForm::NextGeneration, .begins = false});
    writer.section().interface(1, static_cast<std::uint32_t>(frame.size()));
    writer.simple(frame, frame.size());
    const std::string longer = udpFrame("simple, longer");
    writer.simple(longer.substr(0, frame.size()), longer.size());

    const Taken taken = readAll(writer.bytes);

    EXPECT_EQ(taken.payloads, std::vector<std::string>{"simple"});
    EXPECT_EQ(taken.times, std::vector<std::int64_t>{0});
    EXPECT_EQ(taken.counters.cut, 1U);
}

TEST_F(PcapReaderTest, passesOverOtherProtocolsAndCountsThem)
{
    std::string arp = udpFrame("x");
    arp[12] = '\x08';
    arp[13] = '\x06';
    std::string six = udpFrame("x");
    six[12] = '\x86';
    six[13] = '\xdd';
    CaptureWriter writer;
    writer.frame(someTime, arp)
        .frame(someTime, six)
        .packet(someTime, "x", {.protocol = 6})
        .packet(someTime, "x", {.vlanTags = 3});
    writer.packet(someTime, "used");

    const Taken taken = readAll(writer.bytes);

    EXPECT_EQ(taken.payloads, std::vector<std::string>{"used"});
    EXPECT_TRUE(taken.problems.empty());
    EXPECT_EQ(taken.counters.others, 4U);
    EXPECT_EQ(taken.counters.packets, 5U);
}

TEST_F(PcapReaderTest, refusesFragmentsByName)
{
    CaptureWriter writer;
    writer.packet(someTime, "a", {.fragmentWord = 0x2000}).packet(someTime, "b", {.fragmentWord = 1});
    writer.packet(someTime, "c", {.fragmentWord = 0x1fff}).packet(someTime, "whole", {.fragmentWord = 0x4000});

    const Taken taken = readAll(writer.bytes);

    EXPECT_EQ(taken.payloads, std::vector<std::string>{"whole"});
    EXPECT_EQ(taken.counters.fragments, 3U);
    ASSERT_EQ(taken.problems.size(), 3U);
    EXPECT_TRUE(contains(taken.problems[0], "byte 24: packet 1 is a fragment")) << taken.problems[0];
}

TEST_F(PcapReaderTest, readsBehindTheOptionsOfAnIpHeader)
{
    CaptureWriter writer;
    for (const std::size_t options : {std::size_t{0}, std::size_t{4}, std::size_t{40}}) {
        writer.packet(someTime, "behind", {.ipOptionBytes = options});
    }
    EXPECT_EQ(readAll(writer.bytes).payloads, std::vector<std::string>(3, "behind"));
}

TEST_F(PcapReaderTest, namesPacketsThatContradictThemselves)
{
    std::string shortHeader = udpFrame("x");
    shortHeader[14] = '\x44';
    std::string otherVersion = udpFrame("x");
    otherVersion[14] = '\x65';
    std::string total = udpFrame("x");
    total[17] = '\x13'; // nineteen bytes in all, less than the header
    const std::string whole = udpFrame("x");
    CaptureWriter writer;
    writer.frame(someTime, shortHeader).frame(someTime, otherVersion).frame(someTime, total);
    writer.packet(someTime, "x", {.lengthError = 1}).packet(someTime, "x", {.lengthError = -2});
    writer.frame(someTime, whole.substr(0, whole.size() - 1)).frame(someTime, whole.substr(0, 13)).frame(someTime, "");
    writer.packet(someTime, "good", {.lengthError = -1});

    const Taken taken = readAll(writer.bytes);

    EXPECT_EQ(taken.payloads, std::vector<std::string>{"goo"});
    EXPECT_EQ(taken.counters.malformed, 8U);
    EXPECT_EQ(taken.problems.size(), 8U);
}

TEST_F(PcapReaderTest, namesPacketsThatWereNotCapturedWhole)
{
    const std::string frame = udpFrame("whole", {.paddingBytes = 4});
    for (std::size_t kept = 0; kept <= frame.size(); ++kept) {
        CaptureWriter writer;
        writer.frame(someTime, frame.substr(0, kept), frame.size());
        const Taken taken = readAll(writer.bytes);
        const bool isThere = kept >= frame.size() - 4;
        EXPECT_EQ(taken.payloads.size(), isThere ? 1U : 0U) << kept;
        EXPECT_EQ(taken.counters.cut, isThere ? 0U : 1U) << kept;
    }
}

TEST_F(PcapReaderTest, refusesOtherLinksThanEthernet)
{
    EXPECT_TRUE(contains(readAll(CaptureWriter({.linkType = 113}).bytes).problems.at(0), "link type 113"));

    CaptureWriter writer({.form = CaptureForm::NextGeneration});
    writer.interface(276).enhanced(1, 1, udpFrame("other"), 60).enhanced(0, 1, udpFrame("used"), 46);
    const Taken taken = readAll(writer.bytes);
    EXPECT_EQ(taken.payloads, std::vector<std::string>{"used"});
    EXPECT_EQ(taken.counters.others, 1U);
    ASSERT_EQ(taken.problems.size(), 1U);
    EXPECT_TRUE(contains(taken.problems[0], "interface 1 has link type 276")) << taken.problems[0];
}

TEST_F(PcapReaderTest, refusesLengthsThatCannotBe)
{
    const auto record = [](std::uint32_t kept) {
        return CaptureWriter().bytes + WireBytes().u32(1).u32(1).u32(kept).u32(kept).bytes;
    };
    const std::string large = std::string(largestPacket, '\0');
    EXPECT_EQ(readAll(record(largestPacket) + large).counters.others, 1U);
    const Taken above = readAll(record(largestPacket + 1) + large + "x");
    EXPECT_EQ(above.last, Step::Broken);
    EXPECT_TRUE(contains(above.problems.at(0), "byte 24: a packet of 1048577 bytes")) << above.problems[0];

    const std::string begin = CaptureWriter({.form = CaptureForm::NextGeneration}).bytes;
    for (const std::uint32_t size : {0U, 8U, 11U, 14U, 0xffffffffU}) {
        const Taken taken = readAll(begin + WireBytes().u32(6).u32(size).zeros(64).bytes);
        EXPECT_EQ(taken.last, Step::Broken);
        EXPECT_TRUE(contains(taken.problems.at(0),
            "byte " + std::to_string(begin.size()) + ": a block of " + std::to_string(size) + " bytes"))
            << taken.problems[0];
    }
    // A block of no interest is passed over whatever it holds, and one that ends behind the file is missed.
    const Taken unknown = readAll(begin + WireBytes().u32(0x0bad).u32(0xfffffffc).zeros(64).bytes);
    EXPECT_EQ(unknown.last, Step::Broken);
    EXPECT_TRUE(contains(unknown.problems.at(0), "the file ends inside of a block")) << unknown.problems[0];
    // Two lengths that differ.
    const Taken differ = readAll(begin + WireBytes().u32(6).u32(32).zeros(20).u32(36).bytes);
    EXPECT_TRUE(contains(differ.problems.at(0), "two lengths differ")) << differ.problems[0];
    // More bytes than its block holds, which costs this packet alone.
    CaptureWriter larger({.form = CaptureForm::NextGeneration});
    larger.block(6, WireBytes().u32(0).u32(0).u32(0).u32(5).u32(5).zeros(4)).packet(1, "next");
    EXPECT_EQ(readAll(larger.bytes).payloads, std::vector<std::string>{"next"});
    EXPECT_EQ(readAll(larger.bytes).counters.malformed, 1U);
}

TEST_F(PcapReaderTest, forgetsTheInterfacesOfASectionWithIt)
{
    CaptureWriter first({.form = CaptureForm::NextGeneration});
    first.packet(someTime, "little");
    CaptureWriter second({.form = CaptureForm::NextGeneration, .order = Order::Big});
    second.packet(someTime + 1, "big");
    CaptureWriter bare({.form = CaptureForm::NextGeneration, .begins = false});
    bare.section().packet(someTime, "nowhere");

    const Taken taken = readAll(first.bytes + second.bytes + bare.bytes);

    EXPECT_EQ(taken.payloads, (std::vector<std::string>{"little", "big"}));
    ASSERT_EQ(taken.problems.size(), 1U);
    EXPECT_TRUE(contains(taken.problems[0], "interface 0, which was not described")) << taken.problems[0];
}

TEST_F(PcapReaderTest, tellsACaptureByItsFirstBytes)
{
    EXPECT_FALSE(PcapReader::recognises(m_folder.write("text.pcap", "1723161255088156767 {}\n")));
    EXPECT_FALSE(PcapReader::recognises(m_folder.write("short.pcap", "\xd4\xc3\xb2")));
    EXPECT_FALSE(PcapReader::recognises(m_folder.write("empty.pcap", "")));
    EXPECT_FALSE(PcapReader::recognises("/nowhere/absent.pcap"));
    EXPECT_TRUE(PcapReader::recognises(m_folder.write("notes.txt", CaptureWriter().bytes)));
    EXPECT_FALSE(PcapReader::open(m_folder.write("text", "1723161255088156767 {}\n")).has_value());
}

TEST_F(PcapReaderTest, saysWhereATruncatedFileBreaksOff)
{
    for (const CaptureForm form : {CaptureForm::Microseconds, CaptureForm::NextGeneration}) {
        CaptureWriter writer({.form = form});
        std::vector<std::size_t> ends{0, writer.bytes.size()};
        for (const char* const payload : {"first", "second", "third"}) {
            writer.packet(someTime, payload);
            ends.push_back(writer.bytes.size());
        }
        if (form == CaptureForm::NextGeneration) {
            ends.insert(ends.begin() + 1, 28); // between the section and its interface
        }
        for (std::size_t size = 4; size <= writer.bytes.size(); ++size) {
            const auto boundary = std::ranges::find(ends, size);
            const Taken taken = readAll(writer.bytes.substr(0, size));
            EXPECT_EQ(taken.last, boundary != ends.end() ? Step::End : Step::Broken) << size;
            if (boundary == ends.end()) {
                const std::size_t start = *std::prev(std::ranges::upper_bound(ends, size));
                EXPECT_TRUE(
                    contains(taken.problems.at(0), "byte " + std::to_string(start) + ": the file ends inside of"))
                    << size << ": " << taken.problems.at(0);
            }
            EXPECT_EQ(taken.payloads.size(), static_cast<std::size_t>(std::ranges::count_if(ends, [&](std::size_t end) {
                return end <= size && end > ends[form == CaptureForm::NextGeneration ? 2 : 1];
            }))) << size;
        }
    }
}

TEST_F(PcapReaderTest, saysWhenTheCompressionBreaksOff)
{
    CaptureWriter writer;
    std::minstd_rand random(1);
    for (int i = 0; i < 2000; ++i) {
        std::string payload(200, '\0');
        std::ranges::generate(payload, [&] { return static_cast<char>(random()); });
        writer.packet(someTime + i, payload);
    }
    for (const std::string& whole : {tests::gzip(writer.bytes), tests::zstd(writer.bytes)}) {
        const Taken taken = readAll(whole.substr(0, whole.size() / 2));
        EXPECT_EQ(taken.last, Step::Broken);
        EXPECT_GT(taken.payloads.size(), 500U);
        EXPECT_TRUE(contains(taken.problems.back(), "ends too early")) << taken.problems.back();
        EXPECT_TRUE(contains(taken.problems.back(), ": byte ")) << taken.problems.back();
    }
}

TEST_F(PcapReaderTest, endsOnWhateverBytesComes)
{
    for (const CaptureForm form : {CaptureForm::Nanoseconds, CaptureForm::NextGeneration}) {
        CaptureWriter writer({.form = form});
        for (int i = 0; i < 8; ++i) {
            writer.packet(someTime + i, std::string(20, static_cast<char>('a' + i)), {.vlanTags = i % 3});
        }
        std::minstd_rand random(7);
        for (int round = 0; round < 600; ++round) {
            std::string broken = writer.bytes;
            for (unsigned i = 0; i <= random() % 4; ++i) {
                broken[random() % broken.size()] = static_cast<char>(random());
            }
            const Taken taken = readAll(broken);
            EXPECT_LE(taken.payloads.size(), 8U);
            EXPECT_TRUE(taken.last == Step::End || !taken.problems.empty());
        }
    }
}

} // namespace leadline::tape
