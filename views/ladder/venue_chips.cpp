// SPDX-License-Identifier: MIT
#include "views/ladder/venue_chips.h"

#include "engine/session/market_snapshot.h"
#include "views/widgets/theme.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <vector>

namespace leadline::views
{

VenueChips::VenueChips(QHBoxLayout& layout, QObject* parent)
    : QObject(parent)
    , m_layout(layout)
{
}

QToolButton& VenueChips::chipOf(const QString& venue)
{
    const QString name = QStringLiteral("trust-") + venue;
    for (int i = 0; i < m_layout.count(); ++i) {
        auto* const known = qobject_cast<QToolButton*>(m_layout.itemAt(i)->widget());
        if (known != nullptr && known->objectName() == name) {
            return *known;
        }
    }
    auto* const made = new QToolButton;
    made->setCheckable(true);
    made->setChecked(true);
    made->setFocusPolicy(Qt::TabFocus);
    made->setObjectName(name);
    made->setAccessibleName(venue);
    connect(made, &QToolButton::toggled, this, [this, venue](bool on) { Q_EMIT switched(venue, on); });
    m_layout.addWidget(made);
    return *made;
}

void VenueChips::show(const session::MarketSnapshot& snapshot, const core::VenueId& only)
{
    std::vector<const QToolButton*> shown;
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        if (only.isEmpty() || venue.market.venue == only) {
            QToolButton& chip = chipOf(QString::fromStdString(venue.market.venue.text()));
            shown.push_back(&chip);
            showVenue(chip, venue);
        }
    }
    for (int i = 0; i < m_layout.count(); ++i) {
        QWidget* const chip = m_layout.itemAt(i)->widget();
        chip->setVisible(std::ranges::find(shown, chip) != shown.end());
    }
}

void VenueChips::showVenue(QToolButton& chip, const session::VenueSnapshot& venue) const
{
    const Theme theme = Theme::of(m_layout.parentWidget()->palette());
    const bool isOff = !venue.terms.isOn;
    const QString mark = isOff                 ? QStringLiteral("\u25cb")
        : venue.trust == desk::Trust::Good     ? QStringLiteral("\u25cf")
        : venue.trust == desk::Trust::Doubtful ? QStringLiteral("\u25d0")
                                               : QStringLiteral("\u25a0");
    const QColor colour = isOff                ? theme.faint
        : venue.trust == desk::Trust::Good     ? theme.good
        : venue.trust == desk::Trust::Doubtful ? theme.warning
                                               : theme.bad;
    const QString text = mark + QStringLiteral(" ") + QString::fromStdString(venue.market.venue.text());
    if (chip.text() != text) {
        chip.setText(text);
        chip.setStyleSheet(QStringLiteral("color: %1").arg(colour.name()));
    }
    if (chip.isChecked() == isOff && !chip.isDown()) {
        // Another ladder, or the settings, have switched it.
        const QSignalBlocker quiet(&chip);
        chip.setChecked(!isOff);
    }
    const QString why = QString::fromStdString(venue.trustText);
    if (chip.toolTip() != why) {
        chip.setToolTip(why);
        chip.setAccessibleDescription(why);
    }
}

} // namespace leadline::views
