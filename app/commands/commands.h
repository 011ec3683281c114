// SPDX-License-Identifier: MIT
/// The commands of `leadline`, one function each. They print to stdout, complain on stderr, and return the exit code:
/// 0 success, 1 the work failed, 2 bad usage or bad input.
#pragma once

#include "app/settings/settings.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leadline::app
{

inline constexpr int exitSuccess = 0;
inline constexpr int exitFailed = 1;
inline constexpr int exitBadInput = 2;

struct TapeArguments {
    std::vector<std::filesystem::path> tapes;
    std::string venue; ///< empty: told by the file's name or messages
    std::vector<std::string> symbols; ///< as their venue names them; empty: all
};

int runFeatures(const TapeArguments& tapes, const std::filesystem::path& out, const Settings& settings);

struct ScoreArguments {
    std::string model; ///< a file
    std::string out = "-"; ///< a file; "-": standard output
    bool json = false; ///< an object a line in place of CSV
};
int runScore(const TapeArguments& tapes, const ScoreArguments& arguments, const Settings& settings);

struct MergeArguments {
    std::filesystem::path bars;
    std::vector<std::string> book; ///< feature files, patterns or folders
    std::filesystem::path out;
    std::string tolerance; ///< empty: any age
    std::string time; ///< column of the bars; empty: found by name
    std::string symbol;
    std::string venue; ///< empty: the book holds one a symbol
};
int runMerge(const MergeArguments& arguments);

struct DecideArguments {
    std::string side; ///< "buy" or "sell"
    double notional = 10'000; ///< quote units
    std::string every = "1s"; ///< event time between decisions
    std::optional<double> signal; ///< strength, 0 to 1: the signal policy decides
    bool json = false;
};
int runDecide(const TapeArguments& tapes, const DecideArguments& arguments, const Settings& settings);

struct ValidateArguments {
    bool dryRun = false; ///< the scenarios
    TapeArguments tapes; ///< the study along these
    std::string window; ///< trading on paper in these hours: asia, europe, us, all; one of the three
    double hours = 24; ///< of trading inside the window
    std::string state; ///< what is known of such a run; empty: a file of the user's
    std::string start; ///< of the embedded market; empty: now
    double speed = 1; ///< of the embedded market
    std::string every = "5s"; ///< event time between signals
    std::string horizon = "30s"; ///< what is unfilled then is taken at market
    double notional = 10'000; ///< quote units an order
    int seed = 1; ///< of the bootstrap
    bool json = false;
};
int runValidate(const ValidateArguments& arguments, const Settings& settings);
int runValidateWindow(int& argc, char** argv, const ValidateArguments& arguments, const Settings& settings);

struct BookArguments {
    std::string at; ///< empty: the end of the tapes
    int levels = 10;
    bool consolidated = false; ///< the tapes' books as one, too
    bool json = false;
};
int runBook(const TapeArguments& tapes, const BookArguments& arguments, const Settings& settings);

struct VerifyArguments {
    int seconds = 30; ///< of the market's time
    double speed = 1; ///< of the embedded market
    bool json = false;
};
int runVerify(int& argc, char** argv, const VerifyArguments& arguments, const Settings& settings);

struct SimArguments {
    int port = 0; ///< 0: any free one
    int seed = 1;
    std::string fault; ///< empty: none
    bool equities = false; ///< stocks in place of the pair
    std::string start; ///< of stocks: New York time; empty: equities.embedded_start
    double speed = 1; ///< of stocks: their clock's
};
int runSim(int& argc, char** argv, const SimArguments& arguments, const Settings& settings);

struct CampaignArguments {
    int orders = 10'000;
    int seed = 1;
    std::string fault = "all"; ///< or the name of one
    int kills = 0; ///< kill -9 so often in place of the faults' table
    std::string journal; ///< of the kills; empty: SQLite in a temporary folder
    std::string stopJournal; ///< shell commands that take the journal's server away in the middle, and bring it back
    std::string startJournal;
    bool isWorker = false; ///< the process that is killed
    bool settles = false; ///< a worker that only takes over, cancels and ends
    std::string mid;
    std::vector<std::string> connect; ///< venue=127.0.0.1:port
};
int runCampaign(int& argc, char** argv, const CampaignArguments& arguments);

struct PracticeArguments {
    std::string journal;
    std::filesystem::path store; ///< empty: no Parquet
    std::string from = "2026-10-01T00:00:00Z";
    int days = 30;
    int seed = 1;
};
int runPractice(int& argc, char** argv, const PracticeArguments& arguments, const Settings& settings);

/// Which accounts `positions` and `orders` ask.
struct AccountArguments {
    std::vector<std::string> venues; ///< none: all where trading is on
    std::string environment; ///< "live", "demo", "embedded"; empty: the setting `<venue>.trading`
    std::vector<std::string> connect; ///< VENUE=PORT of embedded markets that are served elsewhere
    std::string journal; ///< its address; empty: that of the settings
    bool json = false;
};
int runPositions(int& argc, char** argv, const AccountArguments& arguments, const Settings& settings);
int runOrders(int& argc, char** argv, const AccountArguments& arguments, const Settings& settings);

struct CalibrationArguments {
    std::string journal; ///< its address; empty: that of the settings
    std::string environment; ///< "live", "embedded"; empty: all
    std::string now; ///< where the lookback ends; empty: now
    int days = 0; ///< lookback; 0: that of the settings
    std::filesystem::path exportTo; ///< .csv, .html or .pdf; empty: the terminal
    bool json = false;
};
int runCalibration(int& argc, char** argv, const CalibrationArguments& arguments, const Settings& settings);

/// Which market of stocks `picks` and `rebalance` work on.
struct EquityArguments {
    bool paper = false;
    bool live = false;
    std::string start; ///< New York time at which the embedded market begins; empty: the setting
    std::string fault; ///< of the embedded venue: a sim::TradeFault, ":N" behind it; empty: none
    int connect = 0; ///< port of an embedded market that is served elsewhere; zero: one of our own
    double speed = 1; ///< of the embedded market's clock
};

struct PicksArguments {
    EquityArguments market;
    std::string mode; ///< "SAFE", "AGGRESSIVE"; empty: the setting
    std::string symbols; ///< a file; empty: the setting
    std::string scoreColumn; ///< of the file
    std::string exportTo; ///< .csv or .json; empty: nowhere
    bool all = false; ///< rejected ones, too
    bool json = false;
};
int runPicks(int& argc, char** argv, const PicksArguments& arguments, const Settings& settings);

/// A dry run on recordings in place of a market.
struct RecordedArguments {
    TapeArguments tapes; ///< none: the market
    std::string at; ///< empty: the end of the recordings
    std::string cash; ///< dollars; empty: those of a new paper account
    std::string positions; ///< a CSV; empty: none are held
    bool isFractional = false; ///< fractions of shares are traded
};

struct RebalanceArguments {
    EquityArguments market;
    RecordedArguments recorded;
    std::string plan; ///< a file
    std::string urgency; ///< empty: the plan's, else normal
    std::string report; ///< .csv or .json; empty: none
    bool dryRun = false;
    bool yes = false; ///< real money is wanted
    bool json = false;
};
int runRebalance(int& argc, char** argv, const RebalanceArguments& arguments, const Settings& settings);

} // namespace leadline::app
