// SPDX-License-Identifier: MIT
#pragma once

#include "models/roles.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QStringList>

namespace leadline::tests
{

/// A model under the tester, and what it told.
template <class Model> struct Watched {
    Model model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QSignalSpy changed{&model, &QAbstractItemModel::dataChanged};
    QSignalSpy inserted{&model, &QAbstractItemModel::rowsInserted};
    QSignalSpy removed{&model, &QAbstractItemModel::rowsRemoved};
    QSignalSpy reset{&model, &QAbstractItemModel::modelReset};

    QModelIndex at(int row, typename Model::Column column) const { return model.index(row, static_cast<int>(column)); }
    QString text(int row, typename Model::Column column) const { return at(row, column).data().toString(); }
    QVariant units(int row, typename Model::Column column) const { return at(row, column).data(models::UnitsRole); }
    models::Tone tone(int row, typename Model::Column column) const
    {
        return static_cast<models::Tone>(at(row, column).data(models::ToneRole).toInt());
    }
    QStringList column(typename Model::Column column) const
    {
        QStringList texts;
        for (int row = 0; row < model.rowCount(); ++row) {
            texts << text(row, column);
        }
        return texts;
    }
    /// The cells of one change, as "row:column-row:column".
    QString change(int i) const
    {
        const QModelIndex first = changed[i][0].toModelIndex();
        const QModelIndex last = changed[i][1].toModelIndex();
        return QStringLiteral("%1:%2-%3:%4").arg(first.row()).arg(first.column()).arg(last.row()).arg(last.column());
    }
};

} // namespace leadline::tests
