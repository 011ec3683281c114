// SPDX-License-Identifier: MIT
/// The lock that all writers of one partitioned store share.
#pragma once

#include "engine/core/result.h"

#include <filesystem>
#include <optional>

namespace leadline::store
{

/// Who gets it alone may clean up. Thread: one.
class RootLock
{
public:
    RootLock() = default;
    ~RootLock();
    RootLock(const RootLock&) = delete;
    RootLock& operator=(const RootLock&) = delete;

    /// Makes the folder; removes parts that writers who are gone left unfinished.
    [[nodiscard]] std::optional<core::Defect> open(const std::filesystem::path& root);
    [[nodiscard]] bool isOpen() const { return m_file >= 0; }

private:
    int m_file = -1;
};

} // namespace leadline::store
