// SPDX-License-Identifier: MIT
#pragma once

#include <zlib.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace leadline::tests
{

/// The text of a zip file's first member, which is deflated.
[[nodiscard]] inline std::string zipText(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto number = [&bytes](std::size_t at, int width) {
        std::uint32_t value = 0;
        for (int i = width; i-- > 0;) {
            value = value << 8U | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(i)));
        }
        return value;
    };
    if (number(0, 4) != 0x04034b50 || number(8, 2) != Z_DEFLATED) {
        throw std::runtime_error(path + ": no zip file of the form that is expected");
    }
    const std::size_t begin = 30 + number(26, 2) + number(28, 2);
    std::string text;
    std::string part(1U << 18U, '\0');
    z_stream stream{};
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data() + begin);
    stream.avail_in = static_cast<uInt>(bytes.size() - begin);
    inflateInit2(&stream, -MAX_WBITS);
    int code = Z_OK;
    while (code == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(part.data());
        stream.avail_out = static_cast<uInt>(part.size());
        code = inflate(&stream, Z_NO_FLUSH);
        text.append(part, 0, part.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (code != Z_STREAM_END) {
        throw std::runtime_error(path + ": is corrupt");
    }
    return text;
}

} // namespace leadline::tests
