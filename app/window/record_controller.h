// SPDX-License-Identifier: MIT
/// The window's recording of raw market data: on and off as the setting says, its light, and what it loses.
#pragma once

#include "app/settings/settings.h"
#include "engine/recorder/loss_words.h"
#include "engine/recorder/renewal_watch.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <memory>
#include <thread>

namespace leadline::core
{
class Clock;
}
namespace leadline::feeds
{
class RawListener;
}
namespace leadline::recorder
{
class TapeRecorder;
struct TapeOptions;
} // namespace leadline::recorder
namespace leadline::session
{
class TradingSession;
enum class SourceKind : std::uint8_t;
} // namespace leadline::session
namespace leadline::views
{
class MainWindow;
}

namespace leadline::app
{

/// What the venues send in this session goes into files, besides being shown and traded by. Thread: GUI.
class RecordController final : public QObject
{
    Q_OBJECT

public:
    using ChangeSetting = std::function<QString(const QString& key, const QString& value)>;

    /// All but the function must outlive it, the clock can be read from any thread. `change` is what the switch turns
    /// the setting with.
    RecordController(session::TradingSession& engine, session::SourceKind source, views::MainWindow& window,
        const core::Clock& clock, ChangeSetting change);
    ~RecordController() override;

    /// Begins, ends, or goes on in another folder, as these say.
    void apply(const Settings& settings);
    [[nodiscard]] bool isRecording() const { return m_recorder != nullptr; }
    /// Where to, and for how many days, as it was begun; empty while nothing is recorded.
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
    [[nodiscard]] int keepDays() const { return m_keepDays; }

private:
    void start(const recorder::TapeOptions& options);
    void stop();
    void look();
    /// The session's feeds tell it, or nobody, once this returns.
    void listen(feeds::RawListener* listener);

    session::TradingSession& m_engine;
    session::SourceKind m_source;
    views::MainWindow& m_window;
    const core::Clock& m_clock;
    ChangeSetting m_change;
    std::unique_ptr<recorder::TapeRecorder> m_recorder; ///< null: nothing is recorded
    std::jthread m_ending; ///< ends the files of the one before: a disk that hangs keeps no window waiting
    std::filesystem::path m_folder;
    int m_keepDays = 0;
    recorder::RenewalWatch m_renewals;
    recorder::LossWords m_loss;
    std::size_t m_notes = 0; ///< said
    int m_looks = 0;
    QTimer m_timer;
};

} // namespace leadline::app
