// SPDX-License-Identifier: MIT
// ccxt's client of Kraken spot: REST and version 2 of the WebSocket API.
import ccxt from 'ccxt';

import { asked, equal, expect, follow, near, ours, refusal, until } from './checks.mjs';

export const client = 'ccxt kraken';

const symbol = 'ETH/USDT';
const amount = 0.02;
const tick = 0.05;

export async function run({ kraken }, checks) {
    let lastNonce = 0;
    const exchangeOf = (secret) => {
        const exchange = new ccxt.pro.kraken({
            apiKey: kraken.key,
            secret,
            // The venue's three seconds between private calls are not needed here.
            rateLimit: 10,
            urls: {
                api: {
                    public: kraken.rest,
                    private: kraken.rest,
                    ws: {
                        public: kraken.streams,
                        private: kraken.streams,
                        publicV2: `${kraken.streams}/v2`,
                        privateV2: `${kraken.streams}/v2`,
                    },
                },
            },
        });
        // Milliseconds by default, which come twice when calls follow closely.
        exchange.nonce = () => (lastNonce = Math.max(lastNonce + 1, Date.now()));
        return exchange;
    };
    const exchange = exchangeOf(kraken.secret);
    await exchange.loadHttpProxyAgent(); // what ccxt asks for before ws:// without TLS

    const awayFromBid = (factor) => {
        const bid = exchange.orderbooks[symbol].bids[0][0];
        return Number((Math.floor((bid * factor) / tick) * tick).toFixed(2));
    };
    const filled = (id) =>
        until('status closed', async () => {
            const order = await exchange.fetchOrder(id);
            return order.status === 'closed' && order;
        });

    await checks.check('loadMarkets', async () => {
        const market = (await exchange.loadMarkets())[symbol];
        expect(market?.active && market.spot, `${symbol} is not a spot market that trades`);
        near('price decimals', market.precision.price, 0.01);
        near('lot', market.precision.amount, 0.00001);
        expect(market.taker > 0 && market.maker >= 0, `fees are ${market.taker}, ${market.maker}`);
    });
    await checks.check('fetchBalance', async () => {
        const balance = await exchange.fetchBalance();
        expect(balance.USDT?.total > 0 && balance.USDT.free > 0, `USDT is ${JSON.stringify(balance.USDT)}`);
    });
    await checks.check('watchOrderBook', async () => {
        const book = await exchange.watchOrderBook(symbol);
        expect(book.bids[0][0] < book.asks[0][0], 'the book is empty or crossed');
    });

    let id;
    let price;
    const clientOrderId = `ccxt-${Date.now() % 1e9}`;
    await checks.check('createOrder: limit, post-only', async () => {
        price = awayFromBid(0.95);
        const order = await exchange.createOrder(symbol, 'limit', 'buy', amount, price, {
            postOnly: true,
            clientOrderId,
        });
        id = order.id;
        expect(id, 'no id');
        equal('symbol', order.symbol, symbol);
        equal('side', order.side, 'buy');
        near('price', order.price, price);
        near('amount', order.amount, amount);
    });
    await checks.check('fetchOrder', async () => {
        const order = await exchange.fetchOrder(id);
        equal('status', order.status, 'open');
        equal('clientOrderId', order.clientOrderId, clientOrderId);
        equal('postOnly', order.postOnly, true);
        equal('symbol', order.symbol, symbol);
        near('price', order.price, price);
        near('remaining', order.remaining, amount);
    });
    await checks.check('fetchBalance: held by the order', async () => {
        const { USDT } = await exchange.fetchBalance();
        expect(USDT.used >= price * amount - 1e-6, `used is ${USDT.used}`);
    });

    // Orders and trades come of one subscription, which the first of the two makes.
    const orders = follow(() => exchange.watchOrders());
    const watched = (of, status, wanted = () => true) =>
        until(`watchOrders ${of} ${status}`, () => {
            expect(!orders.error, orders.error?.message);
            return orders.items.find((order) => order.id === of && order.status === status && wanted(order));
        });
    await checks.check('watchOrders: the open order in the snapshot', async () => {
        const order = await watched(id, 'open');
        equal('symbol', order.symbol, symbol);
        near('price', order.price, price);
    });
    const trades = follow(() => exchange.watchMyTrades());
    const balances = follow(() => exchange.watchBalance());
    await checks.check('watchBalance', async () => {
        await balances.find('a balance of USDT', (balance) => balance.USDT?.total > 0);
    });

    await checks.check('editOrder', async () => {
        price = awayFromBid(0.94);
        await exchange.editOrder(id, symbol, 'limit', 'buy', 0.03, price, { postOnly: true });
        const order = await exchange.fetchOrder(id);
        equal('status', order.status, 'open');
        near('price', order.price, price);
        near('amount', order.amount, 0.03);
        await watched(id, 'open', (item) => item.price === price && item.amount === 0.03);
    });
    await checks.check('fetchOpenOrders', async () => {
        const open = await exchange.fetchOpenOrders(symbol);
        expect(
            open.some((order) => order.id === id),
            `${id} is not among ${open.length} open orders`,
        );
    });
    await checks.check('cancelOrder', async () => {
        await exchange.cancelOrder(id);
        equal('status', (await exchange.fetchOrder(id)).status, 'canceled');
    });
    await checks.check('watchOrders: canceled', () => watched(id, 'canceled'));
    await checks.check('fetchClosedOrders', async () => {
        const closed = await exchange.fetchClosedOrders(symbol);
        equal('status', closed.find((order) => order.id === id)?.status, 'canceled');
    });
    await checks.check('cancelOrder of what is gone: OrderNotFound', async () => {
        const error = await refusal(() => exchange.cancelOrder(id));
        expect(error instanceof ccxt.OrderNotFound, `${error.name}: ${error.message}`);
    });
    await checks.check('a wrong secret: EAPI:Invalid signature', async () => {
        const error = await refusal(() => exchangeOf(btoa('not the secret')).fetchBalance());
        expect(error.message.includes('EAPI:Invalid signature'), `${error.name}: ${error.message}`);
    });

    let bought;
    await checks.check('createOrder: market', async () => {
        bought = await filled((await exchange.createOrder(symbol, 'market', 'buy', amount)).id);
        near('filled', bought.filled, amount);
        expect(bought.average > 0 && bought.cost > 0, `average is ${bought.average}, cost is ${bought.cost}`);
    });
    await checks.check('watchOrders: closed', () => watched(bought.id, 'closed'));
    await checks.check('watchMyTrades', async () => {
        const sum = () => trades.items.reduce((all, trade) => all + (trade.order === bought.id ? trade.amount : 0), 0);
        await until('the trades of the order', () => Math.abs(sum() - amount) < 1e-9);
        const trade = trades.items.find((item) => item.order === bought.id);
        equal('symbol', trade.symbol, symbol);
        equal('takerOrMaker', trade.takerOrMaker, 'taker');
        expect(trade.price > 0 && trade.fee.cost > 0, `price is ${trade.price}, fee is ${JSON.stringify(trade.fee)}`);
    });
    await checks.check('fetchMyTrades', async () => {
        const own = (await exchange.fetchMyTrades(symbol)).filter((trade) => trade.order === bought.id);
        near(
            'amount',
            own.reduce((sum, trade) => sum + trade.amount, 0),
            amount,
        );
        expect(
            own.every((trade) => trade.side === 'buy' && trade.symbol === symbol),
            'a trade is not a buy of the pair',
        );
        expect(
            own.every((trade) => trade.fee.cost > 0),
            'a trade has no fee',
        );
    });
    await checks.check('fetchClosedOrders: the filled one', async () => {
        const order = (await exchange.fetchClosedOrders(symbol)).find((item) => item.id === bought.id);
        equal('status', order?.status, 'closed');
        near('filled', order.filled, amount);
    });
    await checks.check('createOrder: market, sells it again', async () => {
        await filled((await exchange.createOrder(symbol, 'market', 'sell', amount)).id);
    });
    await checks.check('cancelAllOrders', async () => {
        const ids = [];
        for (const factor of [0.95, 0.94]) {
            const low = awayFromBid(factor);
            ids.push((await exchange.createOrder(symbol, 'limit', 'buy', amount, low, { postOnly: true })).id);
        }
        const [{ info }] = await exchange.cancelAllOrders();
        equal('count', info.result.count, 2);
        equal('open orders', (await exchange.fetchOpenOrders(symbol)).length, 0);
        for (const of of ids) {
            await watched(of, 'canceled');
        }
    });

    await checks.check('createOrder: stop-loss and take-profit wait among the open orders', async () => {
        const stopLossPrice = awayFromBid(0.9);
        const limit = awayFromBid(0.89);
        const stop = await exchange.createOrder(symbol, 'limit', 'sell', amount, limit, { stopLossPrice });
        const open = await exchange.fetchOpenOrders(symbol);
        equal('open orders', open.length, 1);
        equal('id', open[0].id, stop.id);
        equal('ordertype', open[0].info.descr.ordertype, 'stop-loss-limit');
        near('stopLossPrice', open[0].stopLossPrice, stopLossPrice);
        await watched(stop.id, 'open');
        const seen = await ours(kraken, 'kraken', symbol);
        if (seen) {
            equal('our side', seen.orders.map((row) => `${row.type} ${row.id}`).join(), `stop-loss-limit ${stop.id}`);
            near('trigger', seen.orders[0].trigger, stopLossPrice);
            near('limit', seen.orders[0].price, limit);
            equal('symbol', seen.orders[0].symbol, symbol);
        }
        const [row] = await asked('orders', kraken, 'kraken');
        equal('leadline orders', `${row.type} ${row.id} ${row.conditional} ${row.ours}`, `stop-loss-limit ${stop.id} true false`);
        expect(row.age_s >= 0 && row.age_s < 60, `its age is ${row.age_s}`);
        await exchange.cancelOrder(stop.id);
        await watched(stop.id, 'canceled');
        const target = await exchange.createOrder(symbol, 'market', 'sell', amount, undefined, {
            takeProfitPrice: awayFromBid(1.1),
        });
        await exchange.createOrder(symbol, 'market', 'sell', amount, undefined, { trailingAmount: '100' });
        equal('open orders', (await exchange.fetchOpenOrders(symbol)).length, 2);
        await exchange.cancelAllOrders();
        equal('open orders', (await exchange.fetchOpenOrders(symbol)).length, 0);
        await watched(target.id, 'canceled');
    });
    await checks.check('leadline positions: balances, and nothing of them is ours', async () => {
        const rows = await asked('positions', kraken, 'kraken');
        const { total } = await exchange.fetchBalance();
        const [coin] = rows.filter((row) => row.name === 'ETH');
        equal('kind', coin.kind, 'balance');
        near('venue', coin.venue, total.ETH);
        near('ours', coin.ours, 0);
        near('difference', coin.difference, total.ETH);
    });
    await exchange.close();
}
