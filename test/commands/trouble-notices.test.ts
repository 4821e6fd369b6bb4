import { describe, expect, it } from 'vitest';
import { unwrapped } from '../../src/commands/notice-look.ts';
import { troubleNotices, type TroubleTelling } from '../../src/commands/trouble-notices.ts';
import { observer } from '../../src/core/observe.ts';
import type { Raw } from '../../src/core/raw.ts';
import { safe } from '../../src/core/safe.ts';
import type { LinkChange } from '../../src/core/signal.ts';
import { troubles } from '../../src/core/troubles.ts';
import { lineCommand, shellCommand } from '../../src/core/troubles/advice.ts';
import { theme } from '../../src/ui/theme.ts';
import { exitOf } from '../../src/core/error.ts';
import { called, created, done, output } from '../core/troubled.ts';
import { manualClock } from '../manual-clock.ts';

const over: LinkChange = { to: 'closed', reason: 'ended', message: 'the call is over', exit: 'ok' };

const telling = (more: Partial<TroubleTelling> = {}, stuckAfter?: number) => {
  const said: string[] = [];
  const silent = () => undefined;
  const clock = manualClock();
  const sink = troubleNotices(troubles({ stuckAfter }), {
    voice: { status: silent, outcome: silent, always: (text) => said.push(text) },
    look: unwrapped(theme(false)),
    command: (advice) => shellCommand(advice, 'rtc_test'),
    clock,
    ...more,
  });
  const see = observer();
  const write = (event: Raw): void => {
    sink.write(see({ at: clock.now(), kind: 'frame', direction: 'received', text: JSON.stringify(event) }));
  };
  // As the pump has it: a batch, and then its flush.
  const comes = (...events: readonly Raw[]): void => {
    for (const event of events) write(event);
    void sink.flush?.();
  };
  const closes = (): void => {
    sink.write(see({ at: clock.now(), kind: 'link', change: over }));
    void sink.flush?.();
  };
  return { said, clock, sink, write, comes, closes };
};

describe('troubleNotices', () => {
  it('says what is stuck when its time has come, once, with the command that helps, and that it is over', async () => {
    const { said, clock, comes } = telling();
    comes(called());
    await clock.advance(7000);
    expect(said).toEqual([]);
    await clock.advance(20_000);
    expect(said.join('\n').split('\n')).toEqual([
      'trouble: find_booking({"name":"Ann"}) has no output after 8.0 s; the agent waits for it (#1)',
      `  answer it: rt-sideband tool answer rtc_test call_a '{"result":"…"}'`,
      `  or give up: rt-sideband tool fail rtc_test call_a 'this cannot be done now'`,
    ]);
    comes(output());
    expect(said.at(-1)).toBe('resolved: find_booking({"name":"Ann"}) was answered after 27.0 s');
  });

  it('writes the command as it is typed where it is typed', async () => {
    const { said, clock, comes } = telling({ command: lineCommand });
    comes(called());
    await clock.advance(9000);
    expect(said.join('\n')).toMatch(/^ {2}answer it: \/tool answer call_a \{"result":"…"\}$/m);
  });

  it('offers no command for an id that is none', async () => {
    const { said, clock, comes } = telling();
    comes(called('a; reboot'));
    await clock.advance(9000);
    expect(said).toHaveLength(1);
    expect(said[0]).not.toMatch(/rt-sideband/);
  });

  it('claims nothing while what was received is still being shown', async () => {
    const { said, clock, write, sink } = telling();
    write(called());
    await clock.advance(30_000);
    expect(said).toEqual([]);
    void sink.flush?.();
    await clock.advance(1000);
    expect(said).toHaveLength(1);
  });

  it('reads what came while the machine slept before it claims anything', async () => {
    const clock = manualClock();
    let late = 0;
    const { said, comes } = telling({
      clock: {
        now: () => ({ wall: clock.now().wall + late, mono: clock.now().mono + late }),
        sleep: (ms, signal) => clock.sleep(ms, signal),
      },
    });
    comes(called());
    late = 60_000;
    await clock.advance(1000);
    expect(said).toEqual([]);
    await clock.advance(1000);
    expect(said).toHaveLength(1);
  });

  it('puts the name of the call before every line where there are several', async () => {
    const { said, clock, comes } = telling({ label: safe`…abcdef  ` });
    comes(called());
    await clock.advance(9000);
    expect(
      said
        .join('\n')
        .split('\n')
        .every((line) => line.startsWith('…abcdef  ')),
    ).toBe(true);
  });

  it('shows by colour how bad it is', async () => {
    const { said, clock, comes } = telling({ look: unwrapped(theme(true)) });
    comes(called());
    await clock.advance(9000);
    comes(output(), created(), done());
    const seen = said.map((text) => text.replaceAll('\u{1b}', '^'));
    expect(seen[0]).toMatch(/^\^\[1m\^\[31mtrouble: .*find_booking/);
    expect(seen[1]).toMatch(/^\^\[32mresolved: /);
  });

  it('says of a recording when it was, without advice, and needs no clock', () => {
    const said: string[] = [];
    const silent = () => undefined;
    const sink = troubleNotices(troubles(), {
      voice: { status: silent, outcome: silent, always: (text) => said.push(text) },
      look: unwrapped(theme(false)),
      time: (at) => safe`at ${at.mono}`,
    });
    const see = observer();
    for (const [mono, event] of [
      [1000, called()],
      [30_000, created()],
    ] as const) {
      sink.write(
        see({ at: { wall: mono, mono }, kind: 'frame', direction: 'received', text: JSON.stringify(event) }),
      );
    }
    expect(said).toEqual([
      'at 9000  trouble: find_booking({"name":"Ann"}) has no output after 8.0 s; the agent waits for it (#1)',
    ]);
  });

  it('lets go of the clock when the call is over', async () => {
    const { clock, closes, comes, said } = telling();
    comes(called());
    expect(clock.sleeping).toBe(1);
    closes();
    await clock.advance(60_000);
    expect(clock.sleeping).toBe(0);
    expect(said).toEqual([]);
  });

  it('lets go of the clock when it is closed', async () => {
    const { clock, sink } = telling();
    await sink.close?.({
      at: clock.now(),
      reason: 'detached',
      exit: exitOf('ok'),
      complete: true,
      frames: { in: 0, out: 0 },
    });
    await clock.advance(1000);
    expect(clock.sleeping).toBe(0);
  });
});
