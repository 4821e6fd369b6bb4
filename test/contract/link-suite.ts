import { describe, expect, it } from 'vitest';
import type { CallId } from '../../src/core/ids.ts';
import type { Connect, Link } from '../../src/core/ports.ts';
import type { Signal } from '../../src/core/signal.ts';

/** One way of reaching a call, with a view of its other side. */
export type Subject = {
  readonly connect: Connect;
  readonly callId: CallId;
  /** The frames that the other side has put out so far, in their order. */
  sent(): readonly string[];
  /** The frames that came to the other side. */
  came(): readonly string[];
  /** Has the other side say something; nothing where everything was said already. */
  speak(): Promise<void>;
  /** Ends the call. */
  end(): void;
  /** Resolves when nothing is held open any more for this call; rejects when that does not become so. */
  released(): Promise<void>;
  close(): Promise<void>;
};

/** What a Connect is expected to be able to do beside the contract. */
export type Ability = { readonly sends: boolean };

const open = async (subject: Subject, signal = new AbortController().signal): Promise<Link> =>
  subject.connect(subject.callId, signal);

/** Reads a stream to its end; `at` is called with each signal and the number of frames received so far. */
const read = async (
  link: Link,
  at: (signal: Signal, frames: number) => void | Promise<void> = () => undefined,
): Promise<readonly Signal[]> => {
  const signals: Signal[] = [];
  for await (const signal of link.signals) {
    signals.push(signal);
    await at(signal, framesOf(signals, 'received').length);
  }
  return signals;
};

const framesOf = (signals: readonly Signal[], direction: 'received' | 'sent'): readonly string[] =>
  signals.flatMap((signal) =>
    signal.kind === 'frame' && signal.direction === direction ? [signal.text] : [],
  );

const changesOf = (signals: readonly Signal[]): readonly string[] =>
  signals.flatMap((signal) => (signal.kind === 'link' ? [signal.change.to] : []));

const expectOneEnd = (signals: readonly Signal[]): void => {
  expect(changesOf(signals).filter((to) => to === 'closed')).toEqual(['closed']);
  const last = signals.at(-1);
  expect(last?.kind === 'link' && last.change.to).toBe('closed');
};

/**
 * What every Connect promises, whatever is behind it. `make` is asked for a call that goes on until it is left, or for
 * one that ends.
 */
export const linkSuite = (
  name: string,
  make: (goesOn: boolean) => Promise<Subject>,
  { sends }: Ability,
): void => {
  const on = async (test: (subject: Subject) => Promise<void>, goesOn = false): Promise<void> => {
    const subject = await make(goesOn);
    try {
      await test(subject);
    } finally {
      await subject.close();
    }
  };

  describe(name, () => {
    it('gives what the other side sent, to the letter and in order, malformed frames among it', () =>
      on(async (subject) => {
        const link = await open(subject);
        await subject.speak();
        const signals = await read(link, (_, frames) => {
          if (frames === 6) subject.end();
        });
        const received = framesOf(signals, 'received');
        expect(received.length).toBeGreaterThanOrEqual(6);
        expect(received).toEqual(subject.sent());
        expect(
          received.some((text) => {
            try {
              return JSON.parse(text) === undefined;
            } catch {
              return true;
            }
          }),
          'one of them is not JSON',
        ).toBe(true);
        expectOneEnd(signals);
        const moments = signals.map(({ at }) => at.mono);
        expect(moments).toEqual(moments.toSorted((a, b) => a - b));
      }));

    it('is open before the first frame', () =>
      on(async (subject) => {
        const link = await open(subject);
        await subject.speak();
        const signals = await read(link, (_, frames) => {
          if (frames === 2) subject.end();
        });
        expect(signals[0]).toMatchObject({ kind: 'link', change: { to: 'open', epoch: 1 } });
      }));

    it('says detached once when it is closed, however often', () =>
      on(async (subject) => {
        const link = await open(subject);
        let closes: Promise<unknown> | undefined;
        const signals = await read(link, () => {
          closes ??= Promise.all([link.close(), link.close()]);
        });
        await closes;
        await link.close();
        expectOneEnd(signals);
        expect(signals.at(-1)).toMatchObject({ change: { to: 'closed', reason: 'detached', exit: 'ok' } });
        await subject.released();
      }, true));

    it('detaches when the signal is aborted, and lets go', () =>
      on(async (subject) => {
        const leaving = new AbortController();
        const link = await open(subject, leaving.signal);
        const signals = await read(link, () => leaving.abort());
        expectOneEnd(signals);
        expect(signals.at(-1)).toMatchObject({ change: { to: 'closed', reason: 'detached' } });
        await subject.released();
      }, true));

    it('lets go when the reader breaks out of the loop', () =>
      on(async (subject) => {
        const link = await open(subject);
        for await (const signal of link.signals) {
          expect(signal).toBeDefined();
          break;
        }
        await subject.released();
      }));

    if (sends) {
      it('shows what is sent before its answer', () =>
        on(async (subject) => {
          const link = await open(subject);
          const event = {
            type: 'conversation.item.create',
            event_id: 'rts_contract',
            item: {
              id: 'item_contract',
              type: 'message',
              role: 'user',
              content: [{ type: 'input_text', text: 'hello' }],
            },
          };
          let sending: Promise<void> | undefined;
          const signals = await read(link, async (signal) => {
            sending ??= link.send(event, 'send');
            if (
              signal.kind === 'frame' &&
              signal.direction === 'received' &&
              signal.text.includes('item_contract')
            )
              await link.close();
          });
          await sending;
          const sent = signals.findIndex((signal) => signal.kind === 'frame' && signal.direction === 'sent');
          const answer = signals.findIndex(
            (signal) =>
              signal.kind === 'frame' &&
              signal.direction === 'received' &&
              signal.text.includes('item_contract'),
          );
          expect(signals[sent]).toMatchObject({ text: JSON.stringify(event), by: 'send' });
          expect(sent).toBeGreaterThan(0);
          expect(answer).toBeGreaterThan(sent);
          expect(subject.came()).toEqual([JSON.stringify(event)]);
        }));

      it('refuses to send once it is closed, and says that nothing was sent', () =>
        on(async (subject) => {
          const link = await open(subject);
          await read(link, () => void link.close());
          await expect(link.send({ type: 'response.create' })).rejects.toMatchObject({
            kind: 'network',
            reason: 'not-sent',
          });
          expect(subject.came()).toEqual([]);
        }));
    } else {
      it('refuses to send', () =>
        on(async (subject) => {
          const link = await open(subject);
          await expect(link.send({ type: 'response.create' })).rejects.toMatchObject({ reason: 'not-sent' });
          const signals = await read(link);
          expect(framesOf(signals, 'sent')).toEqual([]);
        }));
    }
  });
};
