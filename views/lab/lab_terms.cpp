// SPDX-License-Identifier: MIT
#include "views/lab/lab_terms.h"

#include "models/format.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDateTime>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>

#include <array>

namespace leadline::views
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double signalStep = 0.05;
constexpr double noSignal = -signalStep;
constexpr std::array intervals{u"100ms", u"250ms", u"1s", u"5s", u"30s", u"1m", u"5m"};

QString tapeText(const models::TapeFacts& facts)
{
    QStringList names;
    for (const lab::RecordingDigest& recording : facts.basis.recordings) {
        names << QString::fromStdString(recording.name);
    }
    const QString which = names.size() == 1
        ? names.front()
        : LabTerms::tr("%1 and %n more", nullptr, static_cast<int>(names.size()) - 1).arg(names.value(0));
    const auto dayOf = [](core::Timestamp time) {
        return QDateTime::fromMSecsSinceEpoch(core::millisecondsOf(time), Qt::UTC).toString(u"yyyy-MM-dd"_s);
    };
    const auto clockOf = [](core::Timestamp time) { return models::clockText(time).section(u'.', 0, 0); };
    return LabTerms::tr("%1: %2 decisions, %3 %4 to %5 UTC")
        .arg(which, QLocale().toString(qulonglong(facts.decisions)), dayOf(facts.from), clockOf(facts.from),
            clockOf(facts.to));
}

} // namespace

LabTerms::LabTerms(QWidget* parent)
    : QWidget(parent)
    , m_sides(new QButtonGroup(this))
    , m_notional(new QDoubleSpinBox)
    , m_signal(new QDoubleSpinBox)
    , m_every(new QComboBox)
    , m_subject(new QComboBox)
    , m_tape(new QLabel)
{
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    auto* const row = new QHBoxLayout;
    rows->addLayout(row);
    const auto addButton = [&](const QString& text, const QString& name, auto signal) {
        auto* const button = new QPushButton(text);
        button->setObjectName(name);
        connect(button, &QPushButton::clicked, this, signal);
        row->addWidget(button);
    };
    addButton(tr("Open recordings…"), u"openRecordings"_s, &LabTerms::recordingsWanted);
    addButton(tr("Open a folder…"), u"openFolder"_s, &LabTerms::folderWanted);
    row->addSpacing(8);
    for (const auto& [side, text] : {std::pair{core::Side::Bid, tr("Buy")}, std::pair{core::Side::Ask, tr("Sell")}}) {
        auto* const button = new QPushButton(text);
        button->setObjectName(side == core::Side::Bid ? u"buy"_s : u"sell"_s);
        button->setAccessibleName(tr("Lab: %1").arg(text)); // the ticket has buttons of these names
        button->setCheckable(true);
        button->setChecked(side == core::Side::Bid);
        m_sides->addButton(button, static_cast<int>(side));
        row->addWidget(button);
    }
    prepareNotional();
    row->addWidget(m_notional);
    prepareSignal();
    row->addWidget(m_signal);
    row->addWidget(new QLabel(tr("every")));
    m_every->setObjectName(u"every"_s);
    m_every->setAccessibleName(tr("Event time between decisions"));
    for (const auto* const interval : intervals) {
        m_every->addItem(QString::fromUtf16(interval));
    }
    m_every->setCurrentText(u"1s"_s);
    row->addWidget(m_every);
    m_subject->setObjectName(u"subject"_s);
    m_subject->setAccessibleName(tr("Instrument"));
    m_subject->hide();
    row->addWidget(m_subject);
    row->addStretch(1);
    m_tape->setObjectName(u"tape"_s);
    m_tape->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    rows->addWidget(m_tape);
    connect(m_sides, &QButtonGroup::idClicked, this, &LabTerms::termsChanged);
    connect(m_notional, &QDoubleSpinBox::valueChanged, this, &LabTerms::termsChanged);
    connect(m_signal, &QDoubleSpinBox::valueChanged, this, &LabTerms::termsChanged);
    connect(m_every, &QComboBox::activated, this, &LabTerms::everyChanged);
    connect(m_subject, &QComboBox::activated, this, &LabTerms::termsChanged);
}

void LabTerms::prepareNotional()
{
    m_notional->setObjectName(u"notional"_s);
    m_notional->setAccessibleName(tr("Order value, in the quote currency"));
    m_notional->setToolTip(m_notional->accessibleName());
    m_notional->setRange(0.01, 1e12);
    m_notional->setDecimals(2);
    m_notional->setGroupSeparatorShown(true);
    m_notional->setValue(10'000);
    m_notional->setKeyboardTracking(false);
    m_notional->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_notional->setAlignment(Qt::AlignRight);
    m_notional->setMinimumWidth(110);
}

void LabTerms::prepareSignal()
{
    m_signal->setObjectName(u"signal"_s);
    m_signal->setAccessibleName(tr("Strength of the signal that orders come with"));
    m_signal->setToolTip(tr("Orders of a signal of this strength, 0 to 1, are decided by the signal policy; its bands "
                            "are the thresholds then"));
    m_signal->setRange(noSignal, 1);
    m_signal->setSingleStep(signalStep);
    m_signal->setDecimals(2);
    m_signal->setSpecialValueText(tr("no signal"));
    m_signal->setPrefix(tr("signal "));
    m_signal->setValue(noSignal);
    m_signal->setKeyboardTracking(false);
}

models::TrialTerms LabTerms::terms() const
{
    return {.side = static_cast<core::Side>(m_sides->checkedId()),
        .notional = m_notional->value(),
        .subject = m_subject->currentData().toString().toStdString(),
        .signal = m_signal->value() < 0 ? std::nullopt : std::optional(m_signal->value())};
}

QString LabTerms::every() const
{
    return m_every->currentText();
}

void LabTerms::choose(const models::TrialTerms& terms, const QString& every)
{
    const QSignalBlocker quiet(m_notional);
    const QSignalBlocker quietSignal(m_signal);
    m_sides->button(static_cast<int>(terms.side))->setChecked(true);
    m_notional->setValue(terms.notional);
    m_signal->setValue(terms.signal.value_or(noSignal));
    if (m_every->findText(every) >= 0) {
        m_every->setCurrentText(every);
    }
    if (const int index = m_subject->findData(QString::fromStdString(terms.subject)); index >= 0) {
        m_subject->setCurrentIndex(index);
    }
}

void LabTerms::showTape(const models::TapeFacts* facts)
{
    m_subject->clear();
    m_tape->setText(facts != nullptr ? tapeText(*facts) : QString());
    m_tape->setVisible(facts != nullptr);
    const bool areSeveral = facts != nullptr && facts->subjects.size() > 1;
    m_subject->setVisible(areSeveral);
    if (facts == nullptr) {
        return;
    }
    QStringList digests;
    for (const lab::RecordingDigest& recording : facts->basis.recordings) {
        digests << QStringLiteral("%1  SHA-256 %2")
                       .arg(QString::fromStdString(recording.name), QString::fromStdString(recording.sha256));
    }
    m_tape->setToolTip(digests.join(u'\n'));
    if (areSeveral) {
        m_subject->addItem(tr("All instruments"), QString());
    }
    for (const lab::Subject& subject : facts->subjects) {
        const QString name = QString::fromStdString(subject.name);
        m_subject->addItem(name, name);
    }
}

} // namespace leadline::views
