// SPDX-License-Identifier: MIT
/// Decision tapes that somebody made: what is taken for one can be decided again.
#include "engine/lab/decision_tape.h"
#include "engine/lab/redecision.h"
#include "tests/fuzz/fuzz.h"

#include <unistd.h>

#include <cstring>
#include <fstream>

using namespace leadline;

namespace
{

/// Takes values off the front of an input; zeros behind its end.
class Input
{
public:
    explicit Input(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    template <class Value> Value take()
    {
        Value value{};
        const std::size_t size = std::min(sizeof(Value), m_rest.size());
        std::memcpy(static_cast<void*>(&value), m_rest.data(), size);
        m_rest.remove_prefix(size);
        return value;
    }
    /// Mostly small, so that what is built from it hangs together now and then.
    std::size_t count(std::size_t most) { return take<std::uint8_t>() % (most + 1); }
    [[nodiscard]] std::string_view rest() const { return m_rest; }

private:
    std::string_view m_rest;
};

core::Instrument instrumentOf(Input& input)
{
    core::Instrument instrument;
    instrument.id = {core::VenueId(input.count(1) == 0 ? "kraken" : "binance-futures"), core::Symbol("ETHUSDT")};
    instrument.pair = {core::Asset("ETH"), core::Asset("USDT"), static_cast<core::Kind>(input.take<std::uint8_t>())};
    instrument.tick = core::Price::fromRaw(input.take<std::int64_t>());
    instrument.lot = core::Quantity::fromRaw(input.take<std::int64_t>());
    instrument.contractSize = core::Quantity::fromRaw(input.take<std::int64_t>());
    instrument.kind = static_cast<core::ContractKind>(input.take<std::uint8_t>());
    instrument.countsContracts = input.count(1) == 1;
    return instrument;
}

lab::DecisionTape tapeOf(Input& input)
{
    lab::DecisionTape tape;
    tape.instruments.resize(input.count(3));
    for (core::Instrument& instrument : tape.instruments) {
        instrument = instrumentOf(input);
        tape.marketOf.push_back(input.take<std::uint8_t>());
    }
    tape.samples.resize(input.count(3));
    for (lab::SampleColumns& samples : tape.samples) {
        samples.market = {core::VenueId("kraken"), core::Symbol("ETHUSDT")};
        for (std::size_t left = input.count(4); left > 0; --left) {
            samples.times.push_back(input.take<std::int64_t>());
            samples.stability.push_back(input.take<double>());
        }
    }
    tape.rows.resize(input.count(6));
    for (lab::VenueRow& row : tape.rows) {
        row = input.take<lab::VenueRow>();
    }
    tape.moments.resize(input.count(6));
    for (lab::MomentRow& moment : tape.moments) {
        moment = input.take<lab::MomentRow>();
    }
    tape.levels.assign(input.rest().begin(), input.rest().end());
    return tape;
}

void decideAll(const lab::DecisionTape& tape)
{
    for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
        routing::RouteRequest request;
        request.side = side;
        request.notional = 10'000;
        lab::Redecision again(tape, {}, request);
        for (std::size_t moment = 0; moment < tape.size(); ++moment) {
            again.load(moment);
            const routing::Decision first = again.decide();
            fuzz::require(again.decide().reason == first.reason, "the same moment is decided the same way");
            static_cast<void>(again.costOf(first));
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes = fuzz::textOf(data, size);
    // As a file of anything: what it is not is said in a line.
    const auto any = lab::readDecisionTape(fuzz::asFile("leadline decisions 1\n" + std::string(bytes)));
    fuzz::require(any || any.error().what.find('\n') == std::string::npos, "a defect is one line");

    // And with a sum that is right: whoever writes a file can write its sum, too.
    static const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("leadline-fuzz-" + std::to_string(getpid()) + ".decisions");
    Input input(bytes);
    if (lab::writeDecisionTape(tapeOf(input), path)) {
        return 0;
    }
    const auto tape = lab::readDecisionTape(path);
    std::filesystem::remove(path);
    if (tape) {
        decideAll(*tape);
    }
    return 0;
}
