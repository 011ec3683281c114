// SPDX-License-Identifier: MIT
#include "views/widgets/program_icon.h"

/// Resources of a static library are not linked unless somebody names them; Qt wants that outside of every namespace.
static void loadResources()
{
    Q_INIT_RESOURCE(leadline);
}

namespace leadline::views
{

QIcon programIcon()
{
    loadResources();
    return QIcon(QStringLiteral(":/icons/leadline.svg"));
}

} // namespace leadline::views
