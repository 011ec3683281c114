// SPDX-License-Identifier: MIT
#include "engine/session/running_model.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"

#include <QCoreApplication>

#include <utility>

namespace leadline::session
{

namespace
{

constexpr core::Duration remindEvery = std::chrono::hours(24);

QString said(const char* what)
{
    return QCoreApplication::translate("leadline::session::RunningModel", what);
}

QString text(const std::string& bytes)
{
    return QString::fromStdString(bytes);
}

} // namespace

RunningModel::RunningModel(const std::string& file, std::function<void(const QString&)> tell)
    : m_file(file)
    , m_tell(std::move(tell))
{
}

void RunningModel::refresh(const core::Clock& clock)
{
    for (const std::string& line : m_file.poll(clock.steady())) {
        m_tell(text(line));
    }
    if (m_replacements != m_file.replacements()) {
        m_replacements = m_file.replacements();
        begin();
    }
}

void RunningModel::begin()
{
    m_outOfRange.clear();
    m_remindedOfAge = {};
    m_remindedOfSlip = {};
    forgetOutcomes();
}

void RunningModel::forgetOutcomes()
{
    if (m_file.model() == nullptr) {
        return;
    }
    const core::Duration ahead = m_file.model()->training().ahead;
    m_brier = ahead > core::Duration() ? std::optional(signals::BrierScore(ahead, judgedBy)) : std::nullopt;
}

std::optional<HeardSignal> RunningModel::score(
    const core::MarketId& market, const features::FeatureSet& sample, const core::Clock& clock)
{
    refresh(clock);
    signals::Model* const model = m_file.model();
    if (model == nullptr) {
        return std::nullopt;
    }
    const auto score = model->score(sample);
    if (!score) {
        m_tell(said("The model stopped: %1").arg(text(score.error().what)));
        m_file.drop();
        return std::nullopt;
    }
    for (const signals::OutOfRange& found : score->outOfRange) {
        if (m_outOfRange.insert(found.feature).second) {
            m_tell(said("Model: %1").arg(text(signals::describe(found))));
        }
    }
    if (m_brier) {
        m_brier->add(market, sample.time, sample.mid.toDoubleLossy(), score->value);
    }
    remind(clock.now());
    return HeardSignal{.side = score->side(),
        .strength = score->strength(),
        .source = "model " + model->digest(),
        .time = clock.now()};
}

void RunningModel::remind(core::Timestamp now)
{
    const signals::Model& model = *m_file.model();
    const signals::ModelTraining& training = model.training();
    const core::Timestamp made = training.trained.value_or(m_file.written());
    if (m_maxAge > core::Duration() && now - made > m_maxAge && now - m_remindedOfAge >= remindEvery) {
        m_remindedOfAge = now;
        m_tell(said("Model %1 was %2 on %3, more than %4 days ago (signal.model_max_age_days): train it anew")
                   .arg(text(model.digest()), training.trained ? said("trained") : said("written"),
                       text(core::isoDate(made)),
                       text(core::shortestText(std::chrono::duration<double, std::ratio<86'400>>(m_maxAge).count()))));
    }
    if (!m_brier || now - m_remindedOfSlip < remindEvery) {
        return;
    }
    const signals::BrierScore::Figures figures = m_brier->figures();
    if (const double expected = training.brier.value_or(signals::BrierScore::ofACoin);
        signals::isWorse(figures, expected)) {
        m_remindedOfSlip = now;
        m_tell(
            said("Model %1 comes true less than it did: Brier score %2 (95 %: %3 to %4) of %5 scores, where %6 was %7")
                .arg(text(model.digest()), text(core::fixedText(figures.mean, 4)),
                    text(core::fixedText(figures.low, 4)), text(core::fixedText(figures.high, 4)),
                    QString::number(figures.count), text(core::fixedText(expected, 4)),
                    training.brier ? said("that of its training") : said("that of tossing a coin")));
    }
}

} // namespace leadline::session
