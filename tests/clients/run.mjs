// SPDX-License-Identifier: MIT
// Starts the embedded market and points the venues' own clients at it.
//
//   npm ci --ignore-scripts
//   node run.mjs PATH_OF_LEADLINE [ARGUMENTS...]     (default: sim, and sim --equities)
//
// One line a check, then the total. ONLY=kraken runs the clients whose names hold that text.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { Checks } from './checks.mjs';

// The official client logs every connection otherwise; it reads this when it is first used.
process.env.LOG_LEVEL ??= 'error';

const startSeconds = 20;
const [binary, ...given] = process.argv.slice(2);
if (!binary) {
    console.error('usage: node run.mjs PATH_OF_LEADLINE [ARGUMENTS...]');
    process.exit(2);
}

const secret = { key: 'embedded-key', secret: 'embedded-secret' };
const credentials = {
    'binance-futures': secret,
    'binance-spot': secret,
    kraken: { key: 'embedded-key', secret: btoa('embedded-secret') },
    alpaca: secret,
    polygon: secret,
};
// Pairs and stocks are two programs: stocks have a clock of their own.
const programs = given.length > 0
    ? [{ arguments: given, venues: Object.keys(credentials) }]
    : [
          {
              arguments: ['sim', '--set', 'market.venues=binance-futures,binance-spot,kraken', '--port', '0'],
              venues: ['binance-futures', 'binance-spot', 'kraken'],
          },
          { arguments: ['sim', '--equities', '--port', '0'], venues: ['alpaca', 'polygon'] },
      ];

process.env.LEADLINE = binary;

// An empty home: nobody's settings.
const home = mkdtempSync(join(tmpdir(), 'leadline-clients-'));

class Sim {
    served = {};

    constructor({ arguments: simArguments, venues }) {
        this.venues = venues;
        this.process = spawn(binary, simArguments, {
            stdio: ['ignore', 'pipe', 'inherit'],
            env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home },
        });
        this.ended = new Promise((done) => {
            this.process.on('error', (error) => done(error.message));
            this.process.on('exit', (code, signal) => done(`ended with ${signal ?? code}`));
        });
    }

    get isRunning() {
        return this.process.exitCode === null && this.process.signalCode === null;
    }

    /** What it says it serves, by venue. */
    start() {
        return new Promise((done, refuse) => {
            const timer = setTimeout(
                () => refuse(new Error(`the sim served nothing within ${startSeconds} s`)),
                startSeconds * 1000,
            );
            this.ended.then((how) => refuse(new Error(`the sim ${how}`)));
            createInterface({ input: this.process.stdout }).on('line', (line) => {
                const [, venue, streams, rest] = /^serving (\S+) \S+: streams (\S+), REST (\S+)$/.exec(line) ?? [];
                if (venue in credentials) {
                    this.served[venue] = { streams, rest, home, ...credentials[venue] };
                }
                if (this.venues.every((wanted) => wanted in this.served)) {
                    clearTimeout(timer);
                    done();
                }
            });
        });
    }

    async stop() {
        const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000);
        this.process.kill('SIGTERM');
        await this.ended;
        clearTimeout(timer);
    }
}

const sims = programs.map((program) => new Sim(program));
const checks = new Checks('sim');
process.on('unhandledRejection', (error) => checks.fail('an error that nobody awaited', error));
try {
    await Promise.all(sims.map((sim) => sim.start()));
    const served = Object.assign({}, ...sims.map((sim) => sim.served));
    const venues = { ...served, binance: served['binance-futures'], spot: served['binance-spot'] };
    const files = [
        './binance_official.mjs',
        './ccxt_binance.mjs',
        './binance_spot_official.mjs',
        './ccxt_binance_spot.mjs',
        './ccxt_kraken.mjs',
        './alpaca_official.mjs',
        './ccxt_alpaca.mjs',
        './shared_desk.mjs',
    ];
    for (const file of files) {
        const { client, run } = await import(file);
        if (!client.includes(process.env.ONLY ?? '')) {
            continue;
        }
        checks.client = client;
        try {
            await run(venues, checks);
        } catch (error) {
            checks.fail('ended early', error);
        }
    }
    checks.client = 'sim';
    await checks.check('still serves at the end', async () => {
        for (const sim of sims) {
            if (!sim.isRunning) {
                throw new Error(await sim.ended);
            }
        }
    });
} catch (error) {
    checks.fail('start', error);
}
await Promise.all(sims.map((sim) => sim.stop()));
rmSync(home, { recursive: true, force: true });
console.log(`${checks.passed} passed, ${checks.failed} failed`);
process.exit(checks.failed === 0 ? 0 : 1);
