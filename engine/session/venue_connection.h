// SPDX-License-Identifier: MIT
/// One venue of the pair on show: its stream into its market on the desk.
#pragma once

#include "engine/core/time.h"
#include "engine/venues/venue.h"

#include <QObject>
#include <QString>

#include <memory>

namespace leadline::core
{
struct MarketMessage;
class Pair;
} // namespace leadline::core
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::feeds
{
class VenueFeed;
}

namespace leadline::session
{

struct VenueChoice;

/// Thread: engine.
class VenueConnection final : public QObject
{
    Q_OBJECT

public:
    /// Opens the market on the desk; the venue must have the pair. `endpoints` are those of the venue, or of the
    /// embedded market in its place. Desk and clock must outlive it.
    VenueConnection(const VenueChoice& choice, venues::Endpoints endpoints, const core::Pair& pair, desk::Desk& desk,
        const core::Clock& clock);
    ~VenueConnection() override;

    [[nodiscard]] const venues::Venue& venue() const { return m_venue; }
    [[nodiscard]] QString name() const;
    [[nodiscard]] desk::Market& market() const { return m_market; }
    [[nodiscard]] const venues::Endpoints& endpoints() const { return m_endpoints; }
    /// The environment to trade in that the user chose.
    [[nodiscard]] const std::string& trading() const { return m_trading; }
    [[nodiscard]] const venues::Credentials& credentials() const { return m_credentials; }
    /// Another connection brings what it receives, by receive() and setUp().
    [[nodiscard]] bool isShared() const { return m_isShared; }

    /// Connects the stream; nothing to do where it is shared.
    void open(venues::DepthFeed depth);
    /// Messages of other symbols are passed over.
    void receive(const core::MarketMessage& message);
    void setUp(bool up, const QString& why);
    /// Ends the stream; the market stays on the desk.
    void close();

Q_SIGNALS:
    void problem(const QString& what);
    /// The stream was found, or lost: `why` names the venue.
    void changed(bool up, const QString& why);

private:
    const venues::Venue& m_venue;
    venues::Endpoints m_endpoints;
    std::string m_trading;
    venues::Credentials m_credentials;
    bool m_isShared;
    const core::Clock& m_clock;
    desk::Market& m_market;
    std::unique_ptr<feeds::VenueFeed> m_feed;
};

} // namespace leadline::session
