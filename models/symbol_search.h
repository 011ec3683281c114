// SPDX-License-Identifier: MIT
/// What a person types, and the instruments that it may mean.
#pragma once

#include "engine/core/instrument_index.h"
#include "models/watch_list_file.h"

#include <QAbstractListModel>

#include <vector>

namespace leadline::models
{

/// The matches of a search, best first, as a completer shows them. As long as no venue has listed its instruments,
/// whatever can be a symbol is taken. Thread: GUI.
class SymbolSearch final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int most = 12; ///< rows

    using QAbstractListModel::QAbstractListModel;

    /// What the venues list, on top of what is there.
    void add(const std::vector<core::ListedInstrument>& list);
    [[nodiscard]] bool isEmpty() const { return m_index.isEmpty(); }
    /// Rows are what the text may mean.
    void search(const QString& text);
    /// The instrument that is meant: that of the very name, else that of the base coin against its most usual quote.
    /// "Unknown symbol BTCUSTD. Did you mean BTC/USDT?" where there is none.
    [[nodiscard]] SymbolAnswer resolve(const QString& text) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    /// "BTC/USDT-PERP  perpetual, binance-futures"; the name alone is Qt::EditRole.
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    core::InstrumentIndex m_index;
    std::vector<core::ListedInstrument> m_matches;
};

} // namespace leadline::models
