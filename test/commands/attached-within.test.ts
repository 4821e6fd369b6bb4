import { describe, expect, it } from 'vitest';
import { attachedWithin } from '../../src/commands/attached-within.ts';
import { readCallArgument } from '../../src/core/call-argument.ts';
import { SidebandError } from '../../src/core/error.ts';
import type { Connect } from '../../src/core/ports.ts';
import { manualClock } from '../manual-clock.ts';
import { scriptedLink } from '../scripted-link.ts';

const callId = readCallArgument('rtc_1');

const late = () => new SidebandError('timeout', 'too late');

/** Dials until it is told to leave. */
const never: Connect = (_, signal) =>
  new Promise((_resolve, reject) => {
    const leave = (): void => reject(new SidebandError('interrupt', 'left', { reason: 'aborted' }));
    signal.addEventListener('abort', leave, { once: true });
  });

describe('a dial that has so long', () => {
  it('is given up then, as a timeout', async () => {
    const clock = manualClock();
    const dialled = attachedWithin(8000, never, clock, late)(callId, new AbortController().signal);
    const failing = expect(dialled).rejects.toMatchObject({ kind: 'timeout', message: 'too late' });
    await clock.advance(8000);
    await failing;
  });

  it('is left as it was when somebody else wants to', async () => {
    const leaving = new AbortController();
    const dialled = attachedWithin(8000, never, manualClock(), late)(callId, leaving.signal);
    leaving.abort();
    await expect(dialled).rejects.toMatchObject({ kind: 'interrupt' });
  });

  it('keeps its link when the time is over, and its signal', async () => {
    const clock = manualClock();
    const leaving = new AbortController();
    let given: AbortSignal | undefined;
    const at = attachedWithin(
      8000,
      async (_, signal) => {
        given = signal;
        return scriptedLink(() => []);
      },
      clock,
      late,
    );
    await at(callId, leaving.signal);
    await clock.advance(10_000);
    expect(given?.aborted).toBe(false);
    leaving.abort();
    expect(given?.aborted).toBe(true);
  });
});
