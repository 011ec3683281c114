// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_footer.h"

#include "engine/desk/order_style.h"
#include "models/format.h"
#include "models/ladder_grid.h"
#include "views/widgets/label_text.h"
#include "views/widgets/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <array>

namespace leadline::views
{

namespace
{

constexpr std::array<int, LadderFooter::sizeCount> sizeFactors{1, 2, 5, 10, 50};

int factorOf(int number)
{
    return sizeFactors[static_cast<std::size_t>(number - 1)];
}

} // namespace

LadderFooter::LadderFooter(double firstSize, QWidget* parent)
    : QWidget(parent)
    , m_totals(new QLabel)
    , m_message(new QLabel)
    , m_joins(new QLabel)
    , m_sizes(new QButtonGroup(this))
    , m_styles(new QButtonGroup(this))
    , m_firstSize(firstSize)
{
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);
    m_totals->setFont(Theme::figures(12));
    m_message->setWordWrap(false);
    for (QLabel* const label : {m_totals, m_message}) {
        label->setMinimumWidth(1); // long words do not widen the ladder
    }
    rows->addWidget(m_totals);
    auto* const sizes = new QHBoxLayout;
    makeSizes(*sizes);
    rows->addLayout(sizes);
    auto* const styles = new QWidget;
    auto* const row = new QHBoxLayout(styles);
    row->setContentsMargins(0, 0, 0, 0);
    makeStyles(*row);
    rows->addWidget(styles);
    rows->addWidget(m_message);
    setFirstSize(firstSize);
}

void LadderFooter::makeSizes(QHBoxLayout& row)
{
    row.addWidget(new QLabel(tr("Size")));
    for (int number = 1; number <= static_cast<int>(sizeFactors.size()); ++number) {
        auto* const button = new QPushButton;
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(tr("Key %1").arg(number));
        m_sizes->addButton(button, number);
        row.addWidget(button, 1);
    }
    connect(m_sizes, &QButtonGroup::idClicked, this, &LadderFooter::sizeChosen);
}

void LadderFooter::makeStyles(QHBoxLayout& row)
{
    const auto add = [&](desk::Style style, const QString& name, const QString& objectName, const QString& hint) {
        auto* const button = new QPushButton(name);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setObjectName(objectName);
        button->setToolTip(hint);
        button->setAccessibleName(tr("Order style: %1").arg(name));
        letShrink(*button);
        m_styles->addButton(button, static_cast<int>(style));
        row.addWidget(button);
    };
    add(desk::Style::Limit, tr("Limit"), QStringLiteral("styleLimit"),
        tr("The price is the bound: a join, or a click at or behind the touch, never takes; the router chooses where"));
    add(desk::Style::Smart, tr("Smart"), QStringLiteral("styleSmart"),
        tr("At the touch the router decides whether it rests, or takes up to the collar; the tooltip says which"));
    // Much text in little room: it never makes the ladder wider.
    m_joins->setObjectName(QStringLiteral("joins"));
    m_joins->setAccessibleName(tr("What Q and W would send"));
    m_joins->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    row.addWidget(m_joins, 1);
    connect(
        m_styles, &QButtonGroup::idClicked, this, [this](int id) { Q_EMIT styleChosen(static_cast<desk::Style>(id)); });
}

void LadderFooter::setFirstSize(double units)
{
    m_firstSize = units;
    for (QAbstractButton* const button : m_sizes->buttons()) {
        button->setText(QString::number(units * factorOf(m_sizes->id(button))));
        letShrink(*button);
    }
    chooseSize(m_chosen);
}

void LadderFooter::chooseSize(int number)
{
    m_chosen = number;
    m_sizes->button(number)->setChecked(true);
}

double LadderFooter::units() const
{
    return m_firstSize * factorOf(m_chosen);
}

void LadderFooter::showTotals(const models::LadderGrid& grid)
{
    showText(*m_totals,
        tr("bids %1   asks %2   net %3")
            .arg(models::sizeText(grid.totalBids()), models::sizeText(grid.totalAsks()),
                models::sizeText(grid.totalBids() - grid.totalAsks())));
}

void LadderFooter::showJoins(const QString& text)
{
    if (text != m_joins->text()) {
        m_joins->setText(text);
        m_joins->setToolTip(text);
    }
}

void LadderFooter::showStyle(desk::Style style)
{
    m_styles->button(static_cast<int>(style))->setChecked(true);
}

void LadderFooter::showMessage(const QString& text)
{
    m_message->setText(text);
    QTimer::singleShot(6000, m_message, [label = m_message, text] {
        if (label->text() == text) {
            label->clear();
        }
    });
}

} // namespace leadline::views
