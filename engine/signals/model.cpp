// SPDX-License-Identifier: MIT
#include "engine/signals/model.h"

#include "engine/core/number_text.h"
#include "engine/json/writer.h"
#include "engine/signals/model_outline.h"

#include <QByteArrayView>
#include <QCryptographicHash>

#include <xgboost/c_api.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>

namespace leadline::signals
{

namespace
{

using core::defect;
using core::Result;

/// What a model wants in one of its columns.
struct Input {
    std::optional<features::Feature> feature; ///< absent: no feature of ours, always missing
    std::optional<TrainingRange> range;
};

/// What XGBoost says went wrong: the first line, without the time and the place in its own source.
core::Defect lastFailure()
{
    std::string_view text = XGBGetLastError();
    if (text.starts_with('[')) {
        const std::size_t place = text.find("] ");
        const std::size_t end = place == std::string_view::npos ? place : text.find(": ", place);
        text.remove_prefix(end == std::string_view::npos ? 0 : end + 2);
    }
    text = text.substr(0, text.find('\n'));
    return {text.empty() ? "not readable as a model" : std::string(text)};
}

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

/// As single-precision numbers, which XGBoost trains on: the least value it saw is inside, however it was rounded when
/// it was written down.
bool isOutside(float value, const TrainingRange& range)
{
    return value < static_cast<float>(range.least) || value > static_cast<float>(range.most);
}

Result<std::string> readFile(const std::filesystem::path& path)
{
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown)) {
        return defect("is a folder");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return defect(std::strerror(errno));
    }
    return std::string{std::istreambuf_iterator<char>(file), {}};
}

std::string digestOf(std::string_view bytes)
{
    constexpr int digits = 8;
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(digits).toStdString();
}

/// XGBoost knows JSON in memory by its first two characters.
std::string withoutFirstBlanks(const std::string& json)
{
    return '{' + json.substr(json.find('"'));
}

/// As releases before 3.1 write the base score, which the library reads as zero where it stands in brackets.
std::string withPlainBaseScore(std::string json, const std::string& baseScore)
{
    if (baseScore.starts_with('[')) {
        const std::string written = '"' + baseScore + '"';
        const std::string plain = '"' + baseScore.substr(1, baseScore.size() - 2) + '"';
        for (std::size_t at = json.find(written); at != std::string::npos; at = json.find(written, at)) {
            json.replace(at, written.size(), plain);
        }
    }
    return json;
}

} // namespace

class Model::Booster
{
public:
    Booster() = default;
    ~Booster() { XGBoosterFree(m_handle); }
    Booster(const Booster&) = delete;
    Booster& operator=(const Booster&) = delete;

    Result<void> load(const std::string& json);
    Result<Score> score(const features::FeatureSet& features);

    [[nodiscard]] std::vector<features::Feature> inputs() const
    {
        std::vector<features::Feature> known;
        for (const Input& input : m_inputs) {
            if (input.feature) {
                known.push_back(*input.feature);
            }
        }
        return known;
    }

    [[nodiscard]] Result<std::vector<FeatureImportance>> importance() const;

    std::vector<std::string> warnings;
    std::string digest;
    ModelTraining training;

private:
    Result<void> readModel(const std::string& json);
    Result<void> openColumns();
    [[nodiscard]] Result<std::map<std::string, double>> scores(const char* type) const;
    void warn(const std::vector<std::string>& unknown, const std::vector<std::string>& unbounded);
    Result<double> predict();

    BoosterHandle m_handle = nullptr;
    std::vector<std::string> m_names; ///< of its columns
    std::vector<Input> m_inputs; ///< a column each
    std::vector<float> m_row; ///< the columns' values; XGBoost reads it where it is
    std::string m_rowInterface; ///< tells XGBoost where that is
};

Result<void> Model::Booster::load(const std::string& json)
{
    const auto outline = readModelOutline(json);
    if (!outline) {
        return std::unexpected(outline.error());
    }
    std::vector<std::string> slips;
    auto said = readTraining(outline->attributes, slips);
    if (!said) {
        return std::unexpected(said.error());
    }
    training = std::move(*said);
    for (const std::string& slip : slips) {
        warnings.push_back("its attribute " + slip + " means nothing here");
    }
    digest = digestOf(json);
    m_names = outline->features;
    if (auto read = readModel(withPlainBaseScore(withoutFirstBlanks(json), outline->baseScore)); !read) {
        return read;
    }
    if (auto opened = openColumns(); !opened) {
        return opened;
    }
    // What cannot be scored with is better known now than in the middle of a session.
    const auto tried = predict();
    return tried ? Result<void>() : std::unexpected(tried.error());
}

Result<void> Model::Booster::readModel(const std::string& json)
{
    // Its warnings would go to the terminal; what matters comes back as an error.
    const bool isRead = XGBSetGlobalConfig(R"({"verbosity":0})") == 0 && XGBoosterCreate(nullptr, 0, &m_handle) == 0
        && XGBoosterLoadModelFromBuffer(m_handle, json.data(), json.size()) == 0
        && XGBoosterSetParam(m_handle, "nthread", "1") == 0;
    return isRead ? Result<void>() : std::unexpected(lastFailure());
}

Result<void> Model::Booster::openColumns()
{
    const std::vector<std::string>& names = m_names;
    bst_ulong columns = 0;
    if (XGBoosterGetNumFeature(m_handle, &columns) != 0) {
        return std::unexpected(lastFailure());
    }
    if (names.size() != columns) {
        return defect("it names " + std::to_string(names.size()) + " features and wants " + std::to_string(columns));
    }
    std::vector<std::string> unknown;
    std::vector<std::string> unbounded;
    for (const std::string& name : names) {
        const auto range = training.ranges.find(name);
        const bool isBounded = range != training.ranges.end();
        const Input input{
            .feature = featureNamed(name), .range = isBounded ? std::optional(range->second) : std::nullopt};
        if (!input.feature) {
            unknown.push_back(name);
        } else if (!input.range) {
            unbounded.push_back(name);
        }
        m_inputs.push_back(input);
    }
    if (unknown.size() == names.size()) {
        return defect("none of its features is known: " + listed(unknown));
    }
    warn(unknown, unbounded);
    m_row.assign(names.size(), std::numeric_limits<float>::quiet_NaN());
    m_rowInterface = R"({"data":[)" + std::to_string(reinterpret_cast<std::uintptr_t>(m_row.data()))
        + R"(,true],"shape":[1,)" + std::to_string(m_row.size()) + R"(],"typestr":"<f4","version":3})";
    return {};
}

void Model::Booster::warn(const std::vector<std::string>& unknown, const std::vector<std::string>& unbounded)
{
    for (const std::string& name : unknown) {
        warnings.push_back("it wants " + name + ", which is no feature here and is scored as missing");
    }
    if (unknown.size() + unbounded.size() == m_inputs.size()) {
        warnings.emplace_back(
            "no training ranges are known: values unlike those it was trained on will not be noticed");
    } else if (!unbounded.empty()) {
        warnings.push_back("no training range is known of " + listed(unbounded));
    }
}

Result<double> Model::Booster::predict()
{
    constexpr const char* config = R"({"type":0,"training":false,"iteration_begin":0,"iteration_end":0,)"
                                   R"("strict_shape":false,"cache_id":0,"missing":NaN})";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    if (XGBoosterPredictFromDense(m_handle, m_rowInterface.c_str(), config, nullptr, &shape, &dimensions, &values)
        != 0) {
        return std::unexpected(lastFailure());
    }
    bst_ulong count = 1;
    for (bst_ulong i = 0; i < dimensions; ++i) {
        count *= shape[i];
    }
    if (count != 1) {
        return defect("it gives " + std::to_string(count) + " numbers a sample; it must be one");
    }
    const double value = values[0];
    return value >= 0 && value <= 1 ? Result<double>(value)
                                    : defect("it gives " + core::shortestText(value) + ", which is not in 0..1");
}

Result<Score> Model::Booster::score(const features::FeatureSet& features)
{
    Score score;
    for (std::size_t i = 0; i < m_inputs.size(); ++i) {
        const Input& input = m_inputs[i];
        const double value = input.feature ? features[*input.feature] : features::FeatureSet::undefined;
        m_row[i] = std::isfinite(value) ? static_cast<float>(value) : std::numeric_limits<float>::quiet_NaN();
        const TrainingRange range = input.range.value_or(TrainingRange());
        if (std::isinf(value) || isOutside(m_row[i], range)) {
            score.outOfRange.push({.feature = *input.feature, .value = value, .range = range});
        }
    }
    const auto value = predict();
    if (!value) {
        return std::unexpected(value.error());
    }
    score.value = *value;
    return score;
}

Result<std::map<std::string, double>> Model::Booster::scores(const char* type) const
{
    const std::string config = json::ObjectWriter()
                                   .text("importance_type", type)
                                   .raw("feature_names", json::listOf(m_names, json::quoted))
                                   .str();
    bst_ulong count = 0;
    bst_ulong dimensions = 0;
    const char** names = nullptr;
    const bst_ulong* shape = nullptr;
    const float* values = nullptr;
    if (XGBoosterFeatureScore(m_handle, config.c_str(), &count, &names, &dimensions, &shape, &values) != 0) {
        return std::unexpected(lastFailure());
    }
    std::map<std::string, double> scores;
    for (bst_ulong i = 0; i < count; ++i) {
        scores.emplace(names[i], values[i]);
    }
    return scores;
}

Result<std::vector<FeatureImportance>> Model::Booster::importance() const
{
    const auto gains = scores("gain");
    const auto covers = scores("cover");
    const auto splits = scores("weight");
    if (!gains || !covers || !splits) {
        return std::unexpected(lastFailure());
    }
    const auto at = [](const std::map<std::string, double>& scores, const std::string& name) {
        const auto found = scores.find(name);
        return found == scores.end() ? 0.0 : found->second;
    };
    std::vector<FeatureImportance> all;
    all.reserve(m_names.size());
    for (const std::string& name : m_names) {
        all.push_back({.name = name,
            .gain = at(*gains, name),
            .cover = at(*covers, name),
            .splits = static_cast<int>(at(*splits, name))});
    }
    std::ranges::stable_sort(all, std::ranges::greater(), &FeatureImportance::gain);
    return all;
}

Model::Model(std::unique_ptr<Booster> booster)
    : m_booster(std::move(booster))
{
}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

Result<Model> Model::load(const std::filesystem::path& path)
{
    auto booster = std::make_unique<Booster>();
    const auto json = readFile(path);
    if (!json) {
        return defect(path.string() + ": " + json.error().what);
    }
    if (const auto loaded = booster->load(*json); !loaded) {
        return defect(path.string() + ": " + loaded.error().what);
    }
    return Model(std::move(booster));
}

const std::vector<std::string>& Model::warnings() const
{
    return m_booster->warnings;
}

std::vector<features::Feature> Model::inputs() const
{
    return m_booster->inputs();
}

const std::string& Model::digest() const
{
    return m_booster->digest;
}

const ModelTraining& Model::training() const
{
    return m_booster->training;
}

Result<std::vector<FeatureImportance>> Model::importance() const
{
    return m_booster->importance();
}

Result<Score> Model::score(const features::FeatureSet& features)
{
    return m_booster->score(features);
}

std::string describe(const OutOfRange& found)
{
    const std::string name(features::nameOf(found.feature));
    if (std::isinf(found.value)) {
        return name + ": more than the book holds, which no model has learned from";
    }
    return name + " = " + core::shortestText(found.value) + " is outside of " + core::shortestText(found.range.least)
        + ".." + core::shortestText(found.range.most) + ", where the model was trained";
}

} // namespace leadline::signals
