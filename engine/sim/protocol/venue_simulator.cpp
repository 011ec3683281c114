// SPDX-License-Identifier: MIT
#include "engine/sim/protocol/venue_simulator.h"

#include "engine/core/time_text.h"
#include "engine/venues/signing.h"

namespace leadline::sim
{

std::string isoText(core::Timestamp time)
{
    return core::isoText(time, 6);
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
