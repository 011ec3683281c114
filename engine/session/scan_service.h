// SPDX-License-Identifier: MIT
/// Screens stocks and the pairs that the session watches: follows halts and moves, asks for quotes, and judges.
#pragma once

#include "engine/core/names.h"

#include <QObject>
#include <QString>

#include <memory>
#include <set>
#include <vector>

namespace leadline::core
{
class Clock;
struct MarketMessage;
struct StockAsset;
struct Trade;
} // namespace leadline::core
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::picks
{
class MarketWatch;
class Scanner;
struct ScanReport;
using SharedScan = std::shared_ptr<const ScanReport>;
} // namespace leadline::picks

namespace leadline::venues
{
struct Credentials;
}

namespace leadline::session
{

class BookQuotes;
class QuoteSources;
class ReferenceData;
class TrainedPicks;
struct ScanRequest;
struct SettingsInForce;
struct ScanRules;
struct StockOptions;

/// Thread: engine.
class ScanService final : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive it.
    ScanService(ReferenceData& reference, const core::Clock& clock, QObject* parent = nullptr);
    ~ScanService() override;

    /// Pairs that are watched there are screened as well, with or without stocks. It must outlive this.
    void screenBooks(desk::Desk& desk);
    /// Null: no pairs are screened.
    [[nodiscard]] const BookQuotes* books() const { return m_books.get(); }
    /// What others of the same rules heard of the markets of the desk that is screened.
    void rememberBooks(const BookQuotes& heard);
    /// Of a market that is watched.
    void traded(const desk::Market& market, const core::Trade& trade);
    /// Of stocks. Asks nothing before a scan does.
    void open(const StockOptions& options);
    void close();
    /// What a scan that begins from now on goes by.
    void setRules(const ScanRules& rules);
    void tellRules(SettingsInForce& to) const;
    /// Of a source that is asked from the next scan on. Only while it is open.
    void setPolygonKey(const venues::Credentials& key);

    /// Whose stream is needed.
    [[nodiscard]] const std::set<core::Symbol>& symbols() const { return m_symbols; }
    /// Only while it is open.
    void receive(const core::MarketMessage& message);
    /// The stream was begun, or begun anew: halts of before may have been missed. Only while it is open.
    void streamBegan();
    /// Time passed; several times a second.
    void tick();

public Q_SLOTS:
    /// Screens the symbols; answered by scanned() or refused(). While one runs, the newest asked for waits for its end.
    void scan(const leadline::session::ScanRequest& request);
    /// Halts and moves of these and no others are followed from now on, so that a scan later knows of them.
    void follow(const leadline::session::ScanRequest& request);

Q_SIGNALS:
    void scanned(const leadline::picks::SharedScan& report);
    void refused(const QString& why);
    /// Of the model that scores: it was replaced, or could not be.
    void noted(const QString& what);
    /// What symbols() gives may be another; it is followed by the time this returns. Direct connections only.
    void symbolsChanged();

private:
    void makeScanner();
    void useScores();
    void refreshScores();
    void refuse(const QString& why);
    [[nodiscard]] bool isPair(const core::Symbol& symbol) const;
    void seedMoves(const ScanRequest& request);
    void begin(const ScanRequest& request);
    void ended(const picks::SharedScan& report);
    void addAssets(const std::vector<core::StockAsset>& assets);

    ReferenceData& m_reference;
    const core::Clock& m_clock;
    std::unique_ptr<StockOptions> m_options; ///< with the rules of now
    std::unique_ptr<picks::MarketWatch> m_watch;
    std::unique_ptr<QuoteSources> m_sources;
    std::unique_ptr<BookQuotes> m_books; ///< null: no pairs are screened
    std::unique_ptr<picks::Scanner> m_scanner; ///< null: neither stocks nor pairs can be asked for
    std::unique_ptr<TrainedPicks> m_trained; ///< null: no model is trained
    QString m_scoreProblem; ///< why the model of the settings cannot score; empty: it can
    bool m_isOpen = false; ///< stocks
    std::unique_ptr<const ScanRequest> m_waiting;
    bool m_isAwaited = false; ///< somebody asked for a scan, and has no answer
    bool m_hasOtherKeys = false; ///< than the sources were made with
    std::set<core::Symbol> m_seeded; ///< whose minutes of before were asked for
    std::set<core::Symbol> m_symbols;
};

} // namespace leadline::session
