// SPDX-License-Identifier: MIT
#include "app/commands/lab_sweep.h"

#include "app/commands/sweep_job.h"

#include <CLI/CLI.hpp>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <thread>

namespace leadline::app
{

namespace
{

namespace fs = std::filesystem;

struct SweepArguments {
    std::vector<fs::path> tapes;
    fs::path grid;
    fs::path out;
    std::string every = "1s"; ///< event time between decisions
    std::string only; ///< "2024-08-08/ETH/USDT-PERP": that tape-day
    int jobs = 0; ///< processes at once; 0: as many as there are cores
    bool plan = false;
};

/// For a shell: a text of harmless letters as it is, all else in quotes.
std::string shellQuoted(const std::string& text)
{
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) {
        return text;
    }
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return quoted + "'";
}

std::string absoluteText(const fs::path& path)
{
    std::error_code error;
    const fs::path whole = fs::absolute(path, error);
    return (error ? path : whole).lexically_normal().string();
}

/// The command line of one job, from wherever it is called.
std::vector<std::string> wordsOf(
    const SweepArguments& arguments, const fs::path& settings, const std::string& program, const SweepJob& job)
{
    std::vector<std::string> words{program, "lab", "sweep"};
    for (const fs::path& recording : job.recordings) {
        words.push_back(absoluteText(recording));
    }
    for (const auto& [option, value] : {std::pair<const char*, std::string>{"--grid", absoluteText(arguments.grid)},
             {"--out", absoluteText(arguments.out)}, {"--every", arguments.every}, {"--only", job.name()}}) {
        words.emplace_back(option);
        words.push_back(value);
    }
    std::error_code unreadable;
    if (fs::exists(settings, unreadable)) { // else they are the defaults, and a file that is named must be there
        words.insert(words.end(), {"--settings", absoluteText(settings)});
    }
    return words;
}

int printPlan(const SweepArguments& arguments, const fs::path& settings, const std::string& program,
    const std::vector<SweepJob>& jobs)
{
    // A program that is found through the path is found there on the other machine, too.
    const std::string called = program.find('/') == std::string::npos ? program : absoluteText(program);
    std::string text;
    for (const SweepJob& job : jobs) {
        std::string line;
        for (const std::string& word : wordsOf(arguments, settings, called, job)) {
            line += (line.empty() ? "" : " ") + shellQuoted(word);
        }
        text += line + "\n";
    }
    return printText(text, exitSuccess);
}

int runHere(const std::vector<SweepJob>& jobs, const SweepInputs& inputs)
{
    int code = exitSuccess;
    for (const SweepJob& job : jobs) {
        const auto end = runSweepJob(job, inputs);
        if (!end) {
            complain("sweep: " + job.name() + " failed");
            code = std::max(code, end.error());
            continue;
        }
        const bool isMade = *end == SweepEnd::Made;
        code = printText(
            job.name() + (isMade ? ": " : ": is there, ") + std::to_string(inputs.grid.size()) + " points\n", code);
    }
    return code;
}

/// A process of this program; zero where none could be started.
pid_t started(std::vector<std::string> words)
{
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    pid_t process = 0;
    return ::posix_spawn(&process, "/proc/self/exe", nullptr, nullptr, argv.data(), environ) == 0 ? process : 0;
}

/// Waits for one of the processes; its code, or failed where a signal ended it.
int nextEnd(std::map<pid_t, const SweepJob*>& running)
{
    int status = 0;
    pid_t ended = 0;
    do {
        ended = ::waitpid(-1, &status, 0);
    } while (ended < 0 && errno == EINTR);
    const auto found = running.find(ended);
    if (found == running.end()) {
        running.clear(); // there is none to wait for
        return exitFailed;
    }
    if (WIFSIGNALED(status)) {
        complain("sweep: " + found->second->name() + " was ended by signal " + std::to_string(WTERMSIG(status)));
    }
    running.erase(found);
    return WIFEXITED(status) ? WEXITSTATUS(status) : exitFailed;
}

int runProcesses(
    const SweepArguments& arguments, const fs::path& settings, const std::vector<SweepJob>& jobs, std::size_t atOnce)
{
    std::map<pid_t, const SweepJob*> running;
    int code = exitSuccess;
    for (const SweepJob& job : jobs) {
        if (running.size() == atOnce) {
            code = std::max(code, nextEnd(running));
        }
        const pid_t process = started(wordsOf(arguments, settings, "leadline", job));
        if (process == 0) {
            complain("sweep: no process can be started");
            code = exitFailed;
            break;
        }
        running.emplace(process, &job);
    }
    while (!running.empty()) {
        code = std::max(code, nextEnd(running));
    }
    return code;
}

std::expected<std::vector<SweepJob>, int> jobsOf(const SweepArguments& arguments)
{
    auto jobs = sweepJobs(arguments.tapes);
    if (!jobs) {
        complain(jobs.error().what);
        return std::unexpected(exitBadInput);
    }
    if (!arguments.only.empty()) {
        std::erase_if(*jobs, [&](const SweepJob& job) { return job.name() != arguments.only; });
        if (jobs->empty()) {
            complain("--only " + arguments.only + ": no recording of it; as 2024-08-08/ETH/USDT-PERP");
            return std::unexpected(exitBadInput);
        }
    }
    return std::move(*jobs);
}

int runSweep(const SweepArguments& arguments, const Invocation& invocation)
{
    const LoadedSettings& loaded = invocation.settings;
    const auto fail = [](const std::string& what) {
        complain(what);
        return exitBadInput;
    };
    if (std::ranges::find(loaded.origins, Origin::CommandLine) != loaded.origins.end()) {
        return fail("lab sweep: settings stand in the grid, or in the file of --settings; --set is not of it");
    }
    const auto every = everyOf(arguments.every);
    const auto jobs = every ? jobsOf(arguments) : std::unexpected(exitBadInput);
    if (!jobs) {
        return jobs.error();
    }
    const auto grid = SweepGrid::read(arguments.grid, loaded.values);
    if (!grid) {
        return fail(grid.error().what);
    }
    const std::string program = invocation.argc > 0 ? invocation.argv[0] : "leadline";
    if (arguments.plan) {
        return printPlan(arguments, loaded.file, program, *jobs);
    }
    const SweepInputs inputs{.grid = *grid, .today = loaded.values, .every = *every, .out = arguments.out};
    if (const auto failed = claimFolder(inputs)) {
        return fail(failed->what);
    }
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t atOnce = arguments.jobs > 0 ? static_cast<std::size_t>(arguments.jobs) : cores;
    return atOnce == 1 || jobs->size() == 1 ? runHere(*jobs, inputs)
                                            : runProcesses(arguments, loaded.file, *jobs, atOnce);
}

} // namespace

Runner addLabSweep(CLI::App& command)
{
    const auto arguments = std::make_shared<SweepArguments>();
    addRecordings(command, "TAPE", arguments->tapes, "recordings <venue>_<symbol>_<day>, or a folder of them")
        ->required();
    command.add_option("--grid", arguments->grid, "JSON: of each setting, side, notional or signal its values")
        ->required();
    command.add_option("--out", arguments->out, "folder of the results, symbol=…/date=…/part-….parquet")->required();
    command.add_option("--every", arguments->every, "event time between decisions (default 1s)");
    command.add_option("--only", arguments->only, "one tape-day: 2024-08-08/ETH/USDT-PERP");
    CLI::Option* const jobs = command.add_option("--jobs", arguments->jobs, "processes at once (default: the cores)")
                                  ->check(CLI::Range(1, 1024));
    command.add_flag("--plan", arguments->plan, "prints a line a tape-day, for any shell, in place of working")
        ->excludes(jobs);
    return [arguments](Invocation& invocation) { return runSweep(*arguments, invocation); };
}

} // namespace leadline::app
