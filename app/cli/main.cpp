// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/settings/settings.h"
#include "app/window/window.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <utility>
#include <vector>

namespace
{

using namespace leadline::app;

/// In the order of `leadline --help`.
const std::array commands{&featuresCommand, &scoreCommand, &mergeCommand, &decideCommand, &labCommand, &validateCommand,
    &bookCommand, &recordCommand, &tapeCommand, &verifyCommand, &simCommand, &campaignCommand, &practiceCommand,
    &picksCommand, &rebalanceCommand, &positionsCommand, &ordersCommand, &calibrationCommand, &outcomesCommand,
    &regretCommand};

/// The application takes the user's locale, and printf and strtod would take its decimal comma: what is printed and
/// read has points everywhere. The window asks QLocale, which this leaves alone.
void keepDecimalPoints()
{
    std::setlocale(LC_NUMERIC, "C");
}
Q_COREAPP_STARTUP_FUNCTION(keepDecimalPoints)

std::vector<std::string> environmentEntries()
{
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        entries.emplace_back(*entry);
    }
    return entries;
}

/// Options of every command and of the window.
struct CommonArguments {
    std::vector<std::string> overrides;
    std::string settingsFile;
};

std::vector<CLI::Option*> addCommonOptions(CLI::App& app, CommonArguments& common)
{
    return {app.add_option("--set", common.overrides, "override a setting: section.key=value (may be repeated)")
                ->allow_extra_args(false),
        app.add_option("--settings", common.settingsFile, "settings file (default: ~/.config/leadline/leadline.toml)")};
}

/// A command takes options from behind its name up to main, so that --set may stand there; the window's are none of
/// its own.
void refuseOptionsOfTheWindow(const CLI::App& app, const std::vector<CLI::Option*>& common)
{
    std::vector<std::string> strange;
    for (const CLI::Option* const option : app.get_options()) {
        if (option->count() > 0 && std::ranges::find(common, option) == common.end()) {
            strange.push_back(option->get_name());
        }
    }
    if (!strange.empty()) {
        std::ranges::reverse(strange); // as CLI11 keeps them
        throw CLI::ExtrasError("leadline", strange);
    }
}

leadline::core::Result<LoadedSettings> settingsFor(const CommonArguments& common)
{
    std::error_code unreadable;
    const std::filesystem::path file =
        common.settingsFile.empty() ? defaultSettingsFile() : std::filesystem::path(common.settingsFile);
    if (!common.settingsFile.empty() && !std::filesystem::exists(file, unreadable)) {
        return leadline::core::defect("--settings " + common.settingsFile + ": no such file");
    }
    return loadSettings(file, environmentEntries(), common.overrides);
}

} // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): what cannot be begun ends the program, and says so
int main(int argc, char** argv)
{
    CLI::App app("Leadline: see depth, know what an order would cost and how to send it, click to trade.", "leadline");
    app.set_version_flag("--version", std::string("leadline ") + programVersion);
    CommonArguments common;
    const std::vector<CLI::Option*> ofAll = addCommonOptions(app, common);
    Runner run = addWindow(app);
    app.require_subcommand(0, 1);
    app.fallthrough();
    std::vector<std::pair<const CLI::App*, Runner>> runners;
    for (const Command* const command : commands) {
        CLI::App* const parser = app.add_subcommand(command->name, command->summary);
        runners.emplace_back(parser, command->add(*parser));
    }
    try {
        app.parse(argc, argv);
        for (const auto& [parser, runner] : runners) {
            if (parser->parsed()) {
                refuseOptionsOfTheWindow(app, ofAll);
                run = runner;
            }
        }
    } catch (const CLI::ParseError& error) {
        // CLI11 prints help to stdout and mistakes to stderr; its own codes say more than ours.
        return app.exit(error) == 0 ? exitSuccess : exitBadInput;
    }
    const auto loaded = settingsFor(common);
    if (!loaded) {
        complain(loaded.error().what);
        return exitBadInput;
    }
    for (const std::string& note : loaded->notes) {
        complain(note);
    }
    Invocation invocation{.argc = argc, .argv = argv, .settings = *loaded};
    return run(invocation);
}
