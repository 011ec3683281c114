// SPDX-License-Identifier: MIT
// What the client scripts share: counted checks, waiting, and what a stream said.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

export function expect(condition, otherwise) {
    if (!condition) {
        throw new Error(otherwise);
    }
}

export function equal(what, actual, wanted) {
    expect(String(actual) === String(wanted), `${what} is ${actual}, not ${wanted}`);
}

/** Numbers that clients hand over as text or as numbers. */
export function near(what, actual, wanted) {
    expect(Math.abs(Number(actual) - wanted) < 1e-9, `${what} is ${actual}, not ${wanted}`);
}

/** The error that `call` ends with. */
export async function refusal(call) {
    let answer;
    try {
        answer = await call();
    } catch (error) {
        return error;
    }
    throw new Error(`was accepted: ${shorten(answer)}`);
}

/** Asks again until the answer is good, or the time is up. */
export async function until(what, ask, seconds = 5) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await ask();
        if (answer) {
            return answer;
        }
        expect(Date.now() < end, `${what}: not within ${seconds} s`);
        await sleep(0.02);
    }
}

/** Everything a stream has said. `find` waits for what has not come yet. */
export class Journal {
    items = [];

    push(...items) {
        this.items.push(...items);
    }

    find(what, wanted, seconds = 5) {
        return until(what, () => this.items.find(wanted), seconds);
    }
}

/** Reads `watch` into a journal until the exchange is closed; what ends it otherwise is kept in `journal.error`. */
export function follow(watch) {
    const journal = new Journal();
    (async () => {
        for (;;) {
            const news = await watch();
            // Copies: the client goes on writing into what it hands over.
            journal.push(...structuredClone(Array.isArray(news) ? [...news] : [news]));
        }
    })().catch((error) => {
        journal.error = error;
    });
    return journal;
}

/** What our own venue gateway is told by the venue: orders, positions, hedged. Null where LINE_PROBE names no program. */
export async function ours(venue, name, symbol = '', ...more) {
    if (!process.env.LINE_PROBE) {
        return null;
    }
    const { stdout } = await promisify(execFile)(
        process.env.LINE_PROBE,
        [name, venue.streams, venue.rest, venue.key, venue.secret, symbol, ...more].filter((word) => word !== ''),
    );
    return JSON.parse(stdout);
}

/** What `leadline positions` or `leadline orders` print of that venue, and their exit code. */
export async function asked(command, venue, name, ...more) {
    const port = new URL(venue.rest).port;
    const { stdout } = await promisify(execFile)(
        process.env.LEADLINE,
        [command, '--connect', `${name}=${port}`, ...more, '--json'],
        { env: { ...process.env, HOME: venue.home, XDG_CONFIG_HOME: venue.home, XDG_DATA_HOME: venue.home } },
    );
    const { venues } = JSON.parse(stdout);
    equal('venues', venues.map((told) => `${told.venue} ${told.environment}`).join(), `${name} embedded`);
    return venues[0][command];
}

function shorten(value) {
    const text = value instanceof Error ? `${value.name}: ${value.message}` : (JSON.stringify(value) ?? String(value));
    return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

export class Checks {
    passed = 0;
    failed = 0;

    constructor(client = '') {
        this.client = client;
    }

    fail(what, error) {
        ++this.failed;
        console.log(`FAIL ${this.client}: ${what}: ${shorten(error).replaceAll('\n', ' ')}`);
    }

    async check(what, body, seconds = 20) {
        let timer;
        const late = new Promise((_, refuse) => {
            timer = setTimeout(() => refuse(new Error(`no answer within ${seconds} s`)), seconds * 1000);
        });
        try {
            await Promise.race([body(), late]);
            ++this.passed;
            console.log(`PASS ${this.client}: ${what}`);
        } catch (error) {
            this.fail(what, error);
        } finally {
            clearTimeout(timer);
        }
    }
}
