// SPDX-License-Identifier: MIT
#include "engine/orders/queue_estimate.h"

#include <algorithm>

namespace leadline::orders
{

using core::Quantity;

void QueueEstimate::traded(Quantity size)
{
    m_ahead = size >= m_ahead ? Quantity{} : m_ahead - size;
    m_explained += size;
}

void QueueEstimate::levelIs(Quantity others)
{
    const Quantity before = m_explained >= m_level ? Quantity{} : m_level - m_explained;
    m_level = others;
    m_explained = {};
    if (others < before) {
        // Cancelled somewhere: the share that was before us is not known, so that it is taken in proportion.
        const double left = (before - others).toDoubleLossy() / before.toDoubleLossy();
        const double ahead = m_ahead.toDoubleLossy() * (1 - left);
        m_ahead = Quantity::fromRaw(static_cast<core::Int128>(ahead * core::decimalScale));
        m_confidence *= 1 - left / 2;
    }
    m_ahead = std::min(m_ahead, others);
}

} // namespace leadline::orders
