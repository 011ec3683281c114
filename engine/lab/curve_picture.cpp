// SPDX-License-Identifier: MIT
#include "engine/lab/curve_picture.h"

#include "engine/core/number_text.h"

#include <algorithm>
#include <array>
#include <functional>

namespace leadline::lab
{

namespace
{

constexpr double pictureWidth = 880;
constexpr double pictureHeight = 560;
constexpr double plotLeft = 90;
constexpr double plotRight = 860;

struct CurveAction {
    routing::Action action;
    const char* colour; ///< told apart by those who see fewer colours, too
};
constexpr std::array curveColours{CurveAction{routing::Action::Aggressive, "#d55e00"},
    CurveAction{routing::Action::Passive, "#0072b2"}, CurveAction{routing::Action::Abort, "#7f7f7f"}};

/// The part of a range on which something changes: beyond it lines would be flat for ever.
struct Span {
    double least = 0;
    double most = 1;
};

std::string pixels(double value)
{
    return core::fixedText(value, 1);
}

std::string textAt(double x, double y, const char* anchor, const std::string& text)
{
    std::string escaped;
    for (const char c : text) {
        escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    }
    return "<text x=\"" + pixels(x) + "\" y=\"" + pixels(y) + "\" text-anchor=\"" + anchor + "\">" + escaped
        + "</text>\n";
}

std::string lineAt(double x1, double y1, double x2, double y2, const char* style)
{
    return "<line x1=\"" + pixels(x1) + "\" y1=\"" + pixels(y1) + "\" x2=\"" + pixels(x2) + "\" y2=\"" + pixels(y2)
        + "\" " + style + "/>\n";
}

Span spanOf(const ThresholdCurve& curve)
{
    const double first = curve.steps.size() > 1 ? curve.steps[1].from.value : curve.range.least;
    const double last = curve.steps.size() > 1 ? curve.steps.back().from.value : curve.range.most;
    Span span{std::min(first, curve.now), std::max(last, curve.now)};
    const double margin = span.most > span.least ? (span.most - span.least) * 0.04 : 0.5;
    span.least = std::max(curve.range.least, span.least - margin);
    span.most = std::min(curve.range.most, span.most + margin);
    return span.most > span.least ? span : Span{span.least - 0.5, span.least + 0.5};
}

/// One of the two plots: a step function a line, over the same values.
class StepPlot
{
public:
    StepPlot(const ThresholdCurve& curve, Span values, Span heights, double top, double bottom)
        : m_curve(curve)
        , m_values(values)
        , m_heights(heights)
        , m_top(top)
        , m_bottom(bottom)
    {
    }

    [[nodiscard]] double x(double value) const
    {
        const double share =
            (std::clamp(value, m_values.least, m_values.most) - m_values.least) / (m_values.most - m_values.least);
        return plotLeft + share * (plotRight - plotLeft);
    }
    [[nodiscard]] double y(double height) const
    {
        return m_bottom - (height - m_heights.least) / (m_heights.most - m_heights.least) * (m_bottom - m_top);
    }
    [[nodiscard]] std::string frame(int decimals) const
    {
        std::string text;
        for (int i = 0; i <= 4; ++i) {
            const double height = m_heights.least + (m_heights.most - m_heights.least) * i / 4;
            text += lineAt(plotLeft, y(height), plotRight, y(height), "stroke=\"#dddddd\"")
                + textAt(plotLeft - 8, y(height) + 4, "end", core::fixedText(height, decimals));
        }
        return text
            + lineAt(x(m_curve.now), m_top, x(m_curve.now), m_bottom, "stroke=\"#000000\" stroke-dasharray=\"4 3\"");
    }
    [[nodiscard]] std::string steps(
        const char* colour, const std::function<double(const DecisionTally&)>& heightOf) const
    {
        std::string points;
        for (std::size_t i = 0; i < m_curve.steps.size(); ++i) {
            const double from = i == 0 ? m_values.least : m_curve.steps[i].from.value;
            const double to = i + 1 < m_curve.steps.size() ? m_curve.steps[i + 1].from.value : m_values.most;
            const std::string height = pixels(y(heightOf(m_curve.steps[i].tally)));
            points += (points.empty() ? "" : " ") + core::fixedText(x(from), 2) + "," + height + " "
                + core::fixedText(x(to), 2) + "," + height;
        }
        return "<polyline fill=\"none\" stroke=\"" + std::string(colour) + "\" stroke-width=\"1.6\" points=\"" + points
            + "\"/>\n";
    }

private:
    const ThresholdCurve& m_curve;
    Span m_values;
    Span m_heights;
    double m_top;
    double m_bottom;
};

Span costsOf(const ThresholdCurve& curve)
{
    Span span{curve.steps.front().tally.costInQuote(), curve.steps.front().tally.costInQuote()};
    for (const CurveStep& step : curve.steps) {
        span.least = std::min(span.least, step.tally.costInQuote());
        span.most = std::max(span.most, step.tally.costInQuote());
    }
    return span.most > span.least ? span : Span{span.least - 1, span.least + 1};
}

} // namespace

std::string curveSvg(const ThresholdCurve& curve)
{
    const Span values = spanOf(curve);
    const StepPlot counts(curve, values, {0, std::max(1.0, static_cast<double>(curve.decisions))}, 60, 300);
    const StepPlot costs(curve, values, costsOf(curve), 350, 510);
    std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + core::fixedText(pictureWidth, 0)
        + "\" height=\"" + core::fixedText(pictureHeight, 0) + "\" font-family=\"sans-serif\" font-size=\"12\">\n"
        + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        + textAt(plotLeft, 24, "start",
            curve.key + " = " + core::shortestText(curve.now) + " now; " + std::to_string(curve.decisions)
                + " decisions");
    double legend = plotLeft;
    text += counts.frame(0);
    for (const auto& [action, colour] : curveColours) {
        const auto place = static_cast<std::size_t>(action);
        text += counts.steps(
            colour, [place](const DecisionTally& tally) { return static_cast<double>(tally.actions[place]); });
        text +=
            lineAt(legend, 44, legend + 22, 44, ("stroke-width=\"3\" stroke=\"" + std::string(colour) + "\"").c_str())
            + textAt(legend + 28, 48, "start", std::string(routing::nameOf(action)));
        legend += 140;
    }
    text += textAt(plotLeft, 342, "start", "expected cost, quote units") + costs.frame(2)
        + costs.steps("#000000", [](const DecisionTally& tally) { return tally.costInQuote(); });
    for (int i = 0; i <= 4; ++i) {
        const double value = values.least + (values.most - values.least) * i / 4;
        text += textAt(costs.x(value), 530, "middle", core::roundedText(value, 4));
    }
    return text + textAt((plotLeft + plotRight) / 2, 550, "middle", curve.key) + "</svg>\n";
}

} // namespace leadline::lab
