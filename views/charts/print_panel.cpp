// SPDX-License-Identifier: MIT
#include "views/charts/print_panel.h"

#include "engine/session/market_snapshot.h"
#include "models/market_view.h"
#include "models/roles.h"
#include "views/widgets/theme.h"
#include "views/widgets/tone_delegate.h"

#include <QApplication>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonObject>
#include <QLabel>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace leadline::views
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int fieldWidth = 92;

} // namespace

void PrintOrder::setLeast(double coins)
{
    m_least = coins;
    invalidateFilter();
}

QVariant PrintOrder::data(const QModelIndex& index, int role) const
{
    const bool isColoured = index.column() == static_cast<int>(models::PrintModel::Column::Price)
        || index.column() == static_cast<int>(models::PrintModel::Column::Side);
    if (role == Qt::ForegroundRole && isColoured) {
        const Theme theme = Theme::of(QApplication::palette());
        const bool isBuy = index.data(models::SideRole).toInt() == static_cast<int>(core::Side::Bid);
        return isBuy ? theme.bid : theme.ask;
    }
    if (role == Qt::DecorationRole && index.column() == static_cast<int>(models::PrintModel::Column::Venue)) {
        // Of its name alone: the same venue has the same colour in every window.
        const QString venue = index.data().toString();
        uint sum = 0;
        for (const QChar c : venue) {
            sum = sum * 31 + c.unicode();
        }
        return QColor::fromHsv(static_cast<int>(sum % 360), 150, 190);
    }
    return QSortFilterProxyModel::data(index, role);
}

bool PrintOrder::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    return sourceModel()
               ->index(row, static_cast<int>(models::PrintModel::Column::Size), parent)
               .data(models::UnitsRole)
               .toDouble()
        >= m_least;
}

PrintPanel::PrintPanel(models::MarketView& view, QWidget* parent)
    : LinkedPanel(view, parent)
    , m_table(new QTableView)
    , m_least(sizeField("least", tr("Shows lines of so many coins and more; 0: all")))
    , m_large(sizeField("large", tr("Lines of so many coins and more stand out; 0: none")))
    , m_merges(new QCheckBox(tr("Together")))
    , m_missed(new QLabel)
    , m_empty(new QLabel)
    , m_pages(new QStackedLayout)
{
    setAccessibleName(tr("Time and sales"));
    m_order.setSourceModel(&m_model);
    prepareTable(*m_table);
    m_table->setModel(&m_order);
    m_table->setObjectName(u"prints"_s);
    m_table->setAccessibleName(tr("Time and sales"));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    constexpr std::array widths{104, 54, 96, 92, 56, 130};
    for (int i = 0; i < static_cast<int>(widths.size()); ++i) {
        m_table->setColumnWidth(i, widths[static_cast<std::size_t>(i)]);
    }
    m_merges->setChecked(m_model.isMerging());
    m_merges->setToolTip(tr("Trades of one venue, price and side within a tenth of a second are one line"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);

    auto* const row = new QHBoxLayout;
    row->addWidget(new QLabel(tr("From")));
    row->addWidget(m_least);
    row->addWidget(new QLabel(tr("Large")));
    row->addWidget(m_large);
    row->addWidget(m_merges);
    m_missed->setObjectName(u"missed"_s);
    row->addWidget(m_missed, 1);
    m_pages->addWidget(m_table);
    m_pages->addWidget(m_empty);
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addLayout(row);
    layout->addLayout(m_pages, 1);

    connect(m_least, &QDoubleSpinBox::valueChanged, this, [this](double coins) {
        m_order.setLeast(coins);
        showEmptiness();
    });
    connect(m_large, &QDoubleSpinBox::valueChanged, this, [this](double coins) { m_model.setLarge(coins); });
    connect(m_merges, &QCheckBox::toggled, this, [this](bool isOn) { m_model.setMerging(isOn); });
    connectView();
    showEmptiness();
}

QDoubleSpinBox* PrintPanel::sizeField(const char* name, const QString& hint)
{
    auto* const field = new QDoubleSpinBox;
    field->setObjectName(QString::fromUtf8(name));
    field->setRange(0, 1e12);
    field->setDecimals(4);
    field->setFixedWidth(fieldWidth); // not as wide as the largest number
    field->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    field->setToolTip(hint);
    field->setAccessibleName(hint);
    return field;
}

void PrintPanel::connectView()
{
    connect(&view(), &models::MarketView::framed, this, &PrintPanel::showMarket, Qt::DirectConnection);
    connect(&view(), &models::MarketView::pairChanged, this, &PrintPanel::beginAnew);
}

void PrintPanel::beginAnew()
{
    m_model.clear();
    showEmptiness();
}

void PrintPanel::showMarket(const session::MarketSnapshot& snapshot)
{
    if (std::exchange(m_time, snapshot.time) > snapshot.time) {
        m_model.clear(); // a replay went back
    }
    m_model.show(snapshot.prints, snapshot.priceDecimals);
    const QString missed = m_model.missed() > 0 ? tr("%1 not shown").arg(m_model.missed()) : QString();
    if (m_missed->text() != missed) {
        m_missed->setText(missed);
        m_missed->setToolTip(tr("Trades that came faster than the window took them"));
    }
    showEmptiness();
}

void PrintPanel::showEmptiness()
{
    const bool isEmpty = m_order.rowCount() == 0;
    const QString text = m_model.rowCount() == 0
        ? tr("Nothing was traded since this instrument is shown")
        : tr("Nothing as large was traded; lower \u201cFrom\u201d to see less");
    if (isEmpty && m_empty->text() != text) {
        m_empty->setText(text);
    }
    m_pages->setCurrentIndex(isEmpty ? 1 : 0);
}

QJsonObject PrintPanel::saveState() const
{
    QJsonObject state = LinkedPanel::saveState();
    state.insert(u"least"_s, m_least->value());
    state.insert(u"large"_s, m_large->value());
    state.insert(u"together"_s, m_merges->isChecked());
    return state;
}

void PrintPanel::restoreState(const QJsonObject& state)
{
    LinkedPanel::restoreState(state);
    m_least->setValue(state.value(u"least"_s).toDouble());
    m_large->setValue(state.value(u"large"_s).toDouble());
    m_merges->setChecked(state.value(u"together"_s).toBool(true));
}

} // namespace leadline::views
