// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/model_report.h"
#include "app/commands/quiet_listener.h"
#include "app/commands/tape_run.h"
#include "engine/core/number_text.h"
#include "engine/json/writer.h"
#include "engine/replay/replay.h"
#include "engine/signals/model.h"

#include <CLI/CLI.hpp>

#include <QFile>
#include <QSaveFile>

#include <array>
#include <memory>

namespace leadline::app
{

namespace
{

struct ScoreArguments {
    TapeArguments tapes;
    std::string model; ///< a file
    std::string out = "-"; ///< a file; "-": standard output
    bool json = false; ///< an object a line in place of CSV
    bool importance = false; ///< a report of the model in place of the rows
};

/// Rows of text, into a file that is whole or not there, or on standard output.
class RowFile
{
public:
    [[nodiscard]] static core::Result<RowFile> create(const std::string& path)
    {
        RowFile rows(path == "-" ? "standard output" : path);
        if (path == "-") {
            auto out = std::make_unique<QFile>();
            static_cast<void>(out->open(stdout, QIODevice::WriteOnly));
            rows.m_file = std::move(out);
        } else {
            rows.m_file = std::make_unique<QSaveFile>(QString::fromStdString(path));
            static_cast<void>(rows.m_file->open(QIODevice::WriteOnly));
        }
        return rows.m_file->isOpen() ? core::Result<RowFile>(std::move(rows)) : std::unexpected(rows.failure());
    }

    std::optional<core::Defect> add(const std::string& row)
    {
        const auto size = static_cast<qint64>(row.size());
        return m_file->write(row.data(), size) == size ? std::nullopt : std::optional(failure());
    }
    std::optional<core::Defect> finish()
    {
        auto* const saved = qobject_cast<QSaveFile*>(m_file.get());
        const bool isDone = saved != nullptr ? saved->commit() : m_file->flush();
        return isDone ? std::nullopt : std::optional(failure());
    }

private:
    explicit RowFile(std::string name)
        : m_name(std::move(name))
    {
    }
    [[nodiscard]] core::Defect failure() const { return {m_name + ": " + m_file->errorString().toStdString()}; }

    std::string m_name;
    std::unique_ptr<QFileDevice> m_file;
};

std::string csvRow(
    const core::MarketId& market, core::Timestamp time, const signals::Score& score, const std::string& digest)
{
    return std::to_string(core::nanosecondsOf(time)) + ',' + market.venue.text() + ',' + market.symbol.text() + ','
        + core::shortestText(score.value) + ',' + std::string(core::verb(score.side())) + ','
        + core::shortestText(score.strength()) + ',' + std::to_string(score.outOfRange.size()) + ',' + digest + '\n';
}

std::string jsonRow(
    const core::MarketId& market, core::Timestamp time, const signals::Score& score, const std::string& digest)
{
    return json::ObjectWriter()
               .whole("timestamp", core::nanosecondsOf(time))
               .text("venue", market.venue.view())
               .text("symbol", market.symbol.view())
               .number("score", score.value)
               .text("side", core::verb(score.side()))
               .number("strength", score.strength())
               .whole("out_of_range", score.outOfRange.size())
               .text("model", digest)
               .str()
        + '\n';
}

class Scorer final : public QuietListener
{
public:
    /// With a report, samples go there in place of the rows.
    Scorer(signals::Model& model, RowFile& rows, ModelReport* report, const ScoreArguments& arguments)
        : m_model(model)
        , m_rows(rows)
        , m_report(report)
        , m_arguments(arguments)
    {
    }

    void sampled(const desk::Market& market, const features::FeatureSet& features) override
    {
        if (replay == nullptr || replay->isWarmingUp() || failed) {
            return;
        }
        const auto score = m_model.score(features);
        if (!score) {
            failed = {m_arguments.model + ": " + score.error().what};
            return;
        }
        for (const signals::OutOfRange& found : score->outOfRange) {
            nameOnce(found);
        }
        const core::MarketId& id = market.instrument().id;
        if (m_report != nullptr) {
            m_report->add(id, features, *score);
            return;
        }
        failed = m_rows.add((m_arguments.json ? jsonRow : csvRow)(id, features.time, *score, m_model.digest()));
    }

    const replay::Replay* replay = nullptr;
    std::optional<core::Defect> failed;

private:
    void nameOnce(const signals::OutOfRange& found)
    {
        bool& isNamed = m_isNamed[static_cast<std::size_t>(found.feature)];
        if (!isNamed) {
            isNamed = true;
            complain(m_arguments.model + ": " + describe(found));
        }
    }

    signals::Model& m_model;
    RowFile& m_rows;
    ModelReport* m_report; ///< null: rows are written
    const ScoreArguments& m_arguments;
    std::array<bool, features::featureCount> m_isNamed{};
};

int runScore(const ScoreArguments& arguments, const Settings& settings)
{
    const TapeArguments& tapes = arguments.tapes;
    auto model = signals::Model::load(arguments.model);
    if (!model) {
        complain(model.error().what);
        return exitBadInput;
    }
    for (const std::string& warning : model->warnings()) {
        complain(arguments.model + ": " + warning);
    }
    auto rows = RowFile::create(arguments.out);
    if (!rows) {
        complain(rows.error().what);
        return exitBadInput;
    }
    std::optional<ModelReport> report;
    if (arguments.importance) {
        auto made = ModelReport::of(*model, arguments.model);
        if (!made) {
            complain(made.error().what);
            return exitFailed;
        }
        report.emplace(std::move(*made));
    }
    Scorer scorer(*model, *rows, report ? &*report : nullptr, arguments);
    desk::Desk desk(settings.desk, scorer);
    if (!takeContractValues(arguments.tapes, desk)) {
        return exitBadInput;
    }
    replay::Replay replay(desk, tapes.venue, symbolsOf(tapes.symbols));
    scorer.replay = &replay;
    replay.afterMessage = [&](const desk::Market&, const core::MarketMessage&) { return !scorer.failed; };

    if (!arguments.json && !report) {
        scorer.failed = rows->add("timestamp,venue,symbol,score,side,strength,out_of_range,model\n");
    }
    const int code = runTapes(replay, tapes.tapes);
    if (code == exitBadInput) {
        return code;
    }
    if (!tellContracts(tapes, desk)) {
        return exitBadInput;
    }
    if (!scorer.failed && report) {
        scorer.failed = rows->add(arguments.json ? report->json() : report->text());
    }
    if (!scorer.failed) {
        scorer.failed = rows->finish();
    }
    if (scorer.failed) {
        complain(scorer.failed->what);
        return exitFailed;
    }
    return code;
}

Runner addScore(CLI::App& command)
{
    const auto arguments = std::make_shared<ScoreArguments>();
    addTapeOptions(command, arguments->tapes);
    command.add_option("--model", arguments->model, "of XGBoost, saved as .json; docs/signals.md says what it needs")
        ->required();
    command.add_option("--out", arguments->out, "F.csv, or - for standard output (default)");
    command.add_flag("--json", arguments->json, "one JSON object a row");
    command.add_flag("--importance", arguments->importance,
        "in place of the rows: what the model looks at, whether the recording is like its training, and how often it "
        "came true");
    return [arguments](Invocation& invocation) { return runScore(*arguments, invocation.settings.values); };
}

} // namespace

const Command scoreCommand{"score", "a trained model's word on a recording, one row a sample", addScore};

} // namespace leadline::app
