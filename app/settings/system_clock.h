// SPDX-License-Identifier: MIT
/// The system's clock: handed in by whoever starts the engine, read by nobody below.
#pragma once

#include "engine/core/time.h"

namespace leadline::app
{

class SystemClock final : public core::Clock
{
public:
    [[nodiscard]] core::Timestamp now() const override
    {
        return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now());
    }
    [[nodiscard]] core::Duration steady() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
};

} // namespace leadline::app
