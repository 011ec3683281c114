// SPDX-License-Identifier: MIT
/// Watch lists as text: files that people write and carry about, and the one that is kept.
#pragma once

#include "models/watch_list.h"

#include <QString>

#include <functional>
#include <vector>

namespace leadline::models
{

/// What a text that should be a symbol stands for: the symbol, or why it is none. One of them is empty.
struct SymbolAnswer {
    QString symbol;
    QString problem;
};
using SymbolReader = std::function<SymbolAnswer(const QString& text)>;
/// Takes whatever can be a symbol.
[[nodiscard]] SymbolAnswer plainSymbol(const QString& text);

/// Something in a text that is not taken over.
struct WatchProblem {
    int line = 0; ///< from one
    QString what;
};
/// "line 3: “$$” is no symbol"
[[nodiscard]] QString describe(const WatchProblem& problem);

/// What a text holds: everything that can be read, beside what cannot.
struct WatchImport {
    WatchList list;
    std::vector<WatchProblem> problems;
};

/// Symbols, one a line or with commas between them, under headings in brackets, "[Majors]", or TradingView's
/// "###Majors";
/// "#" begins a remark. Or a table (core::readTable()) with a column "symbol" or "ticker", and "group" where there is
/// one. Whatever else stands in it is a problem of its own.
[[nodiscard]] WatchImport readWatchFile(const QString& text, const SymbolReader& read = plainSymbol);

enum class WatchFileKind { Text, Csv };
/// By the name's ending: ".csv", or anything else.
[[nodiscard]] WatchFileKind watchFileKind(const QString& fileName);
/// readWatchFile() reads it back the same; a table has no place for a group without symbols.
[[nodiscard]] QString writeWatchFile(const WatchList& list, WatchFileKind kind);

} // namespace leadline::models
