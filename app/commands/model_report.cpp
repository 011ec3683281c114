// SPDX-License-Identifier: MIT
#include "app/commands/model_report.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"
#include "engine/json/writer.h"

#include <cmath>
#include <cstdio>
#include <limits>

namespace leadline::app
{

namespace
{

std::string orDash(double value, int decimals)
{
    return std::isnan(value) ? "-" : core::fixedText(value, decimals);
}

std::string secondsText(core::Duration duration)
{
    return core::shortestText(std::chrono::duration<double>(duration).count());
}

} // namespace

core::Result<ModelReport> ModelReport::of(const signals::Model& model, const std::string& file)
{
    const auto importance = model.importance();
    if (!importance) {
        return core::defect(file + ": " + importance.error().what);
    }
    std::vector<Row> rows;
    rows.reserve(importance->size());
    for (const signals::FeatureImportance& one : *importance) {
        Row row{.importance = one, .feature = signals::featureNamed(one.name), .shift = std::nullopt};
        if (const auto bins = model.training().bins.find(one.name);
            row.feature && bins != model.training().bins.end()) {
            row.shift.emplace(bins->second);
        }
        rows.push_back(std::move(row));
    }
    return ModelReport(model, file, std::move(rows));
}

ModelReport::ModelReport(const signals::Model& model, const std::string& file, std::vector<Row> rows)
    : m_model(&model)
    , m_file(file)
    , m_rows(std::move(rows))
{
    if (model.training().ahead > core::Duration()) {
        m_brier.emplace(model.training().ahead);
    }
}

void ModelReport::add(const core::MarketId& market, const features::FeatureSet& sample, const signals::Score& score)
{
    for (Row& row : m_rows) {
        if (row.shift) {
            row.shift->add(sample[*row.feature]);
        }
    }
    if (m_brier) {
        m_brier->add(market, sample.time, sample.mid.toDoubleLossy(), score.value);
    }
}

double ModelReport::psiOf(const Row& row)
{
    return row.shift ? row.shift->psi() : std::numeric_limits<double>::quiet_NaN();
}

std::string ModelReport::text() const
{
    const signals::ModelTraining& training = m_model->training();
    std::string out = m_file + ": model " + m_model->digest()
        + (training.trained ? ", trained " + core::isoText(*training.trained, 0) : "") + '\n';
    char line[160];
    const auto add = [&](const char* name, const std::string& gain, const std::string& cover, const std::string& splits,
                         const std::string& psi, std::string_view verdict) {
        std::snprintf(line, sizeof line, "%-30s %10s %10s %7s %8s  %.*s\n", name, gain.c_str(), cover.c_str(),
            splits.c_str(), psi.c_str(), static_cast<int>(verdict.size()), verdict.data());
        out += line;
    };
    add("feature", "gain", "cover", "splits", "PSI", "against training");
    for (const Row& row : m_rows) {
        const double psi = psiOf(row);
        add(row.importance.name.c_str(), core::fixedText(row.importance.gain, 3),
            core::fixedText(row.importance.cover, 1), std::to_string(row.importance.splits), orDash(psi, 4),
            signals::describeShift(psi));
    }
    return out + brierText() + '\n';
}

std::string ModelReport::brierText() const
{
    if (!m_brier) {
        return "Brier score: not known, the model does not say how far ahead it means (leadline.ahead_seconds)";
    }
    const signals::BrierScore::Figures figures = m_brier->figures();
    const std::optional<double> trained = m_model->training().brier;
    std::string out = "Brier score " + orDash(figures.mean, 4) + " (95 %: " + orDash(figures.low, 4) + " to "
        + orDash(figures.high, 4) + ") of " + std::to_string(figures.count) + " scores, "
        + secondsText(m_model->training().ahead) + " s ahead; "
        + (trained ? "its training: " + core::fixedText(*trained, 4) : std::string("tosses of a coin: 0.2500"));
    if (figures.count < signals::BrierScore::leastCount) {
        return out + ": too few to judge";
    }
    const double expected = trained.value_or(signals::BrierScore::ofACoin);
    return out + (signals::isWorse(figures, expected) ? ": worse" : ": not shown to be worse");
}

std::string ModelReport::json() const
{
    const signals::ModelTraining& training = m_model->training();
    json::ObjectWriter object;
    object.text("file", m_file).text("model", m_model->digest());
    object.textOrNull("trained", training.trained ? core::isoText(*training.trained, 0) : "");
    object.raw("features", json::listOf(m_rows, [](const Row& row) {
        return json::ObjectWriter()
            .text("name", row.importance.name)
            .number("gain", row.importance.gain)
            .number("cover", row.importance.cover)
            .whole("splits", row.importance.splits)
            .number("psi", psiOf(row))
            .text("against_training", signals::describeShift(psiOf(row)))
            .str();
    }));
    if (!m_brier) {
        return object.null("brier").str() + '\n';
    }
    const signals::BrierScore::Figures figures = m_brier->figures();
    return object
               .raw("brier",
                   json::ObjectWriter()
                       .whole("count", figures.count)
                       .number("mean", figures.mean)
                       .number("low", figures.low)
                       .number("high", figures.high)
                       .number("training", training.brier.value_or(std::numeric_limits<double>::quiet_NaN()))
                       .flag(
                           "is_worse", signals::isWorse(figures, training.brier.value_or(signals::BrierScore::ofACoin)))
                       .str())
               .str()
        + '\n';
}

} // namespace leadline::app
