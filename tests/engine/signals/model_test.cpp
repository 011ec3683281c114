// SPDX-License-Identifier: MIT
#include "engine/signals/model.h"

#include "engine/core/time_text.h"
#include "tests/support/model_text.h"
#include "tests/support/test_folder.h"

#include <QCryptographicHash>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace leadline::signals
{

namespace
{

using features::Feature;
using features::FeatureSet;
using tests::ModelText;

double sigmoid(double margin)
{
    return 1 / (1 + std::exp(-margin));
}

FeatureSet features(double obi, double spreadBps)
{
    FeatureSet set;
    set[Feature::Obi] = obi;
    set[Feature::SpreadBps] = spreadBps;
    return set;
}

class ModelTest : public testing::Test
{
protected:
    core::Result<Model> load(const ModelText& text) { return Model::load(folder.write("m.json", text.json())); }
    /// What is wrong, without the folder.
    std::string defectOf(const std::string& bytes)
    {
        const auto path = folder.write("m.json", bytes);
        const auto model = Model::load(path);
        return model ? "nothing" : model.error().what.substr(path.string().size() - 6);
    }

    tests::TestFolder folder;
};

struct RefusedModel {
    const char* name;
    ModelText text;
    std::string what;
};

class Refused : public ModelTest, public testing::WithParamInterface<RefusedModel>
{
};

} // namespace

TEST_F(ModelTest, scoresATreeAsByHand)
{
    auto model = load({});
    ASSERT_TRUE(model) << model.error().what;

    const auto above = model->score(features(0.4, 1));
    const auto below = model->score(features(0.1, 1));
    const auto onIt = model->score(features(0.25, 1));
    const auto missing = model->score(FeatureSet());

    ASSERT_TRUE(above && below && onIt && missing);
    EXPECT_NEAR(above->value, sigmoid(2), 1e-7);
    EXPECT_EQ(above->side(), core::Side::Bid);
    EXPECT_NEAR(above->strength(), 2 * sigmoid(2) - 1, 1e-6);
    EXPECT_NEAR(below->value, sigmoid(-1), 1e-7);
    EXPECT_EQ(below->side(), core::Side::Ask);
    EXPECT_NEAR(below->strength(), 1 - 2 * sigmoid(-1), 1e-6);
    EXPECT_NEAR(onIt->value, sigmoid(2), 1e-7);
    EXPECT_NEAR(missing->value, sigmoid(-1), 1e-7);
    EXPECT_TRUE(missing->outOfRange.isEmpty());
    EXPECT_THAT(model->warnings(), testing::IsEmpty());
}

TEST_F(ModelTest, findsItsFeaturesByName)
{
    auto model = load({.names = R"(["spread_bps","obi"])", .splitFeature = "1"});
    ASSERT_TRUE(model) << model.error().what;

    EXPECT_NEAR(model->score(features(0.4, 0))->value, sigmoid(2), 1e-7);
    EXPECT_NEAR(model->score(features(0, 0.4))->value, sigmoid(-1), 1e-7);
}

TEST_F(ModelTest, namesWhatLiesOutsideOfItsTraining)
{
    auto model = load({});
    ASSERT_TRUE(model) << model.error().what;

    EXPECT_TRUE(model->score(features(-0.5, 20))->outOfRange.isEmpty());
    const auto score = model->score(features(0.75, -0.5));

    ASSERT_EQ(score->outOfRange.size(), 2);
    EXPECT_EQ(score->outOfRange[0].feature, Feature::Obi);
    EXPECT_EQ(describe(score->outOfRange[0]), "obi = 0.75 is outside of -0.5..0.5, where the model was trained");
    EXPECT_EQ(describe(score->outOfRange[1]), "spread_bps = -0.5 is outside of 0..20, where the model was trained");
}

TEST_F(ModelTest, takesTheLeastValueItSawForInside)
{
    // As Python writes the single-precision number next to 1/3.
    auto model = load({.attributes = R"({"leadline.range.obi":"0.33333334,0.33333334"})"});
    ASSERT_TRUE(model) << model.error().what;

    EXPECT_TRUE(model->score(features(1.0 / 3, 1))->outOfRange.isEmpty());
    EXPECT_EQ(model->score(features(0.3333335, 1))->outOfRange.size(), 1);
    EXPECT_EQ(model->score(features(0.3333331, 1))->outOfRange.size(), 1);
}

TEST_F(ModelTest, takesAnImpactBeyondTheBookForMissingAndOutOfRange)
{
    auto model = load({.names = R"(["impact_cost_buy","spread_bps"])", .attributes = "{}"});
    ASSERT_TRUE(model) << model.error().what;
    FeatureSet set;
    set[Feature::ImpactCostBuy] = FeatureSet::insufficient;

    const auto score = model->score(set);

    EXPECT_NEAR(score->value, sigmoid(-1), 1e-7);
    ASSERT_EQ(score->outOfRange.size(), 1);
    EXPECT_EQ(
        describe(score->outOfRange[0]), "impact_cost_buy: more than the book holds, which no model has learned from");
}

TEST_F(ModelTest, warnsOfWhatItCannotKnow)
{
    const auto unknown = load({.names = R"(["moon_phase","spread_bps"])"});
    const auto unbounded = load({.attributes = R"({"leadline.range.obi":"-1,1"})"});
    const auto boundless = load({.attributes = "{}"});

    ASSERT_TRUE(unknown && unbounded && boundless);
    EXPECT_THAT(unknown->warnings(),
        testing::ElementsAre("it wants moon_phase, which is no feature here and is scored as missing"));
    EXPECT_THAT(unbounded->warnings(), testing::ElementsAre("no training range is known of spread_bps"));
    EXPECT_THAT(boundless->warnings(),
        testing::ElementsAre(
            "no training ranges are known: values unlike those it was trained on will not be noticed"));
}

TEST_F(ModelTest, saysWhatItIsAndHowItWasTrained)
{
    const ModelText text{.attributes = R"({"leadline.bins.obi":"-0.2,0.2|0.25,0.5,0.25","leadline.brier":"0.2",)"
                                       R"("leadline.trained":"2026-11-20T14:00:00Z","leadline.ahead_seconds":"1.5",)"
                                       R"("leadline.rnge.obi":"1,2","best_iteration":"7"})"};
    const auto model = load(text);
    ASSERT_TRUE(model) << model.error().what;

    EXPECT_EQ(model->digest(),
        QCryptographicHash::hash(text.json(), QCryptographicHash::Sha256).toHex().left(8).toStdString());
    EXPECT_EQ(core::isoText(*model->training().trained, 0), "2026-11-20T14:00:00Z");
    EXPECT_EQ(model->training().ahead, std::chrono::milliseconds(1500));
    EXPECT_EQ(model->training().brier, 0.2);
    EXPECT_THAT(model->training().bins.at("obi").edges, testing::ElementsAre(-0.2, 0.2));
    EXPECT_THAT(model->warnings(), testing::Contains("its attribute leadline.rnge.obi means nothing here"));
    EXPECT_THAT(model->warnings(), testing::Not(testing::Contains(testing::HasSubstr("best_iteration"))));
}

TEST_F(ModelTest, tellsWhatItsTreesLookAt)
{
    const auto model = load({.names = R"(["spread_bps","obi"])", .splitFeature = "1"});
    ASSERT_TRUE(model) << model.error().what;

    const auto importance = model->importance();
    ASSERT_TRUE(importance) << importance.error().what;
    ASSERT_EQ(importance->size(), 2);
    EXPECT_EQ((*importance)[0].name, "obi");
    EXPECT_EQ((*importance)[0].gain, 1); // its one split: loss_changes and sum_hessian of the first node
    EXPECT_EQ((*importance)[0].cover, 2);
    EXPECT_EQ((*importance)[0].splits, 1);
    EXPECT_EQ((*importance)[1].name, "spread_bps");
    EXPECT_EQ((*importance)[1].splits, 0);
}

TEST_F(ModelTest, takesABaseScoreInBracketsForWhatItIs)
{
    auto plain = load({.baseScore = "1.2E-1"});
    ASSERT_TRUE(plain) << plain.error().what;
    const double before = plain->score(features(0.4, 1))->value;
    auto listed = load({.baseScore = "[1.2E-1]"});
    ASSERT_TRUE(listed) << listed.error().what;

    EXPECT_EQ(listed->score(features(0.4, 1))->value, before);
    EXPECT_NEAR(before, sigmoid(2 + std::log(0.12 / 0.88)), 1e-6);
}

TEST_F(ModelTest, tossesACoinAtOneHalf)
{
    auto model = load({.leaf = "0.0"});
    ASSERT_TRUE(model) << model.error().what;

    const auto score = model->score(features(0.4, 1));

    EXPECT_EQ(score->value, 0.5);
    EXPECT_EQ(score->strength(), 0);
    EXPECT_EQ(score->side(), core::Side::Ask);
}

TEST_F(ModelTest, readsJsonWithBlanksInFront)
{
    const std::string json = "\n { " + ModelText().json().substr(1);

    EXPECT_EQ(defectOf(json), "nothing");
}

TEST_F(ModelTest, isTheSameAfterItMoved)
{
    auto model = load({});
    ASSERT_TRUE(model);
    Model moved = std::move(*model);

    EXPECT_NEAR(moved.score(features(0.4, 1))->value, sigmoid(2), 1e-7);
}

TEST_P(Refused, inOneLine)
{
    EXPECT_EQ(defectOf(GetParam().text.json()), "m.json: " + GetParam().what);
}

INSTANTIATE_TEST_SUITE_P(Model, Refused,
    testing::Values(RefusedModel{"regression", {.objective = "reg:squarederror"},
                        "its objective is reg:squarederror, whose outputs need not lie in 0..1; it must be "
                        "binary:logistic or reg:logistic"},
        RefusedModel{"withoutNames", {.names = "[]"},
            "it does not name its features; train it with feature_names, such as obi and spread_bps"},
        RefusedModel{"namedTwice", {.names = R"(["obi","obi"])"}, "it names obi twice"},
        RefusedModel{"strangeNames", {.names = R"(["a","b"])"}, "none of its features is known: a, b"},
        RefusedModel{"namesMissing", {.names = R"(["obi"])"}, "it names 1 features and wants 2"},
        RefusedModel{"brokenRange", {.attributes = R"({"leadline.range.obi":"-1 to 1"})"},
            "its attribute leadline.range.obi is \"-1 to 1\"; it must be two numbers, such as -1,1"},
        RefusedModel{"reversedRange", {.attributes = R"({"leadline.range.obi":"1,-1"})"},
            "its attribute leadline.range.obi is \"1,-1\"; it must be two numbers, such as -1,1"},
        RefusedModel{"twoBaseScores", {.baseScore = "[5E-1,4E-1]"},
            "its base_score is [5E-1,4E-1]; it must be one number between 0 and 1"},
        RefusedModel{"sureBaseScore", {.baseScore = "1"}, "its base_score is 1; it must be one number between 0 and 1"},
        RefusedModel{"twoTargets", {.targets = "2"}, "it has 2 outputs; it must have one"},
        RefusedModel{"dartUnderAnotherName", {.boosterMore = R"(,"weight_drop":[1.0])"},
            "its booster is dart under the name of gbtree; it must be gbtree"},
        RefusedModel{"binsWithoutShares", {.attributes = R"({"leadline.bins.obi":"-1,1"})"},
            "its attribute leadline.bins.obi is \"-1,1\"; it must be ascending edges and the share of each bin, such "
            "as "
            "-0.2,0.2|0.25,0.5,0.25"},
        RefusedModel{"binsThatDescend", {.attributes = R"({"leadline.bins.obi":"1,-1|0.2,0.3,0.5"})"},
            "its attribute leadline.bins.obi is \"1,-1|0.2,0.3,0.5\"; it must be ascending edges and the share of each "
            "bin, such as -0.2,0.2|0.25,0.5,0.25"},
        RefusedModel{"binsOfMoreThanAll", {.attributes = R"({"leadline.bins.obi":"0|0.5,0.6"})"},
            "its attribute leadline.bins.obi is \"0|0.5,0.6\"; it must be ascending edges and the share of each bin, "
            "such "
            "as -0.2,0.2|0.25,0.5,0.25"},
        RefusedModel{"trainedSomeDay", {.attributes = R"({"leadline.trained":"Monday"})"},
            "its attribute leadline.trained is \"Monday\"; it must be a time, such as 2026-11-20T14:00:00Z"},
        RefusedModel{"meansThePast", {.attributes = R"({"leadline.ahead_seconds":"0"})"},
            "its attribute leadline.ahead_seconds is \"0\"; it must be seconds, more than 0 and at most 1000000"},
        RefusedModel{"worseThanWrong", {.attributes = R"({"leadline.brier":"1.5"})"},
            "its attribute leadline.brier is \"1.5\"; it must be a number from 0 to 1"},
        RefusedModel{"nanRange", {.attributes = R"({"leadline.range.obi":"nan,1"})"},
            "its attribute leadline.range.obi is \"nan,1\"; it must be two numbers, such as -1,1"},
        RefusedModel{"childBeyondTheTree", {.leftChild = "99"}, "its tree 0 is damaged, or splits by categories"},
        RefusedModel{"aWayInCircles", {.leftChild = "0"}, "its tree 0 is damaged, or splits by categories"},
        RefusedModel{"twoWaysToOneLeaf", {.leftChild = "2"}, "its tree 0 is damaged, or splits by categories"},
        RefusedModel{"splitBeyondTheFeatures", {.splitFeature = "7"}, "its tree 0 is damaged, or splits by categories"},
        RefusedModel{"linear", {.booster = "gblinear"}, "its booster is gblinear; it must be gbtree"},
        RefusedModel{"ofAnotherOutput", {.output = "1"}, "its trees are not for one output"},
        RefusedModel{"moreColumnsThanNames", {.columns = "3"}, "it names 2 features and wants 3"}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST_F(ModelTest, refusesWhatIsNoModelInOneLine)
{
    const std::string whole = ModelText().json();

    EXPECT_EQ(Model::load("/nowhere/m.json").error().what, "/nowhere/m.json: No such file or directory");
    EXPECT_EQ(Model::load("/").error().what, "/: is a folder");
    const std::string cut =
        "m.json: not valid JSON; a model is saved under a name that ends in .json, and may have been cut";
    EXPECT_EQ(defectOf(""), cut);
    EXPECT_EQ(defectOf("binf"), cut);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        ASSERT_EQ(defectOf(whole.substr(0, size)), cut) << size;
    }
    EXPECT_EQ(
        defectOf("[]"), "m.json: no model of XGBoost: learner/objective or learner/gradient_booster is not there");
    EXPECT_EQ(defectOf(R"({"learner":{}})"),
        "m.json: no model of XGBoost: learner/objective or learner/gradient_booster is not there");
}

TEST_F(ModelTest, neitherFallsNorHangsOnDamagedFiles)
{
    const std::string whole = ModelText().json();
    std::minstd_rand random(8);
    constexpr std::string_view letters = R"(0123456789-.,"[]{}aE)";

    for (int i = 0; i < 1000; ++i) {
        std::string damaged = whole;
        for (int n = 0; n <= i % 3; ++n) {
            damaged[random() % damaged.size()] = letters[random() % letters.size()];
        }
        auto model = Model::load(folder.write("m.json", damaged));
        if (model) {
            const auto score = model->score(features(0.4, 1));
            EXPECT_TRUE(!score || (score->value >= 0 && score->value <= 1)) << damaged;
        } else {
            EXPECT_EQ(model.error().what.find('\n'), std::string::npos) << model.error().what;
        }
    }
}

} // namespace leadline::signals
