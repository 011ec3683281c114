// SPDX-License-Identifier: MIT
// The venue's own client of USD-M futures: @binance/derivatives-trading-usds-futures.
import { DerivativesTradingUsdsFutures } from '@binance/derivatives-trading-usds-futures';

import { equal, expect, Journal, near, ours, refusal, until } from './checks.mjs';

export const client = 'binance official';

const symbol = 'ETHUSDT';
const quantity = 0.02;

export async function run({ binance }, checks) {
    const clientOf = (apiSecret) =>
        new DerivativesTradingUsdsFutures({
            configurationRestAPI: { apiKey: binance.key, apiSecret, basePath: binance.rest, timeout: 5000 },
            configurationWebsocketStreams: { wsURL: binance.streams },
        });
    const { restAPI: api, websocketStreams } = clientOf(binance.secret);
    const answer = async (response) => (await response).data();

    const prefix = `official-${Date.now()}-`;
    let ids = 0;
    const freshId = () => prefix + ++ids;

    const touch = async () => {
        const book = await answer(api.orderBook({ symbol, limit: 5 }));
        return { bid: Number(book.bids[0][0]), ask: Number(book.asks[0][0]) };
    };
    const awayFromBid = async (factor) => Number(((await touch()).bid * factor).toFixed(2));
    const rest = async (newClientOrderId, factor = 0.95) => {
        const price = await awayFromBid(factor);
        const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTX', quantity, price, newClientOrderId };
        return { price, order: await answer(api.newOrder(order)) };
    };
    const query = (origClientOrderId) => answer(api.queryOrder({ symbol, origClientOrderId }));
    const position = async () => {
        const positions = await answer(api.positionInformationV3({ symbol }));
        return positions.reduce((sum, item) => sum + Number(item.positionAmt), 0);
    };

    await checks.check('server time', async () => {
        const { serverTime } = await answer(api.checkServerTime());
        expect(Math.abs(Number(serverTime) - Date.now()) < 60_000, `serverTime is ${serverTime}`);
    });
    await checks.check('exchangeInfo', async () => {
        const { symbols } = await answer(api.exchangeInformation());
        const filters = symbols.find((item) => item.symbol === symbol).filters;
        const filter = (type) => filters.find((item) => item.filterType === type);
        near('tickSize', filter('PRICE_FILTER').tickSize, 0.01);
        near('stepSize', filter('LOT_SIZE').stepSize, 0.001);
        near('notional', filter('MIN_NOTIONAL').notional, 20);
    });
    await checks.check('account v3', async () => {
        const account = await answer(api.accountInformationV3());
        expect(Number(account.totalWalletBalance) > 0, `totalWalletBalance is ${account.totalWalletBalance}`);
        const usdt = account.assets.find((item) => item.asset === 'USDT');
        expect(Number(usdt.walletBalance) > 0, `walletBalance of USDT is ${usdt.walletBalance}`);
        expect(Array.isArray(account.positions), 'positions are missing');
    });
    await checks.check('balance v3', async () => {
        const usdt = (await answer(api.futuresAccountBalanceV3())).find((item) => item.asset === 'USDT');
        expect(Number(usdt.balance) > 0, `balance of USDT is ${usdt.balance}`);
        expect(Number(usdt.availableBalance) > 0, `availableBalance of USDT is ${usdt.availableBalance}`);
    });
    await checks.check('position risk v3', async () => {
        near('position', await position(), 0);
    });
    await checks.check('commission rate', async () => {
        const rate = await answer(api.userCommissionRate({ symbol }));
        equal('symbol', rate.symbol, symbol);
        expect(Number(rate.takerCommissionRate) > 0, `takerCommissionRate is ${rate.takerCommissionRate}`);
        expect(Number.isFinite(Number(rate.makerCommissionRate)), `makerCommissionRate is ${rate.makerCommissionRate}`);
    });

    const events = new Journal();
    const raw = new Journal();
    let connection;
    await checks.check('user stream: listenKey, connect, SUBSCRIBE', async () => {
        const { listenKey } = await answer(api.startUserDataStream());
        expect(listenKey, 'no listenKey');
        connection = await websocketStreams.connect();
        connection.on('message', (text) => raw.push(JSON.parse(text)));
        connection.userData(listenKey).on('message', (event) => events.push(event));
        const ack = await raw.find('answer to SUBSCRIBE', (message) => 'result' in message || 'error' in message);
        equal('result', ack.result, null);
    });
    await checks.check('user stream: keepalive', async () => {
        await answer(api.keepaliveUserDataStream());
    });
    const orderEvent = (id, execution, status) =>
        events.find(
            `ORDER_TRADE_UPDATE ${execution} ${status} of ${id}`,
            ({ e, o }) => e === 'ORDER_TRADE_UPDATE' && o.c === id && o.x === execution && o.X === status,
        );

    const first = freshId();
    let firstOrder;
    let firstPrice;
    await checks.check('post-only order rests', async () => {
        ({ order: firstOrder, price: firstPrice } = await rest(first));
        equal('status', firstOrder.status, 'NEW');
        equal('clientOrderId', firstOrder.clientOrderId, first);
        equal('timeInForce', firstOrder.timeInForce, 'GTX');
        near('price', firstOrder.price, firstPrice);
        near('origQty', firstOrder.origQty, quantity);
    });
    await checks.check('user stream: NEW', async () => {
        const { o } = await orderEvent(first, 'NEW', 'NEW');
        equal('order id', o.i, firstOrder.orderId);
        near('price', o.p, firstPrice);
        near('quantity', o.q, quantity);
    });
    await checks.check('query by origClientOrderId', async () => {
        const order = await query(first);
        equal('orderId', order.orderId, firstOrder.orderId);
        equal('status', order.status, 'NEW');
    });
    await checks.check('open orders', async () => {
        const open = await answer(api.currentAllOpenOrders({ symbol }));
        expect(
            open.some((order) => order.clientOrderId === first),
            `${first} is not among ${open.length} open orders`,
        );
    });
    await checks.check('duplicate id of an open order: -4116', async () => {
        const error = await refusal(() => rest(first));
        equal('code', error.code, -4116);
    });
    await checks.check('modify', async () => {
        const price = await awayFromBid(0.94);
        const order = await answer(
            api.modifyOrder({ symbol, side: 'BUY', quantity: 0.03, price, origClientOrderId: first }),
        );
        equal('orderId', order.orderId, firstOrder.orderId);
        near('price', order.price, price);
        near('origQty', order.origQty, 0.03);
        const queried = await query(first);
        near('queried price', queried.price, price);
        near('queried origQty', queried.origQty, 0.03);
    });
    await checks.check('user stream: AMENDMENT', async () => {
        const { o } = await orderEvent(first, 'AMENDMENT', 'NEW');
        near('quantity', o.q, 0.03);
    });
    await checks.check('cancel', async () => {
        const order = await answer(api.cancelOrder({ symbol, origClientOrderId: first }));
        equal('status', order.status, 'CANCELED');
        equal('queried status', (await query(first)).status, 'CANCELED');
    });
    await checks.check('user stream: CANCELED', () => orderEvent(first, 'CANCELED', 'CANCELED'));
    await checks.check('cancel of what is gone: -2011', async () => {
        const error = await refusal(() => api.cancelOrder({ symbol, origClientOrderId: first }));
        equal('code', error.code, -2011);
    });
    await checks.check('post-only order that would take: -5022', async () => {
        const error = await refusal(() => rest(freshId(), 1.01));
        equal('code', error.code, -5022);
    });
    await checks.check('order below the least notional: -4164', async () => {
        const price = await awayFromBid(0.95);
        const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.001, price };
        equal('code', (await refusal(() => api.newOrder(order))).code, -4164);
    });
    await checks.check('a wrong secret: -1022', async () => {
        const error = await refusal(() => clientOf('not the secret').restAPI.accountInformationV3());
        equal('code', error.code, -1022);
    });

    const taker = freshId();
    let takerOrder;
    await checks.check('marketable IOC order fills', async () => {
        const price = Number(((await touch()).ask * 1.01).toFixed(2));
        const order = {
            symbol,
            side: 'BUY',
            type: 'LIMIT',
            timeInForce: 'IOC',
            quantity,
            price,
            newClientOrderId: taker,
            newOrderRespType: 'RESULT',
        };
        await answer(api.newOrder(order));
        takerOrder = await until('status FILLED', async () => {
            const asked = await query(taker);
            return asked.status === 'FILLED' && asked;
        });
        near('executedQty', takerOrder.executedQty, quantity);
        expect(
            Number(takerOrder.avgPrice) > 0 && Number(takerOrder.avgPrice) <= price,
            `avgPrice ${takerOrder.avgPrice}`,
        );
    });
    await checks.check('user stream: TRADE', async () => {
        await orderEvent(taker, 'TRADE', 'FILLED');
        const fills = events.items.filter(({ o }) => o?.c === taker && o.x === 'TRADE');
        near(
            'filled',
            fills.reduce((sum, { o }) => sum + Number(o.l), 0),
            quantity,
        );
        expect(
            fills.every(({ o }) => Number(o.L) > 0 && o.m === false && o.N === 'USDT'),
            'a fill has no price or fee',
        );
    });
    await checks.check('user stream: ACCOUNT_UPDATE', async () => {
        // One a fill.
        const holds = (account) => account.P.some((item) => item.s === symbol && Number(item.pa) === quantity);
        const { a } = await events.find('ACCOUNT_UPDATE', (event) => event.e === 'ACCOUNT_UPDATE' && holds(event.a));
        equal('reason', a.m, 'ORDER');
        expect(
            a.B.some((item) => item.a === 'USDT'),
            'no balance of USDT',
        );
    });
    await checks.check('user trades', async () => {
        const trades = await answer(api.accountTradeList({ symbol, orderId: takerOrder.orderId }));
        near(
            'qty',
            trades.reduce((sum, trade) => sum + Number(trade.qty), 0),
            quantity,
        );
        expect(
            trades.every((trade) => trade.maker === false && trade.side === 'BUY'),
            'a trade is not a taking buy',
        );
        expect(
            trades.every((trade) => Number(trade.commission) > 0),
            'a trade has no commission',
        );
    });
    await checks.check('position after the fill', async () => {
        near('position', await position(), quantity);
    });
    await checks.check('market order closes it, reduce-only', async () => {
        const order = {
            symbol,
            side: 'SELL',
            type: 'MARKET',
            reduceOnly: 'true',
            quantity,
            newOrderRespType: 'RESULT',
        };
        const sold = await answer(api.newOrder(order));
        await until('status FILLED', async () => (await query(sold.clientOrderId)).status === 'FILLED');
        near('position', await position(), 0);
    });

    await checks.check('cancel all', async () => {
        const all = [freshId(), freshId()];
        for (const id of all) {
            await rest(id);
        }
        equal('code', (await answer(api.cancelAllOpenOrders({ symbol }))).code, 200);
        for (const id of all) {
            equal('status', (await query(id)).status, 'CANCELED');
        }
        equal('open orders', (await answer(api.currentAllOpenOrders({ symbol }))).length, 0);
    });
    await checks.check('countdown: armed, disarmed', async () => {
        const armed = await answer(api.autoCancelAllOpenOrders({ symbol, countdownTime: 120_000 }));
        equal('countdownTime', armed.countdownTime, 120_000);
        const disarmed = await answer(api.autoCancelAllOpenOrders({ symbol, countdownTime: 0 }));
        equal('countdownTime', disarmed.countdownTime, 0);
    });
    await checks.check('countdown: cancels when it is not renewed', async () => {
        const id = freshId();
        await rest(id);
        await answer(api.autoCancelAllOpenOrders({ symbol, countdownTime: 1000 }));
        equal('status at once', (await query(id)).status, 'NEW');
        await until('status CANCELED', async () => (await query(id)).status === 'CANCELED');
        await orderEvent(id, 'CANCELED', 'CANCELED');
    });

    let algoId;
    const clientAlgoId = freshId();
    const stop = async (factor, more = {}) => {
        const triggerPrice = await awayFromBid(factor);
        return answer(
            api.newAlgoOrder({
                algoType: 'CONDITIONAL',
                symbol,
                side: 'SELL',
                type: 'STOP_MARKET',
                quantity,
                triggerPrice,
                ...more,
            }),
        );
    };
    await checks.check('conditional order: placed, listed apart, told by ALGO_UPDATE', async () => {
        const order = await stop(0.9, { clientAlgoId });
        ({ algoId } = order);
        equal('algoStatus', order.algoStatus, 'NEW');
        equal('orderType', order.orderType, 'STOP_MARKET');
        equal('open orders', (await answer(api.currentAllOpenOrders({ symbol }))).length, 0);
        const open = await answer(api.currentAllAlgoOpenOrders({ symbol }));
        equal('conditional orders', open.length, 1);
        equal('algoId', open[0].algoId, algoId);
        const { o } = await events.find('ALGO_UPDATE', ({ e, o: told }) => e === 'ALGO_UPDATE' && told.caid === clientAlgoId);
        equal('state', o.X, 'NEW');
        equal('id', o.aid, algoId);
    });
    await checks.check('conditional order: the other list does not know it', async () => {
        const error = await refusal(() => query(clientAlgoId));
        equal('code', error.code, -2013);
        equal('algoStatus', (await answer(api.queryAlgoOrder({ clientAlgoId }))).algoStatus, 'NEW');
    });
    await checks.check('conditional order: our side sees it', async () => {
        const seen = await ours(binance, 'binance-futures', symbol);
        if (seen) {
            equal('orders', seen.orders.map((row) => `${row.type} ${row.id}`).join(), `STOP_MARKET ${algoId}`);
        }
    });
    await checks.check('conditional order: cancelled, one and all', async () => {
        await answer(api.cancelAllOpenOrders({ symbol }));
        equal('after cancel-all', (await answer(api.currentAllAlgoOpenOrders({ symbol }))).length, 1);
        await answer(api.cancelAlgoOrder({ clientAlgoId }));
        await events.find(
            'ALGO_UPDATE CANCELED',
            ({ e, o }) => e === 'ALGO_UPDATE' && o.caid === clientAlgoId && o.X === 'CANCELED',
        );
        await stop(0.9);
        await stop(0.8);
        equal('code', (await answer(api.cancelAllAlgoOpenOrders({ symbol }))).code, 200);
        equal('conditional orders', (await answer(api.currentAllAlgoOpenOrders({ symbol }))).length, 0);
    });
    await checks.check('position mode: two positions a symbol', async () => {
        equal('dualSidePosition', (await answer(api.getCurrentPositionMode())).dualSidePosition, false);
        await answer(api.changePositionMode({ dualSidePosition: 'true' }));
        equal('dualSidePosition', (await answer(api.getCurrentPositionMode())).dualSidePosition, true);
        const market = (side, positionSide, more = {}) =>
            answer(api.newOrder({ symbol, side, positionSide, type: 'MARKET', quantity, ...more }));
        await market('BUY', 'LONG');
        await market('SELL', 'SHORT');
        const amounts = async () =>
            (await answer(api.positionInformationV3({ symbol }))).map((row) => `${row.positionSide} ${Number(row.positionAmt)}`);
        equal('positions', (await amounts()).join(), `LONG ${quantity},SHORT ${-quantity}`);
        const { a } = await events.find(
            'ACCOUNT_UPDATE of both',
            ({ e, a: told }) => e === 'ACCOUNT_UPDATE' && told.P.length === 3 && told.P.every((row) => row.ps === 'BOTH' || Number(row.pa) !== 0),
        );
        equal('sides', a.P.map((row) => row.ps).join(), 'BOTH,LONG,SHORT');
        const error = await refusal(() => market('SELL', 'LONG', { reduceOnly: 'true' }));
        equal('code', error.code, -1106);
        await market('SELL', 'LONG');
        await market('BUY', 'SHORT');
        await answer(api.changePositionMode({ dualSidePosition: 'false' }));
    });
    await checks.check('user stream: close', async () => {
        await answer(api.closeUserDataStream());
        await connection.disconnect();
    });
}
