// SPDX-License-Identifier: MIT
/// What is said of an order is what goes out: words of many random orders against the orders that the engine makes of
/// them, on the same books.
#include "engine/routing/router.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "models/order_entry.h"
#include "models/planned_order.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <list>
#include <random>

using namespace leadline;
using namespace leadline::models;
using core::Side;
using orders::OrderType;

namespace
{

constexpr core::Price cent = core::Price::fromRaw(core::decimalScale / 100);

struct Venue {
    core::Instrument instrument;
    book::OrderBook book;
    features::FeatureSet sample;
    routing::VenueContext context;
};

/// An order as it would leave for its venue.
struct Sent {
    orders::NewOrder order;
    bool takes = false;
};

/// Up to four venues with random books around 100, whose routers and terms differ; they may cross each other.
class World
{
public:
    explicit World(unsigned seed)
        : m_random(seed)
    {
        const int venues = between(1, 4);
        for (int i = 0; i < venues; ++i) {
            addVenue(i);
        }
        m_policy.aggressiveObi = pick({-1.0, 0.55, 1.0});
        m_policy.maxImpactCost = 0.05;
        m_policy.book.impactNotional = 50;
        m_policy.minLiquidityRatio = pick({0.0, 0.0, 0.8});
        m_policy.signal.toxicity =
            pick({routing::ToxicityRule::Show, routing::ToxicityRule::Skip, routing::ToxicityRule::Halve});
        m_limits.maxSlippageBps = pick({5.0, 50.0});
        for (Venue& venue : m_venues) {
            m_contexts.push_back(venue.context);
        }
        showTouch();
    }

    /// What the engine makes of an intent, as its dispatch does.
    std::vector<Sent> send(const session::OrderIntent& intent)
    {
        const routing::Decision decision = decide(session::requestOf(intent, m_pair));
        m_reason = decision.reason;
        std::vector<Sent> sent;
        for (const desk::OrderPlan& plan : desk::planOrders(decision, intent.price, intent.reach, intent.style)) {
            const Venue& venue =
                *std::ranges::find(m_venues, plan.market, [](const Venue& each) { return each.instrument.id; });
            const orders::NewOrder order{.market = plan.market,
                .side = intent.side,
                .price = venue.instrument.roundPassive(plan.price, intent.side),
                .size = plan.size,
                .type = plan.type};
            const auto against = venue.book.best(core::opposite(intent.side));
            const bool crosses =
                against && (intent.side == Side::Bid ? order.price >= against->price : order.price <= against->price);
            sent.push_back({order, orders::takesAtOnce(plan.type) || (plan.type == OrderType::Limit && crosses)});
        }
        return sent;
    }

    /// The frame that says what the router thinks of orders of that size.
    session::MarketSnapshot frame(core::Quantity size, const core::VenueId& venue)
    {
        session::MarketSnapshot shown;
        shown.instrument = m_venues.front().instrument;
        shown.instrument.tick = cent;
        shown.pair = m_pair;
        shown.priceDecimals = 2;
        shown.bids = {{m_bid, size}};
        shown.asks = {{m_ask, size}};
        for (const Venue& each : m_venues) {
            session::VenueSnapshot& told = shown.venues.emplace_back();
            told.market = each.instrument.id;
            told.tick = each.instrument.tick;
        }
        session::OrderPreview& preview = shown.previews.emplace_back();
        preview.about = {size, venue};
        preview.ask(m_pair, [this](const routing::RouteRequest& request) { return decide(request); });
        return shown;
    }

    core::VenueId anyVenue()
    {
        const int which = between(-static_cast<int>(m_venues.size()), static_cast<int>(m_venues.size()) - 1);
        return which < 0 ? core::VenueId{} : std::next(m_venues.begin(), which)->instrument.id.venue;
    }
    const Venue* named(const core::VenueId& id) const
    {
        for (const Venue& venue : m_venues) {
            if (venue.instrument.id.venue == id) {
                return &venue;
            }
        }
        return nullptr;
    }
    int between(int least, int most) { return std::uniform_int_distribution(least, most)(m_random); }
    template <class T> T pick(std::initializer_list<T> from)
    {
        return *(from.begin() + between(0, static_cast<int>(from.size()) - 1));
    }
    [[nodiscard]] core::Price bid() const { return m_bid; }
    [[nodiscard]] core::Price ask() const { return m_ask; }
    [[nodiscard]] const core::Pair& pair() const { return m_pair; }
    [[nodiscard]] routing::Reason reason() const { return m_reason; }

private:
    void addVenue(int index)
    {
        Venue& venue = m_venues.emplace_back();
        const int ticks = pick({1, 1, 5, 10});
        venue.instrument = {.id = {core::VenueId("venue" + std::to_string(index)), core::Symbol("ETHUSDT")},
            .pair = m_pair,
            .tick = core::Price::fromRaw(cent.raw() * ticks),
            .lot = core::Quantity::fromRaw(core::decimalScale / pick({1, 10, 1000}))};
        const auto side = [&](int centre, int away) {
            std::vector<core::Level> levels;
            std::int64_t at = centre;
            const int count = between(1, 6);
            for (int i = 0; i < count; ++i) {
                levels.push_back({core::Price::fromRaw(venue.instrument.tick.raw() * at),
                    core::Quantity::fromRaw(core::Int128{between(1, 40)} * core::decimalScale / 2)});
                at += away * between(1, 4);
            }
            return levels;
        };
        const int centre = (10'000 + between(-8, 8)) / ticks;
        venue.book.assign(side(centre, -1), side(centre + between(1, 3), 1));
        venue.sample[features::Feature::Vpin] = pick({.1, .1, .95});
        venue.context.context = {.market = venue.instrument.id,
            .instrument = &venue.instrument,
            .book = &venue.book,
            .inSync = true,
            .sample = &venue.sample};
        venue.context.candidate = {.market = venue.instrument.id,
            .instrument = &venue.instrument,
            .book = &venue.book,
            .terms = {.venue = venue.instrument.id.venue,
                .makerFeeBps = pick({-1.0, 0.0, 2.0}),
                .takerFeeBps = pick({1.0, 5.0, 40.0}),
                .latencyMs = pick({5.0, 50.0})}};
    }

    void showTouch()
    {
        for (const Venue& venue : m_venues) {
            m_bid = std::max(m_bid, venue.book.best(Side::Bid)->price);
            const core::Price ask = venue.book.best(Side::Ask)->price;
            m_ask = m_ask.raw() == 0 ? ask : std::min(m_ask, ask);
        }
    }

    routing::Decision decide(const routing::RouteRequest& request)
    {
        const double mid = (m_bid.toDoubleLossy() + m_ask.toDoubleLossy()) / 2;
        return routing::decideAcross(request, m_contexts, mid, m_policy, m_limits);
    }

    std::mt19937 m_random;
    core::Pair m_pair{core::Asset("ETH"), core::Asset("USDT")};
    std::list<Venue> m_venues;
    std::vector<routing::VenueContext> m_contexts;
    routing::RoutingPolicy m_policy;
    risk::RiskLimits m_limits;
    core::Price m_bid;
    core::Price m_ask;
    routing::Reason m_reason = routing::Reason::NoVenue;
};

/// Everything that is wrong with the words of one plan; empty: nothing.
QString contradiction(const PlannedOrder& planned, const OrderWords& words, const std::vector<Sent>& sent)
{
    const bool takes = std::ranges::any_of(sent, &Sent::takes);
    if (words.headline != (takes ? QStringLiteral("TAKES") : QStringLiteral("RESTS"))) {
        return QStringLiteral("headline");
    }
    if (words.reason.contains(takes ? QStringLiteral("rest,") : QStringLiteral("take before"))) {
        return QStringLiteral("reason");
    }
    static const QRegularExpression button(
        QStringLiteral("^(BUY|SELL) ([0-9.]+) (now up to|limit at|post-only at) ([0-9.]+)$"));
    const auto said = button.match(words.button);
    if (!said.hasMatch()) {
        return QStringLiteral("button is not understood");
    }
    core::Quantity sum;
    core::Price bound = sent.front().order.price;
    for (const Sent& each : sent) {
        sum += each.order.size;
        bound = each.order.side == Side::Bid ? std::max(bound, each.order.price) : std::min(bound, each.order.price);
        if (each.order.side != planned.intent.side
            || (said.captured(1) == QStringLiteral("BUY")) != (each.order.side == Side::Bid)) {
            return QStringLiteral("side");
        }
        const QString place =
            QString::fromStdString(each.order.size.text() + " ETHUSDT on " + each.order.market.venue.text());
        if (!planned.isPlaceOpen && !words.sentence.contains(place)) {
            return QStringLiteral("sentence: ") + place;
        }
        const QString tip = QString::fromStdString(each.order.size.text() + " on " + each.order.market.venue.text());
        if (!planned.isPlaceOpen && !words.tooltip.contains(tip)) {
            return QStringLiteral("tooltip: ") + tip;
        }
        const bool isPostOnly = each.order.type == OrderType::PostOnly;
        if (words.sentence.contains(QStringLiteral("post-only")) != isPostOnly
            || words.tooltip.contains(QStringLiteral("post-only")) != isPostOnly
            || words.button.contains(QStringLiteral("post-only")) != isPostOnly) {
            return QStringLiteral("type");
        }
    }
    const core::Quantity saidSize = tests::size(said.captured(2).toStdString());
    const core::Price saidPrice = tests::price(said.captured(4).toStdString());
    const bool isWithin = planned.intent.side == Side::Bid ? bound <= saidPrice : bound >= saidPrice;
    if (planned.isPlaceOpen ? sum > saidSize || !isWithin : sum != saidSize || bound != saidPrice) {
        return QStringLiteral("button: %1 at %2")
            .arg(QString::fromStdString(sum.text()), QString::fromStdString(bound.text()));
    }
    if (!words.sentence.contains(said.captured(4)) || !words.tooltip.contains(said.captured(4))) {
        return QStringLiteral("price");
    }
    return {};
}

/// What one random click said, and what it sent.
struct Trial {
    PlannedOrder planned;
    OrderWords words;
    bool isHeld = false;
    std::vector<Sent> sent;
    bool isPinned = false; ///< a question held it to the venue that it named
    routing::Reason reason{};
};

Trial tryOne(World& world, Arming arming)
{
    tests::TestClock clock;
    OrderEntry entry(clock, {.crossConfirmTicks = 1'000'000, .reactionMs = 0, .repeatSeconds = 0});
    entry.setInstrument({.pair = world.pair(), .tick = cent});
    entry.setStyle(world.pick({desk::Style::Smart, desk::Style::Limit}));
    entry.setSize(core::Quantity::fromRaw(core::Int128{world.between(1, 60)} * core::decimalScale / 2));
    entry.setArming(arming);
    LadderClick click{.side = world.pick({Side::Bid, Side::Ask}), .venue = world.anyVenue()};
    // A ladder of one venue shows that venue's touch alone.
    const Venue* const alone = world.named(click.venue);
    click.bestBid = alone != nullptr ? alone->book.best(Side::Bid)->price : world.bid();
    click.bestAsk = alone != nullptr ? alone->book.best(Side::Ask)->price : world.ask();
    const core::Price from = world.pick({click.bestBid, click.bestAsk});
    click.price = core::Price::fromRaw(from.raw() + cent.raw() * world.pick({0, 0, 1, -1, 2, -2, 7, -7}));
    click.joins = world.between(0, 3) == 0;
    click.takes = !click.joins && world.between(0, 4) == 0;
    click.rowSince = clock.now() - std::chrono::hours(1);
    entry.show(world.frame(entry.size(), click.venue));

    Trial trial{.planned = entry.planOf(click)};
    trial.words = entry.planner().words(trial.planned);
    QSignalSpy ready(&entry, &OrderEntry::orderReady);
    QSignalSpy asked(&entry, &OrderEntry::confirmationWanted);
    entry.click(click);
    if (!asked.isEmpty()) {
        const auto intent = asked[0][0].value<session::OrderIntent>();
        if (!asked[0][1].toString().startsWith(entry.planner().sentence(trial.planned))) {
            trial.words.sentence = QStringLiteral("another question: ") + asked[0][1].toString();
        }
        trial.isPinned = intent.venue != click.venue;
        entry.confirm(intent);
    }
    trial.isHeld = ready.isEmpty();
    if (!trial.isHeld) {
        trial.sent = world.send(ready[0][0].value<session::OrderIntent>());
        trial.reason = world.reason();
    }
    return trial;
}

} // namespace

class OrderWordsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsSaidIsWhatIsSent()
    {
        int rests = 0;
        int takes = 0;
        int refused = 0;
        int refusedAfterTheQuestion = 0;
        int open = 0;
        int offeredNowhere = 0;
        int divided = 0;
        for (unsigned seed = 0; seed < 6000; ++seed) {
            World world(seed);
            const Trial trial = tryOne(world, seed % 3 == 0 ? Arming::Confirm : Arming::Armed);
            const QString where =
                QStringLiteral("seed %1: %2 | %3 | %4 | %5 | %6 sent")
                    .arg(seed)
                    .arg(trial.words.headline, trial.words.reason, trial.words.button, trial.words.tooltip)
                    .arg(trial.sent.size());
            QVERIFY2(trial.planned.isKnown, qPrintable(where));
            if (trial.planned.isRefused()) {
                QVERIFY2(trial.sent.empty(), qPrintable(where));
                QCOMPARE(trial.words.headline, QStringLiteral("ABORT"));
                ++refused;
                continue;
            }
            QVERIFY2(!trial.isHeld, qPrintable(where));
            if (trial.sent.empty() && trial.isPinned) {
                // Alone, the venue that was named is judged against its own mid and depth.
                const bool isOwn = trial.reason == routing::Reason::InsufficientDepth
                    || trial.reason == routing::Reason::ImpactTooHigh;
                QVERIFY2(isOwn, qPrintable(where));
                ++refusedAfterTheQuestion;
                continue;
            }
            if (trial.sent.empty() && trial.planned.isPlaceOpen) {
                // It is said to go where it is offered up to that price. Those who offer it there may have too little
                // of it, or take no order so small: then it goes nowhere.
                const bool isShort = trial.reason == routing::Reason::BelowMinimum
                    || trial.reason == routing::Reason::InsufficientDepth
                    || trial.reason == routing::Reason::ImpactTooHigh;
                QVERIFY2(isShort, qPrintable(where));
                ++offeredNowhere;
                continue;
            }
            QVERIFY2(!trial.sent.empty(), qPrintable(where));
            const QString wrong = contradiction(trial.planned, trial.words, trial.sent);
            QVERIFY2(
                wrong.isEmpty(), qPrintable(wrong + QStringLiteral(" in ") + where + u'\n' + trial.words.sentence));
            rests += trial.planned.takes ? 0 : 1;
            takes += trial.planned.takes ? 1 : 0;
            open += trial.planned.isPlaceOpen ? 1 : 0;
            divided += trial.sent.size() > 1 ? 1 : 0;
        }
        QVERIFY2(rests > 500 && takes > 500 && refused > 100 && open > 20 && divided > 50
                && refusedAfterTheQuestion < 200 && offeredNowhere < 10,
            qPrintable(
                QStringLiteral("%1 rest, %2 take, %3 refused, %4 open, %5 divided, %6 refused after the question, %7 "
                               "offered nowhere")
                    .arg(rests)
                    .arg(takes)
                    .arg(refused)
                    .arg(open)
                    .arg(divided)
                    .arg(refusedAfterTheQuestion)
                    .arg(offeredNowhere)));
    }
};

const QtSuite<OrderWordsTest> suite{"models/order_words"};

#include "order_words_test.moc"
