// SPDX-License-Identifier: MIT
/// What a group of linked panels, or a ladder alone, shows: one instrument, which may be changed.
#pragma once

#include "engine/core/latest.h"
#include "engine/core/pair.h"
#include "engine/session/market_snapshot.h"

#include <QObject>

#include <memory>

namespace leadline::session
{
class TradingSession;
struct OrderIntent;
} // namespace leadline::session

namespace leadline::models
{

class SessionClient;

/// Panels show its frames and send by it: what they send is about the instrument that they show. Thread: GUI.
class MarketView final : public QObject
{
    Q_OBJECT

public:
    /// View `number` of the session; 0 is there from the start and shows the first instrument. The engine and the
    /// client must outlive it.
    MarketView(session::TradingSession& engine, SessionClient& client, int number, QObject* parent = nullptr);
    ~MarketView() override;

    [[nodiscard]] SessionClient& session() const { return m_client; }
    /// Not known before the first frame, where nothing else was asked for.
    [[nodiscard]] const core::Pair& pair() const { return m_pair; }
    /// For people: "BTC/USDT"; empty while it is not known.
    [[nodiscard]] QString name() const;
    /// A place of its own for the previews of one more ladder; 0 is the ticket's.
    [[nodiscard]] int newPreviewPlace() { return ++m_previewPlaces; }
    /// The session forgets it; no frame comes any more. Engine and client may go before it then.
    void end();
    /// Takes the newest snapshot, if there is one, and shows it.
    void poll();

public Q_SLOTS:
    /// From now on; frames of another instrument do not come any more.
    void show(const leadline::core::Pair& pair);
    /// Of the instrument that the intent names, or else of the one that is shown.
    void submit(const leadline::session::OrderIntent& intent);
    /// Every order of ours in the instrument.
    void cancelAll();
    void resetBreaker();
    /// A size of zero gives a ladder's place back.
    void setPreview(const leadline::core::Quantity& size, const QString& venue, int place);
    /// Below zero: none. `isRaised`: at market whatever it says.
    void setSignal(double strength, bool isRaised);
    /// The notional, in quote units, that venues are compared for.
    void setComparedNotional(double notional);

Q_SIGNALS:
    /// Valid during the call; direct connections only.
    void framed(const leadline::session::MarketSnapshot& snapshot);
    /// Another instrument; what is on the screen is the old one's.
    void pairChanged(const leadline::core::Pair& pair);

private:
    session::TradingSession& m_engine;
    SessionClient& m_client;
    const int m_number;
    std::shared_ptr<core::Latest<session::MarketSnapshot>> m_own; ///< null: view 0 has the session's
    bool m_hasEnded = false;
    core::Pair m_pair;
    int m_previewPlaces = 0; ///< given away so far
};

} // namespace leadline::models
