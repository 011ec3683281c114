// SPDX-License-Identifier: MIT
#include "models/lab_worker.h"

#include "engine/lab/redecision.h"
#include "engine/lab/threshold.h"
#include "models/format.h"

#include <utility>

namespace leadline::models
{

namespace
{

constexpr std::size_t mostMapCells = 250'000;

TapeFacts factsOf(const lab::DecisionTape& tape, QStringList notes)
{
    const auto timeOf = [&](const lab::MomentRow& moment) {
        return core::Timestamp(core::Duration(tape.rows[moment.firstVenue].time));
    };
    TapeFacts facts{.basis = tape.basis,
        .decisions = tape.size(),
        .subjects = lab::subjectsOf(tape),
        .from = {},
        .to = {},
        .notes = std::move(notes)};
    if (tape.size() > 0) {
        facts.from = timeOf(tape.moments.front());
        facts.to = timeOf(tape.moments.back());
    }
    return facts;
}

/// Of fewer and fewer decisions, until the map is small enough. Afterwards the tape is as it was.
core::Result<CoarseMap> mapOf(lab::DecisionTape& tape, const LabWork& work, const lab::Progress& progress)
{
    const auto thresholdOf = [&](std::size_t i) {
        return lab::MapThreshold{*lab::findThreshold(work.thresholds[i].key), work.thresholds[i].range};
    };
    const std::vector<lab::MomentRow> whole = tape.moments;
    lab::Redecision redecision(tape, *work.changed, work.request);
    core::Result<CoarseMap> coarse = core::defect("stopped");
    for (std::size_t stride = 1; !coarse && stride <= whole.size() && !progress.stop.stop_requested(); stride *= 2) {
        tape.moments.clear();
        for (std::size_t i = 0; i < whole.size(); i += stride) {
            tape.moments.push_back(whole[i]);
        }
        auto map = lab::flipMapOf(redecision, thresholdOf(0), thresholdOf(1), mostMapCells, progress);
        if (map) {
            coarse = CoarseMap{std::move(*map), stride};
        } else {
            coarse = std::unexpected(map.error());
        }
    }
    tape.moments = whole;
    return coarse;
}

} // namespace

LabWorker::LabWorker(QObject* parent)
    : QObject(parent)
    , m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

LabWorker::~LabWorker()
{
    {
        // What waits would be begun otherwise.
        const std::scoped_lock lock(m_mutex);
        m_opener.reset();
        m_works.clear();
        m_stop.request_stop();
    }
    m_thread.request_stop();
    m_more.notify_all();
}

void LabWorker::open(TapeOpener opener)
{
    ++m_wantedOpening;
    m_wanted.clear();
    {
        const std::scoped_lock lock(m_mutex);
        m_opener = std::move(opener);
        m_opening = m_wantedOpening;
        m_works.clear();
        m_stop.request_stop();
    }
    m_more.notify_all();
}

void LabWorker::ask(std::vector<LabWork> works)
{
    m_wanted.clear();
    for (const LabWork& work : works) {
        m_wanted.insert(work.identity);
    }
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_current.isEmpty() && !m_wanted.contains(m_current)) {
            m_stop.request_stop();
        }
        m_works.clear();
        const bool isUnderWay = !m_stop.stop_requested();
        for (LabWork& work : works) {
            if (work.identity != m_current || !isUnderWay) {
                m_works.push_back(std::move(work));
            }
        }
    }
    m_more.notify_all();
}

void LabWorker::cancel()
{
    const bool isWaiting = [this] {
        const std::scoped_lock lock(m_mutex);
        if (m_opener) {
            m_opener.reset();
            return true; // it was not begun, so that nobody else tells
        }
        if (m_current.isEmpty()) {
            m_stop.request_stop();
        }
        return false;
    }();
    if (isWaiting) {
        Q_EMIT stopped();
    }
}

void LabWorker::deliver(std::uint64_t opening, std::function<void()> what)
{
    QMetaObject::invokeMethod(
        this,
        [this, opening, what = std::move(what)] {
            if (opening == m_wantedOpening) {
                what();
            }
        },
        Qt::QueuedConnection);
}

void LabWorker::run(const std::stop_token& stop)
{
    while (true) {
        std::unique_lock lock(m_mutex);
        m_current.clear();
        if (!m_more.wait(lock, stop, [this] { return m_opener || !m_works.empty(); })) {
            return;
        }
        m_stop = {};
        if (m_opener) {
            openNow(lock);
        } else {
            answerNow(lock);
        }
    }
}

void LabWorker::openNow(std::unique_lock<std::mutex>& lock)
{
    const TapeOpener opener = *std::exchange(m_opener, std::nullopt);
    const std::uint64_t opening = m_opening;
    const std::stop_token token = m_stop.get_token();
    lock.unlock();
    int told = -1;
    const lab::Progress progress{.stop = token, .told = [this, opening, &told](double part) {
                                     const int percent = static_cast<int>(part * 100);
                                     if (std::exchange(told, percent) != percent) {
                                         deliver(opening, [this, part] { Q_EMIT progressed(part); });
                                     }
                                 }};
    m_tape = {}; // two of them need not fit
    m_moments.clear();
    m_subject.clear();
    auto made = opener(progress);
    if (token.stop_requested()) {
        deliver(opening, [this] { Q_EMIT stopped(); });
        return;
    }
    if (!made) {
        deliver(opening, [this, why = made.error()] { Q_EMIT failed(why); });
        return;
    }
    m_tape = std::move(made->tape);
    m_moments = m_tape.moments;
    deliver(opening, [this, facts = factsOf(m_tape, made->notes)] { Q_EMIT opened(facts); });
}

void LabWorker::answerNow(std::unique_lock<std::mutex>& lock)
{
    const LabWork work = std::move(m_works.front());
    m_works.pop_front();
    m_current = work.identity;
    const std::uint64_t opening = m_opening;
    const lab::Progress progress{.stop = m_stop.get_token(), .told = {}};
    lock.unlock();
    LabAnswer answer = answerTo(work, progress);
    if (progress.stop.stop_requested()) {
        return;
    }
    deliver(opening, [this, answer = std::move(answer)] {
        if (m_wanted.remove(answer.identity)) {
            Q_EMIT answered(answer);
        }
    });
}

LabAnswer LabWorker::answerTo(const LabWork& work, const lab::Progress& progress)
{
    if (m_subject != work.subject) {
        m_tape.moments = lab::momentsAbout(m_tape, m_moments, work.subject);
        m_subject = work.subject;
    }
    LabAnswer answer{
        .kind = work.kind, .identity = work.identity, .key = work.thresholds[0].key, .result = {}, .failure = {}};
    switch (work.kind) {
    case LabWork::Kind::Curve: {
        lab::Redecision redecision(m_tape, *work.changed, work.request);
        const lab::Threshold& threshold = *lab::findThreshold(work.thresholds[0].key);
        answer.result = std::make_shared<const lab::OutcomeCurve>(
            lab::changesOf(redecision, threshold, work.thresholds[0].range, nullptr, progress));
        break;
    }
    case LabWork::Kind::Comparison: {
        lab::Redecision before(m_tape, *work.today, work.request);
        lab::Redecision after(m_tape, *work.changed, work.request);
        SubjectedComparison comparison{
            lab::compareThresholds(before, after, nullptr, progress), m_tape.instruments, {}};
        for (const lab::ChangedDecision& changed : comparison.comparison.changed) {
            comparison.subjects.push_back(m_tape.rows[m_tape.moments[changed.moment].firstVenue].instrument);
        }
        answer.result = std::make_shared<const SubjectedComparison>(std::move(comparison));
        break;
    }
    case LabWork::Kind::Map: {
        auto map = mapOf(m_tape, work, progress);
        if (map) {
            answer.result = std::make_shared<const CoarseMap>(std::move(*map));
        } else {
            answer.failure = QString::fromStdString(map.error().what);
        }
        break;
    }
    case LabWork::Kind::Traces: {
        lab::Redecision before(m_tape, *work.today, work.request);
        lab::Redecision after(m_tape, *work.changed, work.request);
        before.load(work.moment);
        after.load(work.moment);
        answer.result = std::make_shared<const DecisionPair>(DecisionPair{before.decide(), after.decide()});
        break;
    }
    }
    return answer;
}

} // namespace leadline::models
