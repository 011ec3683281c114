// SPDX-License-Identifier: MIT
/// Labels that show what is new many times a second, and texts in little room.
#pragma once

class QAbstractButton;
class QLabel;
class QString;

namespace leadline::views
{

/// The same text again would lay everything around the label out anew: only another one is set.
void showText(QLabel& label, const QString& text);

/// Lets a button shrink to its text, where its style wants more.
void letShrink(QAbstractButton& button);

} // namespace leadline::views
