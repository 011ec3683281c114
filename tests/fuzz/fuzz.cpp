// SPDX-License-Identifier: MIT
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace leadline::fuzz
{

void require(bool holds, std::string_view rule)
{
    if (!holds) {
        std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(rule.size()), rule.data());
        std::abort();
    }
}

void requireSame(std::string_view one, std::string_view other, std::string_view rule)
{
    if (one != other) {
        std::fprintf(stderr, "one:   %.*s\nother: %.*s\n", static_cast<int>(one.size()), one.data(),
            static_cast<int>(other.size()), other.data());
        require(false, rule);
    }
}

std::size_t choose(std::string_view& input, std::size_t count)
{
    if (input.empty()) {
        return 0;
    }
    // Letters, so that inputs can be read and written by hand.
    const auto chosen = static_cast<std::size_t>(static_cast<unsigned char>(input.front()) - unsigned{'A'});
    input.remove_prefix(1);
    return chosen % count;
}

std::vector<std::string_view> linesOf(std::string_view input, std::size_t most)
{
    std::vector<std::string_view> lines;
    while (!input.empty() && lines.size() < most) {
        const std::size_t end = std::min(input.find('\n'), input.size());
        lines.push_back(input.substr(0, end));
        input.remove_prefix(std::min(end + 1, input.size()));
    }
    return lines;
}

std::vector<std::string_view> packetsOf(std::string_view input, std::size_t most)
{
    std::vector<std::string_view> packets;
    while (input.size() > 2 && packets.size() < most) {
        const std::size_t length = static_cast<unsigned char>(input[0]) + 256U * static_cast<unsigned char>(input[1]);
        input.remove_prefix(2);
        packets.push_back(input.substr(0, length));
        input.remove_prefix(packets.back().size());
    }
    return packets;
}

Padded::Padded(std::string_view text, char behind)
    : m_bytes(new char[text.size() + venues::MarketDecoder::padding])
    , m_size(text.size())
{
    std::ranges::copy(text, m_bytes.get());
    std::fill_n(m_bytes.get() + m_size, venues::MarketDecoder::padding, behind);
}

const std::filesystem::path& asFile(std::string_view content)
{
    static const int file = memfd_create("input", 0);
    static const std::filesystem::path path = "/proc/self/fd/" + std::to_string(file);
    require(file >= 0 && ftruncate(file, 0) == 0, "there is memory for a file");
    require(pwrite(file, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size()),
        "a file in memory can be written");
    return path;
}

} // namespace leadline::fuzz
