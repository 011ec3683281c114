// SPDX-License-Identifier: MIT
/// Thresholds as they are today and as they are tried, and what a recording says to both.
#pragma once

#include "engine/lab/threshold.h"
#include "models/lab_worker.h"
#include "models/threshold_scale.h"

#include <QObject>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace leadline::models
{

/// A threshold as its setting describes it.
struct TriedThreshold {
    QString key;
    QString meaning;
    QString unit;
    lab::ThresholdRange range;
    lab::JudgedOrders orders = lab::JudgedOrders::All;
};

/// What is decided about.
struct TrialTerms {
    core::Side side = core::Side::Bid;
    double notional = 10'000; ///< quote units
    std::string subject; ///< an instrument of the tape; empty: all
    std::optional<double> signal; ///< strength, 0 to 1, that orders come with: the signal policy decides

    bool operator==(const TrialTerms&) const = default;
};

/// Counts and costs of one threshold's values are read from its curve at once; the decisions that changed, and the
/// interval of the difference, follow when all decisions are made again. Thread: GUI.
class ThresholdTrial final : public QObject
{
    Q_OBJECT

public:
    struct Row {
        TriedThreshold about;
        double today = 0;
        double value = 0; ///< that is tried
        std::shared_ptr<const lab::OutcomeCurve> curve; ///< null: not counted yet
        bool isJudging = true; ///< orders of these terms; else it has no curve, and today's value
        bool isCurrent = false; ///< of the curve: the other thresholds are still those it was counted with
        ThresholdScale shown; ///< where anything changes, and today's value; stays as long as tape and terms do
    };

    explicit ThresholdTrial(std::vector<TriedThreshold> thresholds, QObject* parent = nullptr);

    /// The settings as they are; the values that are tried become today's where they were so before.
    void setToday(const desk::DeskSettings& settings);
    void open(TapeOpener opener);
    void cancel();
    void setTerms(const TrialTerms& terms);
    [[nodiscard]] const TrialTerms& terms() const { return m_terms; }
    /// Of the tape that is open; nothing while none is.
    [[nodiscard]] const std::optional<TapeFacts>& tape() const { return m_tape; }
    [[nodiscard]] bool isOpening() const { return m_isOpening; }

    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    /// Within the range of the setting, which the caller has checked.
    void setValue(std::size_t row, double value);
    /// Of two rows at once.
    void setValues(std::pair<std::size_t, double> one, std::pair<std::size_t, double> other);
    void reset();
    [[nodiscard]] bool isChanged() const;
    /// Quote units that an order of those terms may become.
    [[nodiscard]] double largestOrder(const TrialTerms& terms) const;

    /// What comes out under each; nothing while it is not known.
    [[nodiscard]] const std::optional<lab::DecisionTally>& today() const { return m_today; }
    [[nodiscard]] const std::optional<lab::DecisionTally>& changed() const { return m_changed; }
    /// Of the values that are tried; null while it is counted, and where nothing is changed.
    [[nodiscard]] const std::shared_ptr<const SubjectedComparison>& comparison() const { return m_comparison; }

    /// From now on the map of those two is counted, too; the same twice: none is.
    void wantMap(std::size_t first, std::size_t second);
    [[nodiscard]] const std::shared_ptr<const CoarseMap>& map() const { return m_map; }
    [[nodiscard]] const QString& mapFailure() const { return m_mapFailure; }
    /// The decision of that row of the comparison, both ways; answered by traced().
    void wantTraces(std::size_t changedDecision);

Q_SIGNALS:
    /// Opened, closed, or being opened.
    void tapeChanged();
    void openingProgressed(double part);
    /// In a line; there is no tape.
    void openingFailed(const QString& why);
    void rowChanged(std::size_t row);
    /// Others judge orders of these terms.
    void judgesChanged();
    /// Counts and costs of either, or that they are being counted.
    void outcomesChanged();
    /// Another comparison, or none.
    void comparisonChanged();
    void mapChanged();
    void traced(const leadline::models::DecisionPair& decisions);

private:
    void forget();
    void chooseJudges();
    void take(const LabAnswer& answer);
    void takeCurve(const LabAnswer& answer);
    void takeComparison(std::shared_ptr<const SubjectedComparison> comparison);
    void valuesChanged();
    /// Judges what is still right, reads what can be read, and asks for the rest.
    void renew();
    void readOutcomes();
    void askForRest();
    /// What answers depend on beside the values, and with the values of all rows but those.
    [[nodiscard]] QString identityWith(const QString& kind, std::size_t without, std::size_t andWithout) const;
    [[nodiscard]] QString curveIdentity(std::size_t row) const;
    [[nodiscard]] LabWork workOf(
        LabWork::Kind kind, QString identity, const std::shared_ptr<const desk::DeskSettings>& changed) const;
    [[nodiscard]] AskedThreshold asked(std::size_t row, const desk::DeskSettings& changed) const;
    [[nodiscard]] desk::DeskSettings changedSettings() const;
    void showRange(Row& row) const;

    std::vector<Row> m_rows;
    std::vector<QString> m_counted; ///< identities of the rows' curves
    TrialTerms m_terms;
    std::shared_ptr<const desk::DeskSettings> m_settings; ///< today's
    int m_basisNumber = 0; ///< of these settings and this tape
    std::optional<TapeFacts> m_tape;
    bool m_isOpening = false;
    std::size_t m_active = 0; ///< the row that was changed last
    std::optional<lab::DecisionTally> m_today;
    std::optional<lab::DecisionTally> m_changed;
    std::shared_ptr<const SubjectedComparison> m_comparison;
    std::pair<std::size_t, std::size_t> m_mapRows; ///< the same: none is wanted
    std::shared_ptr<const CoarseMap> m_map;
    QString m_mapCounted; ///< its identity
    QString m_mapFailure;
    std::optional<std::size_t> m_tracedMoment; ///< wanted and not there yet
    LabWorker m_worker;
};

} // namespace leadline::models
