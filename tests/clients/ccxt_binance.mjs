// SPDX-License-Identifier: MIT
// ccxt's client of Binance USD-M futures, REST and streams.
import ccxt from 'ccxt';

import { asked, equal, expect, follow, near, ours, refusal, until } from './checks.mjs';

export const client = 'ccxt binanceusdm';

const symbol = 'ETH/USDT:USDT';
const amount = 0.02;

export function futuresAt(binance, secret = binance.secret) {
    const version = (number) => `${binance.rest}/fapi/v${number}`;
    return new ccxt.pro.binanceusdm({
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
}

export async function run({ binance }, checks) {
    const exchangeOf = (secret) => futuresAt(binance, secret);
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

    let stop;
    await checks.check('createOrder: stop-loss, reduce-only', async () => {
        await filled((await exchange.createOrder(symbol, 'market', 'buy', amount)).id);
        const stopLossPrice = await awayFromBid(0.9);
        stop = await exchange.createOrder(symbol, 'market', 'sell', amount, undefined, {
            stopLossPrice,
            reduceOnly: true,
        });
        equal('algoType', stop.info.algoType, 'CONDITIONAL');
        near('triggerPrice', stop.triggerPrice, stopLossPrice);
        equal('reduceOnly', stop.reduceOnly, true);
    });
    await checks.check('fetchOpenOrders: conditional ones are apart', async () => {
        equal('open orders', (await exchange.fetchOpenOrders(symbol)).length, 0);
        const open = await exchange.fetchOpenOrders(symbol, undefined, undefined, { trigger: true });
        equal('conditional orders', open.length, 1);
        equal('id', open[0].id, stop.id);
        equal('status', open[0].status, 'open');
    });
    await checks.check('our side sees the position and the stop', async () => {
        const seen = await ours(binance, 'binance-futures', 'ETHUSDT');
        if (seen) {
            equal('positions', seen.positions.length, 1);
            near('size', seen.positions[0].size, amount);
            expect(Number(seen.positions[0].entryPrice) > 0, `entryPrice is ${seen.positions[0].entryPrice}`);
            equal('orders', seen.orders.length, 1);
            equal('id', seen.orders[0].id, stop.id);
            expect(seen.orders[0].conditional && seen.orders[0].reduceOnly && !seen.orders[0].ours, JSON.stringify(seen));
            near('trigger', seen.orders[0].trigger, stop.triggerPrice);
            equal('hedged', seen.hedged, false);
        }
    });
    await checks.check('leadline positions: what ccxt opened, beside what we traded', async () => {
        const [row, ...others] = await asked('positions', binance, 'binance-futures');
        equal('positions', others.length + 1, 1);
        equal('name', `${row.name} ${row.kind}`, 'ETHUSDT position');
        near('venue', row.venue, amount);
        near('ours', row.ours, 0);
        near('difference', row.difference, amount);
        expect(Number(row.entry_price) > 0, JSON.stringify(row));
    });
    await checks.check('leadline orders: a stop and a limit order of ccxt, not ours', async () => {
        const low = await awayFromBid(0.9);
        const resting = await exchange.createOrder(symbol, 'limit', 'buy', amount, low, { clientOrderId: 'theirs-1' });
        const rows = await asked('orders', binance, 'binance-futures');
        equal('orders', rows.map((row) => row.id).sort().join(), [resting.id, stop.id].sort().join());
        const [waiting] = rows.filter((row) => row.conditional);
        expect(waiting.reduce_only && !waiting.ours && waiting.side === 'sell', JSON.stringify(waiting));
        near('trigger', waiting.trigger, stop.triggerPrice);
        const [limit] = rows.filter((row) => !row.conditional);
        equal('client id', limit.client_id, 'theirs-1');
        near('price', limit.price, low);
        near('size', limit.size, amount);
        expect(rows.every((row) => row.age_s >= 0 && row.age_s < 60), JSON.stringify(rows.map((row) => row.age_s)));
        await exchange.cancelOrder(resting.id, symbol);
    });
    await checks.check('our side cancels what ccxt left', async () => {
        const triggerPrice = await awayFromBid(0.8);
        await exchange.createOrder(symbol, 'market', 'sell', amount, undefined, { stopLossPrice: triggerPrice });
        const left = await ours(binance, 'binance-futures', 'ETHUSDT', 'cancel');
        if (left) {
            equal('orders', left.orders.length, 0);
            const open = await exchange.fetchOpenOrders(symbol, undefined, undefined, { trigger: true });
            equal('conditional orders', open.length, 0);
            const stopLossPrice = await awayFromBid(0.9);
            stop = await exchange.createOrder(symbol, 'market', 'sell', amount, undefined, { stopLossPrice });
        }
    });
    await checks.check('cancelOrder, cancelAllOrders: conditional', async () => {
        await exchange.cancelOrder(stop.id, symbol, { trigger: true });
        const error = await refusal(() => exchange.cancelOrder(stop.id, symbol, { trigger: true }));
        expect(error instanceof ccxt.OrderNotFound, `${error.name}: ${error.message}`);
        for (const factor of [0.9, 0.8]) {
            const triggerPrice = await awayFromBid(factor);
            await exchange.createOrder(symbol, 'market', 'sell', amount, undefined, { stopLossPrice: triggerPrice });
        }
        await exchange.cancelAllOrders(symbol, { trigger: true });
        const open = await exchange.fetchOpenOrders(symbol, undefined, undefined, { trigger: true });
        equal('conditional orders', open.length, 0);
    });
    await checks.check('a conditional order that is due already: -2021', async () => {
        const high = await awayFromBid(1.1);
        const error = await refusal(() =>
            exchange.createOrder(symbol, 'market', 'sell', amount, undefined, { stopLossPrice: high }),
        );
        expect(error.message.includes('-2021'), `${error.name}: ${error.message}`);
    });
    await checks.check('reduce-only: cut to the position, refused without one', async () => {
        const sold = await exchange.createOrder(symbol, 'market', 'sell', 1, undefined, { reduceOnly: true });
        near('filled', (await filled(sold.id)).filled, amount);
        equal('positions', (await exchange.fetchPositions([symbol])).length, 0);
        const error = await refusal(() =>
            exchange.createOrder(symbol, 'market', 'sell', 1, undefined, { reduceOnly: true }),
        );
        expect(error.message.includes('-2022'), `${error.name}: ${error.message}`);
    });
    await checks.check('hedge mode: a long and a short position', async () => {
        equal('hedged', (await exchange.fetchPositionMode(symbol)).hedged, false);
        await exchange.setPositionMode(true, symbol);
        equal('hedged', (await exchange.fetchPositionMode(symbol)).hedged, true);
        const order = (side, positionSide) =>
            exchange.createOrder(symbol, 'market', side, amount, undefined, { positionSide });
        await filled((await order('buy', 'LONG')).id);
        await filled((await order('sell', 'SHORT')).id);
        const positions = await exchange.fetchPositions([symbol]);
        equal('sides', positions.map((position) => position.side).sort(), 'long,short');
        expect(positions.every((position) => position.contracts === amount && position.hedged), JSON.stringify(positions));
        const seen = await ours(binance, 'binance-futures', 'ETHUSDT');
        if (seen) {
            equal('hedged', seen.hedged, true);
            const told = seen.positions.map((row) => `${row.side} ${Number(row.size)}`).sort();
            equal('our side', told.join(), `long ${amount},short ${-amount}`);
        }
        const wrong = await refusal(() => exchange.createOrder(symbol, 'market', 'buy', amount));
        expect(wrong.message.includes('-4061'), `${wrong.name}: ${wrong.message}`);
        const open = await refusal(() => exchange.setPositionMode(false, symbol));
        expect(open.message.includes('-4068'), `${open.name}: ${open.message}`);
        await filled((await order('sell', 'LONG')).id);
        await filled((await order('buy', 'SHORT')).id);
        equal('positions', (await exchange.fetchPositions([symbol])).length, 0);
        await exchange.setPositionMode(false, symbol);
    });
    await exchange.close();
}
