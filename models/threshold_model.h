// SPDX-License-Identifier: MIT
/// Every setting with its value, range, meaning and where it comes from; values are edited in place.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include <functional>
#include <vector>

namespace leadline::models
{

/// One setting as the model shows it. The model knows no settings file: `app` fills it in.
struct Threshold {
    QString key;
    QString value;
    QString defaultValue;
    QString range;
    QString unit;
    QString meaning;
    QString origin; ///< "default", "settings file", "environment", "command line"
    QStringList choices;
    bool holdsFromNextStart = false; ///< else at once
    bool isNumber = false; ///< shown as 100,000; kept and edited as 100000
};

/// Thread: GUI.
class ThresholdModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Key, Value, Unit, Default, Range, Holds, Origin, Meaning };
    static constexpr int columns = static_cast<int>(Column::Meaning) + 1;

    /// Checks a new value, and puts it into the form in which it is kept; the text says what is wrong with it, empty
    /// when nothing is.
    using Check = std::function<QString(const QString& key, QString& value)>;

    explicit ThresholdModel(std::vector<Threshold> thresholds, Check check, QObject* parent = nullptr);

    [[nodiscard]] const std::vector<Threshold>& thresholds() const { return m_thresholds; }
    [[nodiscard]] bool isChanged() const;
    /// Keys that were changed since the program began, and hold from its next start.
    [[nodiscard]] QStringList waiting() const;
    /// Values as they are now count as unchanged from here on.
    void accept();
    /// One value was changed elsewhere, and counts as unchanged from here on.
    void adopt(const QString& key, const QString& value);
    void resetToDefaults();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// A value was not taken, and why.
    void refused(const QString& why);
    void edited();

private:
    std::vector<Threshold> m_thresholds;
    std::vector<QString> m_accepted;
    std::vector<QString> m_started; ///< what the program began with
    Check m_check;
};

} // namespace leadline::models
