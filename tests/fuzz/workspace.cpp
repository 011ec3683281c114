// SPDX-License-Identifier: MIT
/// Files of workspaces.
#include "views/workspace/workspace.h"
#include "tests/fuzz/fuzz.h"

using namespace leadline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const auto workspace = views::parseWorkspace(text, QStringLiteral("w.json"));
    if (!workspace) {
        fuzz::require(workspace.error().what.starts_with("w.json"), "a defect names the file");
        return 0;
    }
    const QByteArray written = views::toJson(*workspace);
    const auto again = views::parseWorkspace(written, QStringLiteral("w.json"));
    fuzz::require(again.has_value(), "a workspace that was written can be read");
    fuzz::requireSame(views::toJson(*again).toStdString(), written.toStdString(), "a workspace reads back");
    return 0;
}
