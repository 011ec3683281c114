// SPDX-License-Identifier: MIT
/// A button a venue above a ladder: how far it can be believed, and a switch that keeps it out.
#pragma once

#include "engine/core/instrument.h"

#include <QObject>

class QHBoxLayout;
class QToolButton;

namespace leadline::session
{
struct MarketSnapshot;
struct VenueSnapshot;
} // namespace leadline::session

namespace leadline::views
{

/// Thread: GUI.
class VenueChips final : public QObject
{
    Q_OBJECT

public:
    /// The buttons stand in that layout, which must outlive this.
    VenueChips(QHBoxLayout& layout, QObject* parent);

    /// `only`: the venue that is shown alone; empty: all of them.
    void show(const session::MarketSnapshot& snapshot, const core::VenueId& only);

Q_SIGNALS:
    void switched(const QString& venue, bool on);

private:
    /// Made at the first call.
    [[nodiscard]] QToolButton& chipOf(const QString& venue);
    void showVenue(QToolButton& chip, const session::VenueSnapshot& venue) const;

    QHBoxLayout& m_layout;
};

} // namespace leadline::views
