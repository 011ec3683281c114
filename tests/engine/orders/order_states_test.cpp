// SPDX-License-Identifier: MIT
#include "engine/orders/order_states.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

namespace leadline::orders
{

namespace
{

constexpr std::string_view letters = "NPWpCFXREU"; // the states in the order of the enum; p is partly filled

/// A cell: the letter of the next state, '=' allowed without change, '.' ignored, '!' a defect without change,
/// "!W" a defect that leads to W.
const std::map<char, const char*> expected{
    //     Writ Acc  Part Full CSnt Canc CRef Rej  Exp  ASnt Amd  ARef Time Abs  Van
    {'N', " P    !    !    !    X    !    !    R    !    .    !    !    .    !    !  "},
    {'P', " !    W    p    F    .    X    .    R    E    .    .    .    U    .    .  "},
    {'W', " !    .    p    F    C    X    .    !U   E    =    =    =    U    U    U  "},
    {'p', " !    .    =    F    C    X    .    !U   E    =    =    =    U    U    U  "},
    {'C', " !    .    =    F    .    X    U    !U   E    .    =    .    U    U    U  "},
    {'F', " !    .    !    !    .    .    .    !    .    .    .    .    .    .    .  "},
    {'X', " .    .    =    F    .    .    .    !    .    .    .    .    .    .    .  "},
    {'R', " .    !W   !p   !F   .    .    .    .    .    .    .    .    .    .    .  "},
    {'E', " !    .    =    F    .    .    .    !    .    .    .    .    .    .    .  "},
    {'U', " !    W    =    F    .    X    .    R    E    .    =    .    .    R    X  "},
};

OrderState stateOf(char letter)
{
    return static_cast<OrderState>(letters.find(letter));
}

std::string cellOf(OrderState state, OrderEvent event)
{
    const Transition transition = transitionOf(state, event);
    const std::string next(1, letters[static_cast<std::size_t>(transition.next)]);
    const bool stays = transition.next == state;
    switch (transition.verdict) {
    case Verdict::Allowed:
        return stays ? "=" : next;
    case Verdict::Ignored:
        return stays ? "." : "ignored, and yet " + next;
    case Verdict::Defect:
        return stays ? "!" : "!" + next;
    }
    return "";
}

template <class Do> void forAll(Do work)
{
    for (int state = 0; state < orderStates; ++state) {
        for (int event = 0; event < orderEvents; ++event) {
            const auto s = static_cast<OrderState>(state);
            const auto e = static_cast<OrderEvent>(event);
            SCOPED_TRACE(std::string(describe(s)) + " + " + std::string(describe(e)));
            work(s, e, transitionOf(s, e));
        }
    }
}

} // namespace

TEST(OrderStates, followTheTable)
{
    ASSERT_EQ(letters.size(), static_cast<std::size_t>(orderStates));
    ASSERT_EQ(expected.size(), static_cast<std::size_t>(orderStates));
    for (const auto& [letter, row] : expected) {
        std::istringstream cells(row);
        std::string cell;
        int event = 0;
        for (; cells >> cell; ++event) {
            const OrderState state = stateOf(letter);
            EXPECT_EQ(cellOf(state, static_cast<OrderEvent>(event)), cell)
                << describe(state) << " + " << describe(static_cast<OrderEvent>(event));
        }
        EXPECT_EQ(event, orderEvents) << letter;
    }
}

TEST(OrderStates, leaveAFinalStateForALiveOneOnlyAsADefectOfARejectedOrder)
{
    forAll([](OrderState state, OrderEvent, const Transition& transition) {
        if (isFinal(state) && !isFinal(transition.next)) {
            EXPECT_EQ(state, OrderState::Rejected);
            EXPECT_EQ(transition.verdict, Verdict::Defect);
        }
        if (state == OrderState::Filled) {
            EXPECT_EQ(transition.next, OrderState::Filled) << "nothing takes a fill back";
        }
    });
}

TEST(OrderStates, changeByNothingThatIsIgnoredOrADefectSaveARejectionThatWasNone)
{
    forAll([](OrderState state, OrderEvent event, const Transition& transition) {
        if (transition.verdict == Verdict::Ignored
            || (transition.verdict == Verdict::Defect && state != OrderState::Rejected
                && event != OrderEvent::Rejected)) {
            EXPECT_EQ(transition.next, state);
        }
    });
}

TEST(OrderStates, sendAnOrderOnceAndOnlyOnceItIsWritten)
{
    forAll([](OrderState state, OrderEvent event, const Transition& transition) {
        EXPECT_TRUE(transition.next != OrderState::New || state == OrderState::New);
        if (transition.next == OrderState::PendingSubmit && state != OrderState::PendingSubmit) {
            EXPECT_EQ(state, OrderState::New);
            EXPECT_EQ(event, OrderEvent::Written);
        }
    });
}

TEST(OrderStates, cancelOnlyOnTheVenuesWordUnlessNothingWasSent)
{
    forAll([](OrderState state, OrderEvent event, const Transition& transition) {
        if (transition.next != OrderState::Cancelled || state == OrderState::Cancelled) {
            return;
        }
        EXPECT_TRUE(event == OrderEvent::Cancelled || (state == OrderState::New && event == OrderEvent::CancelSent)
            || (state == OrderState::Unknown && event == OrderEvent::Vanished));
    });
}

TEST(OrderStates, sendNothingOfAnOrderThatIsUnknown)
{
    for (const OrderEvent event : {OrderEvent::Written, OrderEvent::CancelSent, OrderEvent::AmendSent}) {
        EXPECT_NE(transitionOf(OrderState::Unknown, event).verdict, Verdict::Allowed) << describe(event);
    }
    forAll([](OrderState state, OrderEvent event, const Transition& transition) {
        if (event == OrderEvent::TimedOut && state != OrderState::New && !isFinal(state)) {
            EXPECT_EQ(transition.next, OrderState::Unknown) << "what was sent and not answered has to be asked for";
        }
    });
}

TEST(OrderStates, believeAFillInEveryStateThatWasSent)
{
    forAll([](OrderState state, OrderEvent event, const Transition& transition) {
        if (state != OrderState::New && (event == OrderEvent::PartFill || event == OrderEvent::FullFill)) {
            EXPECT_NE(transition.verdict, Verdict::Ignored);
            if (event == OrderEvent::FullFill) {
                EXPECT_EQ(transition.next, OrderState::Filled);
            }
        }
    });
}

TEST(OrderStates, areAllReachedFromANewOrderAndAllHaveAnEnd)
{
    std::map<OrderState, std::set<OrderState>> reached;
    for (int start = 0; start < orderStates; ++start) {
        std::set<OrderState>& seen = reached[static_cast<OrderState>(start)];
        std::vector<OrderState> open{static_cast<OrderState>(start)};
        while (!open.empty()) {
            const OrderState state = open.back();
            open.pop_back();
            if (!seen.insert(state).second) {
                continue;
            }
            for (int event = 0; event < orderEvents; ++event) {
                const Transition transition = transitionOf(state, static_cast<OrderEvent>(event));
                if (transition.verdict == Verdict::Allowed) {
                    open.push_back(transition.next);
                }
            }
        }
        EXPECT_TRUE(std::ranges::any_of(seen, isFinal)) << describe(static_cast<OrderState>(start));
    }
    EXPECT_EQ(reached[OrderState::New].size(), static_cast<std::size_t>(orderStates));
}

TEST(OrderStates, haveNamesOfTheirOwn)
{
    std::set<std::string_view> states;
    std::set<std::string_view> events;
    for (int state = 0; state < orderStates; ++state) {
        states.insert(describe(static_cast<OrderState>(state)));
    }
    for (int event = 0; event < orderEvents; ++event) {
        events.insert(describe(static_cast<OrderEvent>(event)));
    }
    EXPECT_EQ(states.size(), static_cast<std::size_t>(orderStates));
    EXPECT_EQ(events.size(), static_cast<std::size_t>(orderEvents));
    EXPECT_FALSE(states.contains(""));
    EXPECT_FALSE(events.contains(""));
}

TEST(ClientIds, areReadBackAsTheyWereWritten)
{
    for (const ClientOrderId id : {ClientOrderId{0}, ClientOrderId{1}, ClientOrderId{35}, ClientOrderId{36},
             ClientOrderId{1} << 63, ~ClientOrderId{0}}) {
        const std::string text = clientText(id);
        EXPECT_LE(text.size(), 18U) << "Kraken takes no more";
        EXPECT_EQ(text.size(), 15U);
        EXPECT_EQ(clientIdOf(text), id) << text;
    }
}

TEST(ClientIds, areNotReadFromWhatOthersWrote)
{
    for (const char* const text : {"", "LL", "LL00000000000", "LL00000000000000", "ll0000000000001", "LL000000000000A",
             "LL00000000000-1", "LL 000000000001", "LLzzzzzzzzzzzzz", "XX0000000000001"}) {
        EXPECT_EQ(clientIdOf(text), std::nullopt) << text;
    }
}

} // namespace leadline::orders
