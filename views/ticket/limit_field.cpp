// SPDX-License-Identifier: MIT
#include "views/ticket/limit_field.h"

#include "models/format.h"
#include "views/widgets/label_text.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>

namespace leadline::views
{

LimitField::LimitField(QFormLayout& form, QObject* parent)
    : QObject(parent)
    , m_price(new QDoubleSpinBox)
    , m_follow(new QToolButton)
    , m_follows(new QLabel)
{
    m_price->setRange(0, core::Price::fromRaw(core::Price::maxRaw).toDoubleLossy());
    m_price->setAccessibleName(tr("Limit price"));
    m_follows->setObjectName(QStringLiteral("follows"));
    m_follow->setObjectName(QStringLiteral("follow"));
    m_follow->setText(tr("Follow"));
    m_follow->setToolTip(tr("Let the limit follow the touch again"));
    m_follow->setAccessibleName(m_follow->toolTip());
    auto* const row = new QHBoxLayout;
    row->addWidget(m_price, 1);
    row->addWidget(m_follow);
    form.addRow(tr("Limit"), row);
    form.addRow(QString(), m_follows);
    // A value that came by itself is set in silence: a signal of the field is the user's.
    connect(m_price, &QDoubleSpinBox::valueChanged, this, &LimitField::fix);
    connect(m_price->findChild<QLineEdit*>(), &QLineEdit::textEdited, this, &LimitField::fix);
    connect(m_follow, &QToolButton::clicked, this, &LimitField::followWanted);
}

void LimitField::fix()
{
    m_followsTouch = false;
    Q_EMIT fixed();
}

core::Price LimitField::price() const
{
    return core::Price::parse(QString::number(m_price->value(), 'f', m_decimals).toStdString()).value_or(core::Price{});
}

void LimitField::setSteps(int decimals, core::Price tick)
{
    m_decimals = decimals;
    const QSignalBlocker quiet(m_price);
    m_price->setDecimals(decimals);
    m_price->setSingleStep(tick.toDoubleLossy());
}

void LimitField::setPrice(core::Price price)
{
    const QSignalBlocker quiet(m_price);
    m_price->setValue(price.toDoubleLossy());
}

void LimitField::showTouch(core::Price touch)
{
    auto& edit = *m_price->findChild<QLineEdit*>();
    const bool isSelected = edit.hasSelectedText();
    const QSignalBlocker quiet(m_price);
    m_price->setValue(touch.toDoubleLossy());
    if (isSelected) {
        edit.selectAll(); // what is typed next replaces all of it, as it would have
    }
}

void LimitField::showState(core::Price rounded, bool byPolicy)
{
    m_price->setEnabled(!byPolicy);
    m_follow->setEnabled(!m_followsTouch && !byPolicy);
    showText(*m_follows,
        byPolicy             ? tr("the signal policy decides price and urgency")
            : m_followsTouch ? tr("follows the touch")
                             : tr("fixed at %1").arg(models::priceText(rounded, m_decimals)));
}

} // namespace leadline::views
