// SPDX-License-Identifier: MIT
#include "views/lab/threshold_row.h"

#include "models/threshold_text.h"
#include "views/lab/threshold_slider.h"
#include "views/widgets/label_text.h"
#include "views/widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>

namespace leadline::views
{

namespace
{

QString exactText(double value)
{
    return QString::number(value, 'f', QLocale::FloatingPointShortest); // 0.0009, not 9e-04
}

/// A text that is shortened where it has no room, and asks for none.
class ElidedLabel final : public QLabel
{
public:
    explicit ElidedLabel(const QString& text)
        : QLabel(text)
    {
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter painter(this);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(
            rect(), Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

} // namespace

ThresholdRow::ThresholdRow(const models::TriedThreshold& about, QWidget* parent)
    : QWidget(parent)
    , m_about(about)
    , m_values(new QLabel)
    , m_slider(new ThresholdSlider(models::thresholdName(about.key)))
    , m_field(new QLineEdit)
{
    auto* const grid = new QGridLayout(this);
    grid->setContentsMargins(0, 2, 0, 2);
    grid->setVerticalSpacing(1);
    auto* const name = new QLabel(QStringLiteral("<b>%1</b>").arg(models::thresholdName(about.key).toHtmlEscaped()));
    auto* const meaning = new ElidedLabel(about.meaning.section(u';', 0, 0));
    for (QLabel* const label : {name, static_cast<QLabel*>(meaning)}) {
        label->setToolTip(QStringLiteral("%1: %2").arg(about.key, about.meaning));
    }
    auto* const words = new QHBoxLayout;
    words->setSpacing(8);
    words->addWidget(name);
    words->addWidget(meaning, 1);
    grid->addLayout(words, 0, 0);
    m_values->setFont(Theme::figures(13));
    m_values->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_values->setObjectName(QStringLiteral("values ") + about.key);
    grid->addWidget(m_values, 0, 1);
    m_slider->setObjectName(QStringLiteral("slider ") + about.key);
    grid->addWidget(m_slider, 1, 0);
    m_field->setObjectName(QStringLiteral("field ") + about.key);
    m_field->setAccessibleName(tr("%1, exactly").arg(models::thresholdName(about.key)));
    m_field->setToolTip(tr("%1, as --set takes it: a number from %2 to %3")
                            .arg(about.key, exactText(about.range.least), exactText(about.range.most))
        + (about.unit.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(about.unit)));
    m_field->setFont(Theme::figures(13));
    m_field->setAlignment(Qt::AlignRight);
    m_field->setFixedWidth(128);
    grid->addWidget(m_field, 1, 1, Qt::AlignTop);
    grid->setColumnStretch(0, 1);
    connect(m_slider, &ThresholdSlider::moved, this, &ThresholdRow::moved);
    connect(m_field, &QLineEdit::editingFinished, this, &ThresholdRow::takeTyped);
}

void ThresholdRow::show(const models::ThresholdTrial::Row& row)
{
    m_value = row.value;
    const QString now = models::humanText(row.today, m_about.unit);
    showText(*m_values,
        row.value == row.today ? now : QStringLiteral("%1 → %2").arg(now, models::humanText(row.value, m_about.unit)));
    if (!m_field->hasFocus() || !m_field->isModified()) {
        m_field->setText(exactText(row.value));
    }
    m_slider->show(row);
}

void ThresholdRow::takeTyped()
{
    if (!m_field->isModified()) {
        return;
    }
    bool isNumber = false;
    const double value = m_field->text().trimmed().toDouble(&isNumber);
    m_field->setText(exactText(m_value)); // until it is taken
    if (!isNumber || !(value >= m_about.range.least && value <= m_about.range.most)) {
        Q_EMIT refused(tr("%1: must be a number from %2 to %3")
                           .arg(m_about.key, exactText(m_about.range.least), exactText(m_about.range.most)));
        return;
    }
    if (value != m_value) {
        Q_EMIT moved(value);
    }
}

} // namespace leadline::views
