// SPDX-License-Identifier: MIT
#include "engine/picks/quote_source.h"

#include "engine/equities/market_hours.h"

namespace leadline::picks
{

std::string_view describe(SourceKind kind)
{
    switch (kind) {
    case SourceKind::Nbbo:
        return "NBBO";
    case SourceKind::OneExchange:
        return "one exchange";
    case SourceKind::Levels:
        return "order book";
    }
    return "";
}

std::string describe(const SourceFailure& failure)
{
    const std::string more = failure.what.empty() ? "" : ": " + failure.what;
    switch (failure.kind) {
    case SourceFailure::Kind::NotAuthorised:
        return "not authorised" + more;
    case SourceFailure::Kind::RateLimited:
        return "429 until " + equities::newYorkText(failure.until).substr(11) + more;
    case SourceFailure::Kind::Unreachable:
        return failure.what.empty() ? "not reachable" : failure.what;
    case SourceFailure::Kind::BadAnswer:
        return "bad answer" + more;
    }
    return failure.what;
}

} // namespace leadline::picks
