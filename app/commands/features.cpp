// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/quiet_listener.h"
#include "app/commands/tape_run.h"
#include "engine/replay/replay.h"
#include "engine/store/feature_file.h"

#include <CLI/CLI.hpp>

namespace leadline::app
{

namespace
{

struct FeaturesArguments {
    TapeArguments tapes;
    std::filesystem::path out; ///< "-": standard output
};

class FeatureWriter final : public QuietListener
{
public:
    explicit FeatureWriter(store::FeatureFile& file)
        : m_file(file)
    {
    }
    void sampled(const desk::Market& market, const features::FeatureSet& features) override
    {
        if (replay != nullptr && !replay->isWarmingUp() && !failed) {
            failed = m_file.add(market.instrument().id, market.priceDecimals(), features);
        }
    }

    const replay::Replay* replay = nullptr;
    std::optional<core::Defect> failed;

private:
    store::FeatureFile& m_file;
};

int runFeatures(const FeaturesArguments& arguments, const Settings& settings)
{
    const TapeArguments& tapes = arguments.tapes;
    auto file = store::FeatureFile::create(arguments.out);
    if (!file) {
        complain(file.error().what);
        return exitBadInput;
    }
    FeatureWriter writer(**file);
    desk::Desk desk(settings.desk, writer);
    if (!takeContractValues(tapes, desk)) {
        return exitBadInput;
    }
    replay::Replay replay(desk, tapes.venue, symbolsOf(tapes.symbols));
    writer.replay = &replay;
    replay.afterMessage = [&](const desk::Market&, const core::MarketMessage&) { return !writer.failed; };

    const int code = runTapes(replay, tapes.tapes);
    if (code == exitBadInput) {
        return code;
    }
    if (!writer.failed) {
        writer.failed = (*file)->finish();
    }
    if (!tellContracts(tapes, desk)) {
        return exitBadInput;
    }
    if (writer.failed) {
        complain(writer.failed->what);
        return exitFailed;
    }
    return code;
}

Runner addFeatures(CLI::App& command)
{
    const auto arguments = std::make_shared<FeaturesArguments>();
    addTapeOptions(command, arguments->tapes);
    command.add_option("--out", arguments->out, "F.parquet, F.csv, or - for CSV on standard output")->required();
    return [arguments](Invocation& invocation) { return runFeatures(*arguments, invocation.settings.values); };
}

} // namespace

const Command featuresCommand{"features", "features of a recording, one row a sample", addFeatures};

} // namespace leadline::app
