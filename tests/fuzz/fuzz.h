// SPDX-License-Identifier: MIT
/// What the harnesses have in common: how a rule is held, and how an input is taken apart.
#pragma once

#include "engine/venues/market_decoder.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::fuzz
{

/// Ends the program where a rule does not hold: the fuzzer keeps the input.
void require(bool holds, std::string_view rule);
/// The same where two readers, or two readings, have to say one thing; says what both said.
void requireSame(std::string_view one, std::string_view other, std::string_view rule);

[[nodiscard]] inline std::string_view textOf(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

/// The first byte of an input chooses among `count`; the input goes on behind it.
[[nodiscard]] std::size_t choose(std::string_view& input, std::size_t count);

/// The lines of an input, at most `most` of them, without their ends.
[[nodiscard]] std::vector<std::string_view> linesOf(std::string_view input, std::size_t most = 64);
/// The packets of an input: two bytes of length, the low one first, before each.
[[nodiscard]] std::vector<std::string_view> packetsOf(std::string_view input, std::size_t most = 64);

/// A copy in memory of its own that ends where a decoder may look no further, so that the sanitizer sees one byte more.
class Padded
{
public:
    /// `behind` fills the bytes that follow: what they are must change nothing.
    Padded(std::string_view text, char behind);
    [[nodiscard]] std::string_view text() const { return {m_bytes.get(), m_size}; }

private:
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_size;
};

/// A file in memory for readers that open one by its name. The same one from call to call.
[[nodiscard]] const std::filesystem::path& asFile(std::string_view content);

} // namespace leadline::fuzz
