// SPDX-License-Identifier: MIT
#include "views/equities/picks_panel.h"

#include "engine/equities/market_hours.h"
#include "models/format.h"
#include "views/equities/key_offer.h"
#include "views/widgets/theme.h"
#include "views/widgets/tone_delegate.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QRegularExpression>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace leadline::views
{

namespace
{

using models::textOf;

using Column = models::PickModel::Column;
using picks::Mode;

/// Minutes of before, then the scan itself: both are given up earlier by those who carry them out.
constexpr std::chrono::seconds patience{30};
constexpr int mostProblems = 3; ///< said in full; the others are counted

QString textOf(const QModelIndex& index, Column column)
{
    return index.siblingAtColumn(static_cast<int>(column)).data().toString();
}

QString summaryOf(const picks::ScanReport& scan)
{
    QStringList sources;
    for (const picks::SourceUse& source : scan.sources) {
        if (source.requests > 0) {
            sources << PicksPanel::tr("%1: %2 of %3 symbols, requests: %4")
                           .arg(QString::fromStdString(source.name))
                           .arg(source.given)
                           .arg(source.asked)
                           .arg(source.requests);
        }
    }
    QString text =
        PicksPanel::tr("%1 at %2 New York: %3 pass, %4 risky, %5 rejected, near misses among them: %6")
            .arg(textOf(nameOf(scan.mode)), QString::fromStdString(equities::newYorkText(scan.ended).substr(11)))
            .arg(scan.count(picks::Verdict::Pass))
            .arg(scan.count(picks::Verdict::Risky))
            .arg(scan.count(picks::Verdict::Rejected))
            .arg(scan.nearMisses());
    if (scan.wasCutShort) {
        text += PicksPanel::tr("; cut short");
    }
    return sources.isEmpty() ? text : text + QStringLiteral(" · ") + sources.join(QStringLiteral("; "));
}

/// "98.50 × 300", or the price alone where no size was told.
QString levelText(const core::Level& level)
{
    const QString price = models::priceText(level.price, 2);
    return level.size.isZero() ? price : price + QStringLiteral(" × ") + models::sizeText(level.size);
}

QString detailsOf(const picks::PickRow& row)
{
    const picks::Reading& reading = row.reading;
    QStringList lines{PicksPanel::tr("%1: bid %2, ask %3, quality %4")
                          .arg(textOf(reading.symbol.view()), levelText(reading.bid), levelText(reading.ask))
                          .arg(row.quality)};
    if (!row.source.empty()) {
        lines << PicksPanel::tr("%1 (%2), %3")
                     .arg(QString::fromStdString(row.source), textOf(describe(row.sourceKind)),
                         textOf(describe(reading.depthKind)));
        if (row.cachedFor) {
            lines.back() += PicksPanel::tr(", from the cache, %1 s old")
                                .arg(std::chrono::duration<double>(*row.cachedFor).count(), 0, 'f', 1);
        }
    }
    for (const picks::FallBack& one : row.fallBacks) {
        lines << PicksPanel::tr("not from %1: %2")
                     .arg(QString::fromStdString(one.source), QString::fromStdString(one.why));
    }
    return lines.join(u'\n');
}

QPushButton* makeButton(const QString& text, const char* name, const QString& meaning)
{
    auto* const button = new QPushButton(text);
    button->setObjectName(QString::fromLatin1(name));
    button->setAccessibleName(meaning);
    button->setToolTip(meaning);
    return button;
}

QCheckBox* makeBox(const QString& text, const char* name, const QString& meaning)
{
    auto* const box = new QCheckBox(text);
    box->setObjectName(QString::fromLatin1(name));
    box->setChecked(true);
    box->setToolTip(meaning);
    box->setAccessibleDescription(meaning);
    return box;
}

QLineEdit* makeEdit(const char* name, const QString& meaning, const QString& placeholder)
{
    auto* const edit = new QLineEdit;
    edit->setObjectName(QString::fromLatin1(name));
    edit->setAccessibleName(meaning);
    edit->setToolTip(meaning);
    edit->setPlaceholderText(placeholder);
    edit->setClearButtonEnabled(true);
    return edit;
}

} // namespace

PicksPanel::PicksPanel(QWidget* parent)
    : QWidget(parent)
    , m_modes(new QButtonGroup(this))
    , m_symbols(makeEdit("symbols", tr("Symbols to scan"), tr("AAPL, BRK.B, ETH/USDT ...")))
    , m_load(makeButton(tr("&Load …"), "load", tr("Load a list of symbols: one a line, CSV or JSON")))
    , m_watched(makeButton(
          tr("&Watched"), "watched", tr("Take the symbols of the watch list: coins, their contracts and stocks")))
    , m_begin(makeButton(tr("&Scan"), "scan", tr("Scan the symbols now (Enter in the list of symbols)")))
    , m_search(makeEdit("search", tr("Search the scan: symbol, verdict, source, reason"), tr("Search …")))
    , m_rejected(makeBox(tr("&Rejected"), "rejected", tr("Show what is rejected")))
    , m_nearMisses(makeBox(
          tr("&Near misses"), "near-misses", tr("Show what one rule alone rejects, by a fifth of its limit or less")))
    , m_export(makeButton(tr("&Export …"), "export", tr("Export the scan on show")))
    , m_summary(new QLabel(tr("Nothing scanned yet")))
    , m_problem(new QLabel)
    , m_keyOffer(new KeyOffer)
    , m_subject(new QLabel)
{
    m_filter.setSourceModel(&m_model);
    m_filter.setSortRole(models::UnitsRole);
    m_table = makeTable(m_filter, {70, 100, 58, 58, 82, 146, 62, 78, 148, 140});
    m_table->setObjectName(QStringLiteral("picks"));
    m_table->setAccessibleName(tr("Picks"));
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // the report's own order, until the user wants another
    m_summary->setObjectName(QStringLiteral("summary"));
    m_summary->setAccessibleName(tr("What the scan found"));
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_summary->setWordWrap(true);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setAccessibleName(tr("Problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_export->setEnabled(false);

    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addWidget(makeControls());
    layout->addWidget(makeFilters());
    layout->addWidget(m_keyOffer);
    layout->addWidget(m_problem);
    layout->addWidget(m_summary);
    auto* const both = new QSplitter(Qt::Vertical);
    both->setObjectName(QStringLiteral("parts"));
    both->addWidget(m_table);
    both->addWidget(makeDetails());
    both->setStretchFactor(0, 1);
    both->setStretchFactor(1, 1);
    both->setChildrenCollapsible(false);
    layout->addWidget(both, 1);
    connectAll();
}

QWidget* PicksPanel::makeControls()
{
    auto* const made = new QWidget;
    auto* const layout = new QHBoxLayout(made);
    layout->setContentsMargins(0, 0, 0, 0);
    for (const auto& [mode, meaning] : {std::pair{Mode::Safe, tr("SAFE: narrow spreads, deep touches, depth known")},
             std::pair{Mode::Aggressive, tr("AGGRESSIVE: wider spreads, thinner touches, unknown depth is a risk")}}) {
        auto* const button = new QRadioButton(textOf(nameOf(mode)));
        button->setObjectName(QString::fromLatin1(mode == Mode::Safe ? "safe" : "aggressive"));
        button->setToolTip(meaning);
        button->setAccessibleDescription(meaning);
        button->setChecked(mode == Mode::Safe);
        m_modes->addButton(button, static_cast<int>(mode));
        layout->addWidget(button);
    }
    layout->addWidget(m_symbols, 1);
    layout->addWidget(m_load);
    layout->addWidget(m_watched);
    layout->addWidget(m_begin);
    return made;
}

QWidget* PicksPanel::makeFilters()
{
    auto* const made = new QWidget;
    auto* const layout = new QHBoxLayout(made);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_search, 1);
    layout->addWidget(m_rejected);
    layout->addWidget(m_nearMisses);
    layout->addWidget(m_export);
    return made;
}

QWidget* PicksPanel::makeDetails()
{
    auto* const made = new QWidget;
    auto* const layout = new QVBoxLayout(made);
    layout->setContentsMargins(0, 0, 0, 0);
    m_subject->setObjectName(QStringLiteral("subject"));
    m_subject->setAccessibleName(tr("The chosen symbol"));
    m_subject->setText(tr("Choose a symbol to see what every rule says of it; double click or Enter opens its ladder"));
    m_subject->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_subject->setWordWrap(true);
    QTableView* const findings = makeTable(m_findings, {90, 90, 130, 110, 120});
    findings->setObjectName(QStringLiteral("findings"));
    findings->setAccessibleName(tr("What every rule says of the chosen symbol"));
    layout->addWidget(m_subject);
    layout->addWidget(findings, 1);
    return made;
}

void PicksPanel::connectAll()
{
    const auto filter = [this] { m_filter.want(m_rejected->isChecked(), m_nearMisses->isChecked()); };
    connect(m_begin, &QPushButton::clicked, this, &PicksPanel::beginScan);
    connect(m_symbols, &QLineEdit::returnPressed, this, &PicksPanel::beginScan);
    connect(m_load, &QPushButton::clicked, this, &PicksPanel::listWanted);
    connect(m_watched, &QPushButton::clicked, this, &PicksPanel::watchedWanted);
    connect(m_keyOffer, &KeyOffer::keyWanted, this, &PicksPanel::keyWanted);
    connect(m_search, &QLineEdit::textChanged, &m_filter, &PickFilter::search);
    connect(m_rejected, &QCheckBox::toggled, &m_filter, filter);
    connect(m_nearMisses, &QCheckBox::toggled, &m_filter, filter);
    connect(m_export, &QPushButton::clicked, this, [this] { Q_EMIT exportWanted(m_scan); });
    connect(m_table, &QTableView::doubleClicked, this, &PicksPanel::openLadder);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &PicksPanel::showDetails);
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* const open = new QShortcut(key, m_table);
        open->setContext(Qt::WidgetShortcut);
        connect(open, &QShortcut::activated, this, [this] { openLadder(m_table->currentIndex()); });
    }
    auto* const find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_search, [this] { m_search->setFocus(Qt::ShortcutFocusReason); });
}

Mode PicksPanel::mode() const
{
    return static_cast<Mode>(m_modes->checkedId());
}

void PicksPanel::setMode(Mode mode)
{
    m_modes->button(static_cast<int>(mode))->setChecked(true);
}

void PicksPanel::setSymbols(const picks::SymbolList& list)
{
    QStringList names;
    m_scores.clear();
    for (const picks::ListedSymbol& listed : list.symbols) {
        names << textOf(listed.symbol.view());
        if (listed.score) {
            m_scores.emplace(listed.symbol, *listed.score);
        }
    }
    m_symbols->setText(names.join(QStringLiteral(", ")));
    m_symbols->setCursorPosition(0);
    QStringList problems;
    for (const picks::ListProblem& problem : list.problems) {
        if (problems.size() == mostProblems) {
            problems << tr("and %1 more").arg(static_cast<int>(list.problems.size()) - mostProblems);
            break;
        }
        problems << QString::fromStdString(describe(problem));
    }
    say(problems.join(u'\n'));
}

void PicksPanel::beginScan()
{
    if (!m_begin->isEnabled()) {
        return;
    }
    static const QRegularExpression between(QStringLiteral("[\\s,;]+"));
    std::vector<picks::ListedSymbol> wanted;
    for (const QString& name : m_symbols->text().split(between, Qt::SkipEmptyParts)) {
        const auto symbol = picks::symbolOf(name.toStdString());
        if (!symbol) {
            say(tr("“%1” is no symbol").arg(name.left(30)));
            return;
        }
        const auto score = m_scores.find(*symbol);
        wanted.push_back(
            {.symbol = *symbol, .score = score == m_scores.end() ? std::nullopt : std::optional(score->second)});
    }
    if (wanted.empty()) {
        say(tr("Name the symbols to scan, or load a list"));
        return;
    }
    say({});
    m_begin->setEnabled(false);
    m_summary->setText(tr("Scanning …"));
    Q_EMIT scanWanted(mode(), wanted);
}

void PicksPanel::showProgress(int answered, int wanted)
{
    m_summary->setText(tr("Scanning: %1 of %2 …").arg(answered).arg(wanted));
}

void PicksPanel::showScan(const picks::SharedScan& scan)
{
    m_begin->setEnabled(true);
    if (!scan) {
        return;
    }
    m_scan = scan;
    m_model.show(scan);
    m_filter.invalidate(); // a row's verdict may have changed
    m_export->setEnabled(true);
    m_summary->setText(summaryOf(*scan));
    m_summary->setToolTip(m_summary->text());
    say({});
    showDetails();
}

void PicksPanel::showProblem(const QString& why)
{
    m_begin->setEnabled(true);
    m_summary->setText(m_scan ? summaryOf(*m_scan) : tr("Nothing scanned yet"));
    say(why);
}

void PicksPanel::offerKey(const QString& why)
{
    m_keyOffer->offer(why);
}

void PicksPanel::tick(core::Timestamp now)
{
    if (m_begin->isEnabled()) {
        m_askedAt = {};
    } else if (m_askedAt == core::Timestamp{}) {
        m_askedAt = now;
    } else if (now - m_askedAt >= patience) {
        showProblem(tr("No answer in %1 s: is the connection up? Scan again").arg(patience.count()));
    }
}

void PicksPanel::say(const QString& problem)
{
    m_problem->setText(problem.isEmpty() ? QString() : tr("⚠ %1").arg(problem));
    m_problem->setVisible(!problem.isEmpty());
}

void PicksPanel::openLadder(const QModelIndex& index)
{
    if (index.isValid()) {
        Q_EMIT ladderWanted(textOf(index, Column::Symbol));
    }
}

void PicksPanel::showDetails()
{
    const QModelIndex current = m_table->currentIndex();
    const picks::PickRow* const row = current.isValid() ? m_model.at(m_filter.mapToSource(current).row()) : nullptr;
    if (row == nullptr) {
        m_subject->setText(
            tr("Choose a symbol to see what every rule says of it; double click or Enter opens its ladder"));
        m_findings.show({});
        return;
    }
    m_subject->setText(detailsOf(*row));
    m_findings.show(row->judgement.findings);
}

} // namespace leadline::views
