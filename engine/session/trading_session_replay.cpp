// SPDX-License-Identifier: MIT
/// A session whose market is a recording: what drives it, and what it forgets when it goes back.
#include "engine/session/trading_session.h"

#include "engine/desk/desk.h"
#include "engine/session/market_source.h"
#include "engine/session/market_views.h"
#include "engine/session/order_dispatch.h"
#include "engine/session/order_service.h"
#include "engine/session/replay_orders.h"
#include "engine/session/replay_state.h"
#include "engine/session/scan_service.h"
#include "engine/session/seek_indexer.h"
#include "engine/session/signal_intake.h"
#include "engine/session/stock_service.h"
#include "engine/session/tape_source.h"
#include "engine/session/timeline_worker.h"

#include <algorithm>

namespace leadline::session
{

void TradingSession::follow(TapeSource& tape, TimelineWorker& timeline, SeekIndexer& index)
{
    index.makeStage = [this] { return std::make_unique<ReplayStage>(*m_desk, *m_stocks->scans().books()); };
    index.isCurrent = [this](const ReplayStage& stage) { return stage.goesBy(*m_desk, *m_stocks->scans().books()); };
    tape.keyframeFor = [this, &index](core::Timestamp time) {
        // Files of features, what a model has proven, and fills of practice hang on every message of the way; going
        // back, there is no practice any more.
        const bool needsTheWay = m_practice->hasOrders() && time > m_eventTime->now();
        return m_recorder || m_signals->hasModel() || needsTheWay ? nullptr : index.atOrBefore(time);
    };
    tape.resumed = [this](const ReplayKeyframe& keyframe) {
        m_views->remember(keyframe.stage.views());
        m_stocks->scans().rememberBooks(keyframe.stage.quotes());
    };
    connect(&timeline, &TimelineWorker::known, this, [this](const SharedTimeline& known) {
        m_tapeEnd = known->last;
        Q_EMIT timelineChanged(known);
    });
    practise();
    tape.found = [this](desk::Market& market) { bring(market); };
    tape.begun = [this] { m_views->forgetHistory(); }; // what warmed the books up is no part of it
    tape.rewound = [this] {
        endPractice();
        m_views->forgetMarkets();
        m_signals->forget();
        m_stocks->scans().screenBooks(*m_desk);
    };
    tape.secondPassed = [this](core::Timestamp second) {
        m_views->countMessages(second);
        m_practice->advance();
        m_orders->dispatch().advance();
    };
    tape.arrived = [this] {
        m_views->renew();
        m_linesShown = {};
    };
}

void TradingSession::practise()
{
    if (m_practice == nullptr) {
        m_practice = new ReplayOrders(m_options->orders, *m_desk, *m_eventTime, this);
        m_practice->spreadOf = [this](const core::MarketId& market) { return m_orders->spreadOf(market); };
        m_practice->midOfPair = [this](const core::Pair& pair) { return m_orders->midOf(pair); };
        connect(m_practice, &ReplayOrders::orderUpdated, this, &TradingSession::orderChanged);
        connect(m_practice, &ReplayOrders::orderFilled, this, &TradingSession::filled);
        connect(m_practice, &ReplayOrders::problem, this, &TradingSession::troubled);
        connect(m_practice, &ReplayOrders::receiptChanged, this, &TradingSession::receiptChanged);
    }
    m_orders->dispatch().setOrders(m_practice);
}

void TradingSession::endPractice()
{
    m_orders->dispatch().setOrders(nullptr); // with what was to be sent in slices
    const int orders = m_practice->forget();
    m_orders->dispatch().setOrders(m_practice);
    if (orders > 0) {
        Q_EMIT practiceEnded(tr(
            "The replay went back: the practice is over, %n order(s) and what they filled are gone", nullptr, orders));
    }
}

void TradingSession::bring(desk::Market& market)
{
    const core::Pair pair = shownAs(market);
    if (m_unwanted.contains(pair) && !m_views->isShown(pair)) {
        return;
    }
    m_views->add(pair, market);
    if (m_views->isUnused(0)) {
        m_views->show(0, pair);
    } else if (m_replayTold->now == core::Timestamp{}) {
        showFirst(pair); // going back, later, leaves every view with what it shows
    }
    Q_EMIT watched(pair);
}

void TradingSession::drive(const ReplayCommand& command)
{
    using Kind = ReplayCommand::Kind;
    TapeSource* const tape = m_source->tape();
    if (tape == nullptr) {
        return;
    }
    switch (command.kind) {
    case Kind::Play:
        tape->play();
        break;
    case Kind::Pause:
        tape->pause();
        break;
    case Kind::SetSpeed:
        tape->setSpeed(command.speed);
        break;
    case Kind::StepMessage:
        tape->stepMessage();
        break;
    case Kind::StepDecision:
        if (const desk::Market* const home = homeOf(command.pair)) {
            tape->stepToSample(home->instrument().id);
        }
        break;
    case Kind::Seek:
        tape->seek(command.time);
        break;
    }
}

void TradingSession::tellReplay()
{
    if (m_source->tape() == nullptr) {
        return;
    }
    ReplayState now = m_source->tape()->state();
    now.last = std::max(m_tapeEnd, now.now);
    if (now != *m_replayTold) {
        *m_replayTold = now;
        Q_EMIT replayChanged(now);
    }
}

} // namespace leadline::session
