// SPDX-License-Identifier: MIT
#include "engine/venues/signing.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <vector>

namespace leadline::venues
{

namespace
{

const unsigned char* bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hmac(const EVP_MD* digest, std::string_view secret, std::string_view text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    HMAC(digest, secret.data(), static_cast<int>(secret.size()), bytes(text), text.size(), out.data(), &length);
    return {reinterpret_cast<const char*>(out.data()), length};
}

} // namespace

std::string hmacSha256(std::string_view secret, std::string_view text)
{
    return hmac(EVP_sha256(), secret, text);
}

std::string hmacSha512(std::string_view secret, std::string_view text)
{
    return hmac(EVP_sha512(), secret, text);
}

std::string sha256(std::string_view text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), out.data(), &length, EVP_sha256(), nullptr);
    return {reinterpret_cast<const char*>(out.data()), length};
}

std::optional<std::string> sha256Of(const std::filesystem::path& file)
{
    constexpr std::size_t blockSize = std::size_t{1} << 20;
    std::ifstream in(file, std::ios::binary);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!in || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1) {
        return std::nullopt;
    }
    for (std::vector<char> block(blockSize); in;) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(in.gcount()));
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    EVP_DigestFinal_ex(digest.get(), out.data(), &length);
    return in.eof() ? std::optional(std::string(reinterpret_cast<const char*>(out.data()), length)) : std::nullopt;
}

std::string hexText(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

std::string base64Text(std::string_view text)
{
    std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0'); // one byte for the zero that OpenSSL writes behind it
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()), bytes(text), static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(length));
    return encoded;
}

std::optional<std::string> fromBase64(std::string_view text)
{
    std::string decoded(text.size() / 4 * 3, '\0');
    const int length = text.size() % 4 != 0
        ? -1
        : EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()), bytes(text), static_cast<int>(text.size()));
    if (length < 0) {
        return std::nullopt;
    }
    // OpenSSL counts the bytes that padding stands for.
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    decoded.resize(static_cast<std::size_t>(length) - std::min(padding, static_cast<std::size_t>(length)));
    // OpenSSL takes blanks and padding in odd places; a secret with a slip of the hand is no secret.
    return base64Text(decoded) == text ? std::optional(decoded) : std::nullopt;
}

std::string percentEncoded(std::string_view text)
{
    std::string encoded;
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '.' || c == '_' || c == '~';
        if (isPlain) {
            encoded += c;
        } else {
            constexpr std::string_view digits = "0123456789ABCDEF";
            const auto byte = static_cast<unsigned char>(c);
            encoded += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return encoded;
}

} // namespace leadline::venues
