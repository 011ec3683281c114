// SPDX-License-Identifier: MIT
/// The light that tells whether raw market data are recorded, and switches it.
#pragma once

#include <QString>
#include <QToolButton>

#include <cstdint>

namespace leadline::views
{

/// What a recording is doing.
struct RecordingState {
    bool isOn = false;
    bool isLosing = false; ///< messages were lost since it began, or it could not begin
    std::uint64_t bytes = 0; ///< written
    QString hint; ///< where to, and how much
};

/// A round mark and a word, never colour alone; as wide on as off. Thread: GUI.
class RecordLight final : public QToolButton
{
    Q_OBJECT

public:
    explicit RecordLight(QWidget* parent = nullptr);

    void showState(const RecordingState& state);
};

} // namespace leadline::views
