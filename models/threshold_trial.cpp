// SPDX-License-Identifier: MIT
#include "models/threshold_trial.h"

#include "engine/core/number_text.h"

#include <algorithm>
#include <limits>

namespace leadline::models
{

namespace
{

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

double& placeOf(const QString& key, desk::DeskSettings& settings)
{
    return lab::findThreshold(key.toStdString())->place(settings.routing);
}

bool judges(const TriedThreshold& threshold, const TrialTerms& terms)
{
    return threshold.orders != (terms.signal ? lab::JudgedOrders::WithoutSignal : lab::JudgedOrders::WithSignal);
}

} // namespace

ThresholdTrial::ThresholdTrial(std::vector<TriedThreshold> thresholds, QObject* parent)
    : QObject(parent)
    , m_counted(thresholds.size())
    , m_settings(std::make_shared<const desk::DeskSettings>())
{
    for (TriedThreshold& threshold : thresholds) {
        const bool isJudging = judges(threshold, m_terms);
        m_rows.push_back({.about = std::move(threshold), .curve = {}, .isJudging = isJudging, .shown = {}});
    }
    connect(&m_worker, &LabWorker::progressed, this, &ThresholdTrial::openingProgressed);
    connect(&m_worker, &LabWorker::answered, this, &ThresholdTrial::take);
    connect(&m_worker, &LabWorker::opened, this, [this](const TapeFacts& facts) {
        m_isOpening = false;
        m_tape = facts;
        // An instrument that this tape does not have is no choice of it.
        if (std::ranges::find(facts.subjects, m_terms.subject, &lab::Subject::name) == facts.subjects.end()) {
            m_terms.subject = facts.subjects.size() == 1 ? facts.subjects.front().name : std::string();
        }
        Q_EMIT tapeChanged();
        renew();
    });
    connect(&m_worker, &LabWorker::failed, this, [this](const QString& why) {
        m_isOpening = false;
        Q_EMIT tapeChanged();
        Q_EMIT openingFailed(why);
    });
    connect(&m_worker, &LabWorker::stopped, this, [this] {
        m_isOpening = false;
        Q_EMIT tapeChanged();
    });
}

void ThresholdTrial::setToday(const desk::DeskSettings& settings)
{
    ++m_basisNumber;
    m_settings = std::make_shared<const desk::DeskSettings>(settings);
    desk::DeskSettings place = settings;
    for (Row& row : m_rows) {
        const double now = placeOf(row.about.key, place);
        if (row.value == row.today || row.value == now) {
            row.value = now;
        }
        row.today = now;
    }
    m_today.reset();
    valuesChanged();
}

void ThresholdTrial::open(TapeOpener opener)
{
    m_tape.reset();
    ++m_basisNumber;
    forget();
    m_isOpening = true;
    m_worker.open(std::move(opener));
    Q_EMIT tapeChanged();
    renew();
}

void ThresholdTrial::cancel()
{
    m_worker.cancel();
}

void ThresholdTrial::setTerms(const TrialTerms& terms)
{
    if (terms == m_terms) {
        return;
    }
    const bool areOthers = terms.signal.has_value() != m_terms.signal.has_value();
    m_terms = terms;
    forget();
    if (areOthers) {
        chooseJudges();
    }
    renew();
}

void ThresholdTrial::chooseJudges()
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        Row& row = m_rows[i];
        row.isJudging = judges(row.about, m_terms);
        if (!row.isJudging) {
            row.value = row.today;
        }
    }
    if (!m_rows[m_active].isJudging) {
        const auto first = std::ranges::find(m_rows, true, &Row::isJudging);
        m_active = first == m_rows.end() ? 0 : static_cast<std::size_t>(first - m_rows.begin());
    }
    Q_EMIT judgesChanged();
}

double ThresholdTrial::largestOrder(const TrialTerms& terms) const
{
    return terms.notional * (terms.signal ? std::max(1.0, m_settings->routing.signal.maxMultiplier) : 1);
}

void ThresholdTrial::forget()
{
    m_today.reset();
    m_tracedMoment.reset();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i].curve.reset();
        m_rows[i].isCurrent = false;
        m_rows[i].shown = {};
        m_counted[i].clear();
        Q_EMIT rowChanged(i);
    }
}

void ThresholdTrial::setValue(std::size_t row, double value)
{
    if (m_rows[row].value == value) {
        return;
    }
    m_rows[row].value = value;
    m_active = row;
    showRange(m_rows[row]);
    valuesChanged();
}

void ThresholdTrial::setValues(std::pair<std::size_t, double> one, std::pair<std::size_t, double> other)
{
    for (const auto& [row, value] : {one, other}) {
        m_rows[row].value = value;
        m_active = row;
        showRange(m_rows[row]);
    }
    valuesChanged();
}

void ThresholdTrial::reset()
{
    for (Row& row : m_rows) {
        row.value = row.today;
    }
    valuesChanged();
}

bool ThresholdTrial::isChanged() const
{
    return std::ranges::any_of(m_rows, [](const Row& row) { return row.value != row.today; });
}

void ThresholdTrial::valuesChanged()
{
    m_tracedMoment.reset();
    renew();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        Q_EMIT rowChanged(i);
    }
}

void ThresholdTrial::renew()
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i].isCurrent = m_rows[i].curve != nullptr && m_counted[i] == curveIdentity(i);
    }
    if (m_comparison != nullptr) {
        m_comparison.reset();
        Q_EMIT comparisonChanged();
    }
    if (m_map != nullptr && m_mapCounted != identityWith(QStringLiteral("map"), m_mapRows.first, m_mapRows.second)) {
        m_map.reset();
        Q_EMIT mapChanged();
    }
    readOutcomes();
    askForRest();
}

void ThresholdTrial::readOutcomes()
{
    m_changed.reset();
    for (const Row& row : m_rows) {
        if (!row.isCurrent) {
            continue;
        }
        if (!m_changed) {
            m_changed = row.curve->at(row.value);
        }
        const bool areOthersToday =
            std::ranges::all_of(m_rows, [&](const Row& other) { return &other == &row || other.value == other.today; });
        if (!m_today && areOthersToday) {
            m_today = row.curve->at(row.today);
        }
    }
    if (!m_changed && m_comparison != nullptr) {
        m_changed = m_comparison->comparison.after;
    }
    if (!m_changed && !isChanged()) {
        m_changed = m_today;
    }
    Q_EMIT outcomesChanged();
}

QString ThresholdTrial::identityWith(const QString& kind, std::size_t without, std::size_t andWithout) const
{
    QString identity =
        QStringLiteral("%1|%2|%3|%4|%5|%6")
            .arg(kind)
            .arg(static_cast<int>(m_terms.side))
            .arg(QString::fromStdString(core::shortestText(m_terms.notional)), QString::fromStdString(m_terms.subject))
            .arg(m_basisNumber)
            .arg(m_terms.signal ? QString::fromStdString(core::shortestText(*m_terms.signal)) : QString());
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const bool isFree = i == without || i == andWithout;
        identity += u'|' + (isFree ? m_rows[i].about.key : QString::fromStdString(core::shortestText(m_rows[i].value)));
    }
    return identity;
}

QString ThresholdTrial::curveIdentity(std::size_t row) const
{
    return identityWith(QStringLiteral("curve"), row, none);
}

desk::DeskSettings ThresholdTrial::changedSettings() const
{
    desk::DeskSettings changed = *m_settings;
    for (const Row& row : m_rows) {
        placeOf(row.about.key, changed) = row.value;
    }
    return changed;
}

AskedThreshold ThresholdTrial::asked(std::size_t row, const desk::DeskSettings& changed) const
{
    const std::string key = m_rows[row].about.key.toStdString();
    return {key, lab::rangeBeside(*lab::findThreshold(key), m_rows[row].about.range, changed.routing)};
}

LabWork ThresholdTrial::workOf(
    LabWork::Kind kind, QString identity, const std::shared_ptr<const desk::DeskSettings>& changed) const
{
    LabWork work{.kind = kind,
        .identity = std::move(identity),
        .subject = m_terms.subject,
        .request = {},
        .today = m_settings,
        .changed = changed,
        .thresholds = {}};
    work.request.side = m_terms.side;
    work.request.notional = m_terms.notional;
    if (m_terms.signal) {
        work.request.signal = routing::Signal{.strength = *m_terms.signal};
    }
    return work;
}

void ThresholdTrial::askForRest()
{
    if (!m_tape || m_tape->decisions == 0) {
        m_worker.ask({});
        return;
    }
    using Kind = LabWork::Kind;
    const auto changed = std::make_shared<const desk::DeskSettings>(changedSettings());
    std::vector<LabWork> works;
    const auto addCurve = [&](std::size_t row) {
        if (m_rows[row].isJudging && !m_rows[row].isCurrent) {
            works.push_back(workOf(Kind::Curve, curveIdentity(row), changed));
            works.back().thresholds[0] = asked(row, *changed);
        }
    };
    // First what is under the hand, then what was clicked, then the whole of what is tried.
    addCurve(m_active);
    if (m_tracedMoment) {
        works.push_back(
            workOf(Kind::Traces, identityWith(QStringLiteral("traces %1").arg(*m_tracedMoment), none, none), changed));
        works.back().moment = *m_tracedMoment;
    }
    if (isChanged() && m_comparison == nullptr) {
        works.push_back(workOf(Kind::Comparison, identityWith(QStringLiteral("comparison"), none, none), changed));
    }
    if (m_mapRows.first != m_mapRows.second && m_map == nullptr) {
        works.push_back(
            workOf(Kind::Map, identityWith(QStringLiteral("map"), m_mapRows.first, m_mapRows.second), changed));
        works.back().thresholds = {asked(m_mapRows.first, *changed), asked(m_mapRows.second, *changed)};
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (i != m_active) {
            addCurve(i);
        }
    }
    m_worker.ask(std::move(works));
}

void ThresholdTrial::take(const LabAnswer& answer)
{
    switch (answer.kind) {
    case LabWork::Kind::Curve:
        takeCurve(answer);
        break;
    case LabWork::Kind::Comparison:
        takeComparison(std::get<std::shared_ptr<const SubjectedComparison>>(answer.result));
        break;
    case LabWork::Kind::Map:
        m_mapFailure = answer.failure;
        if (answer.failure.isEmpty()) {
            m_map = std::get<std::shared_ptr<const CoarseMap>>(answer.result);
            m_mapCounted = answer.identity;
        }
        Q_EMIT mapChanged();
        break;
    case LabWork::Kind::Traces:
        m_tracedMoment.reset();
        Q_EMIT traced(*std::get<std::shared_ptr<const DecisionPair>>(answer.result));
        break;
    }
}

void ThresholdTrial::takeCurve(const LabAnswer& answer)
{
    const auto row = std::ranges::find(m_rows, answer.key, [](const Row& one) { return one.about.key.toStdString(); });
    row->curve = std::get<std::shared_ptr<const lab::OutcomeCurve>>(answer.result);
    row->isCurrent = true;
    m_counted[static_cast<std::size_t>(row - m_rows.begin())] = answer.identity;
    showRange(*row);
    readOutcomes();
    Q_EMIT rowChanged(static_cast<std::size_t>(row - m_rows.begin()));
}

void ThresholdTrial::takeComparison(std::shared_ptr<const SubjectedComparison> comparison)
{
    m_comparison = std::move(comparison);
    m_today = m_comparison->comparison.before;
    readOutcomes();
    Q_EMIT comparisonChanged();
}

void ThresholdTrial::showRange(Row& row) const
{
    if (row.curve == nullptr) {
        return;
    }
    const double least = std::min(row.today, row.value);
    const double most = std::max(row.today, row.value);
    if (!row.shown.isEmpty() && row.shown.contains(least) && row.shown.contains(most)) {
        return; // what is under the pointer stays there
    }
    const lab::ThresholdRange& range = row.about.range;
    const double flatMost = most > 0 ? most * 2 : range.most;
    row.shown = row.curve->isFlat()
        ? scaleOf(range.least, flatMost, least, most, range.least, range.most)
        : scaleOf(row.curve->firstCut(), row.curve->lastCut(), least, most, range.least, range.most);
}

void ThresholdTrial::wantMap(std::size_t first, std::size_t second)
{
    if (m_mapRows == std::pair(first, second)) {
        return;
    }
    m_mapRows = {first, second};
    m_map.reset();
    m_mapFailure.clear();
    Q_EMIT mapChanged();
    askForRest();
}

void ThresholdTrial::wantTraces(std::size_t changedDecision)
{
    if (m_comparison == nullptr || changedDecision >= m_comparison->comparison.changed.size()) {
        return;
    }
    m_tracedMoment = m_comparison->comparison.changed[changedDecision].moment;
    askForRest();
}

} // namespace leadline::models
