// SPDX-License-Identifier: MIT
/// What the tests of recordings have in common: lines in, and files read back by the program's own readers.
#pragma once

#include "engine/recorder/line_queue.h"
#include "engine/tape/tape_reader.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace leadline::tests
{

inline const core::VenueId futures{"binance-futures"};
inline const core::Symbol bitcoin{"BTCUSDT"};
inline const core::Symbol ether{"ETHUSDT"};
/// 2026-11-30T12:00:00Z
inline const core::Timestamp noon = core::fromMilliseconds(1'796'040'000'000);

inline feeds::RawText rawText(core::Timestamp time, std::span<const core::Symbol> symbols, std::string_view text,
    feeds::RawText::What what = feeds::RawText::What::Stream)
{
    return {.venue = futures, .receiveTime = time, .what = what, .symbols = symbols, .text = text};
}

/// "1796040000000000000 {...}" a line; a file that ends too early has "!" as its last one.
inline std::vector<std::string> linesOf(const std::filesystem::path& path)
{
    std::vector<std::string> lines;
    auto reader = tape::TapeReader::open(path);
    while (reader) {
        switch (reader->next()) {
        case tape::TapeReader::Step::Line:
            lines.push_back(std::to_string(core::nanosecondsOf(reader->line().receiveTime)) + " "
                + std::string(reader->line().json));
            break;
        case tape::TapeReader::Step::Skipped:
            lines.push_back("? " + reader->problem());
            break;
        case tape::TapeReader::Step::Broken:
            lines.emplace_back("!");
            return lines;
        case tape::TapeReader::Step::End:
            return lines;
        }
    }
    lines.push_back("cannot be opened: " + reader.error().what);
    return lines;
}

inline std::string bytesOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string lineText(core::Timestamp time, std::string_view json)
{
    return std::to_string(core::nanosecondsOf(time)) + " " + std::string(json);
}

} // namespace leadline::tests
