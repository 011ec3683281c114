// SPDX-License-Identifier: MIT
#include "engine/picks/pick_export.h"

#include "engine/core/number_text.h"
#include "engine/core/text.h"
#include "engine/core/time_text.h"
#include "engine/json/writer.h"

#include <cmath>
#include <utility>

namespace leadline::picks
{

namespace
{

/// The shortest form that reads back the same; empty for what is not known.
std::string numberText(double value)
{
    return std::isfinite(value) ? core::shortestText(value) : std::string();
}

std::string numberText(std::optional<double> value)
{
    return value ? numberText(*value) : std::string();
}

/// "2026-11-20T14:35:00.000000000Z"; empty for the epoch.
std::string timeText(core::Timestamp time)
{
    return time == core::Timestamp() ? std::string() : core::isoText(time, 9);
}

std::string secondsText(std::optional<core::Duration> duration)
{
    return duration ? numberText(std::chrono::duration<double>(*duration).count()) : std::string();
}

std::string priceText(core::Price price)
{
    return price.raw() > 0 ? price.text() : std::string();
}

/// Rules that compare a number; the others have an outcome and a note.
constexpr bool isMeasured(Rule rule)
{
    return rule != Rule::Quote && rule != Rule::DepthData;
}

using Field = std::pair<std::string, std::string>; ///< name and text

std::vector<Field> quoteFields(const PickRow& row)
{
    const Reading& reading = row.reading;
    const bool hasDepth = reading.hasDepth();
    return {{"source", row.source}, {"source_kind", row.source.empty() ? "" : std::string(describe(row.sourceKind))},
        {"depth_kind", std::string(describe(reading.depthKind))}, {"quote_time", timeText(reading.quoteTime)},
        {"cached_for_s", secondsText(row.cachedFor)}, {"bid", priceText(reading.bid.price)},
        {"bid_size", hasDepth ? reading.bid.size.text() : ""}, {"ask", priceText(reading.ask.price)},
        {"ask_size", hasDepth ? reading.ask.size.text() : ""},
        {"order_imbalance", numberText(reading.orderImbalance())},
        {"bid_depth", hasDepth ? reading.bidDepth.text() : ""}, {"ask_depth", hasDepth ? reading.askDepth.text() : ""},
        {"spread_bps", numberText(reading.spreadBps())}, {"depth_imbalance", numberText(reading.depthImbalance())}};
}

std::vector<Field> dayFields(const PickRow& row)
{
    const GapReading& gap = row.reading.gap;
    const Move move = gap.largest.value_or(Move());
    const HaltReading& halt = row.reading.halt;
    return {{"gap_from", priceText(move.from.price)}, {"gap_from_time", timeText(move.from.time)},
        {"gap_to", priceText(move.to.price)}, {"gap_to_time", timeText(move.to.time)},
        {"gap_seen_s", secondsText(gap.seenFor)}, {"halt_state", std::string(describe(halt.kind))},
        {"halt_evidence", std::string(describe(halt.evidence))}, {"halt_since", timeText(halt.since)},
        {"halt_code", halt.notice.code.text()}, {"halt_reason", halt.notice.reason.text()}};
}

std::vector<Field> findingFields(const Finding& finding)
{
    const std::string name(nameOf(finding.rule));
    std::vector<Field> fields{{name + "_outcome", std::string(nameOf(finding.outcome))}};
    if (isMeasured(finding.rule)) {
        fields.emplace_back(name + "_value", numberText(finding.value));
        fields.emplace_back(name + "_limit", numberText(finding.limit));
        fields.emplace_back(name + "_margin", numberText(finding.margin));
        fields.emplace_back(name + "_unit", std::string(nameOf(finding.unit)));
    }
    fields.emplace_back(name + "_note", finding.note);
    return fields;
}

/// A line of the table, names and texts; every row has the same names.
std::vector<Field> fieldsOf(const ScanReport& report, const PickRow& row)
{
    std::vector<Field> fields{{"mode", std::string(nameOf(report.mode))}, {"scanned_at", timeText(report.ended)},
        {"symbol", row.reading.symbol.text()}, {"verdict", std::string(nameOf(row.judgement.verdict))},
        {"near_miss", row.judgement.isNearMiss ? "yes" : "no"}, {"score", numberText(row.score)},
        {"scored_by", report.scoredBy}, {"column", numberText(row.column)}, {"quality", std::to_string(row.quality)}};
    const auto append = [&fields](std::vector<Field> more) {
        fields.insert(fields.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(quoteFields(row));
    for (const Finding& finding : row.judgement.findings) {
        append(findingFields(finding));
    }
    append(dayFields(row));
    std::string fallBacks;
    for (const FallBack& one : row.fallBacks) {
        fallBacks += (fallBacks.empty() ? "" : "; ") + one.source + ": " + one.why;
    }
    fields.emplace_back("fall_backs", std::move(fallBacks));
    return fields;
}

std::string limitsJson(const ModeLimits& limits)
{
    return json::ObjectWriter()
        .number("max_spread_bps", limits.maxSpreadBps)
        .number("min_depth", limits.minDepth)
        .number("max_gap_percent", limits.maxGapPercent)
        .flag("needs_depth", limits.needsDepth)
        .str();
}

std::string findingJson(const Finding& finding)
{
    return json::ObjectWriter()
        .text("rule", nameOf(finding.rule))
        .text("outcome", nameOf(finding.outcome))
        .number("value", finding.value)
        .number("limit", finding.limit)
        .number("margin", finding.margin)
        .textOrNull("unit", nameOf(finding.unit))
        .textOrNull("note", finding.note)
        .str();
}

std::string fallBackJson(const FallBack& one)
{
    return json::ObjectWriter().text("source", one.source).text("why", one.why).str();
}

std::string rowJson(const PickRow& row)
{
    const auto known = [](std::optional<double> value) { return value ? json::number(*value) : std::string("null"); };
    json::ObjectWriter object;
    object.text("symbol", row.reading.symbol.view())
        .text("verdict", nameOf(row.judgement.verdict))
        .flag("near_miss", row.judgement.isNearMiss)
        .raw("score", known(row.score))
        .raw("column", known(row.column))
        .whole("quality", row.quality);
    for (const auto& fields : {quoteFields(row), dayFields(row)}) {
        for (const auto& [name, text] : fields) {
            object.textOrNull(name, text);
        }
    }
    return object.raw("findings", json::listOf(row.judgement.findings, findingJson))
        .raw("fall_backs", json::listOf(row.fallBacks, fallBackJson))
        .str();
}

std::string sourceJson(const SourceUse& source)
{
    return json::ObjectWriter()
        .text("name", source.name)
        .text("kind", describe(source.kind))
        .whole("requests", source.requests)
        .whole("asked", source.asked)
        .whole("given", source.given)
        .str();
}

} // namespace

std::string toCsv(const ScanReport& report)
{
    // The names come from a row that nothing is known of, so that a report without rows has them as well.
    PickRow nothing;
    nothing.judgement = judge({}, report.mode, report.settings);
    std::string csv;
    const auto addLine = [&csv](const std::vector<Field>& fields, auto textOf) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            csv += (i == 0 ? "" : ",") + core::csvField(textOf(fields[i]));
        }
        csv += "\r\n";
    };
    addLine(fieldsOf(report, nothing), [](const Field& field) { return field.first; });
    for (const PickRow& row : report.rows) {
        addLine(fieldsOf(report, row), [](const Field& field) { return field.second; });
    }
    return csv;
}

std::string toJson(const ScanReport& report)
{
    return json::ObjectWriter()
               .text("mode", nameOf(report.mode))
               .textOrNull("began", timeText(report.began))
               .textOrNull("ended", timeText(report.ended))
               .flag("cut_short", report.wasCutShort)
               .textOrNull("scored_by", report.scoredBy)
               .raw("limits", limitsJson(report.settings.limitsOf(report.mode)))
               .whole("passed", report.count(Verdict::Pass))
               .whole("risky", report.count(Verdict::Risky))
               .whole("rejected", report.count(Verdict::Rejected))
               .whole("near_misses", report.nearMisses())
               .raw("sources", json::listOf(report.sources, sourceJson))
               .raw("rows", json::listOf(report.rows, rowJson))
               .str()
        + "\n";
}

} // namespace leadline::picks
