// SPDX-License-Identifier: MIT
#include "engine/session/paper_order.h"

#include "engine/desk/desk.h"
#include "engine/lab/paper_venue.h"

#include <algorithm>

namespace leadline::session
{

lab::PaperOrder paperOrder(const orders::NewOrder& request, const desk::Market& market, core::Timestamp expiresAt)
{
    const auto& members = market.group()->members();
    const auto member = std::ranges::find(members, &market, &desk::MarketGroup::Member::market);
    const routing::VenueTerms terms = member != members.end() ? member->terms : routing::VenueTerms{};
    return {
        .request = request, .expiresAt = expiresAt, .makerFeeBps = terms.makerFeeBps, .takerFeeBps = terms.takerFeeBps};
}

} // namespace leadline::session
