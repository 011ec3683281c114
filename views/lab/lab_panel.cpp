// SPDX-License-Identifier: MIT
#include "views/lab/lab_panel.h"

#include "models/threshold_text.h"
#include "views/lab/action_legend.h"
#include "views/lab/lab_results.h"
#include "views/lab/lab_start_page.h"
#include "views/lab/lab_terms.h"
#include "views/lab/threshold_row.h"
#include "views/widgets/label_text.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

namespace leadline::views
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int narrow = 820; ///< pixels: below, the results stand under the thresholds

QString shortNames(const QStringList& recordings)
{
    QStringList names;
    for (const QString& recording : recordings) {
        names << QFileInfo(recording).fileName();
    }
    return names.join(u", "_s);
}

} // namespace

LabPanel::LabPanel(std::vector<models::TriedThreshold> thresholds, QWidget* parent)
    : QWidget(parent)
    , m_trial(std::move(thresholds))
    , m_terms(new LabTerms)
    , m_start(new LabStartPage)
    , m_pages(new QStackedWidget)
    , m_parts(new QSplitter)
    , m_results(new LabResults(m_trial))
    , m_message(new QLabel)
    , m_takeOver(new QPushButton(tr("Take over")))
    , m_reset(new QPushButton(tr("Reset")))
{
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->addWidget(m_terms);
    column->addWidget(m_pages, 1);
    m_message->setObjectName(u"message"_s);
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_message->setTextFormat(Qt::PlainText);
    column->addWidget(m_message);
    m_parts->setObjectName(u"labParts"_s);
    m_parts->setChildrenCollapsible(false);
    m_parts->addWidget(makeThresholds());
    m_parts->addWidget(m_results);
    m_parts->setStretchFactor(0, 2);
    m_parts->setStretchFactor(1, 3);
    m_parts->setSizes({400, 600});
    m_pages->addWidget(m_start);
    m_pages->addWidget(m_parts);

    using models::ThresholdTrial;
    connect(&m_trial, &ThresholdTrial::tapeChanged, this, &LabPanel::showTape);
    connect(&m_trial, &ThresholdTrial::openingProgressed, m_start, &LabStartPage::setProgress);
    connect(&m_trial, &ThresholdTrial::openingFailed, this, [this](const QString& why) {
        m_problem = why;
        showTape();
    });
    connect(&m_trial, &ThresholdTrial::rowChanged, this,
        [this](std::size_t row) { m_rows[row]->show(m_trial.rows()[row]); });
    connect(&m_trial, &ThresholdTrial::judgesChanged, this, &LabPanel::showJudges);
    connect(&m_trial, &ThresholdTrial::outcomesChanged, this, &LabPanel::showState);
    connect(&m_trial, &ThresholdTrial::comparisonChanged, this, &LabPanel::showState);
    connect(m_results, &LabResults::momentChosen, this, &LabPanel::momentChosen);
    connect(m_terms, &LabTerms::recordingsWanted, this, [this] { chooseRecordings(false); });
    connect(m_terms, &LabTerms::folderWanted, this, [this] { chooseRecordings(true); });
    connect(m_start, &LabStartPage::recordingsWanted, this, [this] { chooseRecordings(false); });
    connect(m_start, &LabStartPage::folderWanted, this, [this] { chooseRecordings(true); });
    connect(m_start, &LabStartPage::cancelled, &m_trial, &ThresholdTrial::cancel);
    connect(m_terms, &LabTerms::termsChanged, this, &LabPanel::takeTerms);
    connect(m_terms, &LabTerms::everyChanged, this, [this] {
        if (!m_recordings.isEmpty()) {
            open(m_recordings);
        }
    });
    connect(m_takeOver, &QPushButton::clicked, this, &LabPanel::takeOver);
    connect(m_reset, &QPushButton::clicked, &m_trial, &ThresholdTrial::reset);
    showTape();
    showJudges();
}

QWidget* LabPanel::makeThresholds()
{
    auto* const page = new QWidget;
    auto* const column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 4, 0);
    auto* const list = new QWidget;
    auto* const rows = new QVBoxLayout(list);
    rows->setContentsMargins(0, 0, 4, 0);
    rows->setSpacing(2);
    for (std::size_t i = 0; i < m_trial.rows().size(); ++i) {
        auto* const row = new ThresholdRow(m_trial.rows()[i].about);
        rows->addWidget(row);
        m_rows.push_back(row);
        connect(row, &ThresholdRow::moved, this, [this, i](double value) {
            say({});
            m_trial.setValue(i, value);
        });
        connect(row, &ThresholdRow::refused, this, &LabPanel::say);
    }
    rows->addStretch(1);
    auto* const room = new QScrollArea;
    room->setFrameShape(QFrame::NoFrame);
    room->setWidgetResizable(true);
    room->setFocusPolicy(Qt::NoFocus);
    room->setWidget(list);
    auto* const legend = new ActionLegend;
    column->addWidget(legend);
    column->addWidget(room, 1);
    auto* const buttons = new QHBoxLayout;
    m_takeOver->setObjectName(u"takeOver"_s);
    m_takeOver->setToolTip(tr("Makes the changed thresholds the program's, at once, and saves them"));
    m_reset->setObjectName(u"reset"_s);
    m_reset->setToolTip(tr("Every threshold as it is today"));
    buttons->addStretch(1);
    buttons->addWidget(m_reset);
    buttons->addWidget(m_takeOver);
    column->addLayout(buttons);
    return page;
}

void LabPanel::open(const QStringList& recordings)
{
    m_recordings = recordings;
    m_waiting.clear();
    m_problem.clear();
    say({});
    takeTerms();
    Q_EMIT tapeWanted(recordings, m_terms->every(), m_trial.largestOrder(m_terms->terms()));
}

void LabPanel::chooseRecordings(bool isFolder)
{
    auto* const dialog = new QFileDialog(this, isFolder ? tr("Open a folder of recordings") : tr("Open recordings"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"recordingsDialog"_s);
    dialog->setFileMode(isFolder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    dialog->setOption(QFileDialog::ShowDirsOnly, isFolder);
    // Where the last ones were, if that is still there.
    const QDir last = m_recordings.isEmpty() ? QDir::home() : QFileInfo(m_recordings.front()).absoluteDir();
    dialog->setDirectory(last.exists() ? last : QDir::home());
    connect(dialog, &QFileDialog::filesSelected, this, &LabPanel::open);
    dialog->open();
}

void LabPanel::takeTerms()
{
    const models::TrialTerms terms = m_terms->terms();
    // A tape keeps as much of the books as an order of some size reaches.
    const double largest = m_trial.largestOrder(terms);
    if (m_trial.tape() && largest > m_trial.tape()->basis.reach) {
        m_trial.setTerms(terms);
        Q_EMIT tapeWanted(m_recordings, m_terms->every(), largest);
        return;
    }
    m_trial.setTerms(terms);
}

void LabPanel::showTape()
{
    const auto& tape = m_trial.tape();
    const bool isFilled = tape && tape->decisions > 0;
    if (m_trial.isOpening()) {
        m_start->showOpening(shortNames(m_recordings));
    } else if (!isFilled) {
        m_start->showEmpty(!tape
                ? m_problem
                : tr("%1: no decision in it; it is shorter than %2").arg(shortNames(m_recordings), m_terms->every()));
    }
    m_terms->showTape(tape ? &*tape : nullptr);
    m_terms->setVisible(isFilled);
    m_terms->choose(m_trial.terms(), m_terms->every());
    // A page that is not on show claims no room.
    const QSizePolicy::Policy parts = isFilled ? QSizePolicy::Preferred : QSizePolicy::Ignored;
    m_parts->setSizePolicy(parts, parts);
    m_pages->setCurrentWidget(isFilled ? static_cast<QWidget*>(m_parts) : m_start);
    if (isFilled && !tape->notes.isEmpty()) {
        say(tape->notes.front());
        m_message->setToolTip(tape->notes.join(u'\n'));
    }
    showState();
}

void LabPanel::showState()
{
    m_reset->setEnabled(m_trial.isChanged());
    m_takeOver->setEnabled(m_trial.comparison() != nullptr);
}

void LabPanel::showJudges()
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setVisible(m_trial.rows()[i].isJudging);
    }
}

void LabPanel::takeOver()
{
    QList<std::pair<QString, double>> settings;
    for (const models::ThresholdTrial::Row& row : m_trial.rows()) {
        if (row.value != row.today) {
            settings.push_back({row.about.key, row.value});
        }
    }
    if (m_trial.comparison() != nullptr && !settings.isEmpty()) {
        Q_EMIT takeOverWanted(settings, models::evidenceText(m_trial));
    }
}

void LabPanel::say(const QString& text)
{
    showText(*m_message, text);
    m_message->setToolTip(text);
}

QJsonObject LabPanel::saveState() const
{
    QJsonObject state{{u"side"_s, m_terms->terms().side == core::Side::Bid ? u"buy"_s : u"sell"_s},
        {u"notional"_s, m_terms->terms().notional}, {u"every"_s, m_terms->every()}};
    if (const auto signal = m_terms->terms().signal) {
        state.insert(u"signal"_s, *signal);
    }
    return state;
}

void LabPanel::restoreState(const QJsonObject& state)
{
    models::TrialTerms terms = m_trial.terms();
    const QString side = state.value(u"side"_s).toString();
    terms.side = side == u"buy" ? core::Side::Bid : side == u"sell" ? core::Side::Ask : terms.side;
    const double notional = state.value(u"notional"_s).toDouble(terms.notional);
    terms.notional = notional > 0 && std::isfinite(notional) ? notional : terms.notional;
    const double signal = state.value(u"signal"_s).toDouble(-1);
    terms.signal = signal >= 0 && signal <= 1 ? std::optional(signal) : std::nullopt;
    const QString every = state.value(u"every"_s).toString();
    const bool isOther = !every.isEmpty() && every != m_terms->every();
    m_terms->choose(terms, every);
    takeTerms();
    if (isOther && m_trial.tape()) {
        open(m_recordings);
    }
}

void LabPanel::openWaiting()
{
    if (!m_waiting.isEmpty()) {
        open(QStringList(m_waiting));
    }
}

void LabPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_parts->setOrientation(width() < narrow ? Qt::Vertical : Qt::Horizontal);
}

} // namespace leadline::views
