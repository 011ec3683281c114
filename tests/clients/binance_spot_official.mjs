// SPDX-License-Identifier: MIT
// The venue's own client of the spot market: @binance/spot.
import { Spot } from '@binance/spot';

import { equal, expect, Journal, near, ours, refusal, until } from './checks.mjs';

export const client = 'binance spot official';

const symbol = 'ETHUSDT';
const quantity = 0.02;
const feeShare = 0.001;

export async function run({ spot }, checks) {
    const clientOf = (apiSecret) =>
        new Spot({
            configurationRestAPI: { apiKey: spot.key, apiSecret, basePath: spot.rest, timeout: 5000 },
            configurationWebsocketAPI: { apiKey: spot.key, apiSecret, wsURL: `${spot.streams}/ws-api/v3` },
            configurationWebsocketStreams: { wsURL: spot.streams },
        });
    const { restAPI: api, websocketAPI, websocketStreams } = clientOf(spot.secret);
    const answer = async (response) => (await response).data();

    const prefix = `official-${Date.now()}-`;
    let ids = 0;
    const freshId = () => prefix + ++ids;

    const touch = async () => {
        const book = await answer(api.depth({ symbol, limit: 5 }));
        return { bid: Number(book.bids[0][0]), ask: Number(book.asks[0][0]) };
    };
    const awayFromBid = async (factor) => Number(((await touch()).bid * factor).toFixed(2));
    const rest = async (newClientOrderId, factor = 0.95) => {
        const price = await awayFromBid(factor);
        const order = { symbol, side: 'BUY', type: 'LIMIT_MAKER', quantity, price, newClientOrderId };
        return { price, order: await answer(api.newOrder({ ...order, newOrderRespType: 'RESULT' })) };
    };
    const query = (origClientOrderId) => answer(api.getOrder({ symbol, origClientOrderId }));
    const balance = async (asset) => {
        const { balances } = await answer(api.getAccount());
        const row = balances.find((item) => item.asset === asset);
        return { free: Number(row?.free ?? 0), locked: Number(row?.locked ?? 0) };
    };

    await checks.check('server time', async () => {
        const { serverTime } = await answer(api.time());
        expect(Math.abs(Number(serverTime) - Date.now()) < 60_000, `serverTime is ${serverTime}`);
    });
    await checks.check('exchangeInfo', async () => {
        const { symbols } = await answer(api.exchangeInfo({ symbol }));
        const filter = (type) => symbols[0].filters.find((item) => item.filterType === type);
        equal('symbol', symbols[0].symbol, symbol);
        near('tickSize', filter('PRICE_FILTER').tickSize, 0.01);
        near('stepSize', filter('LOT_SIZE').stepSize, 0.0001);
        near('minNotional', filter('NOTIONAL').minNotional, 5);
        equal('amendAllowed', symbols[0].amendAllowed, true);
    });
    await checks.check('exchangeInfo of what is not there: -1121', async () => {
        const error = await refusal(() => api.exchangeInfo({ symbol: 'MOONUSDT' }));
        equal('code', error.code, -1121);
    });
    await checks.check('account, commission', async () => {
        const account = await answer(api.getAccount());
        equal('accountType', account.accountType, 'SPOT');
        expect((await balance('USDT')).free > 0 && (await balance('ETH')).free > 0, JSON.stringify(account.balances));
        const { standardCommission } = await answer(api.accountCommission({ symbol }));
        near('taker', standardCommission.taker, feeShare);
    });

    const connection = await websocketAPI.connect();
    const events = new Journal();
    await checks.check('user stream: subscribed by signature', async () => {
        const { response, stream } = await connection.userDataStreamSubscribeSignature();
        expect(response.data.subscriptionId >= 0, JSON.stringify(response.data));
        stream.on('message', (message) => events.push(message.event ?? message));
    });
    const told = (what, name, wanted = () => true) =>
        events.find(
            `executionReport ${what} of ${name}`,
            (event) =>
                event.e === 'executionReport' && event.x === what && (event.C || event.c) === name && wanted(event),
        );

    let id;
    let price;
    await checks.check('new order: LIMIT_MAKER', async () => {
        id = freshId();
        const placed = await rest(id);
        price = placed.price;
        equal('status', placed.order.status, 'NEW');
        equal('type', placed.order.type, 'LIMIT_MAKER');
        equal('clientOrderId', placed.order.clientOrderId, id);
        near('price', placed.order.price, price);
        near('origQty', placed.order.origQty, quantity);
    });
    await checks.check('user stream: NEW, and what it locks', async () => {
        const event = await told('NEW', id);
        equal('X', event.X, 'NEW');
        near('p', event.p, price);
        const { B } = await events.find('outboundAccountPosition', ({ e }) => e === 'outboundAccountPosition');
        const usdt = B.find((row) => row.a === 'USDT');
        near('locked', usdt.l, price * quantity);
        near('locked by REST', (await balance('USDT')).locked, price * quantity);
    });
    await checks.check('amend keep priority: smaller, with its name', async () => {
        const { amendedOrder } = await answer(
            api.orderAmendKeepPriority({ symbol, origClientOrderId: id, newClientOrderId: id, newQty: 0.015 }),
        );
        near('qty', amendedOrder.qty, 0.015);
        equal('clientOrderId', amendedOrder.clientOrderId, id);
        near('q', (await told('REPLACED', id)).q, 0.015);
        const error = await refusal(() =>
            api.orderAmendKeepPriority({ symbol, origClientOrderId: id, newClientOrderId: id, newQty: 0.03 }),
        );
        equal('code', error.code, -2038);
    });
    await checks.check('query, open orders', async () => {
        const order = await query(id);
        equal('status', order.status, 'NEW');
        near('origQty', order.origQty, 0.015);
        const open = await answer(api.getOpenOrders({ symbol }));
        equal('open orders', open.map((row) => row.clientOrderId).join(), id);
    });
    await checks.check('cancel: its own name and the order’s', async () => {
        const order = await answer(
            api.deleteOrder({ symbol, origClientOrderId: id, newClientOrderId: 'the-cancel' }),
        );
        equal('status', order.status, 'CANCELED');
        equal('origClientOrderId', order.origClientOrderId, id);
        const event = await told('CANCELED', id);
        equal('c', event.c, 'the-cancel');
        equal('C', event.C, id);
        const error = await refusal(() => api.deleteOrder({ symbol, origClientOrderId: id }));
        equal('code', error.code, -2011);
        near('locked', (await balance('USDT')).locked, 0);
    });

    let bought;
    await checks.check('market order: its fee is taken of what it buys', async () => {
        const before = (await balance('ETH')).free;
        bought = await answer(api.newOrder({ symbol, side: 'BUY', type: 'MARKET', quantity }));
        equal('status', bought.status, 'FILLED');
        const paid = bought.fills.reduce((sum, fill) => sum + Number(fill.commission), 0);
        equal('asset', bought.fills[0].commissionAsset, 'ETH');
        near('fee', paid, quantity * feeShare);
        near('ETH', Math.round(((await balance('ETH')).free - before) * 1e8) / 1e8, quantity - paid);
        const event = await told('TRADE', bought.clientOrderId, ({ X }) => X === 'FILLED');
        equal('N', event.N, 'ETH');
        near('z', event.z, quantity);
    });
    await checks.check('my trades', async () => {
        const trades = await answer(api.myTrades({ symbol, orderId: bought.orderId }));
        near(
            'qty',
            trades.reduce((sum, trade) => sum + Number(trade.qty), 0),
            quantity,
        );
        expect(
            trades.every((trade) => trade.isBuyer && !trade.isMaker && trade.commissionAsset === 'ETH'),
            JSON.stringify(trades[0]),
        );
    });
    await checks.check('market order: one who sells pays in the quote currency', async () => {
        const sold = await answer(api.newOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: 0.0199 }));
        equal('asset', sold.fills[0].commissionAsset, 'USDT');
    });
    await checks.check('refusals: -2010 by text, -1013 by filter', async () => {
        const refused = async (order) => {
            const error = await refusal(() => api.newOrder({ symbol, side: 'BUY', ...order }));
            return `${error.code} ${error.message}`;
        };
        const low = await awayFromBid(0.95);
        const high = await awayFromBid(1.01);
        const limit = { type: 'LIMIT', timeInForce: 'GTC', quantity, price: low };
        const is = (what, actual, wanted) => expect(actual.includes(wanted), `${what}: ${actual}`);
        is(
            'post-only',
            await refused({ type: 'LIMIT_MAKER', quantity, price: high }),
            'Order would immediately match and take.',
        );
        is('too much', await refused({ ...limit, quantity: 1_000_000 }), 'insufficient balance');
        const offTick = Number((low + 0.001).toFixed(3)); // a sum of two has more digits than a price may have
        is('tick', await refused({ ...limit, price: offTick }), '-1013');
        is('tick', await refused({ ...limit, price: offTick }), 'PRICE_FILTER');
        is('lot', await refused({ ...limit, quantity: 0.02001 }), 'LOT_SIZE');
        is('value', await refused({ ...limit, quantity: 0.0001 }), 'NOTIONAL');
        const twice = freshId();
        await rest(twice);
        is('twice', await refused({ ...limit, newClientOrderId: twice }), 'Duplicate order sent.');
        await answer(api.deleteOrder({ symbol, origClientOrderId: twice }));
    });
    await checks.check('cancel-replace: two orders, and what becomes of each', async () => {
        const old = freshId();
        await rest(old);
        const replace = async (order) =>
            api.orderCancelReplace({
                symbol,
                side: 'BUY',
                type: 'LIMIT',
                timeInForce: 'GTC',
                quantity,
                cancelReplaceMode: 'STOP_ON_FAILURE',
                cancelOrigClientOrderId: old,
                price: await awayFromBid(0.94),
                ...order,
            });
        const done = await answer(replace({}));
        equal('cancelResult', done.cancelResult, 'SUCCESS');
        equal('newOrderResult', done.newOrderResult, 'SUCCESS');
        expect((await refusal(() => replace({}))).code === -2022, 'both halves fail where there is nothing to cancel');
        await answer(api.deleteOpenOrders({ symbol }));
    });
    await checks.check('a stop waits among the open orders, and our side sees it', async () => {
        const stopPrice = await awayFromBid(0.9);
        const stop = await answer(
            api.newOrder({ symbol, side: 'SELL', type: 'STOP_LOSS', quantity, stopPrice, newOrderRespType: 'RESULT' }),
        );
        const [row] = await answer(api.getOpenOrders({ symbol }));
        equal('orderId', row.orderId, stop.orderId);
        near('stopPrice', row.stopPrice, stopPrice);
        equal('isWorking', row.isWorking, false);
        near('locked', (await balance('ETH')).locked, quantity);
        const seen = await ours(spot, 'binance-spot', symbol);
        if (seen) {
            equal('orders', seen.orders.map((item) => `${item.type} ${item.id}`).join(), `STOP_LOSS ${stop.orderId}`);
            expect(seen.orders[0].conditional && !seen.orders[0].ours, JSON.stringify(seen.orders[0]));
            near('trigger', seen.orders[0].trigger, stopPrice);
            equal('positions', seen.positions.length, 0);
        }
        const due = await refusal(() =>
            api.newOrder({ symbol, side: 'SELL', type: 'TAKE_PROFIT', quantity, stopPrice }),
        );
        expect(due.message.includes('Order would trigger immediately.'), due.message);
    });
    await checks.check('our side cancels what the client left', async () => {
        const left = await ours(spot, 'binance-spot', symbol, 'cancel');
        if (left) {
            equal('orders', left.orders.length, 0);
        } else {
            await answer(api.deleteOpenOrders({ symbol }));
        }
        equal('open orders', (await answer(api.getOpenOrders({ symbol }))).length, 0);
        equal('code', (await refusal(() => api.deleteOpenOrders({ symbol }))).code, -2011);
    });
    await checks.check('a wrong secret: -1022', async () => {
        const wrong = clientOf('not the secret').restAPI;
        equal('code', (await refusal(() => wrong.getAccount())).code, -1022);
    });

    await checks.check('market streams: diffs, touch and trades on one address', async () => {
        const data = await websocketStreams.connect();
        const seen = new Journal();
        data.diffBookDepth({ symbol, updateSpeed: '100ms' }).on('message', (item) => seen.push(item));
        data.bookTicker({ symbol }).on('message', (item) => seen.push(item));
        data.trade({ symbol }).on('message', (item) => seen.push(item));
        const first = await seen.find('a diff', ({ e }) => e === 'depthUpdate');
        const next = await seen.find('the next diff', ({ e, U }) => e === 'depthUpdate' && Number(U) > Number(first.u));
        equal('U of the next', next.U, BigInt(first.u) + 1n);
        await seen.find('a touch', ({ e, b, a }) => e === undefined && Number(b) < Number(a));
        await seen.find('a trade', ({ e, p }) => e === 'trade' && Number(p) > 0);
        await data.disconnect();
    });
    await checks.check('user stream: unsubscribed', async () => {
        await connection.userDataStreamUnsubscribe();
        const before = events.items.length;
        const quiet = freshId();
        await rest(quiet);
        await answer(api.deleteOrder({ symbol, origClientOrderId: quiet }));
        await until('the order to be over', async () => (await query(quiet)).status === 'CANCELED');
        equal('events', events.items.length, before);
        await connection.disconnect();
    });
}
