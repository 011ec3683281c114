// SPDX-License-Identifier: MIT
// ccxt's client of Alpaca. It is made for the venue's coins; what it does for stocks is what they have in common: assets,
// orders, fills, balance and the account's stream.
import ccxt from 'ccxt';

import { equal, expect, follow, near, refusal, until } from './checks.mjs';

export const client = 'ccxt alpaca';

const symbol = 'F/USD';

export async function run({ alpaca }, checks) {
    const exchangeOf = (secret) =>
        new ccxt.pro.alpaca({
            apiKey: alpaca.key,
            secret,
            rateLimit: 10,
            urls: {
                api: {
                    trader: alpaca.rest,
                    market: alpaca.rest,
                    broker: alpaca.rest,
                    ws: { crypto: `${alpaca.streams}/v2/sip`, trading: `${alpaca.streams}/stream` },
                },
            },
        });
    const exchange = exchangeOf(alpaca.secret);
    await exchange.loadHttpProxyAgent(); // what ccxt asks for before ws:// without TLS

    const dollars = 5;
    const day = { timeInForce: 'DAY' };
    const closed = (id) =>
        until('status closed', async () => {
            const order = await exchange.fetchOrder(id, symbol);
            return order.status === 'closed' && order;
        });

    await checks.check('loadMarkets', async () => {
        const market = (await exchange.loadMarkets(false, { asset_class: 'us_equity' }))[symbol];
        expect(market?.active && market.spot, `${symbol} is not a market that trades`);
        // Coins say their steps with the asset, stocks do not.
        market.precision = { amount: 1e-9, price: 0.01 };
    });
    await checks.check('fetchTime', async () => {
        const time = await exchange.fetchTime();
        expect(Number.isFinite(time) && time > 1.7e12, `the time is ${time}`);
    });
    await checks.check('fetchBalance', async () => {
        const balance = await exchange.fetchBalance();
        expect(balance.USD?.total > 0 && balance.USD.free > 0, `USD is ${JSON.stringify(balance.USD)}`);
    });
    await checks.check('wrong secret', async () => {
        const error = await refusal(() => exchangeOf('wrong').fetchTime());
        expect(error instanceof ccxt.AuthenticationError, error.constructor.name);
    });

    let orders;
    let id;
    const clientOrderId = `ccxt-${Date.now()}`;
    await checks.check('watchOrders: authenticate and listen', async () => {
        orders = follow(() => exchange.watchOrders());
        // What it says of itself comes before any order does.
        await until('authorization', () => exchange.clients[`${alpaca.streams}/stream`]?.futures.authenticated?.isFulfilled
            ?? exchange.clients[`${alpaca.streams}/stream`]?.isConnected);
    });
    await checks.check('createOrder: limit', async () => {
        const order = await exchange.createOrder(symbol, 'limit', 'buy', 10, dollars, { ...day, clientOrderId });
        id = order.id;
        equal('status', order.status, 'open');
        equal('clientOrderId', order.clientOrderId, clientOrderId);
        near('price', order.price, dollars);
    });
    await checks.check('watchOrders: the order becomes new', () =>
        orders.find('new', (order) => order.id === id && order.info.status === 'new'));
    await checks.check('fetchOpenOrders, fetchOrder', async () => {
        const open = await exchange.fetchOpenOrders(symbol);
        expect(open.some((order) => order.id === id), `${id} is not among ${open.length}`);
        equal('status', (await exchange.fetchOrder(id, symbol)).status, 'open');
    });
    await checks.check('editOrder', async () => {
        const edited = await exchange.editOrder(id, symbol, 'limit', 'buy', 12, dollars - 1, day);
        await orders.find('new', (order) => order.id === edited.id && order.info.status === 'new');
        equal('the old order', (await exchange.fetchOrder(id, symbol)).info.status, 'replaced');
        id = edited.id;
        near('amount', edited.amount, 12);
    });
    await checks.check('cancelOrder', async () => {
        await exchange.cancelOrder(id, symbol);
        await orders.find('canceled', (order) => order.id === id && order.status === 'canceled');
        const error = await refusal(() => exchange.cancelOrder(id, symbol));
        expect(error instanceof ccxt.BaseError, String(error));
    });
    await checks.check('createOrder: market, and one by its cost', async () => {
        const bought = await exchange.createOrder(symbol, 'market', 'buy', 5, undefined, day);
        near('filled', (await closed(bought.id)).filled, 5);
        const spent = await exchange.createMarketBuyOrderWithCost(symbol, 55.5, day);
        const order = await closed(spent.id);
        expect(order.filled * order.average <= 55.5 + 1e-6, `spent ${order.filled * order.average}`);
    });
    await checks.check('fetchMyTrades', async () => {
        const trades = await exchange.fetchMyTrades(symbol);
        expect(trades.length >= 2, `${trades.length} trades`);
        expect(trades.every((trade) => trade.side === 'buy' && trade.price > 0), JSON.stringify(trades[0]));
    });
    await checks.check('fetchClosedOrders, cancelAllOrders', async () => {
        const done = await exchange.fetchClosedOrders(symbol);
        expect(done.some((order) => order.id === id), `${id} is not among ${done.length}`);
        await exchange.createOrder(symbol, 'limit', 'buy', 1, dollars, day);
        const cancelled = await exchange.cancelAllOrders();
        equal('cancelled', cancelled.length, 1);
    });
    await checks.check('insufficient funds', async () => {
        const error = await refusal(() => exchange.createOrder(symbol, 'market', 'buy', 9_000_000, undefined, day));
        expect(error instanceof ccxt.BaseError, String(error));
        expect(error.message.includes('40310000'), error.message);
    });
    await exchange.close();
}
