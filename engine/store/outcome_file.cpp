// SPDX-License-Identifier: MIT
#include "engine/store/outcome_file.h"

#include "engine/features/feature_json.h"
#include "engine/json/writer.h"
#include "engine/store/row_file.h"

namespace leadline::store
{

namespace
{

using calibration::JournalledDecision;
using calibration::Outcome;
using calibration::ParentOrder;
using features::FeatureSet;

/// A value of a column; nothing is NULL.
template <class Value> using Maybe = std::optional<Value>;

Maybe<std::int64_t> moment(core::Timestamp time)
{
    return time == core::Timestamp{} ? std::nullopt : Maybe<std::int64_t>(core::nanosecondsOf(time));
}

Maybe<std::string_view> word(const std::string& text)
{
    return text.empty() ? std::nullopt : Maybe<std::string_view>(text);
}

Maybe<core::Price> positive(core::Price price)
{
    return price.raw() == 0 ? std::nullopt : Maybe<core::Price>(price);
}

/// What was decided and sent.
template <class Take> void eachOfDecision(const JournalledDecision& decision, Take&& take)
{
    using Text = Maybe<std::string_view>;
    const bool wasSent = !decision.order.empty();
    const auto ifSent = [&](auto value) { return wasSent ? Maybe<decltype(value)>(value) : std::nullopt; };
    take("decision", Text(decision.id));
    take("timestamp", Maybe<std::int64_t>(core::nanosecondsOf(decision.decided)));
    take("venue", Text(decision.market.venue.view()));
    take("symbol", Text(decision.market.symbol.view()));
    take("side", Text(core::verb(decision.side)));
    take("asked", Maybe<core::Quantity>(decision.asked));
    take("policy", Text(decision.policy));
    take("style", word(decision.style));
    take("action", Text(decision.action));
    take("reason", Text(decision.reason));
    take("impact", Maybe<double>(decision.impact));
    take("signal_strength", Maybe<double>(decision.signalStrength));
    take("signal_source", word(decision.signalSource));
    take("signal_id", word(decision.signalId));
    take("order", word(decision.order));
    take("orders", Maybe<std::int64_t>(decision.orders));
    take("price", positive(decision.price));
    take("quantity", ifSent(decision.size));
    take("not_sent", word(decision.notSent));
    take("all_in_price", Maybe<double>(decision.allInPrice));
    take("best_venue", word(decision.bestSingle));
    take("best_venue_all_in_price", Maybe<double>(decision.bestSinglePrice));
    take("home_venue", word(decision.home));
    take("home_venue_all_in_price", Maybe<double>(decision.homePrice));
}

/// What it came to; nothing of it where none was sent.
template <class Take> void eachOfResult(const Maybe<ParentOrder>& result, Take&& take)
{
    const auto figure = [&](auto of) {
        return result ? Maybe<std::decay_t<decltype(of(*result))>>(of(*result)) : std::nullopt;
    };
    take("arrival_mid", figure([](const ParentOrder& parent) { return parent.arrivalMid; }));
    take("baseline_bps", figure([](const ParentOrder& parent) { return parent.baselineBps; }));
    take("filled", figure([](const ParentOrder& parent) { return parent.filled; }));
    take("filled_value", figure([](const ParentOrder& parent) { return parent.filledValue; }));
    take("fill_rate", figure([](const ParentOrder& parent) { return parent.fillRate(); }));
    take("maker_share", figure([](const ParentOrder& parent) { return parent.makerShare(); }));
    take("fees", figure([](const ParentOrder& parent) { return parent.fees; }));
    take("slippage_bps", figure([](const ParentOrder& parent) { return parent.slippageBps(); }));
    take("improvement", figure([](const ParentOrder& parent) { return parent.improvement(); }));
    take("time_to_fill_s", figure([](const ParentOrder& parent) { return parent.signalToFillSeconds(); }));
    take("mark_out_1s_bps", figure([](const ParentOrder& parent) { return parent.markOutBps[0]; }));
    take("mark_out_5s_bps", figure([](const ParentOrder& parent) { return parent.markOutBps[1]; }));
    take("mark_out_30s_bps", figure([](const ParentOrder& parent) { return parent.markOutBps[2]; }));
    take("is_over", figure([](const ParentOrder& parent) { return std::int64_t{parent.isOver ? 1 : 0}; }));
}

/// Every column by its name, in the order of the file: one of each type of Maybe.
template <class Take> void eachColumn(const Outcome& outcome, const FeatureSet& seen, Take&& take)
{
    const JournalledDecision& decision = outcome.decision;
    eachOfDecision(decision, take);
    eachOfResult(outcome.result, take);
    take("workstation", Maybe<std::string_view>(decision.workstation));
    take("environment", Maybe<std::string_view>(decision.environment));
    take("rules", word(decision.rules));
    take("book_timestamp", moment(decision.bookTime));
    take("features_timestamp", moment(seen.time));
    take("best_bid", positive(seen.bestBid));
    take("best_ask", positive(seen.bestAsk));
    take("mid", positive(seen.mid));
    for (const features::FeatureInfo& info : features::featureTable()) {
        take(info.name, Maybe<double>(seen[info.feature]));
    }
}

constexpr ColumnType typeOf(const Maybe<std::int64_t>& /*value*/)
{
    return ColumnType::Integer;
}
constexpr ColumnType typeOf(const Maybe<std::string_view>& /*value*/)
{
    return ColumnType::Text;
}
constexpr ColumnType typeOf(const Maybe<core::Price>& /*value*/)
{
    return ColumnType::Price;
}
constexpr ColumnType typeOf(const Maybe<core::Quantity>& /*value*/)
{
    return ColumnType::Quantity;
}
constexpr ColumnType typeOf(const Maybe<double>& /*value*/)
{
    return ColumnType::Real;
}

const Table& outcomeTable()
{
    static const Table made = [] {
        Table table{"outcomes", {}};
        eachColumn({}, {}, [&](std::string_view name, const auto& value) {
            table.columns.push_back({std::string(name), typeOf(value)});
        });
        return table;
    }();
    return made;
}

/// What cannot be read of it is not there: a row without features is worth more than no row.
FeatureSet seenBy(const Outcome& outcome)
{
    return features::featuresOf(outcome.decision.features).value_or(FeatureSet{});
}

class ObjectOfColumns
{
public:
    void operator()(std::string_view name, const Maybe<std::int64_t>& value)
    {
        value ? m_object.whole(name, *value) : m_object.null(name);
    }
    void operator()(std::string_view name, const Maybe<double>& value)
    {
        value ? m_object.number(name, *value) : m_object.null(name);
    }
    void operator()(std::string_view name, const Maybe<std::string_view>& value)
    {
        // What the rules saw is JSON already.
        value&& name == "rules" ? m_object.raw(name, *value)
            : value             ? m_object.text(name, *value)
                                : m_object.null(name);
    }
    template <class Amount> void operator()(std::string_view name, const Maybe<Amount>& value)
    {
        value ? m_object.text(name, value->text()) : m_object.null(name);
    }
    [[nodiscard]] std::string str() const { return m_object.str(); }

private:
    json::ObjectWriter m_object;
};

} // namespace

std::optional<core::Defect> writeOutcomes(
    const std::filesystem::path& file, std::span<const calibration::Outcome> outcomes)
{
    return writeTable(file, outcomeTable(), [&](Appender& appender) -> std::optional<core::Defect> {
        for (const Outcome& outcome : outcomes) {
            eachColumn(outcome, seenBy(outcome), [&](std::string_view /*name*/, const auto& value) {
                value ? appender.put(*value) : appender.putNull();
            });
            if (auto failed = appender.endRow()) {
                return failed;
            }
        }
        return std::nullopt;
    });
}

std::string toJson(const calibration::Outcome& outcome)
{
    ObjectOfColumns object;
    eachColumn(outcome, seenBy(outcome), object);
    return object.str();
}

} // namespace leadline::store
