// SPDX-License-Identifier: MIT
/// Rows that wait to be written.
#pragma once

#include "engine/store/store_rows.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <tuple>

namespace leadline::store
{

/// A queue a table, in the order in which rows are given up.
struct RowQueues {
    std::tuple<std::deque<FeatureRow>, std::deque<DecisionRow>, std::deque<ExecutionRow>> tables;

    [[nodiscard]] std::size_t size() const
    {
        return std::apply([](const auto&... queue) { return (queue.size() + ...); }, tables);
    }

    template <class Row> void add(Row row) { std::get<std::deque<Row>>(tables).push_back(std::move(row)); }

    /// Takes all rows of the others, behind its own.
    void append(RowQueues& others)
    {
        const auto move = [](auto& to, auto& from) { std::ranges::move(from, std::back_inserter(to)); };
        move(std::get<0>(tables), std::get<0>(others.tables));
        move(std::get<1>(tables), std::get<1>(others.tables));
        move(std::get<2>(tables), std::get<2>(others.tables));
    }

    /// Gives the oldest rows up, one table after the other, until so many are left. How many it gave up.
    std::size_t trim(std::size_t most)
    {
        const std::size_t excess = size() > most ? size() - most : 0;
        std::size_t left = excess;
        const auto drop = [&](auto& queue) {
            const std::size_t count = std::min(left, queue.size());
            queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(count));
            left -= count;
        };
        std::apply([&](auto&... queue) { (drop(queue), ...); }, tables);
        return excess;
    }
};

} // namespace leadline::store
