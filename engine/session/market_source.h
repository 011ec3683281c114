// SPDX-License-Identifier: MIT
/// Where the markets of a session come from: venues, the embedded market in their place, or recordings.
#pragma once

#include "engine/core/instrument_index.h"
#include "engine/core/names.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace leadline::core
{
class Clock;
class ManualClock;
struct Pair;
} // namespace leadline::core
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::feeds
{
class RawListener;
}
namespace leadline::sim
{
enum class FaultKind : std::uint8_t;
}
namespace leadline::venues
{
struct Endpoints;
}

namespace leadline::session
{

class EmbeddedHost;
class TapeSource;
class TimelineWorker;
class SeekIndexer;
class VenueConnection;
struct SessionOptions;
struct VenueChoice;

/// Thread: engine.
class MarketSource final : public QObject
{
    Q_OBJECT

public:
    /// All must outlive it. `eventTime` is the clock of recordings, which they move; null: there are none.
    MarketSource(const SessionOptions& options, desk::Desk& desk, const core::Clock& clock,
        core::ManualClock* eventTime = nullptr, QObject* parent = nullptr);
    ~MarketSource() override;

    /// Recordings are about to be opened and looked through: whoever follows them connects himself.
    std::function<void(TapeSource&, TimelineWorker&, SeekIndexer&)> tapeMade;

    /// Makes ready to connect the venues, or opens the tapes. What it is, for people.
    [[nodiscard]] QString start();
    /// Opens the pair's markets at every venue that has it, and their streams; in the order of the venues. None: no
    /// venue has it.
    std::vector<desk::Market*> watch(const core::Pair& pair);
    /// Ends its streams; the markets stay on the desk.
    void unwatch(const core::Pair& pair);
    /// Hears the texts of every venue from now on, and outlives it; null: nobody does. Books begin anew for it.
    void listenRaw(feeds::RawListener* raw);
    /// Every book of every venue begins anew.
    void renewBooks();
    /// Asks every venue for the list of what it trades.
    void fetchCatalogues();
    /// Ends every stream; the markets stay on the desk.
    void stop();

    /// One a venue; none in a replay.
    [[nodiscard]] const std::vector<std::unique_ptr<VenueConnection>>& connections() const { return m_connections; }
    /// Null: there is none.
    [[nodiscard]] VenueConnection* connectionOf(const core::VenueId& venue) const;
    /// The embedded market stands in that venue's place.
    [[nodiscard]] bool isEmbedded(const core::VenueId& venue) const;
    /// Where it serves that venue to other clients: "127.0.0.1:40123"; empty: it does not.
    [[nodiscard]] QString embeddedAddress(const core::VenueId& venue) const;
    void setEmbeddedFault(const core::VenueId& venue, sim::FaultKind kind);
    /// The recordings; null: the market is none, or start() was not called.
    [[nodiscard]] TapeSource* tape() const { return m_tape; }

Q_SIGNALS:
    void problem(const QString& what);
    /// Instruments of a venue, in answer to fetchCatalogues().
    void listed(const std::vector<leadline::core::ListedInstrument>& instruments);
    /// A stream was found, or lost: `why` names the venue.
    void connectionChanged(bool up, const QString& why);
    void tapeEnded();

private:
    void startEmbedded();
    void startTape();
    void connectVenue(const VenueChoice& choice, const venues::Endpoints& endpoints);

    const SessionOptions& m_options;
    desk::Desk& m_desk;
    const core::Clock& m_clock;
    core::ManualClock* m_eventTime;
    std::unique_ptr<EmbeddedHost> m_host; ///< absent: venues are real
    std::vector<std::unique_ptr<VenueConnection>> m_connections;
    feeds::RawListener* m_raw; ///< null: nobody hears the venues' texts
    TapeSource* m_tape = nullptr; ///< absent: the market is no recording
    TimelineWorker* m_timeline = nullptr; ///< the same
    SeekIndexer* m_index = nullptr; ///< the same
};

} // namespace leadline::session
