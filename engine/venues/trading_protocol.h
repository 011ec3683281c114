// SPDX-License-Identifier: MIT
/// How a venue is traded with: texts in, texts out. The transport carries them and knows no venue.
#pragma once

#include "engine/core/result.h"
#include "engine/orders/order.h"
#include "engine/venues/venue_account.h"
#include "engine/venues/venue_protocol.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::venues
{

/// What is asked of a venue.
enum class Ask : std::uint8_t {
    Submit,
    Amend,
    Cancel,
    Query, ///< one order
    QueryClosed, ///< the second half of a query, where a venue has two lists
    Fills, ///< of one order
    OpenOrders, ///< of one symbol, or of the whole account
    ConditionalOrders, ///< the same, where they are in a list of their own
    CancelAll, ///< of one symbol, or of the whole account where the venue knows no less
    CancelConditional, ///< all of one symbol, where CancelAll leaves them alone
    CancelListed, ///< one order of a list, whoever sent it
    Account,
    Positions, ///< of all symbols
    PositionMode, ///< one position a symbol, or two
    Session, ///< what the private stream is opened with
    RenewSession,
    Countdown, ///< cancel everything unless this is repeated in time; zero ends it
    Time, ///< the venue's clock
};
[[nodiscard]] std::string_view describe(Ask ask);

/// How far a question about orders goes.
enum class Reach : std::uint8_t { Symbol, Account };

struct TradingAsk {
    Ask what = Ask::Time;
    orders::Order order; ///< Submit to Fills; an amendment's wish is in amendPrice and amendSize
    core::Symbol symbol; ///< OpenOrders to CancelConditional, Countdown; empty: the whole account
    VenueOrder listed; ///< CancelListed
    std::chrono::milliseconds countdown{};
    /// Query, QueryClosed, Fills: one question for every order sent since then by the venue's clock, where the venue
    /// answersForAll; the epoch: about `order` alone.
    core::Timestamp allSince{};
    int offset = 0; ///< Fills, where the venue gives them page by page ...
    std::string cursor; ///< ... or from a mark of its own
};

/// Says which amendment it was: its answer may come when another one is under way.
[[nodiscard]] orders::OrderReport refusedAmendment(const TradingAsk& ask, std::string_view why);

/// What goes into a request besides the question itself.
struct Stamp {
    Credentials credentials;
    std::int64_t milliseconds = 0; ///< the venue's time, as far as we know it
    std::uint64_t nonce = 0; ///< rises from request to request
    std::uint64_t number = 0; ///< names a request on the private socket
    std::string session;
    std::chrono::milliseconds validFor{5000}; ///< the venue refuses the request when it arrives later
};

struct TradingRequest {
    bool overSocket = false; ///< the private one; else REST
    std::string method; ///< REST: "GET", "POST", "PUT", "DELETE"
    std::string path; ///< REST, with its query
    std::string body; ///< REST, or the text for the socket
    std::vector<std::pair<std::string, std::string>> headers;
};

enum class Outcome : std::uint8_t {
    Done,
    Refused, ///< for certain not done
    Unclear, ///< it may have been done
    Busy, ///< turned away at the door for now; `wait` may say how long
    WrongClock, ///< turned away for its stamp
    Denied, ///< the key is wrong or may not do this
};

struct TradingAnswer {
    Outcome outcome = Outcome::Done;
    std::string why; ///< the venue's words
    std::chrono::milliseconds wait{}; ///< Busy: so long ...
    core::Timestamp bannedUntil{}; ///< ... or until then, by the venue's clock
    int nextOffset = 0; ///< Fills: there are more from here on; zero: there are not ...
    std::string nextCursor; ///< ... the same with the venue's own mark; empty: there are not
    std::vector<orders::OrderReport> reports; ///< OpenOrders: the whole list
    std::vector<VenueOrder> rows; ///< OpenOrders, ConditionalOrders: the rows, whoever sent them
    std::optional<venues::Account> account; ///< Account, Positions: rows of size zero are left out
    std::optional<bool> isHedged; ///< PositionMode: two positions a symbol
    std::string session;
    core::Timestamp venueTime{}; ///< Time
    bool asksClosed = false; ///< not among the open ones: QueryClosed comes next
    bool asksAlone = false; ///< the list of all orders is too long to find this one in: it is asked for by itself
    std::string replacedBy; ///< the venue's id of the order that took its place: that one is asked for next, and the
                            ///< reports tell nothing but what was filled before
};

/// One message of the private stream.
struct PrivateMessage {
    std::vector<orders::OrderReport> reports;
    std::optional<venues::Account> changes; ///< balances and positions that changed, alone; size zero: closed
    std::vector<VenueOrder> conditional; ///< that came, changed or ended
    std::uint64_t answers = 0; ///< the request it is the answer to; zero: none
    bool isReady = false; ///< the stream is subscribed and complete from here on
    bool isSessionOver = false; ///< a new one must be had
    bool hasUntoldLegs = false; ///< of a group that came, orders wait that the stream does not tell of: they are listed
    bool hasGap = false; ///< messages are missing before this one
    bool isDenied = false; ///< the key may not listen
    std::string defect; ///< a part that could not be read; the rest was
};

/// A bucket of requests; see risk::RateBudget.
struct RequestBudget {
    double capacity = 0;
    double perSecond = 0;
};

/// Where a venue can be traded: the real one, or one for practice.
struct TradingEnvironment {
    std::string_view name; ///< "live", "demo"
    bool isLive = true; ///< real money
    Endpoints endpoints; ///< of requests and the private stream
    bool isLimited = true; ///< it counts requests as the real venue does
};

/// Thread: one, whichever owns it.
class TradingProtocol
{
public:
    virtual ~TradingProtocol() = default;

    [[nodiscard]] virtual std::vector<TradingEnvironment> environments() const = 0;
    /// Requests by address, and orders.
    [[nodiscard]] virtual RequestBudget requestBudget() const = 0;
    [[nodiscard]] virtual RequestBudget orderBudget() const = 0;
    /// Its answer to a question about an order can tell of all of them (TradingAsk::allSince): what many orders ask at
    /// a time is asked once, and read for each.
    [[nodiscard]] virtual bool answersForAll(Ask /*what*/) const { return false; }
    /// What an ask takes of the two; `reach` is that of lists, `age` that of an order.
    [[nodiscard]] virtual double requestCost(Ask ask, Reach reach) const = 0;
    [[nodiscard]] virtual double orderCost(Ask ask, core::Duration age) const = 0;

    [[nodiscard]] virtual TradingRequest request(const TradingAsk& ask, const Stamp& stamp) const = 0;
    /// `status` is HTTP's; answers on the socket have 200.
    [[nodiscard]] virtual TradingAnswer read(const TradingAsk& ask, int status, std::string_view body) const = 0;

    /// The private stream for that session, with its greeting and ping.
    [[nodiscard]] virtual Connection stream(
        const Endpoints& endpoints, const std::string& session, const Credentials& credentials) const = 0;
    [[nodiscard]] virtual core::Result<PrivateMessage> readMessage(std::string_view text) = 0;
    /// The stream begins anew.
    virtual void restart() { }
    /// Ready as soon as it is connected: the stream says nothing by itself.
    [[nodiscard]] virtual bool isReadyWhenConnected() const { return false; }
    /// Zero: sessions do not end.
    [[nodiscard]] virtual std::chrono::milliseconds renewEvery() const { return {}; }
    /// The venue can cancel everything when we are gone.
    [[nodiscard]] virtual bool hasCountdown() const { return true; }
    [[nodiscard]] virtual bool keepsQueueWhenReduced() const { return false; }
    /// The account's answer holds no positions: they are asked for with it.
    [[nodiscard]] virtual bool hasPositionsApart() const { return false; }
    /// Its positions are the position. Where it keeps balances, Ask::Positions tells what was borrowed alone.
    [[nodiscard]] virtual bool keepsPositions() const { return true; }
    /// After so long a request cannot be accepted any more; nothing: by the manager's usual time.
    [[nodiscard]] virtual std::optional<std::chrono::seconds> absentAfter() const { return {}; }
    /// It may keep two positions a symbol.
    [[nodiscard]] virtual bool hasPositionModes() const { return false; }
    /// It promises for orders that say so that they open nothing. Where it does not, their size has to be capped.
    [[nodiscard]] virtual bool hasReduceOnly() const { return false; }
    /// CancelAll takes the orders of one symbol; where it does not, it takes the whole account's.
    [[nodiscard]] virtual bool cancelsBySymbol() const = 0;
    /// Not all conditional orders are in the list of open orders ...
    [[nodiscard]] virtual bool listsConditionalApart() const { return false; }
    /// ... or fall to CancelAll: CancelConditional takes those.
    [[nodiscard]] virtual bool cancelsConditionalApart() const { return false; }
};

} // namespace leadline::venues
