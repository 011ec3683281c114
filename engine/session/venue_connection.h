// SPDX-License-Identifier: MIT
/// One venue: its stream into its markets on the desk.
#pragma once

#include "engine/core/instrument_index.h"
#include "engine/core/time.h"
#include "engine/venues/venue.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace leadline::core
{
struct MarketMessage;
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
class RestClient;
class VenueFeed;
} // namespace leadline::feeds

namespace leadline::session
{

struct VenueChoice;

/// Thread: engine.
class VenueConnection final : public QObject
{
    Q_OBJECT

public:
    /// `endpoints` are those of the venue, or of the embedded market in its place. Desk and clock must outlive it.
    /// `raw` hears its texts as they come; null: nobody.
    VenueConnection(const VenueChoice& choice, venues::Endpoints endpoints, venues::DepthFeed depth, desk::Desk& desk,
        const core::Clock& clock, feeds::RawListener* raw = nullptr);
    ~VenueConnection() override;

    [[nodiscard]] const venues::Venue& venue() const { return m_venue; }
    [[nodiscard]] QString name() const;
    /// Those that are watched, by symbol.
    [[nodiscard]] std::vector<desk::Market*> markets() const;
    [[nodiscard]] const venues::Endpoints& endpoints() const { return m_endpoints; }
    /// The environment to trade in that the user chose.
    [[nodiscard]] const std::string& trading() const { return m_trading; }
    [[nodiscard]] const venues::Credentials& credentials() const { return m_credentials; }

    /// Opens its market on the desk, and its stream. Null: the venue has nothing of the kind.
    desk::Market* watch(const core::Pair& pair);
    /// Ends its stream; the market stays on the desk, with an empty book.
    void unwatch(const core::Pair& pair);
    /// Hears its texts from now on, and outlives it; null: nobody does. Books begin anew for it.
    void listenRaw(feeds::RawListener* raw);
    /// Every book begins anew, as the venue has it then.
    void renewBooks();
    /// Asks for the list of everything that is traded there; answered by listed(), or by nothing where the venue has no
    /// such list.
    void fetchCatalogue();
    /// Ends every stream; the markets stay on the desk.
    void close();

Q_SIGNALS:
    void problem(const QString& what);
    void listed(const std::vector<leadline::core::ListedInstrument>& instruments);
    /// The stream was found, or lost: `why` names the venue.
    void changed(bool up, const QString& why);

private:
    void open();
    void setConnected(const std::vector<core::Symbol>& symbols, bool isConnected);
    void apply(const core::MarketMessage& message);

    const venues::Venue& m_venue;
    venues::Endpoints m_endpoints;
    venues::DepthFeed m_depth;
    std::string m_trading;
    venues::Credentials m_credentials;
    desk::Desk& m_desk;
    const core::Clock& m_clock;
    feeds::RawListener* m_raw; ///< null: nobody hears its texts
    std::map<core::Symbol, desk::Market*> m_markets; ///< those that are watched
    std::set<core::Symbol> m_lost; ///< their stream is, until it is found again
    bool m_wasUp = false;
    std::unique_ptr<feeds::RestClient> m_rest; ///< null: no list was asked for
    std::unique_ptr<feeds::VenueFeed> m_feed; ///< null: nothing is watched yet
};

} // namespace leadline::session
