// SPDX-License-Identifier: MIT
#include "engine/book/book_tracker.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace leadline::book
{

namespace
{

/// An update that owns levels and texts.
struct Texts {
    explicit Texts(core::BookUpdateKind kind, std::vector<std::array<std::string, 2>> bidTexts,
        std::vector<std::array<std::string, 2>> askTexts, std::optional<std::uint32_t> checksum = std::nullopt,
        std::size_t depth = 10)
        : bids(std::move(bidTexts))
        , asks(std::move(askTexts))
    {
        const auto fill = [](const auto& from, auto& levels, auto& texts) {
            for (const auto& [price, size] : from) {
                levels.push_back({tests::price(price), tests::size(size)});
                texts.push_back({price, size});
            }
        };
        fill(bids, bidLevels, bidViews);
        fill(asks, askLevels, askViews);
        update = {.kind = kind,
            .bids = bidLevels,
            .asks = askLevels,
            .bidTexts = bidViews,
            .askTexts = askViews,
            .checksum = checksum,
            .depth = depth};
    }
    Texts(const Texts&) = delete;
    Texts& operator=(const Texts&) = delete;

    std::vector<std::array<std::string, 2>> bids;
    std::vector<std::array<std::string, 2>> asks;
    std::vector<core::Level> bidLevels;
    std::vector<core::Level> askLevels;
    std::vector<core::LevelText> bidViews;
    std::vector<core::LevelText> askViews;
    core::BookUpdate update;
};

// The worked example of Kraken's guide "Book checksum (WebSocket v2)".
const std::vector<std::array<std::string, 2>> publishedAsks{{"45285.2", "0.00100000"}, {"45286.4", "1.54571953"},
    {"45286.6", "1.54571109"}, {"45289.6", "1.54560911"}, {"45290.2", "0.15890660"}, {"45291.8", "1.54553491"},
    {"45294.7", "0.04454749"}, {"45296.1", "0.35380000"}, {"45297.5", "0.09945542"}, {"45299.5", "0.18772827"}};
const std::vector<std::array<std::string, 2>> publishedBids{{"45283.5", "0.10000000"}, {"45283.4", "1.54582015"},
    {"45282.1", "0.10000000"}, {"45281.0", "0.10000000"}, {"45280.3", "1.54592586"}, {"45279.0", "0.07990000"},
    {"45277.6", "0.03310103"}, {"45277.5", "0.30000000"}, {"45277.3", "1.54602737"}, {"45276.6", "0.15445238"}};
constexpr std::uint32_t published = 3310070434;

constexpr BookRules krakenRules{SequenceRule::Unnumbered, RefereeRule::None, ChecksumForm::Kraken};

class Heard final : public BookListener
{
public:
    void bookWillChange(core::Timestamp /*eventTime*/) override { }
    void bookChanged(const core::BookUpdate& update) override
    {
        ++changed;
        asks.assign(update.asks.begin(), update.asks.end());
    }
    void bookRestarted() override { ++restarted; }
    int changed = 0;
    int restarted = 0;
    std::vector<core::Level> asks; ///< of the last update
};

/// As shortest-form doubles would print it: without trailing zeros.
std::vector<std::array<std::string, 2>> shortened(std::vector<std::array<std::string, 2>> levels)
{
    for (auto& level : levels) {
        for (std::string& text : level) {
            text.erase(text.find_last_not_of('0') + 1);
            text += text.ends_with('.') ? "0" : "";
        }
    }
    return levels;
}

} // namespace

TEST(ChecksumBook, equalsThePublishedExample)
{
    const Texts book(core::BookUpdateKind::Snapshot, publishedBids, publishedAsks);
    ChecksumBook checked(ChecksumForm::Kraken);
    checked.apply(book.update);
    EXPECT_EQ(checked.value(), published);
}

TEST(ChecksumBook, tellsTextsThatADoubleWouldHaveShortened)
{
    const Texts book(core::BookUpdateKind::Snapshot, shortened(publishedBids), shortened(publishedAsks));
    ChecksumBook checked(ChecksumForm::Kraken);
    checked.apply(book.update);
    EXPECT_EQ(checked.value(), 1604409348U) << "the published negative example";
}

TEST(ChecksumBook, looksAtTheBestTenOnly)
{
    auto bids = publishedBids;
    auto asks = publishedAsks;
    bids.push_back({"45000.0", "9.00000000"});
    asks.push_back({"46000.0", "9.00000000"});
    const Texts book(core::BookUpdateKind::Snapshot, bids, asks, std::nullopt, 25);
    ChecksumBook checked(ChecksumForm::Kraken);
    checked.apply(book.update);
    EXPECT_EQ(checked.value(), published);
}

TEST(CheckedTracker, verifiesTheSnapshotAndEveryUpdate)
{
    BookTracker tracker(krakenRules);
    Heard heard;
    EXPECT_FALSE(
        tracker.apply(Texts(core::BookUpdateKind::Snapshot, publishedBids, publishedAsks, published).update, heard));
    EXPECT_TRUE(tracker.isInSync());
    EXPECT_EQ(tracker.counters().checksumsVerified, 1U);

    // The same size said again changes nothing, and its checksum is the same.
    EXPECT_FALSE(
        tracker.apply(Texts(core::BookUpdateKind::Diff, {{"45283.5", "0.10000000"}}, {}, published).update, heard));
    EXPECT_EQ(tracker.counters().checksumsVerified, 2U);
    EXPECT_EQ(heard.changed, 2);
}

TEST(CheckedTracker, losesTheBookAtTheFirstWrongDigitAndHealsWithTheNextSnapshot)
{
    BookTracker tracker(krakenRules);
    Heard heard;
    tracker.apply(Texts(core::BookUpdateKind::Snapshot, publishedBids, publishedAsks, published).update, heard);

    const bool mustRenew =
        tracker.apply(Texts(core::BookUpdateKind::Diff, {{"45283.5", "0.10000001"}}, {}, published).update, heard);
    EXPECT_TRUE(mustRenew);
    EXPECT_EQ(tracker.state(), BookState::Gap);
    EXPECT_FALSE(tracker.isUsable());
    EXPECT_EQ(tracker.counters().checksumsFailed, 1U);
    EXPECT_EQ(heard.changed, 1) << "nobody hears of a book that is wrong";

    // What comes before the new snapshot is dropped, and nobody is asked twice.
    EXPECT_FALSE(tracker.apply(Texts(core::BookUpdateKind::Diff, {{"45283.5", "5.00000000"}}, {}, 1).update, heard));
    EXPECT_EQ(tracker.counters().ignored, 1U);
    tracker.apply(Texts(core::BookUpdateKind::Snapshot, publishedBids, publishedAsks, published).update, heard);
    EXPECT_TRUE(tracker.isUsable());
    EXPECT_EQ(tracker.counters().resyncs, 1U);
}

TEST(CheckedTracker, putsBackTheZerosThatAProgramCutOff)
{
    BookTracker tracker(krakenRules);
    Heard heard;
    const Texts book(core::BookUpdateKind::Snapshot, shortened(publishedBids), shortened(publishedAsks), published);
    EXPECT_FALSE(tracker.apply(book.update, heard));
    EXPECT_EQ(tracker.counters().checksumsVerified, 1U);
    // With the zeros proven, a wrong digit is one.
    EXPECT_TRUE(tracker.apply(Texts(core::BookUpdateKind::Diff, {{"45283.5", "0.2"}}, {}, published).update, heard));
    EXPECT_EQ(tracker.counters().checksumsFailed, 1U);
}

TEST(CheckedTracker, doesNotJudgeNumbersWhoseZerosNobodyKnows)
{
    // Not one number has all of the venue's decimals.
    const auto cut = [](auto levels) {
        for (auto& level : levels) {
            level[1].resize(level[1].find('.') + 3);
        }
        return shortened(levels);
    };
    BookTracker tracker(krakenRules);
    Heard heard;
    const Texts book(core::BookUpdateKind::Snapshot, cut(publishedBids), cut(publishedAsks), published);
    EXPECT_FALSE(tracker.apply(book.update, heard));
    EXPECT_TRUE(tracker.isInSync());
    EXPECT_EQ(tracker.counters().checksumsNotJudged, 1U);
    EXPECT_EQ(tracker.counters().checksumsVerified + tracker.counters().checksumsFailed, 0U);
}

TEST(CheckedTracker, countsWhatStandsAsideInTheChecksum)
{
    // The sixth ask of the published example with more decimals than can be held: other text, other checksum.
    auto asks = publishedAsks;
    asks.erase(asks.begin() + 5);
    Texts book(core::BookUpdateKind::Snapshot, publishedBids, asks, published);
    const std::vector<core::LevelAside> aside{
        {core::wideDecimal("45291.8"), false, {publishedAsks[5][0], publishedAsks[5][1]}}};
    book.update.asksAside = aside;
    BookTracker tracker(krakenRules);
    Heard heard;
    EXPECT_FALSE(tracker.apply(book.update, heard));
    EXPECT_EQ(tracker.counters().checksumsVerified, 1U);
    EXPECT_EQ(tracker.counters().levelsSetAside, 1U);
}

TEST(CheckedTracker, forgetsWhatFallsOutOfTheSubscribedDepthAndSaysSo)
{
    BookTracker tracker({SequenceRule::Unnumbered, RefereeRule::None, ChecksumForm::None});
    Heard heard;
    tracker.apply(
        Texts(core::BookUpdateKind::Snapshot, {{"10", "1"}}, {{"11", "1"}, {"12", "1"}}, {}, 2).update, heard);
    tracker.apply(Texts(core::BookUpdateKind::Diff, {}, {{"10.5", "3"}}, {}, 2).update, heard);
    ASSERT_EQ(tracker.book().asks().size(), 2U);
    EXPECT_EQ(tracker.book().asks()[0].price, tests::price("10.5"));
    EXPECT_EQ(tracker.book().asks()[1].price, tests::price("11"));
    ASSERT_EQ(heard.asks.size(), 2U);
    EXPECT_EQ(heard.asks[1], (core::Level{tests::price("12"), {}})) << "the level that left, with size zero";
}

TEST(UnnumberedTracker, dropsWhatComesBeforeTheSnapshot)
{
    BookTracker tracker({SequenceRule::Unnumbered, RefereeRule::None, ChecksumForm::None});
    Heard heard;
    EXPECT_FALSE(tracker.apply(Texts(core::BookUpdateKind::Diff, {{"10", "1"}}, {{"11", "1"}}, {}, 0).update, heard));
    EXPECT_EQ(tracker.state(), BookState::Waiting);
    tracker.apply(Texts(core::BookUpdateKind::Snapshot, {{"10", "1"}}, {{"11", "1"}}, {}, 0).update, heard);
    EXPECT_TRUE(tracker.isUsable());
    tracker.distrust(heard);
    EXPECT_FALSE(tracker.isUsable());
    EXPECT_FALSE(tracker.apply(Texts(core::BookUpdateKind::Diff, {{"10", "2"}}, {}, {}, 0).update, heard));
    EXPECT_FALSE(tracker.isUsable()) << "a hole heals with a snapshot and with nothing else";
}

} // namespace leadline::book
