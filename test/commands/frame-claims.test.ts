import { afterEach, expect, it } from 'vitest';
import { at, isRaw, text, type Raw } from '../../src/core/raw.ts';
import { spokenOrder } from '../../src/core/spoken-order.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { run } from '../context.ts';
import { control, emit } from '../sim-control.ts';
import { closeAll, connect, simulator, type Client } from '../sim/client.ts';

afterEach(closeAll);

const words = 'Nobody else says this.';
const update = JSON.stringify({ type: 'session.update', session: { type: 'realtime', instructions: words } });

type Verb = {
  readonly argv: (call: string) => readonly string[];
  /** The event that makes the difference. */
  readonly type: string;
  /** Has the call be as the verb needs it. */
  readonly before?: (other: Client) => Promise<unknown>;
  /** Whether the call really shows what was asked for, as another client finds it afterwards. `claimed` is on stdout. */
  readonly holds: (other: Client, sent: Raw, claimed: Raw) => Promise<boolean>;
};

/** The answer to an event of the other client: its effect, or a refusal. */
const asks = async (other: Client, event: Raw, effect: string): Promise<Raw | undefined> => {
  const id = `asks_${Math.random()}`;
  const from = other.events.length;
  other.send({ ...event, event_id: id });
  return Promise.race([
    other.until(effect, undefined, from),
    other.until('error', (error) => at(error, 'error.event_id') === id, from).then(() => undefined),
  ]);
};

const hasItem = async (other: Client, sent: Raw): Promise<boolean> =>
  (await asks(
    other,
    { type: 'conversation.item.retrieve', item_id: at(sent, 'item.id') },
    'conversation.item.retrieved',
  )) !== undefined;

const cancel = { type: 'response.cancel' };
const clear = { type: 'output_audio_buffer.clear' };

/** Whether nothing is generated any more, and nothing played: asked of the server by who cuts off what there is. */
const isSilent = async (other: Client, _sent: Raw, claimed: Raw): Promise<boolean> => {
  if ((await asks(other, cancel, 'response.done')) !== undefined) return false;
  // Of sound that it was not told of, nothing is claimed.
  if (claimed['cut'] === 'nothing') return true;
  const from = other.events.length;
  other.send(clear);
  await asks(other, { type: 'session.update', session: { type: 'realtime' } }, 'session.updated');
  return !other.types().slice(from).includes('output_audio_buffer.cleared');
};

const verbs: Readonly<Record<string, Verb>> = {
  interrupt: {
    argv: (call) => ['interrupt', call],
    type: 'response.cancel',
    before: async (other) => {
      other.send({
        type: 'response.create',
        response: { instructions: spokenOrder('So be it. '.repeat(900)) },
      });
      return other.until('output_audio_buffer.started');
    },
    holds: isSilent,
  },
  whisper: { argv: (call) => ['whisper', call, words], type: 'conversation.item.create', holds: hasItem },
  tool: {
    argv: (call) => ['tool', 'answer', call, 'call_1', '{"ok":true}', '--no-respond'],
    type: 'conversation.item.create',
    holds: hasItem,
  },
  send: {
    argv: (call) => ['send', call, '--ack', update],
    type: 'session.update',
    holds: async (other) => {
      const session = await asks(
        other,
        { type: 'session.update', session: { type: 'realtime' } },
        'session.updated',
      );
      return at(session, 'session.instructions') === words;
    },
  },
};

/** What goes wrong on the way. `#` stands for the event that makes the difference. */
const troubles: readonly (readonly string[])[] = [
  [],
  ['delay_ms=3000'],
  ['latency_ms=3000'],
  ['swallow=#'],
  ['swallow'],
  ['unacknowledged=#'],
  ['unacknowledged'],
  ['refuse=#'],
  ['refuse=#', 'error_event_id_echo=never'],
  ['refuse=#', 'fanout_errors=all'],
  ['duplicate=2', 'stray_error'],
  ['reorder=2', 'garbage_frame'],
  ['drop_after_frames=1'],
  ['close_after_frames=1'],
  ['half_open_after_frames=1'],
  ['unacknowledged=#', 'drop_after_frames=1'],
  ['swallow=output_audio_buffer.clear'],
  ['unacknowledged=output_audio_buffer.clear'],
  ['refuse=output_audio_buffer.clear'],
];

/** Sets right what went wrong, for who asks what really is. */
const undone = [
  'swallow=none',
  'unacknowledged=none',
  'refuse=none',
  'error_event_id_echo=always',
  'delay_ms=0',
  'latency_ms=10',
  'fault_times=0',
  'reorder=1000000',
];

/** Another client that does the same things, with its own values, all the while; a fault of its events hides none of that. */
const meddles = (other: Client, sim: Simulator, call: string): (() => void) => {
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    const event_id = `theirs_${count}`;
    const content = [{ type: 'input_text', text: 'theirs' }];
    other.send({
      type: 'conversation.item.create',
      event_id,
      item: { type: 'message', role: 'system', content },
    });
    other.send({ type: 'conversation.item.delete', event_id, item_id: 'theirs' });
    const added = { type: 'conversation.item.added', item: { id: `theirs_${count}`, type: 'message' } };
    // The call may be gone by then, and the last one may come too late: neither is what is asked here.
    emit(sim, call, added).catch(() => undefined);
    other.send({ type: 'session.update', event_id, session: { type: 'realtime', tool_choice: 'auto' } });
  }, 15);
  return () => clearInterval(timer);
};

const sentBy = (sim: Simulator, call: string, type: string, mine: RegExp): readonly Raw[] =>
  sim
    .log(call)
    .filter(({ dir }) => dir === 'in')
    .map(({ text: frame }): unknown => JSON.parse(frame))
    .filter(isRaw)
    .filter((event) => text(event, 'type') === type && mine.test(text(event, 'event_id') ?? ''));

it('what is claimed of a verb never contradicts what another client then finds', async () => {
  const seen = new Map<string, number>();
  const claim = async (name: string, verb: Verb, faults: readonly string[], seed: number): Promise<void> => {
    const about = [name, ...faults].join(' ');
    const sim = await simulator({ scenario: 'idle', seed });
    const call = sim.calls[0] ?? '';
    const item = { type: 'function_call', name: 'find', call_id: 'call_1', arguments: '{}' };
    await control(sim, 'POST', `/calls/${call}/act`, { type: 'conversation.item.create', item });
    // Attached first, so that the faults of a first socket would be its own: they are set after it.
    const other = await connect(sim);
    await verb.before?.(other);
    for (const fault of ['fault_times=9', ...faults]) sim.fault(fault.replace('#', verb.type));
    const stop = meddles(other, sim, call);
    const { code, stdout } = await run([...verb.argv(call), '--json', '--quiet', '--timeout', '1500ms'], {
      env: { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey },
    });
    stop();
    for (const fault of undone) sim.fault(fault);
    const last: unknown = stdout === '' ? {} : JSON.parse(stdout);
    const claimed = isRaw(last) ? last : {};
    const outcome = text(claimed, 'outcome') ?? 'none';
    const sent = sentBy(sim, call, verb.type, /^rts_/);
    expect(sent.length, `${about}: sent at most once`).toBeLessThan(2);
    const probe = await connect(sim, `?call_id=${call}`);
    const holds = sent[0] !== undefined && (await verb.holds(probe, sent[0], claimed));
    if (outcome === 'confirmed') expect(holds, `${about}: confirmed`).toBe(true);
    if (outcome === 'refused' || outcome === 'not-sent') expect(holds, `${about}: ${outcome}`).toBe(false);
    if (outcome === 'not-sent') expect(sent, about).toEqual([]);
    const codes: Record<string, readonly number[]> = {
      confirmed: [0],
      refused: [8],
      'not-sent': [5],
      unknown: [6, 124],
    };
    expect(codes[outcome], `${about}: ${outcome}`).toContain(code);
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  };
  const schedules = Object.entries(verbs).flatMap(([name, verb]) =>
    troubles.map((faults) => ({ name, verb, faults })),
  );
  for (let from = 0; from < schedules.length; from += 12) {
    await Promise.all(
      schedules
        .slice(from, from + 12)
        .map(({ name, verb, faults }, index) => claim(name, verb, faults, from + index)),
    );
  }
  expect([...seen.keys()]).toEqual(expect.arrayContaining(['confirmed', 'refused', 'unknown']));
}, 120_000);
