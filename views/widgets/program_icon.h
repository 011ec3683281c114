// SPDX-License-Identifier: MIT
/// The program's own picture.
#pragma once

#include <QIcon>

namespace leadline::views
{

/// A lead line, at every size.
[[nodiscard]] QIcon programIcon();

} // namespace leadline::views
