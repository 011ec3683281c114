// SPDX-License-Identifier: MIT
#include "engine/tape/source.h"

#include <zlib.h>
#include <zstd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

namespace leadline::tape
{

namespace
{

constexpr std::size_t chunk = std::size_t{256} << 10;

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

class PlainSource final : public TapeReader::Source
{
public:
    explicit PlainSource(File file)
        : m_file(std::move(file))
    {
    }
    core::Result<std::size_t> read(char* to, std::size_t size) override
    {
        const std::size_t count = std::fread(to, 1, size, m_file.get());
        if (count == 0 && std::ferror(m_file.get()) != 0) {
            return core::defect(std::strerror(errno));
        }
        return count;
    }

private:
    File m_file;
};

/// Also reads several gzip members in one file: what a collector leaves that was restarted during the day.
class GzipSource final : public TapeReader::Source
{
public:
    explicit GzipSource(File file)
        : m_file(std::move(file))
        , m_input(chunk)
    {
        inflateInit2(&m_stream, 15 + 16);
    }
    ~GzipSource() override { inflateEnd(&m_stream); }
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;

    core::Result<std::size_t> read(char* to, std::size_t size) override
    {
        m_stream.next_out = reinterpret_cast<Bytef*>(to);
        m_stream.avail_out = static_cast<uInt>(size);
        while (m_stream.avail_out == size) {
            if (m_stream.avail_in == 0) {
                m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data());
                m_stream.avail_in = static_cast<uInt>(std::fread(m_input.data(), 1, m_input.size(), m_file.get()));
                if (m_stream.avail_in == 0) {
                    return m_insideMember ? core::Result<std::size_t>(core::defect("gzip data ends too early")) : 0;
                }
            }
            m_insideMember = true;
            const int code = inflate(&m_stream, Z_NO_FLUSH);
            if (code == Z_STREAM_END) {
                m_insideMember = false;
                inflateReset(&m_stream);
            } else if (code != Z_OK && code != Z_BUF_ERROR) {
                return core::defect("gzip data is corrupt");
            }
        }
        return size - m_stream.avail_out;
    }

private:
    File m_file;
    std::vector<char> m_input;
    z_stream m_stream{};
    bool m_insideMember = false;
};

class ZstdSource final : public TapeReader::Source
{
public:
    explicit ZstdSource(File file)
        : m_file(std::move(file))
        , m_input(ZSTD_DStreamInSize())
        , m_stream(ZSTD_createDStream())
    {
    }
    ~ZstdSource() override { ZSTD_freeDStream(m_stream); }
    ZstdSource(const ZstdSource&) = delete;
    ZstdSource& operator=(const ZstdSource&) = delete;

    core::Result<std::size_t> read(char* to, std::size_t size) override
    {
        ZSTD_outBuffer out{to, size, 0};
        while (out.pos == 0) {
            if (m_in.pos == m_in.size) {
                m_in = {m_input.data(), std::fread(m_input.data(), 1, m_input.size(), m_file.get()), 0};
                if (m_in.size == 0) {
                    return m_insideFrame ? core::Result<std::size_t>(core::defect("zstd data ends too early")) : 0;
                }
            }
            const std::size_t code = ZSTD_decompressStream(m_stream, &out, &m_in);
            if (ZSTD_isError(code) != 0) {
                return core::defect("zstd data is corrupt");
            }
            m_insideFrame = code != 0;
        }
        return out.pos;
    }

private:
    File m_file;
    std::vector<char> m_input;
    ZSTD_DStream* m_stream;
    ZSTD_inBuffer m_in{nullptr, 0, 0};
    bool m_insideFrame = false;
};

} // namespace

core::Result<std::unique_ptr<TapeReader::Source>> TapeReader::Source::open(const std::filesystem::path& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        return core::defect(path.string() + ": is a folder, not a tape");
    }
    File file(std::fopen(path.c_str(), "rb"));
    if (!file) {
        return core::defect(path.string() + ": " + std::strerror(errno));
    }
    std::array<unsigned char, 4> magic{};
    const std::size_t count = std::fread(magic.data(), 1, magic.size(), file.get());
    if (std::fseek(file.get(), 0, SEEK_SET) != 0) {
        return core::defect(path.string() + ": cannot be read twice: " + std::strerror(errno));
    }

    if (count >= 2 && magic[0] == 0x1f && magic[1] == 0x8b) {
        return std::make_unique<GzipSource>(std::move(file));
    }
    if (count == 4 && magic == std::array<unsigned char, 4>{0x28, 0xb5, 0x2f, 0xfd}) {
        return std::make_unique<ZstdSource>(std::move(file));
    }
    return std::make_unique<PlainSource>(std::move(file));
}

} // namespace leadline::tape
