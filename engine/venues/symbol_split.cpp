// SPDX-License-Identifier: MIT
#include "engine/venues/symbol_split.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>

namespace leadline::venues
{

namespace
{

/// Only those are needed here whose symbols can be parted in two ways, and those that must win over them. Most common
/// first.
constexpr auto commonCoins = std::to_array<std::string_view>({"BTC", "ETH", "USDT", "USDC", "BNB", "XRP", "SOL", "DOGE",
    "ADA", "TRX", "DOT", "LTC", "BCH", "LINK", "SHIB", "AVAX", "XLM", "EUR", "GBP", "AUD", "BUSD", "TUSD", "FDUSD",
    "DAI", "UNI", "ATOM", "ETC", "NEAR", "APT", "ARB", "BAT", "GRT", "FET", "QNT", "HBAR", "FIL", "VET", "OP", "SUI",
    "TON", "TAO", "WIF", "PEPE", "FLOKI", "BONK", "AAVE", "MKR", "ALGO", "EOS", "XTZ", "XMR", "ZEC", "DASH", "NEO",
    "1INCH", "SUSHI", "CRV", "COMP", "SNX", "YFI", "MATIC", "POL", "LUNA", "LUNC", "FTM", "S", "ICP", "INJ", "SEI",
    "TIA", "JUP", "LDO", "ENS", "MANA", "SAND", "AXS", "GALA", "APE", "CHZ", "ENJ", "RUNE", "KSM", "ZIL", "IOTA",
    "QTUM", "OMG", "WBTC", "STETH", "WBETH", "PAX", "PAXG", "USDP", "USDS", "USD1", "USDE", "PYUSD", "RLUSD", "EURI",
    "EURC", "EURT", "UST", "USTC", "GUSD", "BTT", "BTTC", "HOT", "ONT", "ANT", "BNT", "HNT", "GMT", "LPT", "FLUX",
    "IOST", "DENT", "STPT", "MDT", "LIT", "GHST", "NOT", "PNUT", "GOAT", "ALT", "MNT", "TST", "TNT", "CAT", "ACT",
    "LAYER", "MBOX", "MOB", "AMB", "BLZ", "POWR", "ELF", "CELR", "BAND", "OGN", "RVN", "SC", "WIN", "WAVES", "ICX",
    "KAVA", "ROSE", "CELO", "SKL", "STORJ", "UMA", "LRC", "ZRX", "KNC", "REN", "NMR", "OXT", "REP", "AUDIO", "CVC",
    "WAXP", "JASMY", "BICO", "MASK", "GNO", "GODS", "IMX", "PERP", "RAD", "RARE", "SUPER", "TRB", "SPELL", "CHR",
    "VTHO", "XNO", "XEC", "DGB", "FLOW", "EGLD", "THETA", "TFUEL", "RENDER", "RNDR", "WLD", "PYTH", "STRK", "ENA",
    "ORDI", "SATS", "TURBO", "PENGU", "TRUMP", "FARTCOIN", "HYPE", "ASTR", "API3", "ARPA", "ATA", "BAL", "CTSI", "CVX",
    "DYDX", "FXS", "GTC", "ILV", "JTO", "MINA", "NKN", "ONE", "ORCA", "PUNDIX", "RLC", "SLP", "T", "ACH", "AGLD",
    "ALICE", "ANKR", "BLUR", "BOBA", "BOB", "CFX", "C98", "COTI", "DODO", "DUSK", "GLM", "GLMR", "HIVE", "HIGH", "ID",
    "JOE", "KDA", "LOKA", "LQTY", "LSK", "MAGIC", "MOVR", "MTL", "OCEAN", "OM", "PEOPLE", "PHB", "POLYX", "PROM", "QI",
    "REQ", "RIF", "RSR", "SANTOS", "SFP", "SSV", "STG", "STX", "SYN", "SYS", "TLM", "TRU", "TWT", "VOXEL", "VIB", "WOO",
    "XVG", "XVS", "YGG", "ZEN"});

std::size_t rankOf(std::string_view coin)
{
    return static_cast<std::size_t>(std::ranges::find(commonCoins, coin) - commonCoins.begin());
}

} // namespace

SplitSymbol splitSymbol(std::string_view symbol, std::span<const std::string_view> quotes)
{
    using Rank = std::tuple<std::size_t, std::size_t>; // of the coin, of the quote: smaller is likelier
    SplitSymbol best;
    Rank bestRank;
    for (std::size_t i = 0; i < quotes.size(); ++i) {
        const std::string_view quote = quotes[i];
        if (symbol.size() <= quote.size() || !symbol.ends_with(quote)) {
            continue;
        }
        const std::string_view base = symbol.substr(0, symbol.size() - quote.size());
        if (base == quote || !core::Asset::fits(base)) {
            continue;
        }
        const Rank rank{rankOf(base), i};
        best.isGuessed = best.pair.isKnown();
        if (!best.isGuessed || rank < bestRank) {
            best.pair = {core::Asset(base), core::Asset(quote)};
            bestRank = rank;
        }
    }
    return best;
}

} // namespace leadline::venues
