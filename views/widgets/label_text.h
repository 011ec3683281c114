// SPDX-License-Identifier: MIT
/// Labels that show what is new many times a second.
#pragma once

class QLabel;
class QString;

namespace leadline::views
{

/// The same text again would lay everything around the label out anew: only another one is set.
void showText(QLabel& label, const QString& text);

} // namespace leadline::views
