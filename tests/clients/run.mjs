// SPDX-License-Identifier: MIT
// Starts the embedded market and points the venues' own clients at it.
//
//   npm ci --ignore-scripts
//   node run.mjs PATH_OF_LEADLINE [ARGUMENTS...]     (default: sim --port 0)
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
const simArguments = given.length > 0 ? given : ['sim', '--port', '0'];

const credentials = {
    'binance-futures': { key: 'embedded-key', secret: 'embedded-secret' },
    kraken: { key: 'embedded-key', secret: btoa('embedded-secret') },
};

// An empty home: nobody's settings.
const home = mkdtempSync(join(tmpdir(), 'leadline-clients-'));
const sim = spawn(binary, simArguments, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home },
});
const ended = new Promise((done) => {
    sim.on('error', (error) => done(error.message));
    sim.on('exit', (code, signal) => done(`ended with ${signal ?? code}`));
});

/** What the sim says it serves, by venue. */
function servedVenues() {
    return new Promise((done, refuse) => {
        const served = {};
        const timer = setTimeout(
            () => refuse(new Error(`the sim served nothing within ${startSeconds} s`)),
            startSeconds * 1000,
        );
        ended.then((how) => refuse(new Error(`the sim ${how}`)));
        createInterface({ input: sim.stdout }).on('line', (line) => {
            const [, venue, streams, rest] = /^serving (\S+) \S+: streams (\S+), REST (\S+)$/.exec(line) ?? [];
            if (venue in credentials) {
                served[venue] = { streams, rest, ...credentials[venue] };
            }
            if (Object.keys(credentials).every((wanted) => wanted in served)) {
                clearTimeout(timer);
                done(served);
            }
        });
    });
}

async function stopSim() {
    const timer = setTimeout(() => sim.kill('SIGKILL'), 5000);
    sim.kill('SIGTERM');
    await ended;
    clearTimeout(timer);
    rmSync(home, { recursive: true, force: true });
}

const checks = new Checks('sim');
process.on('unhandledRejection', (error) => checks.fail('an error that nobody awaited', error));
try {
    const served = await servedVenues();
    const venues = { binance: served['binance-futures'], kraken: served.kraken };
    for (const file of ['./binance_official.mjs', './ccxt_binance.mjs', './ccxt_kraken.mjs']) {
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
        if (sim.exitCode !== null || sim.signalCode !== null) {
            throw new Error(await ended);
        }
    });
} catch (error) {
    checks.fail('start', error);
}
await stopSim();
console.log(`${checks.passed} passed, ${checks.failed} failed`);
process.exit(checks.failed === 0 ? 0 : 1);
