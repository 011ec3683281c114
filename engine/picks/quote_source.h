// SPDX-License-Identifier: MIT
/// Where quotes come from: the port a scan asks through.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace leadline::picks
{

enum class SourceKind : std::uint8_t {
    Nbbo, ///< best of all exchanges
    OneExchange, ///< best of one exchange: never called an NBBO
    Levels, ///< a book of five levels or more
};
/// "NBBO", "one exchange", "order book"
[[nodiscard]] std::string_view describe(SourceKind kind);

struct SourceTerms {
    std::string name; ///< "Massive"
    SourceKind kind = SourceKind::Nbbo;
    std::size_t mostSymbols = 100; ///< a request
    double budgetCapacity = 10; ///< of risk::RateBudget; questions may use 60 % of it at once, so 2 at least
    double budgetPerSecond = 1;
};

/// Why a source gave no quotes.
struct SourceFailure {
    enum class Kind : std::uint8_t {
        NotAuthorised, ///< the key does not include it: it is left alone for a while
        RateLimited, ///< nothing more before `until`
        Unreachable,
        BadAnswer,
    };

    Kind kind = Kind::Unreachable;
    std::string what; ///< for people; empty where the kind says it all
    core::Timestamp until{}; ///< of RateLimited
};
/// "not authorised", "429 until 14:02:11" (New York), "connection refused"
[[nodiscard]] std::string describe(const SourceFailure& failure);

/// Asks a data service for touches. The answer comes to the scanner with the request's number, once: Scanner::arrived()
/// or failed(), from within request() or later, in the scanner's thread.
class QuoteSource
{
public:
    virtual ~QuoteSource() = default;
    [[nodiscard]] virtual const SourceTerms& terms() const = 0;
    /// False for symbols it never has: they are not asked for, and no reason is noted.
    [[nodiscard]] virtual bool covers(const core::Symbol& /*symbol*/) const { return true; }
    virtual void request(std::uint64_t number, std::span<const core::Symbol> symbols) = 0;
};

} // namespace leadline::picks
