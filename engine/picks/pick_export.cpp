// SPDX-License-Identifier: MIT
#include "engine/picks/pick_export.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"

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
        {"column", numberText(row.column)}, {"quality", std::to_string(row.quality)}};
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

std::string csvField(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string made = "\"";
    for (const char letter : text) {
        made += letter;
        made += letter == '"' ? "\"" : "";
    }
    return made + '"';
}

std::string jsonString(std::string_view text)
{
    std::string made = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            made += '\\';
        }
        if (static_cast<unsigned char>(letter) < 0x20) {
            constexpr std::string_view digits = "0123456789abcdef";
            made += "\\u00";
            made += digits[static_cast<unsigned char>(letter) >> 4U];
            made += digits[static_cast<unsigned char>(letter) & 15U];
        } else {
            made += letter;
        }
    }
    return made + '"';
}

std::string jsonNumber(double value)
{
    return std::isfinite(value) ? numberText(value) : "null";
}

std::string jsonText(const std::string& text)
{
    return text.empty() ? "null" : jsonString(text);
}

std::string limitsJson(const ModeLimits& limits)
{
    return R"({"max_spread_bps":)" + jsonNumber(limits.maxSpreadBps) + R"(,"min_depth":)" + jsonNumber(limits.minDepth)
        + R"(,"max_gap_percent":)" + jsonNumber(limits.maxGapPercent) + R"(,"needs_depth":)"
        + (limits.needsDepth ? "true" : "false") + '}';
}

std::string findingJson(const Finding& finding)
{
    return R"({"rule":)" + jsonString(nameOf(finding.rule)) + R"(,"outcome":)" + jsonString(nameOf(finding.outcome))
        + R"(,"value":)" + jsonNumber(finding.value) + R"(,"limit":)" + jsonNumber(finding.limit) + R"(,"margin":)"
        + jsonNumber(finding.margin) + R"(,"unit":)" + jsonText(std::string(nameOf(finding.unit))) + R"(,"note":)"
        + jsonText(finding.note) + '}';
}

template <class Items, class ToText> std::string listJson(const Items& items, ToText toText)
{
    std::string json = "[";
    for (const auto& item : items) {
        json += (json.size() > 1 ? "," : "") + toText(item);
    }
    return json + ']';
}

std::string rowJson(const PickRow& row)
{
    std::string json = R"({"symbol":)" + jsonString(row.reading.symbol.view()) + R"(,"verdict":)"
        + jsonString(nameOf(row.judgement.verdict)) + R"(,"near_miss":)" + (row.judgement.isNearMiss ? "true" : "false")
        + R"(,"score":)" + (row.score ? jsonNumber(*row.score) : "null") + R"(,"column":)"
        + (row.column ? jsonNumber(*row.column) : "null") + R"(,"quality":)" + std::to_string(row.quality);
    for (const auto& fields : {quoteFields(row), dayFields(row)}) {
        for (const auto& [name, text] : fields) {
            json += ',' + jsonString(name) + ':' + jsonText(text);
        }
    }
    return json + R"(,"findings":)" + listJson(row.judgement.findings, findingJson) + R"(,"fall_backs":)"
        + listJson(row.fallBacks,
            [](const FallBack& one) {
                return R"({"source":)" + jsonString(one.source) + R"(,"why":)" + jsonString(one.why) + '}';
            })
        + '}';
}

std::string sourceJson(const SourceUse& source)
{
    return R"({"name":)" + jsonString(source.name) + R"(,"kind":)" + jsonString(describe(source.kind))
        + R"(,"requests":)" + std::to_string(source.requests) + R"(,"asked":)" + std::to_string(source.asked)
        + R"(,"given":)" + std::to_string(source.given) + '}';
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
            csv += (i == 0 ? "" : ",") + csvField(textOf(fields[i]));
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
    return R"({"mode":)" + jsonString(nameOf(report.mode)) + R"(,"began":)" + jsonText(timeText(report.began))
        + R"(,"ended":)" + jsonText(timeText(report.ended)) + R"(,"cut_short":)"
        + (report.wasCutShort ? "true" : "false") + R"(,"limits":)" + limitsJson(report.settings.limitsOf(report.mode))
        + R"(,"passed":)" + std::to_string(report.count(Verdict::Pass)) + R"(,"risky":)"
        + std::to_string(report.count(Verdict::Risky)) + R"(,"rejected":)"
        + std::to_string(report.count(Verdict::Rejected)) + R"(,"near_misses":)" + std::to_string(report.nearMisses())
        + R"(,"sources":)" + listJson(report.sources, sourceJson) + R"(,"rows":)" + listJson(report.rows, rowJson)
        + "}\n";
}

} // namespace leadline::picks
