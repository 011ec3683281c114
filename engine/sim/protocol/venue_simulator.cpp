// SPDX-License-Identifier: MIT
#include "engine/sim/protocol/venue_simulator.h"

#include "engine/venues/signing.h"

#include <array>
#include <cstdio>

namespace leadline::sim
{

std::string isoText(core::Timestamp time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::microseconds>(time - day));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
        static_cast<int>(clock.subseconds().count()));
    return text.data();
}

std::string embeddedSecretBase64()
{
    return venues::base64Text(embeddedSecret);
}

void VenueSimulator::fillNewest()
{
    TradingAccount* const trading = account();
    if (trading != nullptr && !trading->orders().empty()) {
        trading->fillPart(trading->orders().rbegin()->first);
    }
}

RestAnswer VenueSimulator::serverError(RequestFate fate) const
{
    // "Unknown error" says nothing about whether it was done; "Service Unavailable." says it was not.
    constexpr int unavailable = 503;
    return {unavailable,
        fate == RequestFate::CarriedOut ? R"({"code":-1007,"msg":"Timeout waiting for response from backend server."})"
                                        : R"({"code":-1001,"msg":"Internal error; unable to process your request."})"};
}

} // namespace leadline::sim
