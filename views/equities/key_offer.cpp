// SPDX-License-Identifier: MIT
#include "views/equities/key_offer.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace leadline::views
{

KeyOffer::KeyOffer(QWidget* parent)
    : QWidget(parent)
    , m_why(new QLabel)
{
    auto* const layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_why->setObjectName(QStringLiteral("key-lacking"));
    m_why->setWordWrap(true);
    m_why->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* const enter = new QPushButton(tr("Enter a &key …"));
    enter->setObjectName(QStringLiteral("enter-key"));
    enter->setToolTip(tr("Opens Trade > Credentials"));
    enter->setAccessibleDescription(enter->toolTip());
    layout->addWidget(m_why, 1);
    layout->addWidget(enter);
    connect(enter, &QPushButton::clicked, this, &KeyOffer::keyWanted);
    hide();
}

void KeyOffer::offer(const QString& why)
{
    m_why->setText(why.isEmpty() ? QString() : tr("⚠ %1").arg(why));
    setVisible(!why.isEmpty());
}

} // namespace leadline::views
