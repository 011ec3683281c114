// SPDX-License-Identifier: MIT
#include "engine/rebalance/report_values.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"
#include "engine/json/writer.h"
#include "engine/rebalance/dollars.h"

#include <cmath>

namespace leadline::rebalance::report
{

Value text(std::string_view name, std::string_view text)
{
    return {name, std::string(text), Value::Kind::Text};
}

Value count(std::string_view name, int number)
{
    return {name, std::to_string(number), Value::Kind::Number};
}

Value number(std::string_view name, double number)
{
    return std::isfinite(number) ? Value{name, core::fixedText(number, 4), Value::Kind::Number}
                                 : Value{name, {}, Value::Kind::Nothing};
}

Value price(std::string_view name, core::Price price)
{
    return price.raw() == 0 ? Value{name, {}, Value::Kind::Nothing} : text(name, price.text(2));
}

Value money(std::string_view name, core::Notional amount)
{
    return text(name, centsText(amount));
}

Value time(std::string_view name, core::Timestamp time)
{
    if (time == core::Timestamp{}) {
        return {name, {}, Value::Kind::Nothing};
    }
    return text(name, core::isoText(time, 6));
}

std::string jsonFields(const std::vector<Value>& values)
{
    std::string made;
    for (const Value& value : values) {
        made += (made.empty() ? "\"" : ", \"") + std::string(value.name) + "\": "
            + (!value.json.empty()                      ? value.json
                    : value.kind == Value::Kind::Text   ? json::quoted(value.text)
                    : value.kind == Value::Kind::Number ? value.text
                                                        : "null");
    }
    return made;
}

} // namespace leadline::rebalance::report
