// SPDX-License-Identifier: MIT
/// Texts for others, without what is ours alone.
#pragma once

#include <QByteArray>

#include <span>
#include <string>

namespace leadline::feeds
{

/// Three stars stand for each secret, wherever it is in the text; an empty secret stands nowhere.
[[nodiscard]] inline QByteArray redacted(QByteArray text, std::span<const std::string> secrets)
{
    for (const std::string& secret : secrets) {
        if (!secret.empty()) {
            text.replace(QByteArrayView(secret), "***");
        }
    }
    return text;
}

} // namespace leadline::feeds
