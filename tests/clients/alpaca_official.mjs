// SPDX-License-Identifier: MIT
// The venue's own client: @alpacahq/alpaca-trade-api. Its market data comes as MessagePack, its account's as JSON in
// binary frames.
import { Alpaca } from '@alpacahq/alpaca-trade-api';

import { asked, equal, expect, Journal, near, ours, refusal, until } from './checks.mjs';

export const client = 'alpaca official';

const symbol = 'AAPL';

export function stocksAt(venue, secret = venue.secret) {
    // The client knows its venue's hosts only; requests go to this one.
    const redirect = (url, init) => fetch(String(url).replace(/^https:\/\/[^/]+/, venue.rest), init);
    return new Alpaca({ keyId: venue.key, secret, rateLimit: false, retry: false, fetchApi: redirect });
}

export async function run({ alpaca: venue }, checks) {
    const clientOf = (secret) => stocksAt(venue, secret);
    const alpaca = clientOf(venue.secret);
    const { trading, marketData } = alpaca;

    const prefix = `official-${Date.now()}-`;
    let ids = 0;
    const freshId = () => prefix + ++ids;
    const quoteOf = async (name) => {
        const { quote } = await marketData.stocks.stockLatestQuoteSingle({ symbol: name, feed: 'sip' });
        return quote;
    };
    const byId = (orderId) => trading.orders.getOrderByOrderID({ orderId });
    const atStatus = (orderId, status) =>
        until(`status ${status}`, async () => {
            const order = await byId(orderId);
            return order.status === status && order;
        });
    const below = (price, factor) => (Math.floor(price * factor * 100) / 100).toFixed(2);

    await checks.check('account', async () => {
        const account = await trading.account.getAccount();
        equal('status', account.status, 'ACTIVE');
        near('cash', account.cash, 1_000_000);
        expect(Number(account.buyingPower) >= 1_000_000, `buyingPower is ${account.buyingPower}`);
        expect(!('pattern_day_trader' in account), 'the day-trading rule is gone');
        expect((await trading.validateConnection()).ok, 'the connection is not valid');
    });
    await checks.check('wrong secret: 401', async () => {
        const error = await refusal(() => clientOf('wrong').trading.account.getAccount());
        equal('status', error.status, 401);
        equal('code', error.code, 40110000);
    });
    await checks.check('account configuration', async () => {
        const configuration = await trading.accountConfigurations.getAccountConfig();
        equal('fractionalTrading', configuration.fractionalTrading, true);
    });
    await checks.check('clock, both versions', async () => {
        const old = await trading.clock.legacyClock();
        equal('isOpen', old.isOpen, true);
        expect(old.nextClose > old.timestamp, `nextClose is ${old.nextClose}`);
        const { clocks } = await trading.clock.clock({ markets: 'NYSE' });
        equal('market', clocks[0].market.acronym, 'NYSE');
        equal('phase', clocks[0].phase, 'core');
    });
    await checks.check('calendar, both versions', async () => {
        const range = { start: new Date('2026-11-23'), end: new Date('2026-11-30') };
        const days = await trading.calendar.legacyCalendar(range);
        equal('trading days', days.length, 5);
        equal('half day', days.find((day) => day.date.toISOString().startsWith('2026-11-27')).close, '13:00');
        const { calendar } = await trading.calendar.calendar({ market: 'NYSE', ...range });
        equal('trading days', calendar.length, 5);
        equal('core hours of the half day', calendar[3].coreEnd - calendar[3].coreStart, 3.5 * 3_600_000);
    });
    // The generated client says `get_v2_assets`, in words of its own.
    await checks.check('assets', async () => {
        const assets = await trading.assets.getV2Assets({ status: 'active', assetClass: 'us_equity' });
        expect(assets.length > 100, `${assets.length} assets`);
        const asset = await trading.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: 'BRK.B' });
        equal('exchange', asset.exchange, 'NYSE');
        equal('fractionable', asset.fractionable, true);
        const missing = await refusal(() => trading.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: 'NONE' }));
        equal('status', missing.status, 404);
    });

    await checks.check('snapshots, latest quotes and trades', async () => {
        const snapshots = await marketData.stocks.stockSnapshots({ symbols: 'AAPL,MSFT', feed: 'sip' });
        const { latestQuote, prevDailyBar, dailyBar } = snapshots.AAPL;
        expect(latestQuote.bp > 0 && latestQuote.bp < latestQuote.ap, JSON.stringify(latestQuote));
        expect(dailyBar.v > 0 && prevDailyBar.c > 0, JSON.stringify({ dailyBar, prevDailyBar }));
        const { quotes } = await marketData.stocks.stockLatestQuotes({ symbols: 'AAPL,MSFT', feed: 'iex' });
        equal('IEX', quotes.MSFT.bx, 'V');
        const { trade } = await marketData.stocks.stockLatestTradeSingle({ symbol });
        expect(trade.p > 0 && trade.s > 0, JSON.stringify(trade));
    });
    await checks.check('minute bars, page by page', async () => {
        const ask = (pageToken) =>
            marketData.stocks.stockBars({ symbols: 'AAPL,MSFT', timeframe: '1Min', limit: 7, pageToken });
        const seen = [];
        let page;
        do {
            page = await ask(page?.nextPageToken ?? undefined);
            for (const [name, bars] of Object.entries(page.bars)) {
                seen.push(...bars.map((bar) => `${name} ${bar.t}`));
            }
        } while (page.nextPageToken);
        expect(seen.length > 40, `${seen.length} bars`);
        equal('bars seen twice', seen.length - new Set(seen).size, 0);
    });

    const updates = new Journal();
    const stream = trading.stream({ url: `${venue.streams}/stream` });
    await checks.check('trade updates: connect and listen', async () => {
        stream.onTradeUpdate((update) => updates.push(update));
        stream.subscribeTradeUpdates();
        stream.connect();
        const { authenticated, message } = await stream.waitForAuthenticationResult(5000);
        expect(authenticated, message);
    });
    const updateOf = (orderId, event) =>
        updates.find(`${event} of ${orderId}`, (update) => update.event === event && update.order.id === orderId);

    let resting;
    await checks.check('limit order rests, and becomes new', async () => {
        const clientOrderId = freshId();
        const limitPrice = below((await quoteOf(symbol)).bp, 0.95);
        resting = await trading.orders.limit({ symbol, qty: 10, side: 'buy', limitPrice, clientOrderId });
        equal('status', resting.status, 'pending_new');
        near('limitPrice', resting.limitPrice, Number(limitPrice));
        await updateOf(resting.id, 'new');
        const found = await trading.orders.getOrderByClientOrderId({ clientOrderId });
        equal('id', found.id, resting.id);
    });
    await checks.check('open orders', async () => {
        const open = await trading.orders.getAllOrders({ status: 'open', symbols: [symbol] });
        expect(open.some((order) => order.id === resting.id), `${resting.id} is not among ${open.length}`);
        equal('orders of another stock', (await trading.orders.getAllOrders({ symbols: ['KO'] })).length, 0);
    });
    await checks.check('client id twice: 422/40010001', async () => {
        const { clientOrderId } = resting;
        const order = { symbol, qty: 1, side: 'buy', limitPrice: '100', clientOrderId };
        const error = await refusal(() => trading.orders.limit(order));
        equal('status', error.status, 422);
        equal('code', error.code, 40010001);
    });
    await checks.check('sub-penny limit: 422/42210000', async () => {
        const error = await refusal(() => trading.orders.limit({ symbol, qty: 1, side: 'buy', limitPrice: 100.001 }));
        equal('status', error.status, 422);
        equal('code', error.code, 42210000);
        expect(error.message.includes('sub-penny'), error.message);
    });
    await checks.check('more than the buying power: 403/40310000', async () => {
        const error = await refusal(() => trading.orders.market({ symbol, qty: 1_000_000, side: 'buy' }));
        equal('status', error.status, 403);
        equal('code', error.code, 40310000);
    });
    await checks.check('replace', async () => {
        const limitPrice = below(Number(resting.limitPrice), 0.99);
        const next = await trading.orders.patchOrderByOrderId({
            orderId: resting.id,
            patchOrderRequest: { qty: '12', limitPrice },
        });
        equal('replaces', next.replaces, resting.id);
        await updateOf(resting.id, 'replaced');
        await updateOf(next.id, 'new');
        const old = await byId(resting.id);
        equal('status', old.status, 'replaced');
        equal('replacedBy', old.replacedBy, next.id);
        resting = await byId(next.id);
        near('qty', resting.qty, 12);
    });
    await checks.check('cancel', async () => {
        await trading.orders.deleteOrderByOrderID({ orderId: resting.id });
        await updateOf(resting.id, 'canceled');
        const error = await refusal(() => trading.orders.deleteOrderByOrderID({ orderId: resting.id }));
        equal('status', error.status, 422);
        const missing = await refusal(() => trading.orders.deleteOrderByOrderID({ orderId: 'none' }));
        equal('status', missing.status, 404);
    });
    await checks.check('market order fills', async () => {
        const { id } = await trading.orders.market({ symbol, qty: 3, side: 'buy' });
        const { price, qty, positionQty, order, executionId } = await updateOf(id, 'fill');
        near('qty', qty, 3);
        near('positionQty', positionQty, 3);
        equal('status', order.status, 'filled');
        expect(Number(price) > 0 && executionId, JSON.stringify({ price, executionId }));
    });
    await checks.check('notional order, in fractions', async () => {
        const { id } = await trading.orders.market({ symbol: 'MSFT', notional: '500.25', side: 'buy' });
        const order = await atStatus(id, 'filled');
        const spent = Number(order.filledQty) * Number(order.filledAvgPrice);
        expect(spent <= 500.26 && spent > 500.2, `spent ${spent}`);
    });
    await checks.check('positions', async () => {
        equal('positions', (await trading.positions.getAllOpenPositions()).length, 2);
        const position = await trading.positions.getOpenPosition({ symbolOrAssetId: symbol });
        near('qty', position.qty, 3);
        equal('side', position.side, 'long');
        near('marketValue', position.marketValue, Number(position.currentPrice) * 3);
    });
    await checks.check('close a position', async () => {
        const order = await trading.positions.deleteOpenPosition({ symbolOrAssetId: symbol });
        await updateOf(order.id, 'fill');
        const missing = await refusal(() => trading.positions.getOpenPosition({ symbolOrAssetId: symbol }));
        equal('status', missing.status, 404);
    });
    await checks.check('close all positions, cancel all orders', async () => {
        const limitPrice = below((await quoteOf('KO')).bp, 0.9);
        const { id } = await trading.orders.limit({ symbol: 'KO', qty: 1, side: 'buy', limitPrice });
        await updateOf(id, 'new');
        const [cancelled] = await trading.orders.deleteAllOrders();
        equal('id', cancelled.id, id);
        equal('status', cancelled.status, 200);
        await updateOf(id, 'canceled');
        const closed = await trading.positions.deleteAllOpenPositions();
        equal('closed', closed.length, 1);
        await until('flat', async () => (await trading.positions.getAllOpenPositions()).length === 0);
    });
    await checks.check('bracket: held with its entry, cancelled with it', async () => {
        const { bp } = await quoteOf('KO');
        const entry = await trading.orders.bracket({
            symbol: 'KO',
            qty: 10,
            side: 'buy',
            limitPrice: below(bp, 0.9),
            timeInForce: 'gtc',
            takeProfit: { limitPrice: below(bp, 1.2) },
            stopLoss: { stopPrice: below(bp, 0.8) },
        });
        equal('orderClass', entry.orderClass, 'bracket');
        equal('legs', entry.legs.map((leg) => `${leg.type} ${leg.status}`).join(), 'limit held,stop held');
        await updateOf(entry.id, 'new');
        const flat = await trading.orders.getAllOrders({ status: 'open' });
        equal('open orders', flat.length, 1);
        const nested = await trading.orders.getAllOrders({ status: 'open', nested: true });
        equal('legs', nested[0].legs.length, 2);
        const seen = await ours(venue, 'alpaca');
        if (seen) {
            equal('our side', seen.orders.length, 3);
            equal('conditional', seen.orders.filter((row) => row.conditional).length, 2);
            expect(seen.orders.every((row) => row.conditional === (row.parent === entry.id)), JSON.stringify(seen.orders));
        }
        await trading.orders.deleteOrderByOrderID({ orderId: entry.id });
        for (const { id } of [entry, ...entry.legs]) {
            await atStatus(id, 'canceled');
        }
    });
    await checks.check('bracket: the target works with the fill, the stop is held', async () => {
        const { bp } = await quoteOf('KO');
        const entry = await trading.orders.bracket({
            symbol: 'KO',
            qty: 10,
            side: 'buy',
            timeInForce: 'gtc',
            takeProfit: { limitPrice: below(bp, 1.2) },
            stopLoss: { stopPrice: below(bp, 0.8) },
        });
        await atStatus(entry.id, 'filled');
        const [target, stop] = entry.legs;
        await atStatus(target.id, 'new');
        equal('stop', (await byId(stop.id)).status, 'held');
        const error = await refusal(() => trading.orders.market({ symbol: 'KO', qty: 10, side: 'sell' }));
        equal('status', error.status, 403);
        const [held] = (await asked('positions', venue, 'alpaca')).filter((row) => row.name === 'KO');
        near('leadline positions', held.venue, 10);
        near('of ours', held.ours, 0);
        const [working] = await asked('orders', venue, 'alpaca');
        equal('leadline orders', `${working.symbol} ${working.side} ${working.type} ${working.ours}`, 'KO sell limit false');
        expect(working.age_s >= 0 && working.age_s < 60, `its age is ${working.age_s}`);
        const seen = await ours(venue, 'alpaca');
        if (seen) {
            const [position] = seen.positions.filter((row) => row.symbol === 'KO');
            near('our side', position.size, 10);
            expect(Number(position.entryPrice) > 0, `entryPrice is ${position.entryPrice}`);
            equal('orders', seen.orders.length, 1);
            equal('left', (await ours(venue, 'alpaca', '', 'cancel')).orders.length, 0);
        }
        await trading.orders.deleteAllOrders();
        await atStatus(stop.id, 'canceled');
        await trading.positions.deleteOpenPosition({ symbolOrAssetId: 'KO' });
        await until('flat', async () => (await trading.positions.getAllOpenPositions()).length === 0);
    });
    await checks.check('fills among the activities', async () => {
        const { raw } = await trading.accountActivities.getAccountActivitiesByActivityTypeRaw({ activityType: 'FILL' });
        const fills = await raw.json(); // the generated model drops most of a fill's fields
        expect(fills.length >= 4, `${fills.length} fills`);
        const fill = fills.find((item) => item.symbol === symbol && item.side === 'sell');
        near('cum_qty', fill.cum_qty, 3);
        near('leaves_qty', fill.leaves_qty, 0);
    });

    const quotes = new Journal();
    const trades = new Journal();
    const data = marketData.stockStream({ feed: 'sip', url: `${venue.streams}/v2/sip` });
    await checks.check('market data: connect, subscribe, quotes and trades', async () => {
        const subscriptions = new Journal();
        data.on('subscription', (list) => subscriptions.push(list));
        data.onQuote((quote) => quotes.push(quote));
        data.onTrade((trade) => trades.push(trade));
        data.subscribeForQuotes([symbol]);
        data.subscribeForTrades(['*']);
        data.subscribeForStatuses(['*']);
        data.connect();
        const { authenticated, message } = await data.waitForAuthenticationResult(5000);
        expect(authenticated, message);
        await subscriptions.find('subscription', (list) => list.quotes.includes(symbol));
        const quote = await quotes.find('a quote', (item) => item.symbol === symbol);
        expect(quote.bidPrice > 0 && quote.bidPrice < quote.askPrice, JSON.stringify(quote));
        expect(/\.\d{9}Z$/.test(quote.timestampRaw), `timestampRaw is ${quote.timestampRaw}`);
        await trades.find('a trade of another stock', (item) => item.symbol !== symbol && item.size > 0);
    });
    await checks.check('an order inside of the spread is the best price', async () => {
        // A stock whose touch is wide: what rests in it is seen by everybody.
        const name = 'WINA';
        const { bp, ap } = await quoteOf(name);
        const limitPrice = ((bp + ap) / 2).toFixed(2);
        data.subscribeForQuotes([name]);
        const order = await trading.orders.limit({ symbol: name, qty: 7, side: 'buy', limitPrice });
        await quotes.find('our bid', (item) => item.symbol === name && item.bidPrice === Number(limitPrice));
        await trading.orders.deleteOrderByOrderID({ orderId: order.id });
    });
    await checks.check('market data: wrong secret, second connection', async () => {
        const other = clientOf('wrong').marketData.stockStream({ url: `${venue.streams}/v2/iex` });
        other.connect();
        const { authenticated, code } = await other.waitForAuthenticationResult(5000);
        equal('authenticated', authenticated, false);
        equal('code', code, 402);
        other.disconnect();
        const errors = new Journal();
        const second = marketData.stockStream({ url: `${venue.streams}/v2/sip`, reconnect: false });
        second.onError((error) => errors.push(error));
        second.connect();
        await errors.find('connection limit', (error) => String(error).includes('connection limit'));
        second.disconnect();
    });
    data.disconnect();
    stream.disconnect();
}
