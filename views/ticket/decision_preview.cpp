// SPDX-License-Identifier: MIT
#include "views/ticket/decision_preview.h"

#include "engine/routing/venue_choice.h"
#include "models/order_planner.h"
#include "models/planned_order.h"
#include "views/widgets/label_text.h"
#include "views/widgets/theme.h"
#include "views/widgets/tone_delegate.h"

#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::views
{

namespace
{

/// The head and five rows: what decided, the three nearest to flip, and how many more there are.
constexpr int traceHeight = 104;

} // namespace

DecisionPreview::DecisionPreview(QVBoxLayout& layout, QWidget& panel)
    : QObject(&panel)
    , m_panel(panel)
    , m_action(new QLabel)
    , m_reason(new QLabel)
    , m_order(new QLabel)
    , m_cost(new QLabel)
    , m_table(new QTableView)
{
    QFont large = m_action->font();
    large.setPixelSize(20);
    large.setBold(true);
    m_action->setFont(large);
    m_action->setObjectName(QStringLiteral("action"));
    m_reason->setObjectName(QStringLiteral("reason"));
    m_reason->setWordWrap(true);
    m_order->setObjectName(QStringLiteral("order"));
    m_order->setWordWrap(true);
    m_cost->setWordWrap(true);
    m_cost->setFont(Theme::figures(12));
    for (QLabel* const label : {m_action, m_reason, m_order, m_cost}) {
        layout.addWidget(label);
    }
    prepareTable(*m_table, ColumnWidths::Keep); // the limit and the margin stay beside the value
    m_table->setFont(Theme::figures(11));
    m_trace.setFolding(true);
    m_table->setModel(&m_trace);
    m_table->setMinimumHeight(traceHeight);
    // It takes what is left: by the height that it would like, the button would be scrolled out of sight.
    m_table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (m_trace.isFoldRow(index.row())) {
            m_trace.setUnfolded(!m_trace.isUnfolded());
        }
    });
    m_table->setObjectName(QStringLiteral("trace"));
    m_table->setAccessibleName(tr("Decision trace"));
    const std::array widths{116, 76, 66, 78, 62};
    for (int i = 0; i < static_cast<int>(widths.size()); ++i) {
        m_table->setColumnWidth(i, widths[static_cast<std::size_t>(i)]);
    }
    layout.addWidget(m_table, 1);
    layout.addStretch(0); // holds the fields together where the rules are not on show
}

void DecisionPreview::show(
    const models::OrderPlanner& planner, const models::PlannedOrder& planned, const routing::Decision& decision)
{
    m_trace.show(decision);
    const models::OrderWords words = planner.words(planned);
    showAction(planned, words.headline);
    QString reason = words.reason;
    if (decision.signal) {
        reason += u'\n' + QString::fromStdString(routing::describe(*decision.signal, decision.strategy));
    }
    showText(*m_reason, reason);
    showText(*m_order, words.sentence);
    showCost(planner, planned, decision);
}

void DecisionPreview::setTraceShown(bool isShown)
{
    m_table->setVisible(isShown);
}

bool DecisionPreview::isTraceShown() const
{
    return !m_table->isHidden();
}

void DecisionPreview::showAction(const models::PlannedOrder& planned, const QString& headline)
{
    if (m_action->text() != headline) {
        const Theme theme = Theme::of(m_panel.palette());
        const QColor colour = planned.isRefused() ? theme.bad : planned.takes ? theme.warning : theme.good;
        m_action->setText(headline);
        m_action->setStyleSheet(QStringLiteral("color: %1").arg(colour.name()));
    }
}

void DecisionPreview::showCost(
    const models::OrderPlanner& planner, const models::PlannedOrder& planned, const routing::Decision& decision)
{
    // The chosen venue's own terms; of an order that rests, the quote's impact is what the touch gains over the mid.
    const routing::VenueQuote* chosen = nullptr;
    for (const routing::VenueQuote& quote : decision.venues) {
        chosen = quote.market == decision.market ? &quote : chosen;
    }
    const bool isByWeight =
        chosen != nullptr && std::ranges::any_of(decision.venues, [&](const routing::VenueQuote& quote) {
            return quote.market != decision.market && quote.isOffered() && routing::isTie(quote, *chosen);
        });
    const double impactBps = decision.impact * 1e4;
    if (chosen == nullptr || !std::isfinite(impactBps) || !std::isfinite(chosen->impactBps)) {
        const bool isBeyondTouch = decision.onlyLimits && std::isnan(impactBps);
        showText(*m_cost,
            isBeyondTouch ? tr("market order: larger than the touch, and beyond it the book is not known\n")
                          : tr("market order: the visible book cannot fill it\n"));
        return;
    }
    session::OrderIntent plain = planned.intent;
    plain.signal.reset();
    plain.reach = desk::Reach::Cross;
    const routing::Decision* const market = planner.decisionFor(plain);
    if (market == nullptr) {
        return; // a frame later
    }
    double marketBps = 0; // of a plain market order at the venue where taking costs least
    for (const routing::VenueQuote& quote : market->venues) {
        if (quote.market == market->market) {
            marketBps = quote.impactBps + quote.feeBps + quote.latencyBps;
        }
    }
    const double routed = chosen->impactBps + chosen->feeBps + chosen->latencyBps;
    showText(*m_cost,
        tr("market order: %1 bps on %2\nas routed: %3 bps on %4%5\n  price %6 + fee %7 + latency %8")
            .arg(marketBps, 0, 'f', 2)
            .arg(QString::fromStdString(market->market.venue.text()))
            .arg(routed, 0, 'f', 2)
            .arg(QString::fromStdString(decision.market.venue.text()),
                (planned.takes ? QString() : tr(" if filled"))
                    + (isByWeight ? tr(", of equal prices by its weighted size %1").arg(chosen->weightedSize, 0, 'f', 2)
                                  : QString()))
            .arg(chosen->impactBps, 0, 'f', 2)
            .arg(chosen->feeBps, 0, 'f', 1)
            .arg(chosen->latencyBps, 0, 'f', 2));
}

} // namespace leadline::views
