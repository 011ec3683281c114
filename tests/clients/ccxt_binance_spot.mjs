// SPDX-License-Identifier: MIT
// ccxt's client of Binance's spot market, REST and streams.
import ccxt from 'ccxt';

import { asked, equal, expect, follow, near, ours, refusal, until } from './checks.mjs';

export const client = 'ccxt binance spot';

const symbol = 'ETH/USDT';
const amount = 0.02;
const feeShare = 0.001;

export async function run({ spot }, checks) {
    const exchangeOf = (secret) =>
        new ccxt.pro.binance({
            apiKey: spot.key,
            secret,
            // The currencies come from another API, which is not there; so do the markets of futures.
            options: { fetchCurrencies: false, fetchMargins: false, defaultType: 'spot', fetchMarkets: { types: ['spot'] } },
            urls: {
                api: {
                    public: `${spot.rest}/api/v3`,
                    private: `${spot.rest}/api/v3`,
                    ws: { spot: `${spot.streams}/ws`, 'ws-api': { spot: `${spot.streams}/ws-api/v3` } },
                },
            },
        });
    const exchange = exchangeOf(spot.secret);
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
        expect(market?.active && market.spot, `${symbol} is not a spot market that trades`);
        near('tick', market.precision.price, 0.01);
        near('lot', market.precision.amount, 0.0001);
        near('least notional', market.limits.cost.min, 5);
    });
    await checks.check('fetchBalance', async () => {
        const { USDT, ETH } = await exchange.fetchBalance();
        expect(USDT.free > 0 && ETH.free > 0, JSON.stringify({ USDT, ETH }));
    });
    await checks.check('watchOrderBook', async () => {
        const book = await exchange.watchOrderBook(symbol);
        expect(book.bids[0][0] < book.asks[0][0], 'the book is empty or crossed');
    });

    const orders = follow(() => exchange.watchOrders());
    const trades = follow(() => exchange.watchMyTrades());
    const balances = follow(() => exchange.watchBalance());
    await checks.check('user stream: connect', async () => {
        await until('a subscription', () => {
            expect(!orders.error, orders.error?.message);
            return Object.values(exchange.clients).some((item) => item.url.includes('ws-api') && item.isConnected);
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
            newOrderRespType: 'RESULT',
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
    await checks.check('fetchBalance: held by the order', async () => {
        near('used', (await exchange.fetchBalance()).USDT.used, price * amount);
    });
    await checks.check('fetchOrder, fetchOpenOrders', async () => {
        const order = await exchange.fetchOrder(id, symbol);
        equal('status', order.status, 'open');
        near('remaining', order.remaining, amount);
        equal('open', (await exchange.fetchOpenOrders(symbol)).map((row) => row.id).join(), id);
    });
    await checks.check('editOrder: another order in its place', async () => {
        price = await awayFromBid(0.94);
        const order = await exchange.editOrder(id, symbol, 'limit', 'buy', 0.03, price);
        expect(order.id !== id, 'it is the same order');
        await watched(id, 'canceled');
        id = order.id;
        near('amount', (await watched(id, 'open')).amount, 0.03);
    });
    await checks.check('cancelOrder', async () => {
        equal('status', (await exchange.cancelOrder(id, symbol)).status, 'canceled');
        await watched(id, 'canceled');
        const error = await refusal(() => exchange.cancelOrder(id, symbol));
        expect(error instanceof ccxt.OrderNotFound, `${error.name}: ${error.message}`);
    });
    await checks.check('post-only order that would take: OrderImmediatelyFillable', async () => {
        const high = await awayFromBid(1.01);
        const error = await refusal(() =>
            exchange.createOrder(symbol, 'limit', 'buy', amount, high, { postOnly: true }),
        );
        expect(error instanceof ccxt.OrderImmediatelyFillable, `${error.name}: ${error.message}`);
    });
    await checks.check('more than there is: InsufficientFunds', async () => {
        const low = await awayFromBid(0.95);
        const error = await refusal(() => exchange.createOrder(symbol, 'limit', 'buy', 1_000_000, low));
        expect(error instanceof ccxt.InsufficientFunds, `${error.name}: ${error.message}`);
    });
    await checks.check('a wrong secret: AuthenticationError', async () => {
        const error = await refusal(() => exchangeOf('not the secret').fetchBalance());
        expect(
            error instanceof ccxt.AuthenticationError && error.message.includes('-1022'),
            `${error.name}: ${error.message}`,
        );
    });

    let bought;
    await checks.check('createOrder: market, its fee in what it buys', async () => {
        const before = (await exchange.fetchBalance()).ETH.total;
        bought = await filled((await exchange.createOrder(symbol, 'market', 'buy', amount)).id);
        near('filled', bought.filled, amount);
        expect(bought.average > 0, `average is ${bought.average}`);
        const gained = (await exchange.fetchBalance()).ETH.total - before;
        near('ETH', Math.round(gained * 1e8) / 1e8, amount * (1 - feeShare));
    });
    await checks.check('watchOrders: closed', () => watched(bought.id, 'closed'));
    await checks.check('watchMyTrades', async () => {
        const sum = () => trades.items.reduce((all, trade) => all + (trade.order === bought.id ? trade.amount : 0), 0);
        await until('the trades of the order', () => Math.abs(sum() - amount) < 1e-9);
        const trade = trades.items.find((item) => item.order === bought.id);
        equal('takerOrMaker', trade.takerOrMaker, 'taker');
        equal('fee currency', trade.fee.currency, 'ETH');
    });
    await checks.check('watchBalance', async () => {
        const balance = await balances.find('a balance of ETH', (item) => item.ETH?.total > 0);
        equal('event', balance.info.e, 'outboundAccountPosition');
    });
    await checks.check('fetchMyTrades', async () => {
        const own = (await exchange.fetchMyTrades(symbol)).filter((trade) => trade.order === bought.id);
        near(
            'amount',
            own.reduce((sum, trade) => sum + trade.amount, 0),
            amount,
        );
        expect(
            own.every((trade) => trade.side === 'buy' && trade.takerOrMaker === 'taker' && trade.fee.currency === 'ETH'),
            'a trade is not a taking buy that paid in what it bought',
        );
    });
    await checks.check('createOrder: market, sells what came of it', async () => {
        await filled((await exchange.createOrder(symbol, 'market', 'sell', 0.0199)).id);
    });
    await checks.check('cancelAllOrders', async () => {
        for (const factor of [0.95, 0.94]) {
            const low = await awayFromBid(factor);
            await exchange.createOrder(symbol, 'limit', 'buy', amount, low, { postOnly: true });
        }
        await exchange.cancelAllOrders(symbol);
        equal('open orders', (await exchange.fetchOpenOrders(symbol)).length, 0);
    });
    await checks.check('createOrder: a stop waits among the open orders', async () => {
        const stopLossPrice = await awayFromBid(0.9);
        const stop = await exchange.createOrder(symbol, 'limit', 'sell', amount, await awayFromBid(0.89), {
            stopLossPrice,
        });
        const open = await exchange.fetchOpenOrders(symbol);
        equal('open orders', open.map((row) => row.id).join(), stop.id);
        near('triggerPrice', open[0].triggerPrice, stopLossPrice);
        const seen = await ours(spot, 'binance-spot', 'ETHUSDT');
        if (seen) {
            equal('our side', seen.orders.map((row) => `${row.type} ${row.id}`).join(), `STOP_LOSS_LIMIT ${stop.id}`);
            near('trigger', seen.orders[0].trigger, stopLossPrice);
        }
        const [row] = await asked('orders', spot, 'binance-spot');
        equal('leadline orders', `${row.type} ${row.id} ${row.conditional} ${row.ours}`, `STOP_LOSS_LIMIT ${stop.id} true false`);
        expect(row.age_s >= 0 && row.age_s < 60, `its age is ${row.age_s}`);
        await exchange.cancelOrder(stop.id, symbol);
    });
    await checks.check('leadline positions: balances, and nothing of them is ours', async () => {
        const rows = await asked('positions', spot, 'binance-spot');
        const { total } = await exchange.fetchBalance();
        const [coin] = rows.filter((row) => row.name === 'ETH');
        equal('kind', coin.kind, 'balance');
        near('venue', coin.venue, total.ETH);
        near('ours', coin.ours, 0);
        near('difference', coin.difference, total.ETH);
    });
    await exchange.close();
}
