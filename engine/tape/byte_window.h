// SPDX-License-Identifier: MIT
/// A look ahead into the bytes of a file, of bounded size.
#pragma once

#include "engine/tape/source.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::tape
{

/// The bytes of one source from some place on. At least `linePadding` readable bytes follow what is ahead. Thread: any,
/// one at a time.
class ByteWindow
{
public:
    explicit ByteWindow(std::unique_ptr<TapeReader::Source> source);
    /// The same bytes ahead.
    ByteWindow(const ByteWindow& other);
    ByteWindow(ByteWindow&&) noexcept = default;
    ByteWindow& operator=(ByteWindow&&) noexcept = default;
    ~ByteWindow() = default;

    /// Sees to it that `size` bytes are ahead; false where the source ends before. The caller bounds `size`.
    [[nodiscard]] bool has(std::size_t size);
    /// What is read and not yet taken; valid until the next call of `has` or `skip`.
    [[nodiscard]] std::string_view ahead() const { return {m_buffer.data() + m_begin, m_end - m_begin}; }
    /// Moves on by bytes that are ahead.
    void take(std::size_t size);
    /// Moves on by any number of bytes, without keeping them; false where the source ends before.
    [[nodiscard]] bool skip(std::uint64_t size);

    /// How many bytes lie before what is ahead, as they are after decompression.
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }
    /// Bytes of the file that were read so far.
    [[nodiscard]] std::uint64_t consumed() const { return m_source->consumed(); }
    /// Why the source ended where it should not; empty when it just ended.
    [[nodiscard]] const std::string& problem() const { return m_problem; }

private:
    /// Reads more behind what is ahead; false at the end or on failure.
    bool fill(std::size_t size);

    std::unique_ptr<TapeReader::Source> m_source;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::uint64_t m_offset = 0;
    std::string m_problem;
};

} // namespace leadline::tape
