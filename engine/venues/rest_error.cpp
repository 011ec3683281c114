// SPDX-License-Identifier: MIT
#include "engine/venues/rest_error.h"

namespace leadline::venues
{

std::string RestError::describe(int status) const
{
    return std::to_string(status) + (code.empty() ? "" : " " + code) + (text.empty() ? "" : ": " + text);
}

RestError::Kind kindOfStatus(int status)
{
    using Kind = RestError::Kind;
    switch (status) {
    case 401:
        return Kind::WrongKey;
    case 403:
        return Kind::Forbidden;
    case 404:
        return Kind::NotFound;
    case 429:
        return Kind::Busy;
    default:
        return status >= 400 && status < 500 ? Kind::Refused : Kind::Unavailable;
    }
}

} // namespace leadline::venues
