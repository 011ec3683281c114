// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace leadline::tests
{

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
    std::string baseScore = "5E-1";
    std::string targets = "1";
    std::string boosterMore; ///< further fields of the booster, with a comma before each

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
            + columns + R"(","num_nodes":"3","size_leaf_vector":"0"}}]},"name":")" + booster + '"' + boosterMore
            + R"(},)"
              R"("learner_model_param":{"base_score":")"
            + baseScore + R"(","boost_from_average":"0","num_class":"0","num_feature":")" + columns
            + R"(","num_target":")" + targets + R"("},"objective":{"name":")" + objective
            + R"(","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[1,7,4]})";
    }
};

} // namespace leadline::tests
