// SPDX-License-Identifier: MIT
/// The watch list between window and session: what is in it is watched, what is chosen is shown, and the list is kept.
#pragma once

#include "engine/core/pair.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <filesystem>
#include <set>
#include <vector>

namespace leadline::models
{
class SessionClient;
class WatchList;
} // namespace leadline::models
namespace leadline::session
{
enum class SourceKind : std::uint8_t;
}
namespace leadline::views
{
class MainWindow;
class WatchPanel;
} // namespace leadline::views

namespace leadline::app
{

struct LoadedSettings;

/// Where the list is kept, beside the settings; empty where it is not: in a replay, which has the symbols of its
/// recordings, and where the command line names the symbols of this once.
[[nodiscard]] std::filesystem::path watchListFile(const LoadedSettings& settings, session::SourceKind source);
/// What a window begins with: the symbols of the command line, else the list that was kept, else market.symbols. What
/// cannot be read of the list is said.
[[nodiscard]] models::WatchList startingWatchList(const LoadedSettings& settings, session::SourceKind source);
/// Its instruments, in order.
[[nodiscard]] std::vector<core::Pair> pairsOf(const models::WatchList& list);

/// Thread: GUI.
class WatchController final : public QObject
{
    Q_OBJECT

public:
    /// `file`: where the list is kept; empty: nowhere, as in a replay. `list`: what it begins with.
    WatchController(views::MainWindow& window, std::filesystem::path file, const models::WatchList& list);

private:
    void connectPanel();
    void connectSession();
    void keep();

    views::MainWindow& m_window;
    models::SessionClient& m_session;
    views::WatchPanel& m_panel;
    std::filesystem::path m_file;
    std::set<core::Pair> m_typed; ///< by the user, since the start
};

} // namespace leadline::app
