// SPDX-License-Identifier: MIT
/// Signatures as venues want them, by OpenSSL.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace leadline::venues
{

[[nodiscard]] std::string hmacSha256(std::string_view secret, std::string_view text); ///< 32 bytes
[[nodiscard]] std::string hmacSha512(std::string_view secret, std::string_view text); ///< 64 bytes
[[nodiscard]] std::string sha256(std::string_view text); ///< 32 bytes
/// Of a file's bytes, 32 bytes, however large it is; nothing where it cannot be read.
[[nodiscard]] std::optional<std::string> sha256Of(const std::filesystem::path& file);
[[nodiscard]] std::string hexText(std::string_view bytes);
[[nodiscard]] std::string base64Text(std::string_view bytes);
/// Nothing when the text is not base64.
[[nodiscard]] std::optional<std::string> fromBase64(std::string_view text);
/// "a b/c" as "a%20b%2Fc": everything but letters, digits and -._~
[[nodiscard]] std::string percentEncoded(std::string_view text);

} // namespace leadline::venues
