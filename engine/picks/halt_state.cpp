// SPDX-License-Identifier: MIT
#include "engine/picks/halt_state.h"

#include <algorithm>
#include <cmath>

namespace leadline::picks
{

namespace
{

constexpr int smoothing = 128; ///< intervals that the usual one remembers

bool isOneNewYorkDay(core::Timestamp a, core::Timestamp b)
{
    return equities::newYorkTime(a).day == equities::newYorkTime(b).day;
}

HaltKind kindOf(core::HaltNotice::What what)
{
    switch (what) {
    case core::HaltNotice::What::Halted:
        return HaltKind::Halted;
    case core::HaltNotice::What::Paused:
        return HaltKind::Paused;
    case core::HaltNotice::What::QuotesOnly:
        return HaltKind::QuotesOnly;
    case core::HaltNotice::What::Resumed:
        return HaltKind::Trading;
    }
    return HaltKind::Unknown;
}

} // namespace

std::string_view describe(HaltKind kind)
{
    switch (kind) {
    case HaltKind::Unknown:
        return "unknown";
    case HaltKind::Trading:
        return "trading";
    case HaltKind::Halted:
        return "halted";
    case HaltKind::Paused:
        return "paused";
    case HaltKind::QuotesOnly:
        return "halted, quotes only";
    case HaltKind::NotTradable:
        return "not tradable";
    case HaltKind::AtBand:
        return "at its price band";
    case HaltKind::Silent:
        return "silent";
    }
    return "";
}

std::string_view describe(HaltEvidence evidence)
{
    switch (evidence) {
    case HaltEvidence::Nothing:
        return "nothing heard";
    case HaltEvidence::Notice:
        return "official status";
    case HaltEvidence::Asset:
        return "the broker's asset status";
    case HaltEvidence::Bands:
        return "price bands";
    case HaltEvidence::Silence:
        return "no trades";
    case HaltEvidence::Trades:
        return "its trades";
    }
    return "";
}

bool HaltReading::isHalted() const
{
    return kind == HaltKind::Halted || kind == HaltKind::Paused || kind == HaltKind::QuotesOnly
        || kind == HaltKind::NotTradable;
}

void HaltState::told(const core::HaltNotice& notice)
{
    if (notice.eventTime < m_notice.eventTime) {
        return;
    }
    m_notice = notice;
    if (notice.what == core::HaltNotice::What::Resumed) {
        m_pastHalt =
            PastHalt{m_haltKind, HaltEvidence::Notice, m_haltedSince.value_or(notice.eventTime), notice.eventTime};
        m_haltedSince.reset();
        m_haltKind = HaltKind::Halted;
        m_bands = {}; // those of before are not those it reopens with
        return;
    }
    m_atBandSince.reset(); // what was suspected is known now
    if (notice.what != core::HaltNotice::What::QuotesOnly) {
        m_haltKind = kindOf(notice.what);
    }
    m_haltedSince = m_haltedSince.value_or(notice.eventTime);
}

void HaltState::told(const core::PriceBands& bands)
{
    if (bands.eventTime < m_bands.eventTime) {
        return;
    }
    if (m_bands.upper.raw() == 0 || !isOneNewYorkDay(m_bands.eventTime, bands.eventTime)) {
        m_bandsSince = bands.eventTime;
        m_atBandSince.reset();
    }
    m_bands = bands;
    checkBands(bands.eventTime);
}

void HaltState::told(const core::StockAsset& asset, core::Timestamp at)
{
    if (asset.isActive && asset.isTradable) {
        m_notTradableSince.reset();
    } else {
        m_notTradableSince = m_notTradableSince.value_or(at);
    }
}

void HaltState::traded(core::Timestamp time, core::Price price, const HaltContext& context)
{
    if (time < m_lastTrade) {
        return;
    }
    endUnheardHalt(time, context);
    endSilence(time, context);
    m_lastTrade = time;
    m_lastPrice = price;
    checkBands(time);
}

void HaltState::lastTradeWas(core::Timestamp time, core::Price price, const HaltContext& context)
{
    if (time <= m_lastTrade) {
        return;
    }
    endUnheardHalt(time, context);
    m_lastTrade = time;
    m_lastPrice = price;
    checkBands(time);
}

void HaltState::endUnheardHalt(core::Timestamp time, const HaltContext& context)
{
    const bool mayHaveMissed = context.noticesFrom && m_notice.eventTime < *context.noticesFrom;
    if (!m_haltedSince || !mayHaveMissed || time <= *context.noticesFrom) {
        return;
    }
    m_pastHalt = PastHalt{m_haltKind, HaltEvidence::Trades, *m_haltedSince, time};
    m_haltedSince.reset();
    m_haltKind = HaltKind::Halted;
}

std::optional<core::Duration> HaltState::longestSilence(const HaltContext& context) const
{
    const HaltSettings& settings = context.settings;
    if (m_intervals < settings.silenceTrades || m_usualInterval > core::fromSeconds(settings.liquidSeconds)) {
        return std::nullopt;
    }
    const double usual = static_cast<double>(m_usualInterval.count()) / 1e9;
    return core::fromSeconds(std::max(settings.silenceTimes * usual, settings.silenceSeconds));
}

core::Timestamp HaltState::silentSince() const
{
    return m_pastHalt ? std::max(m_lastTrade, m_pastHalt->ended) : m_lastTrade;
}

bool HaltState::isSilentAt(core::Timestamp time, const HaltContext& context) const
{
    const equities::MarketDay* const day = context.calendar.openAt(time);
    if (day == nullptr || m_lastTrade < day->opens || m_haltedSince) {
        return false;
    }
    const auto longest = longestSilence(context);
    return longest && std::min(time, context.tradesHeard) - silentSince() > *longest;
}

void HaltState::endSilence(core::Timestamp time, const HaltContext& context)
{
    if (isSilentAt(time, context)) {
        m_pastSuspicion = PastHalt{HaltKind::Silent, HaltEvidence::Silence, silentSince(), time};
        return;
    }
    // Only intervals within regular hours, and no halts, tell how often it trades.
    const equities::MarketDay* const day = context.calendar.openAt(time);
    if (day == nullptr || m_lastTrade < day->opens || time == m_lastTrade || silentSince() != m_lastTrade) {
        return;
    }
    const core::Duration interval = time - m_lastTrade;
    m_usualInterval = m_intervals == 0 ? interval : m_usualInterval + (interval - m_usualInterval) / smoothing;
    ++m_intervals;
}

void HaltState::quoted(core::Timestamp time, core::Price bid, core::Price ask)
{
    if (time < m_quoteTime) {
        return;
    }
    m_quoteTime = time;
    m_bid = bid;
    m_ask = ask;
    checkBands(time);
}

void HaltState::checkBands(core::Timestamp time)
{
    if (m_bands.upper.raw() == 0 || m_haltedSince) {
        return;
    }
    const bool hasTraded = m_lastPrice.raw() > 0 && m_lastTrade >= m_bandsSince;
    const bool isPriceThere = hasTraded && (m_lastPrice >= m_bands.upper || m_lastPrice <= m_bands.lower);
    const bool isTouchThere = m_quoteTime >= m_bandsSince
        && ((m_bid.raw() > 0 && m_bid >= m_bands.upper) || (m_ask.raw() > 0 && m_ask <= m_bands.lower));
    if (isPriceThere || isTouchThere) {
        m_atBandSince = m_atBandSince.value_or(time);
    } else if (m_atBandSince) {
        m_pastSuspicion = PastHalt{HaltKind::AtBand, HaltEvidence::Bands, *m_atBandSince, time};
        m_atBandSince.reset();
    }
}

bool HaltState::areBandsInForce(core::Timestamp now, const HaltContext& context) const
{
    if (!context.calendar.isEmpty() && context.calendar.openAt(now) == nullptr) {
        return false;
    }
    return isOneNewYorkDay(m_bands.eventTime, now);
}

HaltReading HaltState::reading(core::Timestamp now, const HaltContext& context) const
{
    HaltReading made{.notice = m_notice,
        .pastHalt = m_pastHalt,
        .pastSuspicion = m_pastSuspicion,
        .noticesFrom = context.noticesFrom};
    const auto is = [&made](HaltKind kind, HaltEvidence evidence, core::Timestamp since) {
        made.kind = kind;
        made.evidence = evidence;
        made.since = since;
        return made;
    };
    if (m_haltedSince) {
        return is(kindOf(m_notice.what), HaltEvidence::Notice, *m_haltedSince);
    }
    if (m_notTradableSince) {
        return is(HaltKind::NotTradable, HaltEvidence::Asset, *m_notTradableSince);
    }
    if (m_atBandSince && areBandsInForce(now, context)) {
        return is(HaltKind::AtBand, HaltEvidence::Bands, *m_atBandSince);
    }
    if (isSilentAt(now, context)) {
        return is(HaltKind::Silent, HaltEvidence::Silence, silentSince());
    }
    const bool isNoticeHeard =
        m_notice.eventTime > core::Timestamp() && context.noticesFrom && m_notice.eventTime >= *context.noticesFrom;
    if (isNoticeHeard) {
        return is(HaltKind::Trading, HaltEvidence::Notice, {});
    }
    if (m_lastTrade > core::Timestamp() && now - m_lastTrade <= core::fromSeconds(context.settings.tradeProofSeconds)) {
        return is(HaltKind::Trading, HaltEvidence::Trades, {});
    }
    return made;
}

} // namespace leadline::picks
