// SPDX-License-Identifier: MIT
/// Where a journal is kept.
#pragma once

#include "engine/core/result.h"

#include <string>
#include <string_view>

namespace leadline::journal
{

struct JournalUrl {
    enum class Kind : std::uint8_t { Sqlite, PostgreSql };

    Kind kind = Kind::Sqlite;
    std::string file; ///< SQLite
    std::string host; ///< PostgreSQL; a path is a socket's folder
    int port = 5432;
    std::string database;
    std::string user;
    std::string password; ///< never shown

    /// "sqlite:/path/file" or "postgresql://[user[:password]@]host[:port]/database[?host=/socket/folder]".
    [[nodiscard]] static core::Result<JournalUrl> parse(std::string_view text);
    /// For people: without the password.
    [[nodiscard]] std::string shown() const;
};

/// Something was written there. A journal that has not begun holds nothing, and whoever only reads makes none.
[[nodiscard]] bool hasBegun(const JournalUrl& url);

} // namespace leadline::journal
