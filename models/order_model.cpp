// SPDX-License-Identifier: MIT
#include "models/order_model.h"

#include "models/format.h"
#include "models/roles.h"

#include <QTime>

#include <algorithm>
#include <optional>

namespace leadline::models
{

namespace
{

QString secondsText(core::Duration duration)
{
    return QString::number(std::chrono::duration<double>(duration).count(), 'g', 6);
}

bool isGuardColumn(OrderModel::Column column)
{
    return column == OrderModel::Column::SpreadLimit || column == OrderModel::Column::MaxAge
        || column == OrderModel::Column::Expires;
}

/// "90" seconds from now, or the next "14:05[:30]" UTC; nothing when it is neither.
std::optional<core::Timestamp> expiryOf(const QString& text, core::Timestamp now)
{
    bool isNumber = false;
    const double seconds = text.toDouble(&isNumber);
    if (isNumber) {
        return seconds > 0 ? std::optional(now + core::Duration(static_cast<std::int64_t>(seconds * 1e9)))
                           : std::nullopt;
    }
    for (const char* const form : {"H:mm", "H:mm:ss"}) {
        const QTime time = QTime::fromString(text, QString::fromLatin1(form));
        if (time.isValid()) {
            const auto midnight = std::chrono::floor<std::chrono::days>(now);
            const core::Timestamp today = midnight + std::chrono::milliseconds(time.msecsSinceStartOfDay());
            return today > now ? today : today + std::chrono::days(1);
        }
    }
    return std::nullopt;
}

} // namespace

void OrderModel::update(const orders::Order& order)
{
    const auto known = std::find_if(m_orders.rbegin(), m_orders.rend(),
        [&](const orders::Order& candidate) { return candidate.request.id == order.request.id; });
    if (known == m_orders.rend()) {
        beginInsertRows({}, 0, 0);
        m_orders.push_back(order);
        endInsertRows();
        m_closed += order.isLive() ? 0 : 1;
    } else {
        m_closed += (order.isLive() ? 0U : 1U) - (known->isLive() ? 0U : 1U);
        *known = order;
        const int row = static_cast<int>(known - m_orders.rbegin());
        Q_EMIT dataChanged(index(row, 0), index(row, columns - 1));
    }
    dropOldest();
    Q_EMIT liveOrdersChanged();
}

void OrderModel::clear()
{
    beginResetModel();
    m_orders.clear();
    m_closed = 0;
    endResetModel();
    Q_EMIT liveOrdersChanged();
}

void OrderModel::dropOldest()
{
    while (m_closed > m_mostClosed) {
        const auto oldest = std::ranges::find_if(m_orders, [](const orders::Order& o) { return !o.isLive(); });
        const int row = static_cast<int>(m_orders.end() - oldest) - 1;
        beginRemoveRows({}, row, row);
        m_orders.erase(oldest);
        endRemoveRows();
        --m_closed;
    }
}

const orders::Order* OrderModel::find(orders::ClientOrderId id) const
{
    const auto known = std::find_if(
        m_orders.rbegin(), m_orders.rend(), [id](const orders::Order& order) { return order.request.id == id; });
    return known == m_orders.rend() ? nullptr : &*known;
}

std::vector<orders::Order> OrderModel::liveOrders() const
{
    std::vector<orders::Order> live;
    std::ranges::copy_if(m_orders, std::back_inserter(live), &orders::Order::isLive);
    return live;
}

int OrderModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_orders.size());
}

int OrderModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant OrderModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const orders::Order& order = at(index.row());
    if (role == SideRole) {
        return static_cast<int>(order.request.side);
    }
    if (role == ToneRole) {
        const bool isUnclear = order.state == orders::OrderState::Unknown || order.isFlagged;
        return static_cast<int>(order.state == orders::OrderState::Rejected ? Tone::Bad
                : order.isLive()                                            ? (isUnclear ? Tone::Warning : Tone::Good)
                                                                            : Tone::Faint);
    }
    const auto column = static_cast<Column>(index.column());
    if (role == UnitsRole && column == Column::Number) {
        return QVariant::fromValue(static_cast<qulonglong>(order.request.id));
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = (column >= Column::Price && column <= Column::Average)
            || (column >= Column::SpreadLimit && column <= Column::Fees);
        return alignmentOf(isNumber);
    }
    if (role == Qt::ToolTipRole && isGuardColumn(column)) {
        return tr(
            "Double-click to edit. The order is cancelled when the spread of its venue is wider, when it is older, "
            "or at that time.");
    }
    if (role != Qt::DisplayRole && role != UnitsRole && role != Qt::EditRole) {
        return {};
    }
    switch (column) {
    case Column::Number:
        return QString::number(order.request.id & ((1U << orders::clientCountBits) - 1));
    case Column::Time:
        return clockText(order.sent);
    case Column::Venue:
        return venueText(order.request.market.venue, m_isReplay);
    case Column::Side:
        return order.request.side == core::Side::Bid ? tr("BUY") : tr("SELL");
    case Column::Type:
        return QString::fromUtf8(orders::describe(order.request.type));
    case Column::Price:
        return QString::fromStdString(order.request.price.text());
    case Column::Size:
        return QString::fromStdString(order.request.size.text());
    case Column::Filled:
        return QString::fromStdString(order.filled.text());
    case Column::Average:
        return order.filled.isZero()
            ? QStringLiteral("–")
            : QString::number(order.filledValue.toDoubleLossy() / order.filled.toDoubleLossy(), 'f', 4);
    case Column::State:
        return order.isAmending ? tr("amending") : QString::fromUtf8(orders::describe(order.state));
    case Column::SpreadLimit:
        return order.guard.maxSpreadBps > 0 ? QString::number(order.guard.maxSpreadBps)
            : role == Qt::EditRole          ? QString()
                                            : QStringLiteral("–");
    case Column::MaxAge:
        return order.guard.maxAge != core::Duration{} ? secondsText(order.guard.maxAge)
            : role == Qt::EditRole                    ? QString()
                                                      : QStringLiteral("–");
    case Column::Expires:
        return order.guard.expiresAt != core::Timestamp{} ? clockText(order.guard.expiresAt).left(8)
            : role == Qt::EditRole                        ? QString()
                                                          : QStringLiteral("–");
    case Column::Fees:
        return QString::number(order.fees.toDoubleLossy(), 'f', 4);
    case Column::Note:
        return QString::fromStdString(order.note);
    }
    return {};
}

Qt::ItemFlags OrderModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && isGuardColumn(static_cast<Column>(index.column())) && at(index.row()).isLive()) {
        flags |= Qt::ItemIsEditable;
    }
    return flags;
}

bool OrderModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable)) {
        return false;
    }
    const orders::Order& order = at(index.row());
    orders::GuardTerms terms = order.guard;
    const QString text = value.toString().trimmed();
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    switch (static_cast<Column>(index.column())) {
    case Column::SpreadLimit:
        if (!text.isEmpty() && (!isNumber || number <= 0)) {
            return false;
        }
        terms.maxSpreadBps = text.isEmpty() ? 0 : number;
        break;
    case Column::MaxAge:
        if (!text.isEmpty() && (!isNumber || number <= 0)) {
            return false;
        }
        terms.maxAge = core::Duration(static_cast<std::int64_t>(number * 1e9));
        break;
    case Column::Expires: {
        const auto expiry = expiryOf(text, now ? now() : core::Timestamp{});
        if (!text.isEmpty() && !expiry) {
            return false;
        }
        terms.expiresAt = expiry.value_or(core::Timestamp{});
        break;
    }
    default:
        return false;
    }
    if (terms != order.guard) {
        Q_EMIT guardEdited(order.request.id, terms);
    }
    return true;
}

QVariant OrderModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Number:
        return tr("Order");
    case Column::Time:
        return tr("Sent (UTC)");
    case Column::Venue:
        return tr("Venue");
    case Column::Side:
        return tr("Side");
    case Column::Type:
        return tr("Type");
    case Column::Price:
        return tr("Price");
    case Column::Size:
        return tr("Size");
    case Column::Filled:
        return tr("Filled");
    case Column::Average:
        return tr("Average");
    case Column::State:
        return tr("State");
    case Column::SpreadLimit:
        return tr("Spread ≤ bps");
    case Column::MaxAge:
        return tr("Age ≤ s");
    case Column::Expires:
        return tr("Expires");
    case Column::Fees:
        return tr("Fees");
    case Column::Note:
        return tr("Reason");
    }
    return {};
}

} // namespace leadline::models
