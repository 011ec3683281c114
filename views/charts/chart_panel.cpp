// SPDX-License-Identifier: MIT
#include "views/charts/chart_panel.h"

#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "models/format.h"
#include "models/market_view.h"
#include "models/session_client.h"
#include "views/widgets/theme.h"

#include <QAction>
#include <QChart>
#include <QChartView>
#include <QDateTime>
#include <QDateTimeAxis>
#include <QEvent>
#include <QGraphicsLayout>
#include <QGridLayout>
#include <QJsonArray>
#include <QLineSeries>
#include <QScatterSeries>
#include <QTimer>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace leadline::views
{

using features::Feature;

namespace
{

constexpr qint64 shownMs = 120'000;
constexpr qint64 leastShownMs = 10'000;
constexpr int refreshMs = 400;
constexpr std::size_t mostMarks = 200;

} // namespace

ChartPanel::ChartPanel(models::MarketView& view, const desk::DeskSettings& settings, QWidget* parent)
    : LinkedPanel(view, parent)
    , m_settings(settings)
    , m_timer(new QTimer(this))
{
    m_charts.push_back(makeChart(tr("Spread, fraction of mid"), {Feature::SpreadPct}));
    m_charts.push_back(makeChart(tr("Order book imbalance"), {Feature::Obi}));
    m_charts.push_back(
        makeChart(tr("Order flow imbalance, 10 s and 1 min"), {Feature::OfiNormalized10s, Feature::OfiNormalized1m}));
    m_charts.push_back(makeChart(tr("Impact cost, buy and sell"), {Feature::ImpactCostBuy, Feature::ImpactCostSell}));
    m_charts.push_back(makeChart(tr("Liquidity ratio"), {Feature::LiquidityRatio}));
    m_charts.push_back(makeChart(tr("Spread stability, norm 100"), {Feature::SpreadStabilityNorm100}));
    m_charts.push_back(makeChart(tr("Book resilience"), {Feature::BookResilience}));
    m_charts.push_back(makeChart(tr("Volume concentration"), {Feature::VolumeConcentration}));
    m_charts.push_back(makeChart(tr("VPIN"), {Feature::Vpin}));
    for (Chart& chart : m_charts) {
        chart.view->setParent(this);
        chart.shown = new QAction(chart.title, this);
        chart.shown->setObjectName(models::textOf(features::nameOf(chart.features.front())));
        chart.shown->setCheckable(true);
        chart.shown->setChecked(true);
        connect(chart.shown, &QAction::toggled, this, &ChartPanel::arrange);
        addAction(chart.shown);
    }
    arrange();
    paintTheme();
    ChartPanel::connectView();
    connect(&view.session(), &models::SessionClient::decided, this, [this](const session::DecisionRecord& record) {
        if (record.pair == this->view().pair()) {
            mark(record.decision);
        }
    });
    connect(m_timer, &QTimer::timeout, this, &ChartPanel::refresh);
    m_timer->start(refreshMs);
}

void ChartPanel::connectView()
{
    using models::MarketView;
    connect(&view(), &MarketView::pairChanged, this, &ChartPanel::beginAnew);
    connect(
        &view(), &MarketView::framed, this,
        [this](const session::MarketSnapshot& snapshot) {
            if (snapshot.moment != m_moment) {
                m_moment = snapshot.moment;
                m_samples.replace(*snapshot.history);
            }
            m_samples.append(snapshot.samples);
        },
        Qt::DirectConnection);
}

void ChartPanel::beginAnew()
{
    m_samples.clear();
    m_moment = 0;
    m_decisions.clear();
    m_lookAt = {};
    refresh();
}

void ChartPanel::arrange()
{
    delete layout(); // rows and columns of a grid that are empty would keep their spacing
    auto* const grid = new QGridLayout(this);
    grid->setContentsMargins(2, 2, 2, 2);
    grid->setSpacing(2);
    const auto count = std::ranges::count_if(m_charts, [](const Chart& chart) { return chart.shown->isChecked(); });
    const int columns = std::max(1, static_cast<int>(std::ceil(std::sqrt(static_cast<double>(count)))));
    int at = 0;
    for (const Chart& chart : m_charts) {
        chart.view->setVisible(chart.shown->isChecked());
        if (chart.shown->isChecked()) {
            grid->addWidget(chart.view, at / columns, at % columns);
            ++at;
        }
    }
}

QJsonObject ChartPanel::saveState() const
{
    QJsonArray shown;
    for (const Chart& chart : m_charts) {
        if (chart.shown->isChecked()) {
            shown.append(models::textOf(features::nameOf(chart.features.front())));
        }
    }
    QJsonObject state = LinkedPanel::saveState();
    state.insert(QStringLiteral("charts"), shown);
    return state;
}

void ChartPanel::restoreState(const QJsonObject& state)
{
    LinkedPanel::restoreState(state);
    const QJsonValue shown = state.value(QStringLiteral("charts"));
    for (const Chart& chart : m_charts) {
        if (shown.isArray()) {
            chart.shown->setChecked(shown.toArray().contains(models::textOf(features::nameOf(chart.features.front()))));
        }
    }
}

ChartPanel::Chart ChartPanel::makeChart(const QString& title, std::vector<Feature> shown)
{
    Chart made{.features = std::move(shown), .title = title, .chart = new QChart};
    made.chart->setTitle(title);
    made.chart->legend()->hide();
    made.chart->setMargins({});
    made.chart->layout()->setContentsMargins(0, 0, 0, 0);
    made.chart->setBackgroundRoundness(0);
    auto* const time = new QDateTimeAxis;
    time->setFormat(QStringLiteral("mm:ss"));
    time->setTickCount(3);
    auto* const values = new QValueAxis;
    values->setTickCount(3);
    values->setLabelFormat(QStringLiteral("%.3g"));
    made.chart->addAxis(time, Qt::AlignBottom);
    made.chart->addAxis(values, Qt::AlignLeft);
    const auto addSeries = [&](QXYSeries* series) {
        made.chart->addSeries(series);
        series->attachAxis(time);
        series->attachAxis(values);
    };
    for (std::size_t i = 0; i < made.features.size(); ++i) {
        made.curves.push_back(new QLineSeries);
        addSeries(made.curves.back());
    }
    for (std::size_t i = 0; i < thresholdsOf(made.features.front()).size(); ++i) {
        made.thresholds.push_back(new QLineSeries);
        addSeries(made.thresholds.back());
    }
    made.marks = new QScatterSeries;
    made.marks->setMarkerSize(7);
    addSeries(made.marks);
    made.view = new QChartView(made.chart);
    made.view->setFrameShape(QFrame::NoFrame);
    made.view->setMinimumSize(120, 90);
    made.view->setAccessibleName(title);
    return made;
}

std::vector<double> ChartPanel::thresholdsOf(Feature feature) const
{
    const routing::RoutingPolicy& policy = m_settings.routing;
    if (feature == Feature::SpreadPct) {
        return {policy.wideSpreadPct};
    }
    if (feature == Feature::Obi) {
        return {policy.aggressiveObi, -policy.aggressiveObi};
    }
    if (feature == Feature::ImpactCostBuy) {
        return {policy.maxImpactCost};
    }
    if (feature == Feature::LiquidityRatio) {
        return {policy.minLiquidityRatio};
    }
    if (feature == Feature::SpreadStabilityNorm100) {
        return {m_settings.risk.breakerTrip, m_settings.risk.breakerReset};
    }
    // The bands of the signal policy: one list, so that a chart has as many lines whatever their values are.
    const routing::SignalPolicy& signal = policy.signal;
    if (feature == Feature::OfiNormalized10s) {
        return {signal.patientFlow, -signal.patientFlow, signal.immediateFlow, -signal.immediateFlow};
    }
    if (feature == Feature::BookResilience) {
        return {signal.thinResilience};
    }
    if (feature == Feature::VolumeConcentration) {
        return {signal.highConcentration};
    }
    if (feature == Feature::Vpin) {
        return {signal.maxVpin};
    }
    return {};
}

void ChartPanel::paintTheme()
{
    const Theme theme = Theme::of(palette());
    const std::array colours{theme.bid, theme.ask};
    for (Chart& chart : m_charts) {
        chart.chart->setBackgroundBrush(theme.background);
        chart.view->setBackgroundBrush(theme.background);
        chart.chart->setTitleBrush(theme.text);
        QFont title = font();
        title.setPixelSize(11);
        chart.chart->setTitleFont(title);
        for (QAbstractAxis* const axis : chart.chart->axes()) {
            QFont labels = font();
            labels.setPixelSize(9);
            axis->setLabelsFont(labels);
            axis->setLabelsColor(theme.faint);
            axis->setGridLinePen(QPen(theme.line, 1));
            axis->setLinePen(QPen(theme.line, 1));
        }
        for (std::size_t i = 0; i < chart.curves.size(); ++i) {
            chart.curves[i]->setPen(QPen(colours[i % colours.size()], 1));
        }
        for (QLineSeries* const line : chart.thresholds) {
            line->setPen(QPen(theme.warning, 1, Qt::DashLine));
        }
        chart.marks->setColor(theme.warning);
        chart.marks->setBorderColor(theme.text);
    }
}

void ChartPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && !m_charts.empty()) {
        paintTheme();
    }
    QWidget::changeEvent(event);
}

void ChartPanel::setSettings(const desk::DeskSettings& settings)
{
    m_settings = settings;
}

void ChartPanel::mark(const routing::Decision& decision)
{
    m_decisions.push_back(decision);
    if (m_decisions.size() > mostMarks) {
        m_decisions.erase(m_decisions.begin());
    }
}

void ChartPanel::lookAt(core::Timestamp time)
{
    m_lookAt = time;
    refresh();
}

void ChartPanel::refresh()
{
    if (!isVisible() || m_samples.newest() == 0) {
        return;
    }
    const qint64 to = m_lookAt == core::Timestamp{} ? m_samples.newest() : core::millisecondsOf(m_lookAt) + shownMs / 2;
    // A short history fills the chart; it does not cling to its right edge.
    const qint64 from =
        m_lookAt == core::Timestamp{} ? std::clamp(m_samples.oldest(), to - shownMs, to - leastShownMs) : to - shownMs;
    for (Chart& chart : m_charts) {
        const int columns = std::max(20, static_cast<int>(chart.chart->plotArea().width()));
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (std::size_t i = 0; i < chart.curves.size(); ++i) {
            const auto points = m_samples.curve(chart.features[i], from, to, columns);
            chart.curves[i]->replace(QList<QPointF>(points.begin(), points.end()));
            for (const QPointF& point : points) {
                low = std::min(low, point.y());
                high = std::max(high, point.y());
            }
        }
        // A limit far outside the curve would press it flat: it is named in the title instead.
        const std::vector<double> limits = thresholdsOf(chart.features.front());
        const double span = std::max(high - low, std::abs(high) * 0.5);
        QString beyond;
        for (std::size_t i = 0; i < limits.size(); ++i) {
            const bool isNear = !std::isfinite(low) || (limits[i] > low - 3 * span && limits[i] < high + 3 * span);
            chart.thresholds[i]->setVisible(isNear);
            if (isNear) {
                chart.thresholds[i]->replace(
                    {QPointF(static_cast<double>(from), limits[i]), QPointF(static_cast<double>(to), limits[i])});
            } else {
                beyond += tr(" (limit %1)").arg(limits[i]);
            }
        }
        for (std::size_t i = 0; i < limits.size(); ++i) {
            if (chart.thresholds[i]->isVisible()) {
                low = std::min(low, limits[i]);
                high = std::max(high, limits[i]);
            }
        }
        if (chart.chart->title() != chart.title + beyond) {
            chart.chart->setTitle(chart.title + beyond);
        }
        if (!std::isfinite(low)) {
            low = 0;
            high = 1;
        }
        const double margin = std::max((high - low) * 0.08, std::abs(high) * 0.05 + 1e-9);
        QList<QPointF> marks;
        for (const routing::Decision& decision : m_decisions) {
            const qint64 at = core::millisecondsOf(decision.time);
            if (at >= from && at <= to) {
                marks.push_back({static_cast<double>(at), low});
            }
        }
        chart.marks->replace(marks);
        const auto axes = chart.chart->axes();
        static_cast<QDateTimeAxis*>(axes[0])->setRange(
            QDateTime::fromMSecsSinceEpoch(from, Qt::UTC), QDateTime::fromMSecsSinceEpoch(to, Qt::UTC));
        static_cast<QValueAxis*>(axes[1])->setRange(low - margin, high + margin);
    }
}

} // namespace leadline::views
