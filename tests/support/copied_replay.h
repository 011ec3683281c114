// SPDX-License-Identifier: MIT
/// Recordings played through a desk, and copies of the whole made on the way, which play on by themselves.
#pragma once

#include "engine/desk/desk.h"
#include "engine/replay/replay.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::tests
{

/// Everything that a desk tells, as bytes.
class ToldBytes final : public desk::MarketListener
{
public:
    void sampled(const desk::Market& market, const features::FeatureSet& features) override
    {
        add(market);
        text.append(reinterpret_cast<const char*>(&features), sizeof(features));
    }
    void traded(const desk::Market& market, const core::Trade& trade) override
    {
        add(market);
        text += trade.price.text() + 'x' + trade.size.text() + (trade.aggressor == core::Side::Bid ? 'b' : 's');
    }
    void bookMoved(const desk::Market& market, const core::BookUpdate* update) override
    {
        add(market);
        text += update == nullptr ? "lost" : std::to_string(update->finalId);
        for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
            const auto best = market.book().best(side);
            text += best ? best->price.text() + 'x' + best->size.text() : "-";
            text += std::to_string(market.book().side(side).size()) + ' ';
        }
    }

    std::string text;

private:
    void add(const desk::Market& market)
    {
        text += market.instrument().id.symbol.text() + std::to_string(market.counters().messages)
            + (market.tracker().isInSync() ? '+' : '-') + std::to_string(core::nanosecondsOf(market.time())) + ' ';
    }
};

/// A desk and what comes to it.
struct PlayedTapes {
    ToldBytes told;
    desk::Desk desk{settings(), told};
    replay::TapeMerger tapes;

    static desk::DeskSettings settings()
    {
        desk::DeskSettings settings;
        settings.equalKinds = true; // one book of several markets
        return settings;
    }

    /// False: there is no more.
    bool step()
    {
        const replay::TapePlayer* const player = tapes.next();
        if (player == nullptr) {
            return false;
        }
        if (desk::Market* const market = replay::marketFor(desk, player->venue(), player->message())) {
            market->apply(player->message());
        }
        return true;
    }
};

/// Copies are made at random messages, one of `every` on average, but no more than sixteen; each must tell to the
/// end what the original tells from there on, while the others are played as well. How many were made.
inline int playsTheSameFromCopies(
    const std::vector<std::filesystem::path>& paths, const std::string& venue, unsigned every)
{
    PlayedTapes played;
    const auto ignore = [](const std::string& /*problem*/, bool /*isBroken*/) {};
    played.tapes.problem = ignore;
    for (const auto& path : paths) {
        auto player = replay::TapePlayer::open(path, venue);
        if (!player) {
            ADD_FAILURE() << player.error().what;
            return 0;
        }
        replay::openMarketOf(played.desk, *player);
        played.tapes.add(std::move(*player));
    }
    std::vector<std::pair<std::size_t, std::unique_ptr<PlayedTapes>>> copies;
    std::mt19937 random(7);
    constexpr std::size_t mostCopies = 16;
    while (played.step()) {
        if (copies.size() == mostCopies || random() % every != 0) {
            continue;
        }
        if (auto tapes = played.tapes.copy()) {
            auto copy = std::make_unique<PlayedTapes>();
            copy->desk.become(played.desk);
            copy->tapes = std::move(*tapes);
            copies.emplace_back(played.told.text.size(), std::move(copy));
        }
    }
    for (auto& [from, copy] : copies) {
        while (copy->step()) { }
        const std::string_view rest = std::string_view(played.told.text).substr(from);
        EXPECT_TRUE(copy->told.text == rest) << from << ": " << copy->told.text.size() << " and " << rest.size();
        copy.reset();
    }
    return static_cast<int>(copies.size());
}

} // namespace leadline::tests
