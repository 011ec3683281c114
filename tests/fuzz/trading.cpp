// SPDX-License-Identifier: MIT
/// What a venue says of our orders and account: its private stream, and its answers to every question.
///
/// Lines: `<` and a message of the stream, or a letter for the question, a letter for HTTP's status, and the answer.
#include "engine/venues/trading_protocol.h"
#include "engine/venues/venue.h"
#include "tests/fuzz/fuzz.h"

#include <array>

using namespace leadline;

namespace
{

constexpr std::size_t asks = static_cast<std::size_t>(venues::Ask::Time) + 1;
constexpr std::array statuses{200, 400, 401, 403, 404, 409, 418, 422, 429, 500, 503, 0};

void checkReport(const orders::OrderReport& report)
{
    // The manager refuses what is negative, and fills of nothing: a protocol passes on what the venue said.
    fuzz::require(report.price.raw() <= core::Price::maxRaw, "a price is in range");
    fuzz::require(report.size.raw() <= core::Quantity::maxRaw, "a size is in range");
}

void checkAccount(const std::optional<venues::Account>& account)
{
    if (account) {
        for (const venues::VenuePosition& position : account->positions) {
            fuzz::require(!position.symbol.isEmpty(), "a position has a symbol");
            fuzz::require(!position.size.isZero(), "a position has a size");
        }
    }
}

class Trading
{
public:
    explicit Trading(const venues::Venue& venue)
        : m_protocol(venue.makeTrading())
    {
        m_ask.order.request = {.id = 0x123456789abcULL,
            .market = {venue.id, core::Symbol("ETHUSDT")},
            .price = core::Price::parse("2000.5").value(),
            .size = core::Quantity::parse("1.5").value()};
        m_ask.order.state = orders::OrderState::Working;
        m_ask.order.venueOrder = "42";
        m_ask.symbol = m_ask.order.request.market.symbol;
    }

    void hear(std::string_view text)
    {
        const auto message = m_protocol->readMessage(text);
        if (!message) {
            fuzz::require(!message.error().what.empty(), "a defect says what is wrong");
            return;
        }
        for (const orders::OrderReport& report : message->reports) {
            checkReport(report);
        }
    }

    void answer(venues::Ask what, int status, std::string_view body)
    {
        m_ask.what = what;
        const venues::TradingAnswer answer = m_protocol->read(m_ask, status, body);
        for (const orders::OrderReport& report : answer.reports) {
            checkReport(report);
        }
        checkAccount(answer.account);
        fuzz::require(answer.wait.count() >= 0, "nobody waits for the past");
        fuzz::require(answer.nextOffset >= 0, "pages go on");
        if (status >= 400) {
            fuzz::require(answer.outcome != venues::Outcome::Done || what == venues::Ask::Cancel
                    || what == venues::Ask::CancelAll || what == venues::Ask::CancelConditional
                    || what == venues::Ask::CancelListed || what == venues::Ask::Query
                    || what == venues::Ask::QueryClosed || what == venues::Ask::PositionMode,
                "a refusal is no success");
        }
    }

private:
    std::unique_ptr<venues::TradingProtocol> m_protocol;
    venues::TradingAsk m_ask;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Trading trading(*venues::findVenue(FUZZ_VENUE));
    for (std::string_view line : fuzz::linesOf(fuzz::textOf(data, size))) {
        if (line.starts_with('<')) {
            trading.hear(line.substr(1));
            continue;
        }
        const auto what = static_cast<venues::Ask>(fuzz::choose(line, asks));
        const int status = statuses[fuzz::choose(line, statuses.size())];
        trading.answer(what, status, line);
    }
    return 0;
}
