// SPDX-License-Identifier: MIT
/// Decision tapes for the lab's panel, made once a program.
#pragma once

#include "engine/lab/decision_tape_maker.h"
#include "models/lab_work.h"
#include "tests/support/builders.h"

#include <QTest>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace leadline::tests
{

inline lab::DecisionTape decisionTapeOf(const std::vector<std::filesystem::path>& recordings)
{
    constexpr double reach = 600'000;
    lab::DecisionTapeMaker maker(desk::DeskSettings{},
        {.version = "test",
            .recordings = {{recordings.front().filename().string(), "00ff"}},
            .selection = "all",
            .measured = {},
            .every = std::chrono::seconds(1),
            .reach = reach});
    return maker.run({recordings, "", {}}) ? maker.take() : lab::DecisionTape{};
}

/// Five minutes and three quarters of the ether perpetual, decided every second; null where the recording is absent.
inline const lab::DecisionTape* perpetualTape()
{
    static const std::string recording = sharedData("tapes/binance-futures_ethusdt_20240808.gz");
    static const lab::DecisionTape tape = recording.empty() ? lab::DecisionTape{} : decisionTapeOf({recording});
    return recording.empty() ? nullptr : &tape;
}

/// Gives a copy of it at once.
inline models::TapeOpener openerOf(const lab::DecisionTape& tape, const QStringList& notes = {})
{
    return [&tape, notes](const lab::Progress& progress) -> std::expected<models::OpenedTape, QString> {
        if (progress.told) {
            progress.told(0.5);
        }
        return models::OpenedTape{tape, notes};
    };
}

} // namespace leadline::tests

/// Skips by name where the recording is not there.
#define LEADLINE_NEEDS_PERPETUAL(variable)                                                                             \
    const ::leadline::lab::DecisionTape* const variable = ::leadline::tests::perpetualTape();                          \
    if ((variable) == nullptr) {                                                                                       \
        QSKIP("shared recording absent: binance-futures_ethusdt_20240808.gz");                                         \
    }
