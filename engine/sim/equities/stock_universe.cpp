// SPDX-License-Identifier: MIT
#include "engine/sim/equities/stock_universe.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace leadline::sim
{

namespace
{

using enum StockExchange;
using enum StockTier;

// Where one of them is not: active, tradable, fractionable, shortable.
constexpr std::array<StockListing, 150> universe{{
    {"AAPL", "Apple Inc.", Nasdaq, Mega, 2'275'200},
    {"MSFT", "Microsoft Corporation", Nasdaq, Mega, 4'281'500},
    {"NVDA", "NVIDIA Corporation", Nasdaq, Mega, 1'419'500},
    {"AMZN", "Amazon.com Inc.", Nasdaq, Mega, 2'028'800},
    {"GOOGL", "Alphabet Inc. Class A", Nasdaq, Mega, 1'724'900},
    {"GOOG", "Alphabet Inc. Class C", Nasdaq, Mega, 1'738'900},
    {"META", "Meta Platforms Inc.", Nasdaq, Mega, 5'591'400},
    {"TSLA", "Tesla Inc.", Nasdaq, Mega, 3'387'400},
    {"AMD", "Advanced Micro Devices Inc.", Nasdaq, Mega, 1'383'500},
    {"INTC", "Intel Corporation", Nasdaq, Mega, 243'500},
    {"BAC", "Bank of America Corporation", Nyse, Mega, 467'100},
    {"F", "Ford Motor Company", Nyse, Mega, 110'200},
    {"T", "AT&T Inc.", Nyse, Mega, 228'700},
    {"PFE", "Pfizer Inc.", Nyse, Mega, 250'500},
    {"XOM", "Exxon Mobil Corporation", Nyse, Mega, 1'198'500},
    {"JPM", "JPMorgan Chase & Co.", Nyse, Mega, 2'453'100},
    {"C", "Citigroup Inc.", Nyse, Mega, 689'800},
    {"WFC", "Wells Fargo & Company", Nyse, Mega, 734'400},
    {"KO", "The Coca-Cola Company", Nyse, Mega, 627'400},
    {"CSCO", "Cisco Systems Inc.", Nasdaq, Mega, 575'000},
    {"SPY", "SPDR S&P 500 ETF Trust", Arca, Mega, 5'886'200},
    {"QQQ", "Invesco QQQ Trust", Arca, Mega, 5'031'700},
    {"IWM", "iShares Russell 2000 ETF", Arca, Mega, 2'304'200},
    {"BRK.B", "Berkshire Hathaway Inc. Class B", Nyse, Large, 4'686'500},
    {"V", "Visa Inc. Class A", Nyse, Large, 3'099'000},
    {"MA", "Mastercard Incorporated", Nyse, Large, 5'204'600},
    {"UNH", "UnitedHealth Group Incorporated", Nyse, Large, 5'961'000},
    {"JNJ", "Johnson & Johnson", Nyse, Large, 1'538'400},
    {"PG", "The Procter & Gamble Company", Nyse, Large, 1'715'500},
    {"HD", "The Home Depot Inc.", Nyse, Large, 4'041'200},
    {"AVGO", "Broadcom Inc.", Nasdaq, Large, 1'642'300},
    {"LLY", "Eli Lilly and Company", Nyse, Large, 7'523'000},
    {"COST", "Costco Wholesale Corporation", Nasdaq, Large, 9'268'000},
    {"WMT", "Walmart Inc.", Nyse, Large, 884'100},
    {"CVX", "Chevron Corporation", Nyse, Large, 1'613'200},
    {"MRK", "Merck & Co. Inc.", Nyse, Large, 975'500},
    {"ABBV", "AbbVie Inc.", Nyse, Large, 1'710'800},
    {"PEP", "PepsiCo Inc.", Nasdaq, Large, 1'582'200},
    {"ADBE", "Adobe Inc.", Nasdaq, Large, 5'121'500},
    {"CRM", "Salesforce Inc.", Nyse, Large, 3'418'800},
    {"NFLX", "Netflix Inc.", Nasdaq, Large, 8'977'900},
    {"ORCL", "Oracle Corporation", Nyse, Large, 1'922'900},
    {"ACN", "Accenture plc", Nyse, Large, 3'581'100},
    {"MCD", "McDonald's Corporation", Nyse, Large, 2'916'500},
    {"TMO", "Thermo Fisher Scientific Inc.", Nyse, Large, 5'134'000},
    {"ABT", "Abbott Laboratories", Nyse, Large, 1'164'300},
    {"LIN", "Linde plc", Nasdaq, Large, 4'501'700},
    {"DHR", "Danaher Corporation", Nyse, Large, 2'295'400},
    {"DIS", "The Walt Disney Company", Nyse, Large, 1'156'500},
    {"TXN", "Texas Instruments Incorporated", Nasdaq, Large, 1'983'400},
    {"QCOM", "QUALCOMM Incorporated", Nasdaq, Large, 1'567'900},
    {"INTU", "Intuit Inc.", Nasdaq, Large, 6'401'200},
    {"IBM", "International Business Machines Corporation", Nyse, Large, 2'229'700},
    {"CAT", "Caterpillar Inc.", Nyse, Large, 3'954'400},
    {"GE", "GE Aerospace", Nyse, Large, 1'806'000},
    {"UBER", "Uber Technologies Inc.", Nyse, Large, 715'100},
    {"NKE", "NIKE Inc. Class B", Nyse, Large, 772'000},
    {"BA", "The Boeing Company", Nyse, Large, 1'492'900},
    {"GS", "The Goldman Sachs Group Inc.", Nyse, Large, 6'027'800},
    {"MS", "Morgan Stanley", Nyse, Large, 1'352'100},
    {"BLK", "BlackRock Inc.", Nyse, Large, 10'363'200},
    {"SCHW", "The Charles Schwab Corporation", Nyse, Large, 816'400},
    {"HON", "Honeywell International Inc.", Nasdaq, Large, 2'296'000},
    {"UPS", "United Parcel Service Inc.", Nyse, Large, 1'349'000},
    {"LOW", "Lowe's Companies Inc.", Nyse, Large, 2'692'200},
    {"SBUX", "Starbucks Corporation", Nasdaq, Large, 1'011'200},
    {"PYPL", "PayPal Holdings Inc.", Nasdaq, Large, 866'600},
    {"GM", "General Motors Company", Nyse, Large, 579'300},
    {"DAL", "Delta Air Lines Inc.", Nyse, Large, 638'400},
    {"AAL", "American Airlines Group Inc.", Nasdaq, Large, 143'900},
    {"UAL", "United Airlines Holdings Inc.", Nasdaq, Large, 936'500},
    {"PLTR", "Palantir Technologies Inc.", Nyse, Large, 621'200},
    {"SOFI", "SoFi Technologies Inc.", Nasdaq, Large, 147'100},
    {"NEE", "NextEra Energy Inc.", Nyse, Large, 770'800},
    {"VZ", "Verizon Communications Inc.", Nyse, Large, 429'300},
    {"ZM", "Zoom Communications Inc.", Nasdaq, Mid, 820'300},
    {"DOCU", "DocuSign Inc.", Nasdaq, Mid, 825'400},
    {"ROKU", "Roku Inc.", Nasdaq, Mid, 694'800},
    {"ETSY", "Etsy Inc.", Nasdaq, Mid, 513'300},
    {"PINS", "Pinterest Inc.", Nyse, Mid, 307'400},
    {"SNAP", "Snap Inc.", Nyse, Mid, 113'600},
    {"LYFT", "Lyft Inc.", Nasdaq, Mid, 170'500},
    {"DKNG", "DraftKings Inc.", Nasdaq, Mid, 438'600},
    {"RBLX", "Roblox Corporation", Nyse, Mid, 509'200},
    {"U", "Unity Software Inc.", Nyse, Mid, 214'100},
    {"AFRM", "Affirm Holdings Inc.", Nasdaq, Mid, 633'600},
    {"UPST", "Upstart Holdings Inc.", Nasdaq, Mid, 731'200},
    {"CHWY", "Chewy Inc.", Nyse, Mid, 341'800},
    {"W", "Wayfair Inc.", Nyse, Mid, 432'500},
    {"CVNA", "Carvana Co.", Nyse, Mid, 2'556'400},
    {"GME", "GameStop Corp.", Nyse, Mid, 284'200, true, true, true, false},
    {"AMC", "AMC Entertainment Holdings Inc.", Nyse, Mid, 46'200},
    {"LCID", "Lucid Group Inc.", Nasdaq, Mid, 21'700},
    {"RIVN", "Rivian Automotive Inc.", Nasdaq, Mid, 103'900},
    {"NIO", "NIO Inc.", Nyse, Mid, 47'100},
    {"PLUG", "Plug Power Inc.", Nasdaq, Mid, 20'200},
    {"ENPH", "Enphase Energy Inc.", Nasdaq, Mid, 639'000},
    {"RUN", "Sunrun Inc.", Nasdaq, Mid, 105'500},
    {"CROX", "Crocs Inc.", Nasdaq, Mid, 1'014'600},
    {"DECK", "Deckers Outdoor Corporation", Nyse, Mid, 1'902'800},
    {"YETI", "YETI Holdings Inc.", Nyse, Mid, 398'700},
    {"SHAK", "Shake Shack Inc.", Nyse, Mid, 1'307'500},
    {"WING", "Wingstop Inc.", Nasdaq, Mid, 3'312'400},
    {"CAVA", "CAVA Group Inc.", Nyse, Mid, 1'389'000},
    {"CELH", "Celsius Holdings Inc.", Nasdaq, Mid, 280'300},
    {"ELF", "e.l.f. Beauty Inc.", Nyse, Mid, 1'174'200},
    {"ONON", "On Holding AG", Nyse, Mid, 541'100},
    {"HIMS", "Hims & Hers Health Inc.", Nyse, Mid, 223'600},
    {"MARA", "MARA Holdings Inc.", Nasdaq, Mid, 213'800},
    {"RIOT", "Riot Platforms Inc.", Nasdaq, Mid, 120'400},
    {"NVR", "NVR Inc.", Nyse, Mid, 90'875'000},
    {"GPRO", "GoPro Inc.", Nasdaq, Small, 12'400},
    {"FIZZ", "National Beverage Corp.", Nasdaq, Small, 479'000},
    {"JBSS", "John B. Sanfilippo & Son Inc.", Nasdaq, Small, 873'400},
    {"WDFC", "WD-40 Company", Nasdaq, Small, 2'687'700},
    {"LANC", "Lancaster Colony Corporation", Nasdaq, Small, 1'821'600},
    {"UFPI", "UFP Industries Inc.", Nasdaq, Small, 1'332'000},
    {"CALM", "Cal-Maine Foods Inc.", Nasdaq, Small, 954'400},
    {"IIPR", "Innovative Industrial Properties Inc.", Nyse, Small, 1'076'300},
    {"KALU", "Kaiser Aluminum Corporation", Nasdaq, Small, 789'100},
    {"MGRC", "McGrath RentCorp", Nasdaq, Small, 1'203'500},
    {"PLUS", "ePlus inc.", Nasdaq, Small, 800'600},
    {"SCSC", "ScanSource Inc.", Nasdaq, Small, 501'200},
    {"STRA", "Strategic Education Inc.", Nasdaq, Small, 974'800},
    {"VICR", "Vicor Corporation", Nasdaq, Small, 512'700},
    {"WINA", "Winmark Corporation", Nasdaq, Small, 4'081'500},
    {"YORW", "The York Water Company", Nasdaq, Small, 349'200},
    {"ZEUS", "Olympic Steel Inc.", Nasdaq, Small, 418'800},
    {"ANIK", "Anika Therapeutics Inc.", Nasdaq, Small, 173'600},
    {"BBSI", "Barrett Business Services Inc.", Nasdaq, Small, 417'300},
    {"CASS", "Cass Information Systems Inc.", Nasdaq, Small, 436'000},
    {"EBF", "Ennis Inc.", Nyse, Small, 210'500},
    {"MEI", "Methode Electronics Inc.", Nyse, Small, 98'700},
    {"SNDL", "SNDL Inc.", Nasdaq, Small, 18'800},
    {"TELL", "Tellurian Inc.", Nyse, Small, 9'950, true, true, true, false},
    {"CIX", "CompX International Inc.", Nyse, Thin, 281'500},
    {"CVR", "Chicago Rivet & Machine Co.", Nyse, Thin, 174'000, true, true, false, false},
    {"ESP", "Espey Mfg. & Electronics Corp.", Nyse, Thin, 293'300},
    {"JOB", "GEE Group Inc.", Nyse, Thin, 2'134, true, true, false, false},
    {"MEXX", "Direxion Daily MSCI Mexico Bull 3X", Arca, Thin, 146'200},
    {"NATH", "Nathan's Famous Inc.", Nasdaq, Thin, 867'500},
    {"OPHC", "OptimumBank Holdings Inc.", Nyse, Thin, 47'900},
    {"PNRG", "PrimeEnergy Resources Corporation", Nasdaq, Thin, 1'984'000, true, true, false, true},
    {"RAND", "Rand Capital Corporation", Nasdaq, Thin, 219'000},
    {"SGRP", "SPAR Group Inc.", Nasdaq, Thin, 23'600},
    {"SIEB", "Siebert Financial Corp.", Nasdaq, Thin, 28'100},
    {"UG", "United-Guardian Inc.", Nasdaq, Thin, 99'400},
    {"VHI", "Valhi Inc.", Nyse, Thin, 256'600},
    {"WVVI", "Willamette Valley Vineyards Inc.", Nasdaq, Thin, 35'200, true, true, false, true},
    {"ATVI", "Activision Blizzard Inc.", Nasdaq, Thin, 950'000, false, false, false, false},
}};

constexpr std::array<StockHabits, 5> habits{{
    {.spreadBps = 0.8,
        .touchDollars = 55'000,
        .quotesPerSecond = 6,
        .tradesPerSecond = 3,
        .tradeDollars = 8'000,
        .volatilityBps = 1.2},
    {.spreadBps = 3,
        .touchDollars = 26'000,
        .quotesPerSecond = 2,
        .tradesPerSecond = 1,
        .tradeDollars = 5'000,
        .volatilityBps = 1.4},
    {.spreadBps = 12,
        .touchDollars = 12'000,
        .quotesPerSecond = 0.7,
        .tradesPerSecond = 0.25,
        .tradeDollars = 3'000,
        .volatilityBps = 1.9},
    {.spreadBps = 45,
        .touchDollars = 5'000,
        .quotesPerSecond = 0.15,
        .tradesPerSecond = 0.04,
        .tradeDollars = 1'500,
        .volatilityBps = 2.4},
    {.spreadBps = 180,
        .touchDollars = 1'500,
        .quotesPerSecond = 0.03,
        .tradesPerSecond = 0.005,
        .tradeDollars = 800,
        .volatilityBps = 2.8},
}};

std::uint64_t mixed(std::uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

/// 32 hexadecimal digits, marked as version 4 and variant 1, as random ones are.
std::string uuidText(std::uint64_t high, std::uint64_t low)
{
    high = (high & ~std::uint64_t{0xf000}) | 0x4000;
    low = (low & ~(std::uint64_t{3} << 62)) | (std::uint64_t{2} << 62);
    std::string text;
    for (const std::uint64_t half : {high, low}) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text += "0123456789abcdef"[(half >> shift) & 15U];
        }
    }
    for (const std::size_t at : {20U, 16U, 12U, 8U}) {
        text.insert(at, 1, '-');
    }
    return text;
}

} // namespace

const StockHabits& habitsOf(StockTier tier)
{
    return habits[static_cast<std::size_t>(tier)];
}

char StockListing::tape() const
{
    return exchange == Nasdaq ? 'C' : exchange == Nyse ? 'A' : 'B';
}

char StockListing::exchangeCode() const
{
    return exchange == Nasdaq ? 'Q' : exchange == Nyse ? 'N' : 'P';
}

std::span<const StockListing> stockUniverse()
{
    return universe;
}

std::optional<StockIndex> findStock(std::string_view symbol)
{
    static const auto places = [] {
        std::unordered_map<std::string_view, StockIndex> made;
        for (StockIndex i = 0; i < universe.size(); ++i) {
            made.emplace(universe[i].symbol, i);
        }
        return made;
    }();
    const auto found = places.find(symbol);
    return found == places.end() ? std::nullopt : std::optional(found->second);
}

std::string_view exchangeName(StockExchange exchange)
{
    return exchange == Nasdaq ? "NASDAQ" : exchange == Nyse ? "NYSE" : "ARCA";
}

std::string assetId(std::string_view symbol)
{
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a
    for (const char letter : symbol) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    }
    return uuidText(mixed(hash), mixed(hash + 1));
}

std::string uuidOf(std::uint64_t seed, std::uint64_t number)
{
    return uuidText(mixed(seed * 0x9e3779b97f4a7c15 + number), mixed(number * 0xd1342543de82ef95 + seed));
}

} // namespace leadline::sim
