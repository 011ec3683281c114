// SPDX-License-Identifier: MIT
#include "engine/tape/source.h"

#include "engine/tape/file_bytes.h"
#include "engine/tape/foreign_form.h"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace leadline::tape
{

namespace
{

constexpr std::size_t chunk = std::size_t{256} << 10;

class PlainSource final : public TapeReader::Source
{
public:
    explicit PlainSource(FileBytes file)
        : m_file(std::move(file))
    {
    }
    core::Result<std::size_t> read(char* to, std::size_t size) override { return m_file.read(to, size); }
    [[nodiscard]] std::uint64_t consumed() const override { return m_file.offset(); }
    [[nodiscard]] std::unique_ptr<Source> copy() const override { return std::make_unique<PlainSource>(*this); }

private:
    FileBytes m_file;
};

/// A compressed file as it is read piece by piece. A copy has nothing ahead until it reads.
class Input
{
public:
    explicit Input(FileBytes file)
        : m_file(std::move(file))
    {
    }
    Input(const Input& other)
        : m_file(other.m_file)
    {
        m_file.seek(other.offset());
    }
    Input& operator=(const Input&) = delete;
    ~Input() = default;

    /// Not yet taken.
    [[nodiscard]] std::string_view ahead() const { return {m_bytes.data() + m_begin, m_end - m_begin}; }
    void take(std::size_t count) { m_begin += count; }
    /// Sees to it that `count` bytes, a few, are ahead; false where the file ends before, or cannot be read.
    bool has(std::size_t count)
    {
        if (m_end - m_begin < count) {
            m_bytes.resize(chunk);
            std::memmove(m_bytes.data(), m_bytes.data() + m_begin, m_end - m_begin);
            m_end -= m_begin;
            m_begin = 0;
            while (m_end < count) {
                const std::size_t read = m_file.read(m_bytes.data() + m_end, m_bytes.size() - m_end).value_or(0);
                if (read == 0) {
                    break;
                }
                m_end += read;
            }
        }
        return m_end - m_begin >= count;
    }
    /// Takes the zeros that pad a file to whole blocks.
    void takePadding()
    {
        while (has(1) && ahead().front() == '\0') {
            take(std::min(ahead().find_first_not_of('\0'), ahead().size()));
        }
    }
    /// Takes everything; how many bytes that is.
    std::uint64_t takeRest()
    {
        std::uint64_t count = 0;
        for (; has(1); take(ahead().size())) {
            count += ahead().size();
        }
        return count;
    }
    [[nodiscard]] std::uint64_t consumed() const { return m_file.offset(); }
    /// Of the first byte ahead, in the file.
    [[nodiscard]] std::uint64_t offset() const { return m_file.offset() - (m_end - m_begin); }
    void seek(std::uint64_t offset)
    {
        m_file.seek(offset);
        m_begin = m_end = 0;
    }

private:
    FileBytes m_file;
    std::vector<char> m_bytes;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

/// "gzip: 23 bytes behind the compressed data are passed over"
std::string behindData(std::string_view format, std::uint64_t bytes)
{
    return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes") + " behind the " + std::string(format)
        + " data, which belong to no part of it, are passed over";
}

/// Also reads several gzip members in one file: what a collector leaves that was restarted during the day.
class GzipSource final : public TapeReader::Source
{
public:
    explicit GzipSource(FileBytes file)
        : m_input(std::move(file))
    {
        inflateInit2(&m_stream, 15 + 16);
    }
    GzipSource(const GzipSource& other)
        : m_input(other.m_input)
        , m_insideMember(other.m_insideMember)
        , m_passedOver(other.m_passedOver)
    {
        if (inflateCopy(&m_stream, const_cast<z_stream*>(&other.m_stream)) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~GzipSource() override { inflateEnd(&m_stream); }
    GzipSource& operator=(const GzipSource&) = delete;

    core::Result<std::size_t> read(char* to, std::size_t size) override
    {
        m_stream.next_out = reinterpret_cast<Bytef*>(to);
        m_stream.avail_out = static_cast<uInt>(size);
        while (m_stream.avail_out == size) {
            if (!m_insideMember && !beginMember()) {
                return 0;
            }
            if (!m_input.has(1)) {
                return core::defect("gzip data ends too early");
            }
            std::string_view ahead = m_input.ahead();
            m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(ahead.data()));
            m_stream.avail_in = static_cast<uInt>(ahead.size());
            const int code = inflate(&m_stream, Z_NO_FLUSH);
            m_input.take(ahead.size() - m_stream.avail_in);
            if (code == Z_STREAM_END) {
                m_insideMember = false;
                inflateReset(&m_stream);
            } else if (code != Z_OK && code != Z_BUF_ERROR) {
                return core::defect("gzip data is corrupt");
            }
        }
        return size - m_stream.avail_out;
    }
    [[nodiscard]] std::string passedOver() const override { return m_passedOver; }
    [[nodiscard]] std::uint64_t consumed() const override { return m_input.consumed(); }
    [[nodiscard]] std::unique_ptr<Source> copy() const override { return std::make_unique<GzipSource>(*this); }

private:
    /// False at the end of the file, before which there may be what belongs to no member.
    bool beginMember()
    {
        m_input.takePadding();
        m_insideMember = m_input.has(2) && m_input.ahead().starts_with("\x1f\x8b");
        if (const std::uint64_t bytes = m_insideMember ? 0 : m_input.takeRest(); bytes > 0) {
            m_passedOver = behindData("gzip", bytes);
        }
        return m_insideMember;
    }

    Input m_input;
    z_stream m_stream{};
    bool m_insideMember = false;
    std::string m_passedOver;
};

constexpr std::string_view zstdMagic = "\x28\xb5\x2f\xfd";

/// What programs put beside the data: pzstd the size of each frame.
bool isSkippableFrame(std::string_view head)
{
    return head.size() >= 4 && (head[0] & '\xf0') == '\x50' && head.substr(1).starts_with("\x2a\x4d\x18");
}

class ZstdSource final : public TapeReader::Source
{
public:
    explicit ZstdSource(FileBytes file)
        : ZstdSource(Input(std::move(file)))
    {
    }
    /// The decompressor's own state cannot be had: the copy begins its frame anew.
    ZstdSource(const ZstdSource& other)
        : ZstdSource(other.m_input)
    {
        m_frame = other.m_frame;
        m_insideFrame = other.m_insideFrame;
        m_given = other.m_given;
        m_toSkip = m_insideFrame ? m_given : 0;
        m_passedOver = other.m_passedOver;
        if (m_insideFrame) {
            m_input.seek(m_frame);
        }
    }
    ~ZstdSource() override { ZSTD_freeDStream(m_stream); }
    ZstdSource& operator=(const ZstdSource&) = delete;

    core::Result<std::size_t> read(char* to, std::size_t size) override
    {
        while (m_insideFrame && m_toSkip > 0) {
            const auto skipped = readOn(to, std::min<std::uint64_t>(size, m_toSkip));
            if (!skipped) {
                return skipped;
            }
            m_toSkip -= *skipped;
            m_given -= *skipped;
        }
        return readOn(to, size);
    }
    [[nodiscard]] std::string passedOver() const override { return m_passedOver; }
    [[nodiscard]] std::uint64_t consumed() const override { return m_input.consumed(); }
    [[nodiscard]] std::unique_ptr<Source> copy() const override { return std::make_unique<ZstdSource>(*this); }

private:
    explicit ZstdSource(const Input& input)
        : m_input(input)
        , m_stream(ZSTD_createDStream())
    {
        // As `zstd --long=31` writes, which is the most: a window of 2 GiB, of which no more is used than was read.
        ZSTD_DCtx_setParameter(m_stream, ZSTD_d_windowLogMax, 31);
    }
    core::Result<std::size_t> readOn(char* to, std::size_t size)
    {
        ZSTD_outBuffer out{to, size, 0};
        while (out.pos == 0) {
            if (!m_insideFrame && !beginFrame()) {
                return 0;
            }
            if (!m_input.has(1)) {
                // The last of a frame may still wait inside of the decompressor.
                ZSTD_inBuffer nothing{nullptr, 0, 0};
                const std::size_t code = ZSTD_decompressStream(m_stream, &out, &nothing);
                if (out.pos == 0 || ZSTD_isError(code) != 0) {
                    return core::defect("zstd data ends too early");
                }
                m_insideFrame = code != 0;
                break;
            }
            ZSTD_inBuffer in{m_input.ahead().data(), m_input.ahead().size(), 0};
            const std::size_t code = ZSTD_decompressStream(m_stream, &out, &in);
            m_input.take(in.pos);
            if (ZSTD_isError(code) != 0) {
                return core::defect(whyNot(ZSTD_getErrorCode(code)));
            }
            m_insideFrame = code != 0;
        }
        m_given += out.pos;
        return out.pos;
    }
    static std::string whyNot(ZSTD_ErrorCode code)
    {
        switch (code) {
        case ZSTD_error_memory_allocation:
            return "there is too little memory for the window of this zstd data; compress it anew without --long";
        case ZSTD_error_frameParameter_windowTooLarge:
            return "this zstd data wants a window of more than 2 GiB; compress it anew without --long";
        case ZSTD_error_dictionary_wrong:
            return "this zstd data wants a dictionary; decompress it with `zstd -d -D` first";
        default:
            return "zstd data is corrupt";
        }
    }
    /// False at the end of the file, before which there may be what belongs to no frame.
    bool beginFrame()
    {
        m_input.takePadding();
        m_insideFrame = m_input.has(4) && (m_input.ahead().starts_with(zstdMagic) || isSkippableFrame(m_input.ahead()));
        if (const std::uint64_t bytes = m_insideFrame ? 0 : m_input.takeRest(); bytes > 0) {
            m_passedOver = behindData("zstd", bytes);
        }
        m_frame = m_input.offset();
        m_given = 0;
        return m_insideFrame;
    }

    Input m_input;
    ZSTD_DStream* m_stream;
    bool m_insideFrame = false;
    std::uint64_t m_frame = 0; ///< where the frame at hand begins in the file
    std::uint64_t m_given = 0; ///< of its text, so far
    std::uint64_t m_toSkip = 0; ///< of its text: what the original of this copy has given
    std::string m_passedOver;
};

} // namespace

core::Result<std::unique_ptr<TapeReader::Source>> TapeReader::Source::open(const std::filesystem::path& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        return core::defect(path.string() + ": is a folder, not a tape");
    }
    auto file = FileBytes::open(path);
    if (!file) {
        return std::unexpected(std::move(file.error()));
    }
    std::array<char, 512> head{};
    const auto size = file->read(head.data(), head.size());
    if (!size) {
        return core::defect(path.string() + ": " + size.error().what);
    }
    const std::string_view magic(head.data(), *size);
    file->seek(0);
    if (magic.starts_with("\x1f\x8b")) {
        return std::make_unique<GzipSource>(std::move(*file));
    }
    if (magic.starts_with(zstdMagic) || isSkippableFrame(magic)) {
        return std::make_unique<ZstdSource>(std::move(*file));
    }
    if (const std::string what = foreignForm(magic); !what.empty()) {
        return core::defect(path.string() + ": " + what);
    }
    return std::make_unique<PlainSource>(std::move(*file));
}

} // namespace leadline::tape
