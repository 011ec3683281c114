// SPDX-License-Identifier: MIT
#include "app/commands/sweep_grid.h"

#include "app/commands/lab_tape.h"
#include "engine/core/number_text.h"
#include "engine/json/tree.h"
#include "engine/json/writer.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace leadline::app
{

namespace
{

constexpr std::size_t mostSweepPoints = 100'000;
constexpr int mostSteps = 10'000;
/// Behind the settings, in this order.
constexpr std::array<std::string_view, 3> orderKeys{"side", "notional", "signal"};

using Texts = std::vector<std::string>;

std::unexpected<core::Defect> gridDefect(const std::filesystem::path& file, std::string_view key, std::string_view what)
{
    return core::defect(file.string() + ": " + std::string(key) + ": " + std::string(what));
}

/// Rounded to twelve digits, so that a tenth of one is a tenth.
core::Result<Texts> stepsOf(const std::filesystem::path& file, std::string_view key, const json::Tree& range)
{
    const auto from = core::numberIn<double>(range["from"].text());
    const auto to = core::numberIn<double>(range["to"].text());
    const auto steps = core::numberIn<int>(range["steps"].text());
    if (!from || !to || !steps || *steps < 2 || *steps > mostSteps || range.fields().size() != 3) {
        return gridDefect(file, key, R"(must be {"from": a, "to": b, "steps": 2 to 10000})");
    }
    Texts values;
    for (int i = 0; i < *steps; ++i) {
        values.push_back(core::roundedText(*from + (*to - *from) * i / (*steps - 1), 12));
    }
    return values;
}

core::Result<Texts> valuesOf(const std::filesystem::path& file, std::string_view key, const json::Tree& told)
{
    using Kind = json::Tree::Kind;
    const auto isValue = [](const json::Tree& one) {
        return one.kind() == Kind::Number || one.kind() == Kind::Text || one.kind() == Kind::Bool;
    };
    if (told.kind() == Kind::Object) {
        return stepsOf(file, key, told);
    }
    if (isValue(told)) {
        return Texts{told.text()};
    }
    Texts values;
    for (const json::Tree& one : told.items()) {
        if (!isValue(one)) {
            return gridDefect(file, key, "must be a list of numbers or texts");
        }
        values.push_back(one.text());
    }
    return values.empty() ? gridDefect(file, key, "must be a value, a list of values, or from, to and steps")
                          : core::Result<Texts>(std::move(values));
}

/// As a setting has it.
core::Result<std::string> settingValue(
    const std::filesystem::path& file, const SettingSpec& spec, const std::string& text, Settings settings)
{
    if (const auto failed = applySetting(settings, spec.key, text, file.string())) {
        return std::unexpected(*failed);
    }
    return settingText(settings, spec);
}

core::Result<std::string> orderValue(const std::filesystem::path& file, std::string_view key, const std::string& text)
{
    if (key == "side") {
        return text == "buy" || text == "sell" ? core::Result<std::string>(text)
                                               : gridDefect(file, key, "must be buy or sell, not " + text);
    }
    const auto number = core::numberIn<double>(text);
    const bool fits = number && (key == "notional" ? isPositive(*number) : *number >= 0 && *number <= 1);
    return fits ? core::Result<std::string>(core::shortestText(*number))
                : gridDefect(file, key,
                    text + (key == "notional" ? ": must be a number above 0" : ": must be a number from 0 to 1"));
}

/// The setting of a key; null for side, notional and signal.
core::Result<const SettingSpec*> specOf(const std::filesystem::path& file, std::string_view key)
{
    if (std::ranges::find(orderKeys, key) != orderKeys.end()) {
        return nullptr;
    }
    const auto spec = std::ranges::find(settingSpecs(), key, &SettingSpec::key);
    if (spec == settingSpecs().end()) {
        return gridDefect(file, key, "no such setting");
    }
    if (changesTheMeasured(key)) {
        return gridDefect(file, key, "changes what is measured, and a sweep measures once");
    }
    return isOfDecisions(*spec) ? core::Result<const SettingSpec*>(&*spec)
                                : gridDefect(file, key, "no decision looks at it");
}

core::Result<SweepAxis> axisOf(
    const std::filesystem::path& file, const std::string& key, const json::Tree& told, const Settings& today)
{
    const auto spec = specOf(file, key);
    const auto texts = spec ? valuesOf(file, key, told) : std::unexpected(spec.error());
    if (!texts) {
        return std::unexpected(texts.error());
    }
    SweepAxis axis{.key = key, .isNumber = *spec == nullptr ? key != "side" : isNumber(**spec), .values = {}};
    for (const std::string& text : *texts) {
        auto value = *spec == nullptr ? orderValue(file, key, text) : settingValue(file, **spec, text, today);
        if (!value) {
            return std::unexpected(value.error());
        }
        if (std::ranges::find(axis.values, *value) != axis.values.end()) {
            return gridDefect(file, key, *value + " stands there twice");
        }
        axis.values.push_back(std::move(*value));
    }
    const auto isBefore = [&axis](const std::string& one, const std::string& other) {
        const auto number = [](const std::string& text) { return core::numberIn<double>(text).value_or(0); };
        return axis.isNumber ? number(one) < number(other) : one < other;
    };
    std::ranges::sort(axis.values, isBefore);
    return axis;
}

/// Settings by their names, and behind them what an order is.
std::tuple<std::ptrdiff_t, std::string_view> axisPlace(const SweepAxis& axis)
{
    const auto* const found = std::ranges::find(orderKeys, axis.key);
    return {found == orderKeys.end() ? -1 : found - orderKeys.begin(), axis.key};
}

} // namespace

core::Result<SweepGrid> SweepGrid::read(const std::filesystem::path& file, const Settings& today)
{
    const auto text = textOf(file);
    if (!text) {
        return std::unexpected(text.error());
    }
    const auto tree = json::Tree::read(*text);
    if (!tree) {
        return core::defect(file.string() + ":" + std::to_string(tree.error().line) + ": " + tree.error().what);
    }
    SweepGrid grid;
    for (const auto& [key, told] : tree->fields()) {
        if (std::ranges::find(grid.m_axes, key, &SweepAxis::key) != grid.m_axes.end()) {
            return gridDefect(file, key, "stands there twice");
        }
        auto axis = axisOf(file, key, told, today);
        if (!axis) {
            return std::unexpected(axis.error());
        }
        grid.m_axes.push_back(std::move(*axis));
    }
    const auto isSetting = [](const SweepAxis& axis) { return std::get<0>(axisPlace(axis)) < 0; };
    if (std::ranges::none_of(grid.m_axes, isSetting)) {
        return core::defect(file.string() + ": names no setting, as {\"routing.aggressive_obi\": [0.4, 0.7]}");
    }
    for (const auto& [key, value] : {std::pair{"side", "buy"}, std::pair{"notional", "10000"}}) {
        if (std::ranges::find(grid.m_axes, key, &SweepAxis::key) == grid.m_axes.end()) {
            grid.m_axes.push_back({.key = key, .isNumber = std::string_view(key) != "side", .values = {value}});
        }
    }
    std::ranges::sort(grid.m_axes, {}, axisPlace);
    if (grid.size() > mostSweepPoints) {
        return core::defect(file.string() + ": more than " + std::to_string(mostSweepPoints) + " points");
    }
    for (std::size_t i = 0; i < grid.size(); ++i) {
        Settings settings = grid.pointAt(i, today).settings;
        if (const auto failed = settle(settings)) {
            return core::defect(file.string() + ": " + failed->what);
        }
    }
    return grid;
}

std::size_t SweepGrid::size() const
{
    std::size_t points = 1;
    for (const SweepAxis& axis : m_axes) {
        points = std::min(points * axis.values.size(), mostSweepPoints + 1); // no product runs over
    }
    return points;
}

double SweepGrid::largestNotional() const
{
    const auto axis = std::ranges::find(m_axes, "notional", &SweepAxis::key);
    return core::numberIn<double>(axis->values.back()).value_or(0);
}

bool SweepGrid::hasSignal() const
{
    return m_axes.back().key == "signal";
}

SweepPoint SweepGrid::pointAt(std::size_t place, const Settings& today) const
{
    SweepPoint point{.settings = today, .values = std::vector<const std::string*>(m_axes.size())};
    for (std::size_t i = m_axes.size(); i-- > 0;) {
        const SweepAxis& axis = m_axes[i];
        const std::string& value = axis.values[place % axis.values.size()];
        place /= axis.values.size();
        point.values[i] = &value;
        if (axis.key == "side") {
            point.side = value == "buy" ? core::Side::Bid : core::Side::Ask;
        } else if (axis.key == "notional") {
            point.notional = core::numberIn<double>(value).value_or(0);
        } else if (axis.key == "signal") {
            point.signal = core::numberIn<double>(value);
        } else {
            static_cast<void>(applySetting(point.settings, axis.key, value, "grid")); // each was tried
        }
    }
    static_cast<void>(settle(point.settings));
    return point;
}

std::string SweepGrid::text() const
{
    json::ObjectWriter object;
    for (const SweepAxis& axis : m_axes) {
        const auto value = [&axis](const std::string& one) { return axis.isNumber ? one : json::quoted(one); };
        object.raw(axis.key, json::listOf(axis.values, value));
    }
    return object.str();
}

} // namespace leadline::app
