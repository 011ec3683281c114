// SPDX-License-Identifier: MIT
/// Numbers as people and their spreadsheets write them: which mark parts thousands and which decimals.
#pragma once

#include "engine/core/result.h"

#include <string>
#include <string_view>

namespace leadline::core
{

/// What the numbers of one file tell of its marks. Where neither they nor the file do, a number that may mean two
/// things is refused: "1.250" is never taken for 1.25 where it may be 1250.
class NumberStyle
{
public:
    /// Whoever separates cells by commas, as programs and English spreadsheets do, has a decimal point; others have
    /// either.
    explicit NumberStyle(char separator)
        : m_isEnglish(separator == ',')
    {
    }

    /// What this one tells; any text may come, but no date, which would pass for a number.
    void learn(std::string_view text);
    /// "1.250,50" as "1250.50", "(5)" and "5-" as "-5", "$500" as "500"; a text that is no number as it is. A defect,
    /// which continues "line 3: shares ", where it may mean two numbers.
    [[nodiscard]] Result<std::string> plain(std::string_view text) const;

private:
    bool m_isEnglish;
    bool m_hasDecimalPoint = false; ///< a number told so
    bool m_hasDecimalComma = false;
};

} // namespace leadline::core
