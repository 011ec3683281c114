// SPDX-License-Identifier: MIT
#include "views/ticket/signal_field.h"

#include "engine/session/market_snapshot.h"
#include "views/widgets/theme.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>

namespace leadline::views
{

SignalField::SignalField(QFormLayout& form, QObject* parent)
    : QObject(parent)
    , m_strength(new QDoubleSpinBox)
    , m_raise(new QCheckBox(tr("at market")))
    , m_newest(new QPushButton)
{
    m_strength->setObjectName(QStringLiteral("signal"));
    m_strength->setRange(-0.05, 1);
    m_strength->setSingleStep(0.05);
    m_strength->setDecimals(4); // fine enough that no band is crossed by rounding
    m_strength->setSpecialValueText(tr("none"));
    m_strength->setValue(m_strength->minimum());
    m_strength->setFont(Theme::figures(13));
    m_strength->setAccessibleName(tr("Strength of the signal, 0 to 1"));
    m_strength->setToolTip(tr("How sure you, or a model, are: the signal policy then decides size, price and urgency"));
    m_raise->setObjectName(QStringLiteral("raise"));
    m_raise->setToolTip(tr("Raise it to market whatever the tables say; only a few an hour"));
    m_raise->setEnabled(false);
    auto* const row = new QHBoxLayout;
    row->addWidget(m_strength, 1);
    row->addWidget(m_raise);
    form.addRow(tr("Signal"), row);
    m_newest->setObjectName(QStringLiteral("heard"));
    m_newest->setToolTip(tr("The newest signal of your model, file or socket: a click takes it into the ticket"));
    m_newest->hide();
    form.addRow(QString(), m_newest);
    connect(m_newest, &QPushButton::clicked, this, &SignalField::takeNewest);
    const auto change = [this] {
        m_raise->setEnabled(hasSignal());
        if (!hasSignal()) {
            m_raise->setChecked(false);
        }
        Q_EMIT changed();
    };
    connect(m_strength, &QDoubleSpinBox::valueChanged, this, change);
    connect(m_raise, &QCheckBox::toggled, this, change);
}

bool SignalField::hasSignal() const
{
    return m_strength->value() >= 0;
}

std::optional<routing::Signal> SignalField::signal() const
{
    if (!hasSignal()) {
        return std::nullopt;
    }
    const double strength = m_strength->value();
    return routing::Signal{.strength = strength,
        .isRaised = m_raise->isChecked(),
        .source = strength == m_takenStrength ? m_takenSource : "ticket"};
}

void SignalField::takeNewest()
{
    Q_EMIT sideTaken(m_newestSide);
    m_raise->setChecked(false);
    m_takenSource = m_newestSource;
    m_strength->setValue(m_newestStrength);
    m_takenStrength = m_strength->value(); // as the field rounds it
    Q_EMIT taken();
}

void SignalField::showNewest(const std::optional<session::HeardSignal>& newest)
{
    m_newest->setVisible(newest.has_value());
    if (newest) {
        m_newestSide = newest->side;
        m_newestStrength = newest->strength;
        m_newestSource = newest->source;
        m_newest->setText(
            tr("%1: %2 %3 – use")
                .arg(QString::fromStdString(newest->source), m_newestSide == core::Side::Bid ? tr("BUY") : tr("SELL"))
                .arg(m_newestStrength, 0, 'f', 2));
    }
}

} // namespace leadline::views
