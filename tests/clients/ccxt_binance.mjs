// SPDX-License-Identifier: MIT
// ccxt's client of Binance USD-M futures, REST and streams.
import ccxt from 'ccxt';

import { equal, expect, follow, near, refusal, until } from './checks.mjs';

export const client = 'ccxt binanceusdm';

const symbol = 'ETH/USDT:USDT';
const amount = 0.02;

export async function run({ binance }, checks) {
    const version = (number) => `${binance.rest}/fapi/v${number}`;
    const exchangeOf = (secret) =>
        new ccxt.pro.binanceusdm({
            apiKey: binance.key,
            secret,
            // The currencies come from the spot API, which is not there.
            options: { fetchCurrencies: false, fetchMargins: false },
            urls: {
                api: {
                    fapiPublic: version(1),
                    fapiPublicV2: version(2),
                    fapiPublicV3: version(3),
                    fapiPrivate: version(1),
                    fapiPrivateV2: version(2),
                    fapiPrivateV3: version(3),
                    ws: { future: `${binance.streams}/ws` },
                },
            },
        });
    const exchange = exchangeOf(binance.secret);
    await exchange.loadHttpProxyAgent(); // what ccxt asks for before ws:// without TLS

    const awayFromBid = async (factor) => {
        const book = await exchange.fetchOrderBook(symbol, 5);
        return Number(exchange.priceToPrecision(symbol, book.bids[0][0] * factor));
    };
    const filled = (id) =>
        until('status closed', async () => {
            const order = await exchange.fetchOrder(id, symbol);
            return order.status === 'closed' && order;
        });

    await checks.check('loadMarkets', async () => {
        const market = (await exchange.loadMarkets())[symbol];
        expect(market?.active && market.swap && market.linear, `${symbol} is not a linear perpetual that trades`);
        near('tick', market.precision.price, 0.01);
        near('lot', market.precision.amount, 0.001);
        near('least notional', market.limits.cost.min, 20);
    });
    await checks.check('fetchBalance', async () => {
        const { USDT } = await exchange.fetchBalance();
        expect(USDT.total > 0 && USDT.free > 0, `USDT is ${JSON.stringify(USDT)}`);
    });
    await checks.check('fetchPositions', async () => {
        equal('positions', (await exchange.fetchPositions([symbol])).length, 0);
    });

    const orders = follow(() => exchange.watchOrders());
    const trades = follow(() => exchange.watchMyTrades());
    const balances = follow(() => exchange.watchBalance());
    await checks.check('user stream: connect', async () => {
        await until('a connection', () => {
            expect(!orders.error, orders.error?.message);
            return Object.values(exchange.clients).some((item) => item.url.includes('listenKey') && item.isConnected);
        });
    });
    const watched = (id, status, wanted = () => true) =>
        orders.find(
            `watchOrders ${id} ${status}`,
            (order) => order.id === id && order.status === status && wanted(order),
        );

    let id;
    let price;
    const clientOrderId = `ccxt-${Date.now()}`;
    await checks.check('createOrder: limit, post-only', async () => {
        price = await awayFromBid(0.95);
        const order = await exchange.createOrder(symbol, 'limit', 'buy', amount, price, {
            postOnly: true,
            clientOrderId,
        });
        id = order.id;
        equal('status', order.status, 'open');
        equal('clientOrderId', order.clientOrderId, clientOrderId);
        equal('postOnly', order.postOnly, true);
        near('price', order.price, price);
        near('amount', order.amount, amount);
    });
    await checks.check('watchOrders: open', async () => {
        const order = await watched(id, 'open');
        equal('symbol', order.symbol, symbol);
        near('price', order.price, price);
    });
    await checks.check('editOrder', async () => {
        price = await awayFromBid(0.94);
        const order = await exchange.editOrder(id, symbol, 'limit', 'buy', 0.03, price);
        equal('id', order.id, id);
        near('price', order.price, price);
        near('amount', order.amount, 0.03);
        await watched(id, 'open', (item) => item.amount === 0.03);
    });
    await checks.check('fetchOrder', async () => {
        const order = await exchange.fetchOrder(id, symbol);
        equal('status', order.status, 'open');
        near('price', order.price, price);
        near('remaining', order.remaining, 0.03);
    });
    await checks.check('fetchOpenOrders', async () => {
        const open = await exchange.fetchOpenOrders(symbol);
        expect(
            open.some((order) => order.id === id),
            `${id} is not among ${open.length} open orders`,
        );
    });
    await checks.check('cancelOrder', async () => {
        equal('status', (await exchange.cancelOrder(id, symbol)).status, 'canceled');
        equal('fetched status', (await exchange.fetchOrder(id, symbol)).status, 'canceled');
    });
    await checks.check('watchOrders: canceled', () => watched(id, 'canceled'));
    await checks.check('cancelOrder of what is gone: OrderNotFound', async () => {
        const error = await refusal(() => exchange.cancelOrder(id, symbol));
        expect(error instanceof ccxt.OrderNotFound, `${error.name}: ${error.message}`);
    });
    await checks.check('post-only order that would take: -5022', async () => {
        const high = await awayFromBid(1.01);
        const error = await refusal(() =>
            exchange.createOrder(symbol, 'limit', 'buy', amount, high, { postOnly: true }),
        );
        expect(
            error instanceof ccxt.InvalidOrder && error.message.includes('-5022'),
            `${error.name}: ${error.message}`,
        );
    });
    await checks.check('a wrong secret: AuthenticationError', async () => {
        const error = await refusal(() => exchangeOf('not the secret').fetchBalance());
        expect(
            error instanceof ccxt.AuthenticationError && error.message.includes('-1022'),
            `${error.name}: ${error.message}`,
        );
    });

    let bought;
    await checks.check('createOrder: market', async () => {
        bought = await filled((await exchange.createOrder(symbol, 'market', 'buy', amount)).id);
        near('filled', bought.filled, amount);
        expect(bought.average > 0, `average is ${bought.average}`);
    });
    await checks.check('watchOrders: closed', () => watched(bought.id, 'closed'));
    await checks.check('watchMyTrades', async () => {
        const sum = () => trades.items.reduce((all, trade) => all + (trade.order === bought.id ? trade.amount : 0), 0);
        await until('the trades of the order', () => Math.abs(sum() - amount) < 1e-9);
        const trade = trades.items.find((item) => item.order === bought.id);
        equal('takerOrMaker', trade.takerOrMaker, 'taker');
        equal('fee currency', trade.fee.currency, 'USDT');
    });
    await checks.check('watchBalance', async () => {
        const balance = await balances.find('a balance of USDT', (item) => item.USDT?.total > 0);
        equal('event', balance.info.e, 'ACCOUNT_UPDATE');
    });
    await checks.check('fetchMyTrades', async () => {
        const own = (await exchange.fetchMyTrades(symbol)).filter((trade) => trade.order === bought.id);
        near(
            'amount',
            own.reduce((sum, trade) => sum + trade.amount, 0),
            amount,
        );
        expect(
            own.every((trade) => trade.side === 'buy' && trade.takerOrMaker === 'taker'),
            'a trade is not a taking buy',
        );
        expect(
            own.every((trade) => trade.fee.cost > 0),
            'a trade has no fee',
        );
    });
    await checks.check('fetchPositions: long', async () => {
        const [position] = await exchange.fetchPositions([symbol]);
        equal('side', position.side, 'long');
        near('contracts', position.contracts, amount);
    });
    await checks.check('createOrder: market, reduce-only', async () => {
        await filled(
            (await exchange.createOrder(symbol, 'market', 'sell', amount, undefined, { reduceOnly: true })).id,
        );
        equal('positions', (await exchange.fetchPositions([symbol])).length, 0);
    });
    await checks.check('cancelAllOrders', async () => {
        const low = await awayFromBid(0.95);
        const order = await exchange.createOrder(symbol, 'limit', 'buy', amount, low, { postOnly: true });
        await exchange.cancelAllOrders(symbol);
        equal('open orders', (await exchange.fetchOpenOrders(symbol)).length, 0);
        await watched(order.id, 'canceled');
    });
    await exchange.close();
}
