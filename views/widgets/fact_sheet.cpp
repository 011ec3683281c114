// SPDX-License-Identifier: MIT
#include "views/widgets/fact_sheet.h"

#include "views/widgets/theme.h"

#include <QGridLayout>
#include <QLabel>

#include <algorithm>

namespace leadline::views
{

namespace
{

QColor colourOf(models::Tone tone, const Theme& theme)
{
    switch (tone) {
    case models::Tone::Plain:
        return theme.text;
    case models::Tone::Good:
        return theme.good;
    case models::Tone::Warning:
        return theme.warning;
    case models::Tone::Bad:
        return theme.bad;
    case models::Tone::Faint:
        return theme.faint;
    }
    return theme.text;
}

void setColour(QLabel& label, const QColor& colour)
{
    QPalette palette = label.palette();
    if (palette.color(QPalette::WindowText) != colour) {
        palette.setColor(QPalette::WindowText, colour);
        label.setPalette(palette);
    }
}

} // namespace

FactSheet::FactSheet(int columns, QWidget* parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
    , m_columns(columns)
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setVerticalSpacing(2);
    for (int column = 0; column < columns; ++column) {
        m_layout->setColumnStretch(2 * column + 1, 1);
    }
}

void FactSheet::add()
{
    const Labels made{new QLabel, new QLabel};
    made.name->setContentsMargins(0, 1, 0, 0); // on one line with the figures
    made.text->setFont(Theme::figures(12));
    made.text->setWordWrap(true);
    const int at = static_cast<int>(m_labels.size());
    const int column = at % m_columns * 2;
    m_layout->addWidget(made.name, at / m_columns, column, Qt::AlignTop);
    m_layout->addWidget(made.text, at / m_columns, column + 1, Qt::AlignTop);
    m_labels.push_back(made);
}

void FactSheet::show(const std::vector<Fact>& facts)
{
    while (m_labels.size() > facts.size()) {
        delete m_labels.back().name;
        delete m_labels.back().text;
        m_labels.pop_back();
    }
    while (m_labels.size() < facts.size()) {
        add();
    }
    const Theme theme = Theme::of(palette());
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const auto& [name, text, tone] = facts[i];
        const Labels& labels = m_labels[i];
        setColour(*labels.text, colourOf(tone, theme));
        if (labels.name->text() != name) {
            labels.name->setText(name);
        }
        if (labels.text->text() != text) {
            labels.text->setText(text);
            labels.text->setAccessibleName(QStringLiteral("%1: %2").arg(name, text));
        }
    }
}

QString FactSheet::textOf(const QString& name) const
{
    const auto labels = std::ranges::find_if(m_labels, [&](const Labels& each) { return each.name->text() == name; });
    return labels == m_labels.end() ? QString() : labels->text->text();
}

} // namespace leadline::views
