// SPDX-License-Identifier: MIT
/// What a venue's answer may cost, whatever the venue sends: so many bytes, so much time, and never another host.
#pragma once

#include <QtGlobal>

#include <chrono>

class QNetworkAccessManager;
class QNetworkReply;

namespace leadline::feeds
{

/// The largest answers that venues give are lists of instruments, a sixth of it. Messages of sockets keep to it as
/// well.
inline constexpr quint64 mostBytes = 64U << 20U;

/// Silence of `patience` ends a request; an answer that sends on and on ends after ten times that. Redirections are
/// answers like others: following one would carry the key to another host.
void setBounds(QNetworkAccessManager& network, std::chrono::milliseconds patience);
/// Ends `reply` when it is larger than mostBytes, or lasts longer than ten times `patience`.
void bound(QNetworkReply& reply, std::chrono::milliseconds patience);
/// The answer came to its end; otherwise what is there of it must not be read.
[[nodiscard]] bool isWhole(const QNetworkReply& reply);

} // namespace leadline::feeds
