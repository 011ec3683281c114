// SPDX-License-Identifier: MIT
#include "views/ticket/guard_field.h"

#include "views/widgets/theme.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>

#include <chrono>

namespace leadline::views
{

namespace
{

core::Duration guardSeconds(const QDoubleSpinBox& box)
{
    return std::chrono::milliseconds(static_cast<std::int64_t>(box.value() * 1e3));
}

} // namespace

GuardField::GuardField(QFormLayout& form, QObject* parent)
    : QObject(parent)
    , m_spread(new QDoubleSpinBox)
    , m_age(new QDoubleSpinBox)
    , m_expiry(new QDoubleSpinBox)
{
    auto* const row = new QHBoxLayout;
    row->setSpacing(3);
    const auto add = [&](QDoubleSpinBox* box, const QString& name, const QString& special, const QString& suffix,
                         const QString& hint) {
        box->setObjectName(name);
        box->setSpecialValueText(special);
        box->setSuffix(suffix);
        box->setDecimals(1);
        box->setFont(Theme::figures(11));
        box->setToolTip(hint);
        box->setAccessibleName(hint);
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // three share what the ticket has
        box->setMinimumWidth(60);
        box->setFocusPolicy(Qt::StrongFocus);
        box->installEventFilter(this->parent());
        row->addWidget(box, static_cast<int>(special.size()));
    };
    m_spread->setRange(-1, 10'000);
    add(m_spread, QStringLiteral("guardSpread"), tr("spread as set"), tr(" bps"),
        tr("Cancelled while it rests when the spread is wider, bps; 0: never; as set: what the settings say"));
    m_age->setRange(0, 1e6);
    add(m_age, QStringLiteral("guardAge"), tr("age as set"), tr(" s old"),
        tr("Cancelled when it is older, seconds; as set: what the settings say"));
    m_expiry->setRange(0, 1e6);
    add(m_expiry, QStringLiteral("guardExpiry"), tr("no expiry"), tr(" s from now"),
        tr("Cancelled so many seconds after it is sent"));
    reset();
    form.addRow(tr("Cancel"), row);
}

orders::GuardTerms GuardField::terms(core::Timestamp now) const
{
    return {.maxSpreadBps = m_spread->value() < 0 ? -1 : m_spread->value(),
        .expiresAt = m_expiry->value() > 0 ? now + guardSeconds(*m_expiry) : core::Timestamp{},
        .maxAge = guardSeconds(*m_age)};
}

void GuardField::reset()
{
    for (QDoubleSpinBox* const box : {m_spread, m_age, m_expiry}) {
        box->setValue(box->minimum());
    }
}

} // namespace leadline::views
