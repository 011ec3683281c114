// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "engine/store/feature_file.h"

namespace leadline::app
{

namespace
{

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

} // namespace

int runFeatures(const TapeArguments& tapes, const std::filesystem::path& out, const Settings& settings)
{
    auto file = store::FeatureFile::create(out);
    if (!file) {
        complain(file.error().what);
        return exitBadInput;
    }
    FeatureWriter writer(**file);
    desk::Desk desk(settings.desk, writer);
    replay::Replay replay(desk, tapes.venue, symbolsOf(tapes.symbols));
    writer.replay = &replay;
    replay.afterMessage = [&](const desk::Market&, const core::MarketMessage&) { return !writer.failed; };

    if (const int code = runTapes(replay, tapes.tapes); code != exitSuccess) {
        return code;
    }
    if (!writer.failed) {
        writer.failed = (*file)->finish();
    }
    if (writer.failed) {
        complain(writer.failed->what);
        return exitFailed;
    }
    return exitSuccess;
}

} // namespace leadline::app
