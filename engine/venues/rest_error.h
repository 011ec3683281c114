// SPDX-License-Identifier: MIT
/// Why a REST service gave no answer to a question.
#pragma once

#include <cstdint>
#include <string>

namespace leadline::venues
{

struct RestError {
    enum class Kind : std::uint8_t {
        WrongKey,
        Forbidden, ///< the key's plan or account does not allow it
        NotFound,
        Busy, ///< asked too often
        Refused, ///< something else is wrong with the question
        Unavailable, ///< the service's own trouble
    };

    Kind kind = Kind::Unavailable;
    std::string code; ///< the service's own: "42210000", "NOT_AUTHORIZED"; may be empty
    std::string text; ///< its words; may be empty

    /// "403 NOT_AUTHORIZED: You are not entitled to this data", for people.
    [[nodiscard]] std::string describe(int status) const;
};

/// What an HTTP status that is no success says by itself.
[[nodiscard]] RestError::Kind kindOfStatus(int status);

} // namespace leadline::venues
