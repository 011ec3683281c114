// SPDX-License-Identifier: MIT
#include "views/ladder/venue_panel.h"

#include "engine/session/market_snapshot.h"
#include "models/market_view.h"
#include "models/session_client.h"
#include "views/widgets/theme.h"
#include "views/widgets/tone_delegate.h"

#include <QButtonGroup>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QLineSeries>
#include <QtCharts/QLogValueAxis>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::views
{

namespace
{

/// Told apart by stroke as well as by colour.
constexpr std::array strokes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

} // namespace

CostChart::CostChart(QWidget* parent)
    : QWidget(parent)
    , m_sides(new QButtonGroup(this))
    , m_chart(new QChart)
    , m_view(new QChartView(m_chart))
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* const head = new QHBoxLayout;
    head->addWidget(new QLabel(tr("All-in cost, bps, by notional")));
    head->addStretch(1);
    for (const auto& [id, name] : {std::pair{0, tr("Buy")}, std::pair{1, tr("Sell")}}) {
        auto* const button = new QPushButton(name);
        button->setCheckable(true);
        button->setChecked(id == 0);
        button->setAccessibleName(tr("Cost curve: %1").arg(name));
        m_sides->addButton(button, id);
        head->addWidget(button);
    }
    layout->addLayout(head);
    layout->addWidget(m_view, 1);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMinimumSize(160, 100);
    m_view->setAccessibleName(tr("Cost of trade against notional"));
    m_chart->setMargins({});
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->setBackgroundRoundness(0);
    m_chart->legend()->setAlignment(Qt::AlignBottom);
    auto* const notional = new QLogValueAxis;
    notional->setBase(10);
    notional->setLabelFormat(QStringLiteral("%.0e"));
    auto* const cost = new QValueAxis;
    cost->setLabelFormat(QStringLiteral("%.0f"));
    cost->setTickCount(4);
    m_chart->addAxis(notional, Qt::AlignBottom);
    m_chart->addAxis(cost, Qt::AlignLeft);
    connect(m_sides, &QButtonGroup::idClicked, this, &CostChart::draw);
    paintTheme();
}

QLineSeries* CostChart::addLine(const QString& name)
{
    auto* const line = new QLineSeries;
    line->setName(name);
    m_chart->addSeries(line);
    for (QAbstractAxis* const axis : m_chart->axes()) {
        line->attachAxis(axis);
    }
    return line;
}

void CostChart::show(const session::MarketSnapshot& snapshot)
{
    std::vector<QString> names;
    names.reserve(snapshot.venues.size());
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        names.push_back(QString::fromStdString(venue.name));
    }
    if (names != m_names) {
        m_names = names;
        m_chart->removeAllSeries();
        m_venues.clear();
        // The widest line first: where a single venue is the cheapest way, its own line lies on top.
        m_split = addLine(tr("divided"));
        for (const QString& name : m_names) {
            m_venues.push_back(addLine(name));
        }
        paintTheme();
        m_drawnSide = -1;
    }
    const bool isNew = m_costs != snapshot.costs;
    m_costs = snapshot.costs;
    if (isVisible() && (isNew || m_drawnSide != m_sides->checkedId())) {
        draw();
    }
}

void CostChart::draw()
{
    m_drawnSide = m_sides->checkedId();
    const auto curve = m_costs[static_cast<std::size_t>(m_drawnSide)];
    if (!curve || curve->notionals.empty() || curve->venues.size() != m_venues.size()) {
        return;
    }
    double least = HUGE_VAL;
    double most = -HUGE_VAL;
    const auto fill = [&](QLineSeries* line, const std::vector<double>& costs) {
        QList<QPointF> points;
        for (std::size_t i = 0; i < costs.size(); ++i) {
            if (std::isfinite(costs[i])) {
                points.append({curve->notionals[i], costs[i]});
                least = std::min(least, costs[i]);
                most = std::max(most, costs[i]);
            }
        }
        line->replace(points);
    };
    for (std::size_t i = 0; i < m_venues.size(); ++i) {
        fill(m_venues[i], curve->venues[i]);
    }
    fill(m_split, curve->split);
    if (least > most) {
        return;
    }
    m_chart->axes(Qt::Horizontal).first()->setRange(curve->notionals.front(), curve->notionals.back());
    const double margin = std::max(1.0, (most - least) * 0.05);
    m_chart->axes(Qt::Vertical).first()->setRange(std::floor(least - margin), std::ceil(most + margin));
}

void CostChart::paintTheme()
{
    const Theme theme = Theme::of(palette());
    m_chart->setBackgroundBrush(theme.background);
    m_view->setBackgroundBrush(theme.background);
    QFont labels = font();
    labels.setPixelSize(10);
    for (QAbstractAxis* const axis : m_chart->axes()) {
        axis->setLabelsFont(labels);
        axis->setLabelsColor(theme.faint);
        axis->setGridLinePen(QPen(theme.line, 1));
        axis->setLinePen(QPen(theme.line, 1));
    }
    m_chart->legend()->setLabelColor(theme.text);
    m_chart->legend()->setFont(labels);
    const std::array colours{theme.bid, theme.ask, theme.good, theme.warning};
    for (std::size_t i = 0; i < m_venues.size(); ++i) {
        m_venues[i]->setPen(QPen(colours[i % colours.size()], 1.5, strokes[i % strokes.size()]));
    }
    if (m_split != nullptr) {
        m_split->setPen(QPen(theme.selection, 5));
    }
}

void CostChart::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        paintTheme();
    }
    QWidget::changeEvent(event);
}

VenuePanel::VenuePanel(models::MarketView& view, QWidget* parent)
    : LinkedPanel(view, parent)
    , m_notional(new QDoubleSpinBox)
    , m_table(new QTableView)
    , m_costs(new CostChart)
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    auto* const head = new QHBoxLayout;
    head->addWidget(new QLabel(tr("Cost of taking")));
    m_notional->setRange(100, 1e9);
    m_notional->setDecimals(0);
    m_notional->setGroupSeparatorShown(true);
    m_notional->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_notional->setValue(10'000);
    m_notional->setKeyboardTracking(false);
    m_notional->setAccessibleName(tr("Notional to compare the venues for"));
    head->addWidget(m_notional);
    head->addStretch(1);
    layout->addLayout(head);
    prepareTable(*m_table);
    m_table->setModel(&m_model);
    m_table->setObjectName(QStringLiteral("venues"));
    m_table->setAccessibleName(tr("Venues side by side"));
    int column = 0;
    for (const int width : {100, 176, 66, 66, 52, 58, 58, 46, 56, 62, 46, 46, 54}) {
        m_table->setColumnWidth(column++, width);
    }
    m_table->setMinimumHeight(84);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_costs, 2);
    VenuePanel::connectView();
    connect(m_notional, &QDoubleSpinBox::valueChanged, this,
        [this](double notional) { this->view().setComparedNotional(notional); });
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        Q_EMIT ladderWanted(QString::fromStdString(m_model.venueAt(index.row()).text()));
    });
}

void VenuePanel::connectView()
{
    connect(&view(), &models::MarketView::framed, this, &VenuePanel::showMarket, Qt::DirectConnection);
    connect(&view(), &models::MarketView::pairChanged, this, &VenuePanel::beginAnew);
}

void VenuePanel::beginAnew()
{
    view().setComparedNotional(m_notional->value());
    m_model.show({});
    m_costs->show({});
}

void VenuePanel::showMarket(const session::MarketSnapshot& snapshot)
{
    if (!isVisible()) {
        return;
    }
    m_model.show(snapshot);
    m_costs->show(snapshot);
}

} // namespace leadline::views
