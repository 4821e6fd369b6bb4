import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/core/fold.ts';
import { observer } from '../../src/core/observe.ts';
import { Piece } from '../../src/core/piece.ts';
import type { Entry } from '../../src/core/ports.ts';
import { decodeRecord } from '../../src/core/read-record.ts';
import { reduce } from '../../src/core/reduce.ts';
import { newSession, type Session } from '../../src/core/session.ts';
import type { Signal } from '../../src/core/signal.ts';
import { delta, fromWire, seen, wire } from './frames.ts';
import { link } from './script.ts';

const steps = (session: Session, entries: readonly Entry[]): readonly Session[] => {
  let now = session;
  return entries.map(({ seq, signal, event, duplicate, whose }) => {
    now = reduce(now, event, { seq, at: signal.at, whose }, { duplicate: duplicate === true });
    return now;
  });
};

/** Everything of a session that can be asked for. */
const whole = (session: Session | undefined): unknown => ({ ...session, order: [...(session?.order ?? [])] });

const recordings = join(import.meta.dirname, '../recordings');
const recorded = (name: string): readonly Signal[] =>
  readFileSync(join(recordings, name), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const record = decodeRecord(line);
      if (record.kind !== 'signal') return [];
      const { signal } = record;
      return signal.kind === 'frame' && signal.direction === 'received'
        ? fromWire(signal.text, signal.at)
        : signal;
    });

describe('folding entries together', () => {
  test.each(readdirSync(recordings))('is folding one after the other: %s', (name) => {
    const entries = recorded(name).map(observer());
    // Words that come with probabilities, and those of an interpreter, are read one by one.
    const alike = !name.startsWith('trans');
    expect(entries.some(({ event }) => event instanceof Piece)).toBe(alike);
    const sessions = steps(newSession, entries);
    for (const size of [1, 7, 64, entries.length]) {
      let now = newSession;
      for (let from = 0; from < entries.length; from += size) {
        now = fold(now, entries.slice(from, from + size));
        expect(whole(now)).toEqual(whole(sessions[Math.min(from + size, entries.length) - 1]));
      }
    }
  });

  test('is folding one after the other, whatever comes', () => {
    const gap = link({
      to: 'gap',
      gap: {
        from: { wall: 1, mono: 1 },
        noticed: { wall: 1, mono: 1 },
        to: { wall: 2, mono: 2 },
        cause: 'lost',
      },
    });
    fc.assert(
      fc.property(wire, fc.nat(40), (frames, at) => {
        const entries = [...frames.slice(0, at), gap, ...frames.slice(at)].map(observer());
        const before = whole(newSession);
        expect(whole(fold(newSession, entries))).toEqual(whole(steps(newSession, entries).at(-1)));
        expect(whole(newSession)).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  test('leaves the session it began with as it was', () => {
    const first = fold(newSession, seen([fromWire(delta(1, 'One'))]));
    const kept = structuredClone(whole(first));
    fold(first, seen([fromWire(delta(2, ' two')), fromWire(delta(3, ' three'))]));
    expect(whole(first)).toEqual(kept);
  });

  test('shows each entry with the session before it, and of pieces that follow each other the first', () => {
    const entries = seen([
      fromWire(delta(1, 'One')),
      fromWire(delta(2, ' two')),
      fromWire(delta(3, ' three')),
      fromWire('{"type":"response.done","event_id":"event_4","response":{"id":"resp_1"}}'),
      fromWire(delta(5, ' four')),
      fromWire(delta(5, ' four')),
      fromWire(delta(6, ' five')),
    ]);
    const shown: [seq: number, received: number][] = [];
    fold(newSession, entries, ({ counts }, { seq }) => shown.push([seq, counts.received]));
    expect(shown).toEqual([
      [1, 0],
      [2, 1],
      [4, 3],
      [5, 4],
      [6, 5],
      [7, 6],
    ]);
  });
});
