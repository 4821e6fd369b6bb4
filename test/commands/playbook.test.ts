import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { expecting } from '../../src/commands/expecting.ts';
import type { Answer } from '../../src/commands/lines/line-command.ts';
import { longestLine, playbook } from '../../src/commands/playbook.ts';
import { SidebandError } from '../../src/core/error.ts';
import { gather } from '../../src/core/gather.ts';
import { metricsOf } from '../../src/core/metrics.ts';
import { noPrices } from '../../src/core/price.ts';
import { play as entriesOf } from '../core/script.ts';
import { manualClock, skippingClock } from '../manual-clock.ts';

const unmeasured = () => metricsOf(gather().facts, { prices: noPrices });

const confirmed: Answer = { kind: 'result', result: { verb: '/say', outcome: 'confirmed', exit: 'ok' } };
const fine: Answer = { kind: 'text', text: '' as never };

const play = async (
  pieces: readonly (string | Uint8Array)[],
  answer: (line: string) => Answer | Promise<Answer> = () => confirmed,
) => {
  const input = new PassThrough();
  for (const piece of pieces) input.write(piece);
  input.end();
  const lines: string[] = [];
  const answered: number[] = [];
  const clock = skippingClock();
  const exit = await playbook(input, {
    carryOut: async (line) => {
      lines.push(line);
      return answer(line);
    },
    answered: (_answer, line) => answered.push(line),
    clock,
    expecting: expecting(skippingClock(), unmeasured),
    leaving: new AbortController().signal,
  });
  return { exit, lines, answered, slept: clock.slept };
};

const failure = (pieces: readonly (string | Uint8Array)[], answer?: (line: string) => Answer) =>
  play(pieces, answer).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a playbook', () => {
  it('is its lines, without blank ones and comments, however the bytes come', async () => {
    const text = '\u{feff}# first\n/say ä\u{1f32e}\r\n\n   # indented\n  /stats\n/quiet';
    const bytes = [...Buffer.from(text)].map((byte) => Uint8Array.of(byte));
    for (const pieces of [[text], bytes]) {
      expect(await play(pieces)).toMatchObject({
        exit: 'ok',
        lines: ['/say ä\u{1f32e}', '/stats', '/quiet'],
        answered: [2, 5, 6],
      });
    }
  });

  it('that holds no command has no exit of its own', async () => {
    expect((await play([])).exit).toBeUndefined();
    expect((await play(['# nothing\n\n'])).exit).toBeUndefined();
  });

  it('sleeps', async () => {
    const { exit, slept } = await play(['sleep 2s\nsleep 250ms\n']);
    expect(exit).toBe('ok');
    expect(slept).toEqual([2000, 250]);
  });

  it('leaves at /quit, whatever comes after', async () => {
    expect(await play(['/quit\n/say x\n'], () => ({ kind: 'quit' }))).toMatchObject({
      exit: 'ok',
      lines: ['/quit'],
    });
  });

  it('does one thing after the other', async () => {
    let running = 0;
    const { lines } = await play(['a\nb\nc\n'], async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return fine;
    });
    expect(lines).toHaveLength(3);
  });

  it.each([
    ['refused', 'refused', '/say refused'],
    ['not-sent', 'network', '/say not sent'],
    ['unknown', 'unknown', '/say outcome unknown'],
  ] as const)('stops at a line that was %s', async (outcome, exit, words) => {
    const error = await failure(['/stats\n/say x\n/say y\n'], (line) =>
      line === '/say y'
        ? expect.unreachable()
        : line === '/stats'
          ? fine
          : { kind: 'result', result: { verb: '/say', outcome, exit, said: 'why', code: 'c' } },
    );
    expect(error).toMatchObject({ kind: exit, message: `line 2: ${words}`, said: '(c) why' });
  });

  it('passes on what a line is wrong with, under its number', async () => {
    const error = await failure(['\n/x\n'], () => {
      throw new SidebandError('usage', 'no such command', { said: '/x', hint: 'h' });
    });
    expect(error).toMatchObject({ kind: 'usage', message: 'line 2: no such command', said: '/x', hint: 'h' });
    expect(await failure(['sleep long\n'])).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('line 1: not a duration'),
    });
  });

  it.each([
    ['a NUL', ['ok\na\u{0}b\n'], /line 2: holds a NUL byte/],
    ['bytes that are no UTF-8', ['ok\n', Uint8Array.of(0xff, 10)], /line 2: not valid UTF-8/],
    ['a line that is too long', ['ok\n', 'x'.repeat(longestLine + 1)], /line 2: longer than 1048576 bytes/],
    ['a long line in one piece', [`${'x'.repeat(longestLine + 1)}\n`], /line 1: longer than 1048576 bytes/],
    ['a long line that ends', ['x'.repeat(longestLine + 1), '\n'], /line 1: longer than 1048576 bytes/],
  ])('with %s is refused with the limit', async (_what, pieces, words) => {
    const error = await failure(pieces);
    expect(error).toMatchObject({ kind: 'usage', message: expect.stringMatching(words) });
  });

  it('refuses a line that is too long before its end has come', async () => {
    const input = new PassThrough();
    const run = playbook(input, {
      carryOut: () => Promise.resolve(fine),
      answered: () => undefined,
      clock: manualClock(),
      expecting: expecting(skippingClock(), unmeasured),
      leaving: new AbortController().signal,
    });
    input.write('x'.repeat(longestLine + 1));
    await expect(run).rejects.toMatchObject({ kind: 'usage' });
  });

  it('takes a line of exactly the limit', async () => {
    expect((await play(['x'.repeat(longestLine), '\n'])).exit).toBe('ok');
  });

  it('reads no further than it has to: nobody needs to hold a long one in memory', async () => {
    const input = new PassThrough();
    const leaving = new AbortController();
    const run = playbook(input, {
      carryOut: () => new Promise(() => undefined),
      answered: () => undefined,
      clock: manualClock(),
      expecting: expecting(skippingClock(), unmeasured),
      leaving: leaving.signal,
    });
    const took: boolean[] = [];
    input.write('one\n');
    await new Promise((resolve) => setImmediate(resolve));
    for (let index = 0; index < 200 && took.at(-1) !== false; index += 1) {
      took.push(input.write('x'.repeat(60_000)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(took.at(-1)).toBe(false);
    expect(took.length).toBeLessThan(50);
    leaving.abort('ok');
    await run;
  });
});

describe('leaving a playbook', () => {
  const waiting = () => {
    const input = new PassThrough();
    const leaving = new AbortController();
    const run = playbook(input, {
      carryOut: () => new Promise(() => undefined),
      answered: () => undefined,
      clock: manualClock(),
      expecting: expecting(skippingClock(), unmeasured),
      leaving: leaving.signal,
    });
    return { input, leaving, run };
  };

  it('interrupts a line that waits', async () => {
    const { input, leaving, run } = waiting();
    input.write('/say x\n');
    await new Promise((resolve) => setImmediate(resolve));
    leaving.abort('interrupt');
    expect(await run).toBeUndefined();
  });

  it('does not wait for lines that nobody writes', async () => {
    const { leaving, run } = waiting();
    leaving.abort();
    expect(await run).toBeUndefined();
  });
});

describe('expect in a playbook', () => {
  const done = { type: 'response.done', response: { id: 'r', status: 'completed', output: [] } };

  const judgedIn = async (
    lines: string,
    come: () => void,
    expects = expecting(skippingClock(), unmeasured),
  ) => {
    const input = new PassThrough();
    input.end(lines);
    return playbook(input, {
      carryOut: async () => {
        come();
        return confirmed;
      },
      answered: () => undefined,
      expecting: expects,
      clock: skippingClock(),
      leaving: new AbortController().signal,
    });
  };

  it('looks at what came since the last command began', async () => {
    const expects = expecting(skippingClock(), unmeasured);
    const come = (): void => {
      for (const entry of entriesOf(done)) expects.sink.write(entry);
    };
    expect(await judgedIn('/say x\nexpect event response.done\n', come, expects)).toBe('ok');
    // A command that begins afterwards forgets it.
    let first = true;
    const once = (): void => {
      if (first) come();
      first = false;
    };
    await expect(
      judgedIn('/say x\n/say y\nexpect event response.done\n', once, expects),
    ).rejects.toMatchObject({
      kind: 'unmet',
      message: expect.stringMatching(/^line 3: expected event response\.done; no such event/),
    });
  });

  it('waits for what is still to come', async () => {
    const clock = manualClock();
    const expects = expecting(clock, unmeasured);
    const waiting = expects.expect('event response.done --within 5s');
    for (const entry of entriesOf(done)) expects.sink.write(entry);
    expect((await waiting).verdict.state).toBe('met');
  });

  it('says at which line the words are wrong', async () => {
    await expect(judgedIn('# one\nexpect evnt x\n', () => undefined)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^line 2: /),
    });
  });
});
