// SPDX-License-Identifier: MIT
// An account that we share with ccxt and with Alpaca's own client: what they open is in our blotter within a second, and
// flattening ends with the venue's zero.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { stocksAt } from './alpaca_official.mjs';
import { futuresAt } from './ccxt_binance.mjs';
import { equal, expect, Journal, until } from './checks.mjs';

export const client = 'shared desk';

const soon = 1; // s

/** Our engine on an embedded market of its own, with the blotter's model of positions. */
class Desk {
    lines = new Journal();

    constructor(venue) {
        this.process = spawn(process.env.DESK_PROBE, [venue], { stdio: ['pipe', 'pipe', 'inherit'] });
        createInterface({ input: this.process.stdout }).on('line', (line) => this.lines.push(JSON.parse(line)));
    }

    async place() {
        const { address } = await this.lines.find('an address', (line) => line.address, 20);
        return { rest: `http://${address}`, streams: `ws://${address}`, key: 'embedded-key', secret: 'embedded-secret' };
    }

    say(command) {
        this.process.stdin.write(`${command}\n`);
    }

    get positions() {
        const shown = this.lines.items.findLast((line) => line.positions);
        return (shown?.positions ?? [])
            .filter((row) => Number(row.size) !== 0)
            .map((row) => `${row.symbol} ${Number(row.size)}`)
            .sort()
            .join();
    }

    /** Waits no longer than a second for what the blotter is to show. */
    async shows(wanted) {
        const begin = Date.now();
        try {
            await until(`the blotter shows ${wanted}`, () => this.positions === wanted, soon);
        } catch (error) {
            throw new Error(`${error.message}; it shows "${this.positions}" after ${Date.now() - begin} ms`);
        }
    }

    /** Everything is closed; the receipt. `meanwhile` happens while it goes on. */
    async flatten(meanwhile = () => {}) {
        const before = this.lines.items.length;
        this.say('flatten');
        await meanwhile();
        const done = () => this.lines.items.slice(before).find((line) => line.receipt && line.complete);
        await until('flat', done, 15);
        const { receipt } = done();
        equal('the last word', receipt.at(-1), 'flat');
        expect(receipt.at(-2).endsWith('says: no open orders, no position'), `the venue's own word: ${receipt.at(-2)}`);
        return receipt;
    }

    end() {
        this.process.kill();
    }
}

async function besideFutures(checks) {
    const desk = new Desk('binance-futures');
    const symbol = 'ETH/USDT:USDT';
    const exchange = futuresAt(await desk.place());
    const take = (side, amount, more = {}) => exchange.createOrder(symbol, 'market', side, amount, undefined, more);
    const at = async (factor) => {
        const book = await exchange.fetchOrderBook(symbol, 5);
        return Number(exchange.priceToPrecision(symbol, book.bids[0][0] * factor));
    };
    const isEmpty = async () => {
        equal('positions', (await exchange.fetchPositions([symbol])).length, 0);
        equal('orders', (await exchange.fetchOpenOrders(symbol)).length, 0);
        equal('conditional orders', (await exchange.fetchOpenOrders(symbol, undefined, undefined, { trigger: true })).length, 0);
    };
    await exchange.loadMarkets();
    await checks.check('ccxt: a position is in the blotter within a second, and flattened', async () => {
        await take('buy', 0.5);
        await desk.shows('ETHUSDT 0.5');
        await desk.flatten();
        await isEmpty();
        await desk.shows('');
        desk.say('unkill');
    });
    await checks.check('ccxt: a partial close, then the rest', async () => {
        await take('sell', 0.5);
        await desk.shows('ETHUSDT -0.5');
        await take('buy', 0.2, { reduceOnly: true });
        await desk.shows('ETHUSDT -0.3');
        await desk.flatten();
        await isEmpty();
        desk.say('unkill');
    });
    await checks.check('ccxt: an order of ours, one of its own and a stop are cancelled', async () => {
        const before = desk.lines.items.length;
        desk.say('rest');
        const working = () => desk.lines.items.slice(before).find((line) => line.state === 'working');
        await until('our order works', working);
        await take('buy', 0.4);
        await exchange.createOrder(symbol, 'limit', 'buy', 0.1, await at(0.9));
        await exchange.createOrder(symbol, 'market', 'sell', 0.4, undefined, { stopLossPrice: await at(0.9) });
        await desk.shows('ETHUSDT 0.4');
        equal('open orders', (await exchange.fetchOpenOrders(symbol)).length, 2);
        const receipt = await desk.flatten();
        expect(receipt.some((step) => step.includes('2 order(s), 1 of them conditional')), receipt.join(' | '));
        await isEmpty();
        desk.say('unkill');
    });
    await checks.check('ccxt: the connection breaks while everything is closed', async () => {
        await take('buy', 0.6);
        await exchange.createOrder(symbol, 'market', 'sell', 0.6, undefined, { stopLossPrice: await at(0.9) });
        await desk.shows('ETHUSDT 0.6');
        await desk.flatten(() => {
            desk.say('drop');
            desk.say('heal');
        });
        await isEmpty();
        desk.say('unkill');
    });
    await checks.check('ccxt: long and short of hedge mode', async () => {
        await exchange.setPositionMode(true, symbol);
        await take('buy', 0.3, { positionSide: 'LONG' });
        await take('sell', 0.2, { positionSide: 'SHORT' });
        await desk.shows('ETHUSDT LONG 0.3,ETHUSDT SHORT -0.2');
        await desk.flatten();
        await isEmpty();
    });
    await exchange.close();
    desk.end();
}

async function besideStocks(checks) {
    const desk = new Desk('alpaca');
    const { trading } = stocksAt(await desk.place());
    const isEmpty = async () => {
        equal('positions', (await trading.positions.getAllOpenPositions()).length, 0);
        equal('orders', (await trading.orders.getAllOrders({ status: 'open' })).length, 0);
    };
    const filled = async (order) => {
        const { id } = await order;
        await until('filled', async () => (await trading.orders.getOrderByOrderID({ orderId: id })).status === 'filled');
    };
    await checks.check('Alpaca: a position is in the blotter within a second, and flattened', async () => {
        await filled(trading.orders.market({ symbol: 'AAPL', qty: 7, side: 'buy' }));
        await desk.shows('AAPL 7');
        await desk.flatten();
        await isEmpty();
    });
    await checks.check('Alpaca: a partial close, a limit and a stop of others, a connection that breaks', async () => {
        await filled(trading.orders.market({ symbol: 'AAPL', qty: 9, side: 'buy' }));
        await filled(trading.orders.market({ symbol: 'AAPL', qty: 4, side: 'sell' }));
        await desk.shows('AAPL 5');
        await trading.orders.limit({ symbol: 'KO', qty: 1, side: 'buy', limitPrice: '1.00' });
        await trading.orders.stop({ symbol: 'AAPL', qty: 5, side: 'sell', stopPrice: '1.00' });
        const receipt = await desk.flatten(() => {
            desk.say('drop');
            desk.say('heal');
        });
        expect(receipt.some((step) => step.includes('2 order(s), 1 of them conditional')), receipt.join(' | '));
        await isEmpty();
    });
    desk.end();
}

export async function run(_, checks) {
    if (!process.env.DESK_PROBE) {
        return;
    }
    await besideFutures(checks);
    await besideStocks(checks);
}
