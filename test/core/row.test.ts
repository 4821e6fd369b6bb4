import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { observer } from '../../src/core/observe.ts';
import { Row } from '../../src/core/row.ts';
import type { Session } from '../../src/core/session.ts';
import { delta, fromWire, wire, withoutBytes } from './frames.ts';

const whole = (session: Session | undefined): unknown => ({ ...session, order: [...(session?.order ?? [])] });

test('a session is the same whoever asks for which of them when, and whether frames come with their bytes', () => {
  fc.assert(
    fc.property(wire, fc.array(fc.nat(60), { maxLength: 8 }), (frames, asked) => {
      const see = observer();
      const one = observer();
      const expected = frames.map((frame) => {
        const entry = one(withoutBytes(frame));
        return { session: whole(entry.session), duplicate: entry.duplicate, whose: entry.whose };
      });
      const entries = frames.map((frame, index) => {
        const entry = see(frame);
        if (asked.includes(index)) expect(entry.session.counts.received).toBe(index + 1);
        return entry;
      });
      for (const index of asked) {
        const entry = entries[index];
        if (entry !== undefined) expect(whole(entry.session)).toEqual(expected[index]?.session);
      }
      expect(
        entries.map(({ session, duplicate, whose }) => ({ session: whole(session), duplicate, whose })),
      ).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test('a session that was asked for stays the same one', () => {
  const see = observer();
  const entry = see(fromWire(delta(1, 'a')));
  expect(entry.session).toBe(entry.session);
});

test('who watches rows sees each once, with the session before it, whoever asks for sessions', () => {
  fc.assert(
    fc.property(wire, fc.array(fc.nat(60), { maxLength: 8 }), (frames, asked) => {
      const see = observer();
      const looks: [seq: number, received: number][] = [];
      let last: Row | undefined;
      const rows: Row[] = [];
      for (const [index, frame] of frames.entries()) {
        const entry = see(frame);
        if (!(entry instanceof Row)) throw new Error('an entry is a row');
        expect(entry.watch(({ counts }, { seq }) => looks.push([seq, counts.received]))).toBe(true);
        if (asked.includes(index)) expect(entry.session.counts.received).toBe(index + 1);
        last = entry;
        rows.push(entry);
      }
      expect(last?.session.counts.received ?? 0).toBe(frames.length);
      // Asked for late, sessions are made once more, and nobody is shown anything.
      for (const row of rows) expect(row.session.counts.received).toBe(row.seq);
      const seqs = looks.map(([seq]) => seq);
      expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => one - other));
      expect(looks.every(([seq, received]) => received === seq - 1)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('a row whose session was made cannot be watched any more', () => {
  const entry = observer()(fromWire(delta(1, 'a')));
  if (!(entry instanceof Row)) throw new Error('an entry is a row');
  expect(entry.session.counts.received).toBe(1);
  expect(entry.watch(() => undefined)).toBe(false);
});

test('rows nobody asks for do not keep all that came before them', () => {
  const see = observer();
  const kept: WeakRef<object>[] = [];
  let last: unknown;
  for (let id = 0; id < 5000; id += 1) {
    const entry = see(fromWire(delta(id, 'a')));
    kept.push(new WeakRef(entry));
    last = entry;
  }
  let chain = 0;
  for (let row: unknown = last; row instanceof Row; row = Reflect.get(row, 'before')) chain += 1;
  expect(chain).toBeLessThan(600);
  expect(last instanceof Row && last.session.counts.received).toBe(5000);
});

test('a large frame is not kept waiting', () => {
  const see = observer();
  const large = see(fromWire(`{"type":"x","text":"${'x'.repeat(1 << 17)}"}`));
  const next = see(fromWire('{"type":"y"}'));
  expect(Reflect.get(large, 'made')).toBeDefined();
  expect(next.session.counts).toMatchObject({ received: 2, unknown: 2 });
});

test('is as JSON what it says', () => {
  const see = observer();
  const entries = [delta(1, 'a'), delta(2, 'b'), delta(2, 'b')].map((text) => see(fromWire(text)));
  for (const entry of entries) {
    const { seq, signal, event, session, duplicate } = entry;
    const { at, kind, direction, text } = signal.kind === 'frame' ? signal : fromWire('');
    if (event.kind !== 'server') throw new Error('a delta is understood');
    const { known, raw, type } = event;
    const plain = {
      seq,
      signal: { at, kind, direction, text },
      event: { kind: 'server', type, known: { type: known.type, fields: known.fields }, raw },
      session,
      duplicate,
    };
    const { bytes: _, ...withoutThem } = JSON.parse(JSON.stringify(entry)).signal;
    expect({ ...JSON.parse(JSON.stringify(entry)), signal: withoutThem }).toEqual(
      JSON.parse(JSON.stringify(plain)),
    );
  }
  expect(entries.at(-1)?.duplicate).toBe(true);
});
