// SPDX-License-Identifier: MIT
#include "engine/signals/model.h"
#include "tests/support/test_folder.h"

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

/// One tree as XGBoost writes it: the first feature below 0.25 gives -1, above it 2, missing it goes the first way.
struct ModelText {
    std::string names = R"(["obi","spread_bps"])";
    std::string attributes = R"({"leadline.range.obi":"-0.5,0.5","leadline.range.spread_bps":"0,20"})";
    std::string objective = "binary:logistic";
    std::string columns = "2";
    std::string leaf = "2.0";
    std::string leftChild = "1";
    std::string splitFeature = "0";
    std::string booster = "gbtree";
    std::string output = "0";

    [[nodiscard]] std::string json() const
    {
        return R"({"learner":{"attributes":)" + attributes + R"(,"feature_names":)" + names
            + R"(,"feature_types":[],"gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1",)"
              R"("num_trees":"1","size_leaf_vector":"0"},"tree_info":[)"
            + output + R"(],"trees":[{"base_weights":[0.0,-1.0,)" + leaf
            + R"(],"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],)"
              R"("default_left":[1,0,0],"id":0,"left_children":[)"
            + leftChild
            + R"(,-1,-1],"loss_changes":[1.0,0.0,0.0],)"
              R"("parents":[2147483647,0,0],"right_children":[2,-1,-1],"split_conditions":[0.25,-1.0,)"
            + leaf + R"(],"split_indices":[)" + splitFeature
            + R"(,0,0],"split_type":[0,0,0],"sum_hessian":[2.0,1.0,1.0],"tree_param":{"num_deleted":"0",)"
              R"("num_feature":")"
            + columns + R"(","num_nodes":"3","size_leaf_vector":"0"}}]},"name":")" + booster
            + R"("},)"
              R"("learner_model_param":{"base_score":"5E-1","boost_from_average":"0","num_class":"0","num_feature":")"
            + columns + R"(","num_target":"1"},"objective":{"name":")" + objective
            + R"(","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[1,7,4]})";
    }
};

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
