// SPDX-License-Identifier: MIT
/// From settings to what the stocks of a session take.
#pragma once

#include "app/settings/settings.h"

namespace leadline::execution
{
struct ExecutionOptions;
}
namespace leadline::session
{
enum class SourceKind : std::uint8_t;
struct ScanRules;
struct StockOptions;
} // namespace leadline::session

namespace leadline::app
{

/// Which market of stocks is meant.
enum class StockPlace : std::uint8_t { Embedded, Paper, Live };
[[nodiscard]] std::string_view describe(StockPlace place);

/// The one that goes with the market of a window.
[[nodiscard]] StockPlace stockPlace(const Settings& settings, session::SourceKind source);
/// Without credentials.
[[nodiscard]] session::StockOptions stockOptions(const Settings& settings, StockPlace place);

/// What a scan of picks goes by.
[[nodiscard]] session::ScanRules scanRules(const Settings& settings);

/// Alpaca's environment that the user has turned trading on for: "off", "paper" or "live".
[[nodiscard]] const std::string& stockTrading(const Settings& settings);

/// Whose orders at Alpaca the journal gives back.
void setEnvironment(execution::ExecutionOptions& orders, StockPlace place);

/// When the embedded market begins: today at equities.embedded_start in New York, or on the next trading day. `time`
/// replaces the setting where it is not empty: "09:29:00", or "2026-11-20T09:29:00" of a trading day, with "-05:00" or
/// without. A defect names what is wrong with it.
[[nodiscard]] core::Result<core::Timestamp> embeddedStart(
    const Settings& settings, const std::string& time, core::Timestamp now);

} // namespace leadline::app
