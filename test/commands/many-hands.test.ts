import { afterEach, expect, it } from 'vitest';
import { at, children, child, isRaw, text, type Raw } from '../../src/core/raw.ts';
import { spokenOrder } from '../../src/core/spoken-order.ts';
import type { Ids } from '../../src/core/ports.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { run } from '../context.ts';
import { control } from '../sim-control.ts';
import { closeAll, connect, simulator, type Client } from '../sim/client.ts';
import { chance, eventsOf, refusedIn } from './sim-log.ts';

afterEach(closeAll);

const faults: readonly (readonly string[])[] = [
  [],
  ['unacknowledged=response.cancel'],
  ['duplicate=2', 'stray_error'],
  ['swallow=session.update'],
  ['reorder=2', 'garbage_frame'],
  ['unacknowledged=conversation.item.create'],
  ['refuse=response.create'],
  ['swallow=output_audio_buffer.clear'],
  ['drop_after_frames=6'],
  ['delay_ms=400'],
];

/** One verb of one operator: its words stand nowhere else, its events have ids that begin with `mark`. */
type Deed = { readonly verb: string; readonly argv: readonly string[]; readonly mark: string };

const deedOf = (verb: string, call: string, mark: string, choose: (below: number) => number): Deed => {
  const words = `Words of ${mark}.`;
  const argv: Readonly<Record<string, readonly string[]>> = {
    say: ['say', call, words, ...([[], ['--interrupt'], ['--fail-if-busy']][choose(3)] ?? [])],
    whisper: ['whisper', call, words],
    instruct: ['instruct', call, words, '--yes'],
    interrupt: ['interrupt', call],
    tool: ['tool', 'answer', call, `call_${1 + choose(2)}`, JSON.stringify({ words })],
    hangup: ['hangup', call, '--yes'],
  };
  const limit = verb === 'hangup' ? [] : ['--timeout', '2s'];
  return { verb, mark, argv: [...(argv[verb] ?? []), ...limit, '--json', '--quiet'] };
};

/** What somebody else does on the same session all the while, of everything a little. */
const meddles = (other: Client, choose: (below: number) => number): (() => void) => {
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    const event_id = `theirs_${count}`;
    const content = [{ type: 'input_text', text: `theirs ${count}` }];
    const events: readonly Raw[] = [
      { type: 'response.create', response: { instructions: spokenOrder('And so on. '.repeat(choose(60))) } },
      { type: 'response.cancel' },
      { type: 'output_audio_buffer.clear' },
      { type: 'session.update', session: { type: 'realtime', instructions: `Theirs ${count}.` } },
      { type: 'conversation.item.create', item: { type: 'message', role: 'system', content } },
      { type: 'conversation.item.delete', item_id: 'theirs' },
    ];
    other.send({ ...events[choose(events.length)], event_id });
  }, 25);
  return () => clearInterval(timer);
};

/** What the log of the simulator holds of somebody. */
const logged = (sim: Simulator, call: string, mark: string) => {
  const frames = eventsOf(sim, call);
  const sent = frames.filter(
    ({ dir, event }) => dir === 'in' && text(event, 'event_id')?.startsWith(mark) === true,
  );
  const told = frames.filter(({ dir }) => dir === 'out');
  const refused = new Map([...refusedIn(frames)].filter(([id]) => id.startsWith(mark)));
  const first = sent[0]?.index ?? Infinity;
  const sockets = new Set(sent.map(({ socket }) => socket));
  return {
    sent: (type: string) => sent.map(({ event }) => event).filter((event) => text(event, 'type') === type),
    all: sent.map(({ event }) => text(event, 'event_id')),
    refused,
    /** Told to anybody after the first was sent. */
    told: (type: string, so: (event: Raw) => boolean = () => true) =>
      told.filter(({ index, event }) => index > first && text(event, 'type') === type && so(event)),
    /** Told to them; also what was under way to them when they sent. */
    toldThem: (type: string, so: (event: Raw) => boolean = () => true) =>
      told.filter(({ socket, event }) => sockets.has(socket) && text(event, 'type') === type && so(event)),
  };
};
type Logged = ReturnType<typeof logged>;

const idOf = (event: Raw): string => text(event, 'event_id') ?? '';
const transcript = (response: Raw | undefined): string =>
  children(response, 'output')
    .flatMap((item) => children(item, 'content'))
    .map((part) => text(part, 'transcript') ?? '')
    .join('');

/** Tagged by this operator: their response. */
const isOurs =
  (mark: string) =>
  (event: Raw): boolean =>
    String(at(event, 'response.metadata.rt_sideband')).startsWith(mark);

/** What makes each claim of a verb false. */
const lies = ({ verb, mark }: Deed, claimed: Raw, log: Logged): readonly string[] => {
  const outcome = text(claimed, 'outcome');
  const types: Readonly<Record<string, string>> = {
    say: 'response.create',
    whisper: 'conversation.item.create',
    tool: 'conversation.item.create',
    instruct: 'session.update',
    interrupt: 'response.cancel',
  };
  const made = log.sent(types[verb] ?? '');
  const open = made.filter((event) => !log.refused.has(idOf(event)));
  const wrong = (what: string, isWrong: boolean): readonly string[] => (isWrong ? [what] : []);
  const ended = log.told('response.done', isOurs(mark)).map(({ event }) => child(event, 'response'));
  if (outcome === 'not-sent') return wrong('it was sent and not refused', open.length > 0);
  if (verb === 'say') {
    if (outcome === 'refused') {
      const failed = ended.some((response) => text(response, 'status') !== 'completed');
      return wrong('nobody refused it', open.length > 0 && !failed);
    }
    if (outcome !== 'confirmed') return [];
    const done = ended.find((response) => text(response, 'status') === 'completed');
    return [
      ...wrong('no such response was completed', done === undefined),
      ...wrong('other words were said', transcript(done) !== text(claimed, 'spoken')),
    ];
  }
  if (outcome === 'refused') return wrong('nobody refused it', open.length > 0 && log.refused.size === 0);
  if (outcome !== 'confirmed') return [];
  if (verb === 'whisper' || verb === 'tool') {
    const ids = open.map((event) => at(event, 'item.id'));
    const shows = (event: Raw): boolean => ids.includes(at(event, 'item.id'));
    const seen = ['conversation.item.added', 'conversation.item.done', 'conversation.item.retrieved'].some(
      (type) => log.told(type, shows).length > 0,
    );
    const asked = log.told('response.created', isOurs(mark)).length + ended.length > 0;
    const goesOn = text(claimed, 'note')?.endsWith('the agent goes on') === true;
    return [
      ...wrong('the server shows no such item', !seen),
      ...wrong('no response was asked for', verb === 'tool' && goesOn && !asked),
    ];
  }
  if (verb === 'instruct') {
    const holds = (event: Raw): boolean => at(event, 'session.instructions') === `Words of ${mark}.`;
    return wrong('no session showed it', log.told('session.updated', holds).length === 0);
  }
  const cut = text(claimed, 'cut');
  const cancelled = log.toldThem('response.done', (event) => at(event, 'response.status') === 'cancelled');
  const cleared = log.toldThem('output_audio_buffer.cleared');
  const idle = [...log.refused.values()].includes('response_cancel_not_active');
  return [
    ...wrong('nothing was cancelled', (cut === 'both' || cut === 'generating') && cancelled.length === 0),
    ...wrong('no sound was cut off', (cut === 'both' || cut === 'playing') && cleared.length === 0),
    ...wrong('something was running', (cut === 'nothing' || cut === 'playing') && !idle),
  ];
};

const codes: Readonly<Record<string, readonly number[]>> = {
  confirmed: [0],
  refused: [8],
  'not-sent': [2, 5, 124],
  unknown: [6, 124],
};

const verbs = ['say', 'whisper', 'instruct', 'interrupt', 'tool'] as const;

it('three operators and another client on one session: what each is told never contradicts the log', async () => {
  const seen = new Map<string, number>();

  const schedule = async (seed: number): Promise<void> => {
    const choose = chance(seed);
    const sim = await simulator({ scenario: 'idle', seed });
    const call = sim.calls[0] ?? '';
    for (const call_id of ['call_1', 'call_2']) {
      const item = { type: 'function_call', name: 'find', call_id, arguments: '{}' };
      await control(sim, 'POST', `/calls/${call}/act`, { type: 'conversation.item.create', item });
    }
    const other = await connect(sim);
    for (const fault of ['fault_times=99', ...(faults[seed % faults.length] ?? [])]) sim.fault(fault);
    const stop = meddles(other, chance(seed + 1000));

    const carryOut = async (deed: Deed): Promise<void> => {
      let count = 0;
      const ids: Ids = (kind) => `${deed.mark}${kind.charAt(0)}${(count += 1)}`;
      const { code, stdout } = await run(deed.argv, {
        env: { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey },
        ids,
      });
      const about = `seed ${seed} ${(faults[seed % faults.length] ?? []).join(' ')}: ${deed.mark} ${deed.verb}`;
      const said: unknown = stdout === '' ? undefined : JSON.parse(stdout);
      const log = logged(sim, call, deed.mark);
      expect(new Set(log.all).size, `${about}: each event once`).toBe(log.all.length);
      if (!isRaw(said)) {
        // It was over before there was anything to claim.
        expect(log.all, about).toEqual([]);
        return;
      }
      const outcome = text(said, 'outcome') ?? 'none';
      if (deed.verb === 'hangup') {
        const posts = sim.log(call).filter(({ kind, dir }) => kind === 'rest' && dir === 'in');
        const found = await control(sim, 'GET', `/calls/${call}`);
        const state = text(isRaw(found) ? found : undefined, 'state');
        expect(posts.length, about).toBe(1);
        expect(outcome === 'confirmed', `${about}: ${outcome}`).toBe(state === 'ended');
      } else {
        expect(lies(deed, said, log), `${about}: ${JSON.stringify(said).slice(0, 400)}`).toEqual([]);
        expect(codes[outcome], `${about}: ${outcome}`).toContain(code);
      }
      seen.set(`${deed.verb} ${outcome}`, (seen.get(`${deed.verb} ${outcome}`) ?? 0) + 1);
    };
    const operator = async (name: string): Promise<void> => {
      const pick = chance(seed * 31 + name.charCodeAt(0));
      for (let turn = 0; turn < 3; turn += 1) {
        const verb = verbs[pick(verbs.length)] ?? 'say';
        await carryOut(deedOf(verb, call, `rts_${name}${turn}_`, pick));
      }
    };
    const ending = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 500 + choose(2500)));
      await carryOut(deedOf('hangup', call, 'rts_z_', choose));
    };
    await Promise.all([operator('a'), operator('b'), operator('c'), ...(seed % 3 === 0 ? [ending()] : [])]);
    stop();
  };

  for (let seed = 1; seed <= 12; seed += 4) {
    await Promise.all([0, 1, 2, 3].map((more) => schedule(seed + more)));
  }
  for (const verb of verbs) expect(seen.get(`${verb} confirmed`), verb).toBeGreaterThan(0);
  expect(seen.get('hangup confirmed')).toBeGreaterThan(0);
  for (const outcome of ['refused', 'unknown'])
    expect(
      [...seen.keys()].some((one) => one.endsWith(outcome)),
      outcome,
    ).toBe(true);
}, 180_000);
