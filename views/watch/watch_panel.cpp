// SPDX-License-Identifier: MIT
#include "views/watch/watch_panel.h"

#include "views/watch/symbol_field.h"
#include "views/watch/watch_table.h"
#include "views/widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QIODevice>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QShortcut>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace leadline::views
{

namespace
{

using models::WatchColumn;

} // namespace

WatchPanel::WatchPanel(QWidget* parent)
    : QWidget(parent)
    , m_filter(m_model)
    , m_add(new SymbolField(m_search))
    , m_find(new QLineEdit)
    , m_groups(new QComboBox)
    , m_message(new QLabel)
    , m_pages(new QStackedLayout)
{
    makeTable();
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setAccessibleName(tr("What became of the last change of the list"));
    m_message->setWordWrap(true);
    m_message->setMinimumHeight(m_message->fontMetrics().height()); // a place of its own, so that nothing moves
    // A long word, such as a path, does not keep the panel wide.
    QSizePolicy policy = m_message->sizePolicy();
    policy.setHorizontalPolicy(QSizePolicy::Ignored);
    m_message->setSizePolicy(policy);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 2);
    layout->addWidget(makeControls());
    m_pages->addWidget(m_table);
    m_pages->addWidget(makeEmptyPage());
    layout->addLayout(m_pages, 1);
    layout->addWidget(m_message);
    connectAll();
    showGroups();
    showEmptiness();
}

void WatchPanel::makeTable()
{
    m_table = new WatchTable(m_filter);
    m_table->setObjectName(QStringLiteral("watched"));
    m_table->setAccessibleName(tr("Watched instruments"));
    m_table->setFont(Theme::figures(11));
    // The first eight fit into a dock of 500 px. The last column takes what is left.
    constexpr std::array widths{97, 63, 63, 42, 56, 56, 70, 30, 54, 60};
    for (std::size_t column = 0; column < widths.size(); ++column) {
        m_table->setColumnWidth(static_cast<int>(column), widths[column]);
    }
    // In a narrow dock the market is read without scrolling; where a symbol trades comes last.
    QHeaderView& header = *m_table->horizontalHeader();
    header.moveSection(header.visualIndex(static_cast<int>(WatchColumn::Venues)), header.count() - 1);
}

QWidget* WatchPanel::makeControls()
{
    const auto prepare = [](QLineEdit& edit, const char* name, const QString& meaning, const QString& placeholder) {
        edit.setObjectName(QString::fromLatin1(name));
        edit.setAccessibleName(meaning);
        edit.setToolTip(meaning);
        edit.setPlaceholderText(placeholder);
        edit.setClearButtonEnabled(true);
    };
    prepare(*m_add, "add", tr("A symbol to watch; Enter adds it (Ctrl+L)"), tr("Add BTC/USDT, ETHUSDT-PERP, AAPL …"));
    prepare(*m_find, "find", tr("Search the list: symbol, group, venue (Ctrl+F)"), tr("Search …"));
    m_groups->setObjectName(QStringLiteral("groups"));
    m_groups->setAccessibleName(tr("Group on show"));
    m_groups->setToolTip(tr("Group on show; what is added joins it"));
    // A long name of a group does not keep the panel wide.
    m_groups->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_groups->setMinimumContentsLength(5);

    auto* const made = new QWidget;
    auto* const layout = new QHBoxLayout(made);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_add, 2);
    layout->addWidget(m_find, 1);
    layout->addWidget(m_groups);
    return made;
}

QWidget* WatchPanel::makeEmptyPage()
{
    m_emptyText = new QLabel;
    m_emptyText->setObjectName(QStringLiteral("empty"));
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    m_emptyAction = new QPushButton;
    m_emptyAction->setObjectName(QStringLiteral("empty-action"));

    auto* const made = new QWidget;
    auto* const layout = new QVBoxLayout(made);
    layout->addStretch(1);
    layout->addWidget(m_emptyText);
    layout->addWidget(m_emptyAction, 0, Qt::AlignCenter);
    layout->addStretch(1);
    return made;
}

void WatchPanel::connectAll()
{
    connect(m_add, &SymbolField::symbolEntered, this, &WatchPanel::add);
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter.search(text);
        showEmptiness();
    });
    connect(m_groups, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant group = m_groups->currentData();
        m_filter.wantGroup(group.isValid() ? std::optional(group.toString()) : std::nullopt);
        showEmptiness();
    });
    connect(&m_model, &models::WatchModel::listChanged, this, [this] {
        m_filter.look();
        showGroups();
        showEmptiness();
    });
    connect(m_table, &WatchTable::rowChosen, this, [this](const QModelIndex& row) {
        if (nameAt(row) != m_chosen) {
            m_chosen = nameAt(row);
            Q_EMIT chosen(m_chosen);
        }
    });
    connect(m_table, &WatchTable::rowOpened, this, [this](const QModelIndex& row) {
        m_chosen = nameAt(row);
        Q_EMIT chosen(m_chosen);
    });
    connect(m_table, &WatchTable::removePressed, this, [this] { remove(nameAt(m_table->currentIndex())); });
    connect(m_table, &WatchTable::movePressed, this, &WatchPanel::moveCurrent);
    connect(m_table, &WatchTable::menuWanted, this, &WatchPanel::showMenu);
    connect(m_emptyAction, &QPushButton::clicked, this, [this] {
        if (m_model.list().isEmpty()) {
            askForFile(false);
        } else {
            showAll();
        }
    });
    auto* const addKey = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_L), this);
    connect(addKey, &QShortcut::activated, this, &WatchPanel::focusAddField);
    auto* const findKey = new QShortcut(QKeySequence::Find, this);
    findKey->setContext(Qt::WidgetWithChildrenShortcut);
    connect(findKey, &QShortcut::activated, m_find, [this] { m_find->setFocus(Qt::ShortcutFocusReason); });
}

void WatchPanel::showLines(const session::WatchLines& lines)
{
    m_model.show(lines);
}

void WatchPanel::select(const QString& name)
{
    m_chosen = name;
    const int row = m_model.list().indexOf(name);
    const QModelIndex shown = row < 0 ? QModelIndex() : m_filter.mapFromSource(m_model.index(row, 0));
    if (shown.isValid()) {
        m_table->setCurrentIndex(shown);
    }
}

void WatchPanel::focusAddField()
{
    m_add->setFocus(Qt::ShortcutFocusReason);
    m_add->selectAll();
}

void WatchPanel::add(const QString& text)
{
    static const QRegularExpression between(QStringLiteral("[\\s,;]+"));
    QStringList notUnderstood;
    QString problem;
    QString last;
    for (const QString& part : text.split(between, Qt::SkipEmptyParts)) {
        const models::SymbolAnswer answer = m_search.resolve(part);
        if (answer.symbol.isEmpty()) {
            problem = answer.problem;
            notUnderstood << part;
            continue;
        }
        last = answer.symbol;
        if (m_model.add(answer.symbol, m_filter.group().value_or(QString()))) {
            Q_EMIT addRequested(answer.symbol);
        } else {
            problem = tr("%1 is in the list already").arg(answer.symbol);
        }
    }
    m_add->setText(notUnderstood.join(QStringLiteral(", ")));
    say(problem);
    const int row = m_model.list().indexOf(last);
    if (row >= 0) {
        if (!m_filter.mapFromSource(m_model.index(row, 0)).isValid()) {
            showAll();
        }
        m_table->setCurrentIndex(m_filter.mapFromSource(m_model.index(row, 0)));
    }
}

void WatchPanel::remove(const QString& name)
{
    if (m_model.remove(name)) {
        if (name == m_chosen) {
            m_chosen.clear();
        }
        say(tr("%1 is no longer watched").arg(name), false);
        Q_EMIT removeRequested(name);
    }
}

void WatchPanel::moveCurrent(int rows)
{
    const QModelIndex current = m_table->currentIndex();
    const QModelIndex other = current.siblingAtRow(current.row() + rows);
    if (!current.isValid() || !other.isValid()) {
        return;
    }
    if (m_filter.sortColumn() >= 0) {
        say(tr("Rows are moved in the list's own order: click the sorted header until its arrow is gone"));
        return;
    }
    const QString name = nameAt(current);
    const QString neighbour = nameAt(other);
    const QString group = *m_model.list().groupOf(neighbour);
    const bool isDown = rows > 0;
    if (group != m_model.list().groupOf(name)) {
        // Over the edge of a group: into the other one, beside the neighbour.
        isDown ? m_model.moveBefore(name, neighbour) : m_model.moveToGroup(name, group);
    } else {
        isDown ? m_model.moveBefore(neighbour, name) : m_model.moveBefore(name, neighbour);
    }
    m_table->scrollTo(m_table->currentIndex());
}

void WatchPanel::showAll()
{
    m_find->clear();
    m_groups->setCurrentIndex(0);
}

void WatchPanel::showGroups()
{
    const auto wanted = m_filter.group();
    const QSignalBlocker quiet(m_groups);
    m_groups->clear();
    m_groups->addItem(tr("All groups"));
    m_groups->addItem(tr("In no group"), QString());
    for (const QString& name : m_model.list().groupNames()) {
        m_groups->addItem(name, name);
    }
    const int index = wanted ? m_groups->findData(*wanted) : 0;
    m_groups->setCurrentIndex(std::max(index, 0));
    if (index < 0) {
        m_filter.wantGroup(std::nullopt);
    }
    m_groups->setVisible(m_groups->count() > 2 || wanted);
}

void WatchPanel::showEmptiness()
{
    const bool isEmpty = m_model.list().isEmpty();
    const bool isHidden = !isEmpty && m_filter.rowCount() == 0;
    m_emptyText->setText(isEmpty
            ? tr("Nothing is watched yet.\nType a symbol above (Ctrl+L), such as BTC/USDT or AAPL, or import a list: "
                 "one symbol a line.")
            : tr("Nothing in the list matches."));
    m_emptyAction->setText(isEmpty ? tr("&Import …") : tr("&Show all"));
    m_pages->setCurrentIndex(isEmpty || isHidden ? 1 : 0);
}

void WatchPanel::say(const QString& text, bool isProblem)
{
    m_message->setText(isProblem && !text.isEmpty() ? tr("⚠ %1").arg(text) : text);
}

QString WatchPanel::nameAt(const QModelIndex& row) const
{
    return row.isValid() ? m_model.symbolAt(m_filter.mapToSource(row).row()) : QString();
}

QJsonObject WatchPanel::saveState() const
{
    QJsonObject state{{QStringLiteral("find"), m_find->text()}};
    if (const auto group = m_filter.group()) {
        state[QStringLiteral("group")] = *group;
    }
    return state;
}

void WatchPanel::restoreState(const QJsonObject& state)
{
    m_find->setText(state.value(QStringLiteral("find")).toString());
    const QJsonValue group = state.value(QStringLiteral("group"));
    const int index = group.isString() ? m_groups->findData(group.toString()) : 0;
    m_groups->setCurrentIndex(std::max(index, 0));
}

} // namespace leadline::views
