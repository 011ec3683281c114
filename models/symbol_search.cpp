// SPDX-License-Identifier: MIT
#include "models/symbol_search.h"

#include "models/format.h"

namespace leadline::models
{

namespace
{

QString namesOf(const std::vector<const core::ListedInstrument*>& instruments)
{
    QStringList names;
    for (const core::ListedInstrument* const instrument : instruments) {
        names << textOf(instrument->name);
    }
    const QString last = names.isEmpty() ? QString() : names.takeLast();
    return names.isEmpty() ? last : SymbolSearch::tr("%1 or %2").arg(names.join(QStringLiteral(", ")), last);
}

QString venuesOf(const core::ListedInstrument& instrument)
{
    QStringList names;
    for (const core::VenueId& venue : instrument.venues) {
        names << textOf(venue.view());
    }
    return names.join(QStringLiteral(", "));
}

} // namespace

void SymbolSearch::add(const std::vector<core::ListedInstrument>& list)
{
    m_index.add(list);
}

void SymbolSearch::search(const QString& text)
{
    beginResetModel();
    m_matches.clear();
    for (const core::ListedInstrument* const match : m_index.find(text.toStdString(), most)) {
        m_matches.push_back(*match);
    }
    endResetModel();
}

SymbolAnswer SymbolSearch::resolve(const QString& text) const
{
    SymbolAnswer plain = plainSymbol(text);
    if (m_index.isEmpty() || plain.symbol.isEmpty()) {
        return plain;
    }
    const std::string typed = plain.symbol.toStdString();
    if (const auto* const named = m_index.named(typed)) {
        return {.symbol = textOf(named->name), .problem = {}};
    }
    const auto found = m_index.find(typed, 1);
    if (!found.empty() && core::InstrumentIndex::isBase(*found.front(), typed)) {
        return {.symbol = textOf(found.front()->name), .problem = {}};
    }
    const auto near = found.empty() ? m_index.near(typed) : m_index.find(typed, 3);
    const QString unknown = tr("Unknown symbol %1.").arg(plain.symbol);
    return {
        .symbol = {}, .problem = near.empty() ? unknown : unknown + u' ' + tr("Did you mean %1?").arg(namesOf(near))};
}

int SymbolSearch::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_matches.size());
}

QVariant SymbolSearch::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const core::ListedInstrument& match = m_matches[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return tr("%1  %2, %3").arg(textOf(match.name), textOf(match.kind), venuesOf(match));
    case Qt::EditRole:
        return textOf(match.name);
    default:
        return {};
    }
}

} // namespace leadline::models
