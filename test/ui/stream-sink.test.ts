import { describe, expect, it } from 'vitest';
import { exitOf } from '../../src/core/error.ts';
import type { End, Entry } from '../../src/core/ports.ts';
import { escapeText, safe } from '../../src/core/safe.ts';
import { outlet, type Policy } from '../../src/ui/outlet.ts';
import { skippedText } from '../../src/ui/skipped.ts';
import { streamSink } from '../../src/ui/stream-sink.ts';
import type { View } from '../../src/ui/view.ts';
import { manualClock } from '../manual-clock.ts';
import { collecting } from './collecting.ts';
import { after, entriesOf, link, received } from './scripts.ts';

const end: End = {
  at: after(9),
  reason: 'ended',
  exit: exitOf('ok'),
  complete: true,
  frames: { in: 0, out: 0 },
};
const deltas = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    received(index, 'response.output_text.delta', { item_id: 'i', delta: `${index}` }),
  );

const wide: View = {
  head: () => safe`head`,
  entry: ({ seq }: Entry) => safe`${seq} ${escapeText('x'.repeat(1000))}`,
  skipped: skippedText,
  end: (_, seq) => safe`end ${seq}`,
};

const opened = (policy: Policy, stuck: boolean) => {
  const collector = collecting({ stuck });
  const clock = manualClock();
  return { ...collector, clock, out: outlet(collector.stream, { policy, clock, onGone: () => {} }) };
};

/** The lines, short. */
const lines = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.replace(/ x+$/, ''));

describe('streamSink', () => {
  it('says the head, every wanted entry and the end', async () => {
    const { out, text } = opened('lossless', false);
    const sink = streamSink(out, wide, ({ seq }) => seq !== 2);
    for (const entry of entriesOf(deltas(3))) sink.write(entry);
    await sink.flush?.();
    await sink.close?.(end);
    expect(lines(text())).toEqual(['head', '1', '3', 'end 4']);
  });

  it('says head and end of a call nothing was seen of', async () => {
    const { out, text } = opened('lossless', false);
    await streamSink(out, wide).close?.(end);
    expect(lines(text())).toEqual(['head', 'end 1']);
  });

  it('counts what a stuck output has no room for, shows link news all the same, and says how much was missed', async () => {
    const { out, text, take, drained } = opened('drop', true);
    const sink = streamSink(out, wide);
    const others = Array.from({ length: 300 }, (_, index) =>
      received(index, 'response.created', { response: { id: `${index}` } }),
    );
    const entries = entriesOf([
      ...deltas(100),
      ...others,
      link(1000, { to: 'notice', code: 'x', message: 'x' }),
    ]);
    for (const entry of entries) {
      sink.write(entry);
      expect(sink.flush?.()).toBeUndefined();
    }
    take();
    await drained();
    const seen = lines(text());
    expect(seen.at(-2)).toMatch(/^… \d+ deltas and \d+ events not shown$/);
    expect(seen.at(-1)).toBe('401');
    const [missedDeltas = 0, missedEvents = 0] = (seen.at(-2) ?? '').match(/\d+/g)?.map(Number) ?? [];
    expect(missedDeltas).toBeGreaterThan(30);
    expect(missedEvents).toBeGreaterThan(100);
    // Nothing is lost without being counted: a head, the notice, and all others.
    expect(seen.length - 3 + missedDeltas + missedEvents).toBe(400);
    await sink.close?.(end);
    expect(lines(text()).at(-1)).toBe('end 402');
  });

  it('says what was missed once, however often the output is full and not', async () => {
    const { out, text, take, hold, forget, drained } = opened('drop', true);
    const sink = streamSink(out, wide);
    const entries = entriesOf(deltas(500));
    for (const entry of entries.slice(0, 400)) {
      sink.write(entry);
      void sink.flush?.();
    }
    take();
    await drained();
    hold();
    forget();
    for (const entry of entries.slice(400, 402)) sink.write(entry);
    void sink.flush?.();
    take();
    await drained();
    expect(lines(text())).toEqual(['401', '402']);
  });

  it('says at the end what was missed when it was never read again', async () => {
    const { out, text, take, clock, drained } = opened('drop', true);
    const sink = streamSink(out, wide);
    for (const entry of entriesOf(deltas(400))) {
      sink.write(entry);
      void sink.flush?.();
    }
    const closed = sink.close?.(end);
    await clock.advance(3000);
    await closed;
    take();
    await drained();
    expect(lines(text()).slice(-2)).toEqual([expect.stringMatching(/^… \d+ deltas not shown$/), 'end 401']);
  });

  it('puts in as bytes what a view is quicker with, in its place, and asks for all else as ever', async () => {
    const { out, text } = opened('lossless', false);
    const sink = streamSink(out, {
      ...wide,
      quick: {
        takes: ({ seq }) => seq > 1,
        put(entry, into) {
          if (entry.seq === 3) return false;
          into.room(2).setUint16(into.end, 0x710a);
          into.end += 2;
          return true;
        },
      },
    });
    for (const entry of entriesOf(deltas(4))) sink.write(entry);
    await sink.close?.(end);
    expect(lines(text())).toEqual(['head', '1', 'q', '3', 'q', 'end 5']);
  });

  it('shows a view everything it is to remember, whether there is room or not', () => {
    const { out } = opened('drop', true);
    const shown: number[] = [];
    const sink = streamSink(out, {
      ...wide,
      entry(entry) {
        shown.push(entry.seq);
        return wide.entry(entry);
      },
      quick: { takes: ({ seq }) => seq % 2 === 0, put: () => false },
    });
    for (const entry of entriesOf(deltas(400))) {
      sink.write(entry);
      void sink.flush?.();
    }
    // What it need not remember is not even made when there is no room.
    const left = shown.filter((seq) => seq > 200);
    expect(left).toEqual(Array.from({ length: 100 }, (_, index) => 201 + 2 * index));
  });

  it('lossless: shows everything to a slow reader', async () => {
    const { out, text, take, hold } = opened('lossless', true);
    const sink = streamSink(out, wide);
    const reading = setInterval(() => {
      take();
      hold();
    }, 1);
    for (const entry of entriesOf(deltas(5000))) {
      sink.write(entry);
      await sink.flush?.();
    }
    const closed = sink.close?.(end);
    await closed;
    clearInterval(reading);
    expect(lines(text())).toEqual([
      'head',
      ...Array.from({ length: 5000 }, (_, index) => `${index + 1}`),
      'end 5001',
    ]);
  });
});

describe('skippedText', () => {
  it.each([
    [{ deltas: 4211, events: 0 }, '… 4,211 deltas not shown'],
    [{ deltas: 1, events: 2 }, '… 1 delta and 2 events not shown'],
    [{ deltas: 0, events: 1 }, '… 1 event not shown'],
  ])('%j', (skipped, expected) => {
    expect(skippedText(skipped)).toBe(expected);
  });
});
