// SPDX-License-Identifier: MIT
#include "engine/tape/foreign_form.h"

#include "engine/core/text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace leadline::tape
{

namespace
{

using namespace std::string_view_literals;

struct Form {
    std::string_view magic;
    std::string_view what;
};

constexpr std::array forms{
    Form{"\xfd\x37zXZ\0"sv, "is compressed by xz, which is not read: decompress it with `xz -dk` first"},
    Form{"BZh"sv, "is compressed by bzip2, which is not read: decompress it with `bzip2 -dk` first"},
    Form{"PK\x03\x04"sv, "is a zip archive, which is not read: take the files out of it with `unzip` first"},
    Form{"7z\xbc\xaf\x27\x1c"sv, "is a 7-Zip archive, which is not read: take the files out of it with `7z x` first"},
    Form{"Rar!\x1a\x07"sv, "is a RAR archive, which is not read: take the files out of it with `unrar x` first"},
    Form{"\x04\x22\x4d\x18"sv, "is compressed by lz4, which is not read: decompress it with `lz4 -dk` first"},
    Form{"LZIP"sv, "is compressed by lzip, which is not read: decompress it with `lzip -dk` first"},
    Form{"\x1f\x9d"sv, "is compressed by compress, which is not read: decompress it with `gzip -dk` first"},
    Form{"\xff\x06\0\0sNaPpY"sv, "is compressed by snappy, which is not read: decompress it first"},
    Form{"PAR1"sv, "is a Parquet file: bars and features, which `merge` reads, and no recording of messages"},
    Form{"ARROW1"sv, "is an Arrow (Feather) file and no recording of messages"},
    Form{"SQLite format 3"sv, "is a SQLite database and no recording of messages"},
    Form{"\x89HDF"sv, "is an HDF5 file and no recording of messages"},
    Form{"%PDF"sv, "is a PDF and no recording of messages"},
    Form{"\xff\xfe"sv, "is UTF-16 text: save it as UTF-8, as `iconv -f UTF-16 -t UTF-8` does"},
    Form{"\xfe\xff"sv, "is UTF-16 text: save it as UTF-8, as `iconv -f UTF-16 -t UTF-8` does"},
    Form{"\x1f\x8b"sv, "is compressed twice: decompress it once with `gzip -dk` or `zstd -dk`"},
    Form{"\x28\xb5\x2f\xfd"sv, "is compressed twice: decompress it once with `gzip -dk` or `zstd -dk`"},
    Form{"<"sv, "is HTML or XML: a page that was saved in place of the data, it seems"},
};

/// A table that somebody publishes, told by columns that all of it must have.
struct Dump {
    std::string_view columns; ///< of the header, in lower case, in this order with others between them
    std::string_view what;
};

constexpr std::string_view trades = "trades, which make no book";
constexpr std::string_view quotes = "best prices, which make no book";
constexpr std::string_view bars = "bars (klines); `merge` joins them with features";

constexpr std::array dumps{
    Dump{"agg_trade_id,price,quantity", "aggregated trades, which make no book"},
    Dump{"best_bid_price,best_ask_price", quotes},
    Dump{"best_bid,best_ask", quotes},
    Dump{"bid_price,ask_price", quotes},
    Dump{"percentage,depth", "depth summed up by its distance, which makes no book"},
    Dump{"exchange,symbol,local_timestamp,is_snapshot", "book changes in the columns of another service"},
    Dump{"asks[0].price", "book snapshots in the columns of another service"},
    Dump{"open,high,low,close", bars},
    Dump{"trade_id,price", trades},
    Dump{"id,price,qty", trades},
    Dump{"side,size,price", trades},
    Dump{"side,price", trades},
    Dump{"price,side", trades},
    Dump{"price,amount", trades},
    Dump{"price,volume", trades},
};

std::vector<std::string> cellsOf(std::string_view line)
{
    const char separator = line.contains(';') ? ';' : line.contains('\t') ? '\t' : ',';
    std::vector<std::string> cells;
    for (;;) {
        const std::size_t end = line.find(separator);
        std::string cell(core::trimmed(line.substr(0, end)));
        std::erase(cell, '"');
        std::ranges::transform(
            cell, cell.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        cells.push_back(std::move(cell));
        if (end == std::string_view::npos) {
            return cells;
        }
        line.remove_prefix(end + 1);
    }
}

bool isWord(std::string_view cell)
{
    return cell == "true" || cell == "false";
}

bool isFigure(std::string_view cell)
{
    return !cell.empty() && cell.find_first_not_of("0123456789.+-eE") == std::string_view::npos;
}

bool hasColumns(const std::vector<std::string>& cells, std::string_view wanted)
{
    auto from = cells.begin();
    while (!wanted.empty()) {
        const std::string_view name = wanted.substr(0, wanted.find(','));
        wanted.remove_prefix(std::min(name.size() + 1, wanted.size()));
        from = std::find(from, cells.end(), name);
        if (from == cells.end()) {
            return false;
        }
    }
    return true;
}

/// Of a table without a header, as Binance publishes them.
std::string_view whatRowsAre(const std::vector<std::string>& cells)
{
    const auto words = std::ranges::count_if(cells, isWord);
    constexpr std::size_t klineColumns = 12;
    return words > 0 ? trades : cells.size() == klineColumns ? bars : "figures";
}

} // namespace

std::string foreignForm(std::string_view head)
{
    constexpr std::size_t tarMagicAt = 257;
    if (head.size() > tarMagicAt && head.substr(tarMagicAt).starts_with("ustar")) {
        return "is a tar archive, which is not read: take the files out of it with `tar xf` first";
    }
    const auto* const form =
        std::ranges::find_if(forms, [head](const Form& known) { return head.starts_with(known.magic); });
    return form == forms.end() ? std::string() : std::string(form->what);
}

bool isBinary(std::string_view head)
{
    const std::string_view looked = head.substr(0, 512);
    const auto strange = std::ranges::count_if(looked, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 || (byte < 0x20 && c != '\n' && c != '\r' && c != '\t');
    });
    return static_cast<std::size_t>(strange) > looked.size() / 5;
}

std::string foreignTable(std::string_view text)
{
    constexpr std::size_t longestHeader = 4096;
    const std::string_view line = core::trimmed(text.substr(0, std::min(text.find('\n'), longestHeader)));
    // What holds an object of JSON, or an address, is a recording, whatever was written above it.
    const std::string_view head = text.substr(0, longestHeader);
    if (line.empty() || line.starts_with('#') || head.contains('{') || head.contains("://")) {
        return {};
    }
    const auto cells = cellsOf(line);
    if (cells.size() < 3) {
        return {};
    }
    constexpr std::string_view advice = "; a recording has lines of `<receive time> <venue JSON>`, as a venue's stream "
                                        "of depth sends them";
    if (std::ranges::all_of(cells, [](const std::string& cell) { return isFigure(cell) || isWord(cell); })) {
        return "is a table (CSV) of " + std::string(whatRowsAre(cells)) + std::string(advice);
    }
    const auto* const dump =
        std::ranges::find_if(dumps, [&](const Dump& known) { return hasColumns(cells, known.columns); });
    const std::string first = cells[0] + ", " + cells[1] + ", " + cells[2];
    return "is a table (CSV) of "
        + (dump != dumps.end() ? std::string(dump->what) : "the columns " + first + (cells.size() > 3 ? " ..." : ""))
        + std::string(advice);
}

} // namespace leadline::tape
