import { afterEach, describe, expect, it } from 'vitest';
import { readCallArgument } from '../../src/core/call-argument.ts';
import { contains } from '../../src/core/contains.ts';
import { operator, type Operator } from '../../src/core/operator.ts';
import {
  cancelResponse,
  createItem,
  createResponse,
  updateSession,
  type Outgoing,
} from '../../src/core/outgoing.ts';
import type { Entry, Ids } from '../../src/core/ports.ts';
import { pump } from '../../src/core/pump.ts';
import { at, child, text, type Raw } from '../../src/core/raw.ts';
import type { Outcome } from '../../src/core/settle.ts';
import { connector } from '../../src/io/connect.ts';
import { secret } from '../../src/io/secret.ts';
import { systemClock } from '../../src/io/system.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { until } from '../connecting.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { chance, eventsOf, refusedIn } from './sim-log.ts';

afterEach(closeAll);

type Desk = {
  readonly name: string;
  readonly ids: Ids;
  readonly acts: Operator;
  readonly entries: readonly Entry[];
  readonly leave: () => Promise<void>;
};

const sit = async (sim: Simulator, name: string): Promise<Desk> => {
  const clock = systemClock();
  const settings = { baseUrl: sim.baseUrl, key: secret(sim.apiKey), clock, env: {}, userAgent: 'test' };
  const link = await connector(settings)(readCallArgument(sim.calls[0] ?? ''), new AbortController().signal);
  const acts = operator(link, clock);
  const entries: Entry[] = [];
  const done = pump(link.signals, [acts, { write: (entry) => entries.push(entry) }]);
  let count = 0;
  return {
    name,
    ids: (kind) => `${name}_${kind}${(count += 1)}`,
    acts,
    entries,
    async leave() {
      await link.close();
      await done;
    },
  };
};

const values: readonly Raw[] = [
  { max_output_tokens: 100 },
  { max_output_tokens: 200 },
  { instructions: 'Be brief.' },
  { instructions: 'Be kind.' },
  { instructions: 'Be kind.', max_output_tokens: 100 },
  { audio: { output: { speed: 1.1 } } },
  // Refused.
  { audio: { output: { speed: 99 } } },
  {},
];

const note = (words: string): Raw => ({
  type: 'message',
  role: 'system',
  content: [{ type: 'input_text', text: words }],
});

const deed = ({ ids }: Desk, choose: (below: number) => number): Outgoing => {
  const kind = choose(10);
  if (kind < 6) return updateSession(values[choose(values.length)] ?? {}, ids);
  if (kind < 8) return createItem(note('The caller is a guest.'), ids, 'whisper');
  if (kind < 9) return createResponse({ instructions: 'Say hello.' }, ids('response'), ids, 'say');
  return cancelResponse(undefined, ids, 'interrupt');
};

/** What the simulator's log says was done by whom, effect by effect. */
const truth = (sim: Simulator) => {
  const log = eventsOf(sim, sim.calls[0]);
  const refused = refusedIn(log);
  const taken = log.filter(({ dir, event }) => dir === 'in' && !refused.has(text(event, 'event_id') ?? ''));
  const doer = (event: Raw): string => text(event, 'event_id')?.split('_')[0] ?? '?';
  return {
    refused,
    /** In the order in which they were answered, which is that in which they came. */
    updates: taken
      .filter(({ event }) => event['type'] === 'session.update')
      .map(({ event }) => ({ by: doer(event), patch: child(event, 'session') ?? {} })),
    cancels: taken.filter(({ event }) => event['type'] === 'response.cancel').map(({ event }) => doer(event)),
  };
};

type Seen = { readonly entry: Entry; readonly by: string; readonly ours: boolean | undefined };

/** What a desk was shown of what somebody did, with who did it. */
const effects = (desk: Desk, told: ReturnType<typeof truth>): readonly Seen[] => {
  let updates = 0;
  let cancels = 0;
  return desk.entries.flatMap((entry): readonly Seen[] => {
    if (entry.event.kind !== 'server') return [];
    const { raw, known } = entry.event;
    const seen = (by: string | undefined): readonly Seen[] =>
      by === undefined ? [] : [{ entry, by, ours: entry.whose?.ours }];
    switch (known.type) {
      case 'session.updated':
        return seen(told.updates[updates++]?.by);
      case 'conversation.item.added':
        return at(raw, 'item.role') === 'system' ? seen(String(at(raw, 'item.id')).split('_')[0]) : [];
      case 'response.created':
        return seen(String(at(raw, 'response.metadata.rt_sideband')).split('_')[0]);
      case 'response.done':
        return at(raw, 'response.status_details.reason') === 'client_cancelled'
          ? seen(told.cancels[cancels++])
          : [];
      default:
        return [];
    }
  });
};

/** True when an update of this desk is held by what this entry shows: then it may have been its effect. */
const couldBe = (desk: Desk, { event }: Entry, updates: readonly { by: string; patch: Raw }[]): boolean =>
  event.kind === 'server' &&
  updates.some(({ by, patch }) => by === desk.name && contains(child(event.raw, 'session'), patch));

const isUpdate = ({ entry: { event } }: Seen): boolean =>
  event.kind === 'server' && event.known.type === 'session.updated';

const two = async (seed: number): Promise<{ sim: Simulator; a: Desk; b: Desk }> => {
  const sim = await simulator({ scenario: 'idle', seed });
  return { sim, a: await sit(sim, 'a'), b: await sit(sim, 'b') };
};

const shown = ({ acts }: Desk): number => acts.session().counts.received - acts.session().errors.length;

describe('two operators on one call', () => {
  it('each sees what the other did as not from here, when they act in turn', async () => {
    const counted = { ours: 0, theirs: 0 };
    for (let seed = 1; seed <= 4; seed += 1) {
      const { sim, a, b } = await two(seed);
      const choose = chance(seed);
      for (let turn = 0; turn < 25; turn += 1) {
        const desk = choose(2) === 0 ? a : b;
        const outcome = await desk.acts.perform(deed(desk, choose));
        expect(['confirmed', 'refused'], `seed ${seed}, turn ${turn}`).toContain(outcome.outcome);
        // An error is told to its sender only.
        await until(() => shown(a) === shown(b));
      }
      await Promise.all([a.leave(), b.leave()]);
      const told = truth(sim);
      for (const desk of [a, b]) {
        for (const seen of effects(desk, told)) {
          const about = `seed ${seed}, ${desk.name} at #${seen.entry.seq}`;
          const ours = seen.by === desk.name;
          // Once more the same as ours, soon after: nobody can tell.
          if (seen.ours === undefined && isUpdate(seen)) {
            expect(couldBe(desk, seen.entry, told.updates), about).toBe(true);
          } else expect(seen.ours, about).toBe(ours);
          if (seen.ours !== undefined) counted[ours ? 'ours' : 'theirs'] += 1;
        }
      }
    }
    expect(counted.ours).toBeGreaterThan(40);
    expect(counted.theirs).toBeGreaterThan(30);
  }, 60_000);

  it('never takes its own for theirs, and claims no outcome that did not come, when they act at once', async () => {
    let theirs = 0;
    const outcomes = new Map<string, number>();
    for (let seed = 11; seed <= 16; seed += 1) {
      const { sim, a, b } = await two(seed);
      const choose = chance(seed);
      const waiting: Promise<{ sent: Outgoing; outcome: Outcome }>[] = [];
      for (let turn = 0; turn < 30; turn += 1) {
        const desk = choose(2) === 0 ? a : b;
        const sent = deed(desk, choose);
        waiting.push(desk.acts.perform(sent, 1000).then((outcome) => ({ sent, outcome })));
        if (choose(3) === 0) await new Promise((resolve) => setTimeout(resolve, choose(10)));
      }
      const done = await Promise.all(waiting);
      await Promise.all([a.leave(), b.leave()]);
      const told = truth(sim);
      for (const { sent, outcome } of done) {
        const about = `seed ${seed}: ${JSON.stringify(sent.event)} ${outcome.outcome}`;
        outcomes.set(outcome.outcome, (outcomes.get(outcome.outcome) ?? 0) + 1);
        if (outcome.outcome === 'refused') expect(told.refused.has(sent.id), about).toBe(true);
        // What the other cancelled a moment before is cancelled all the same.
        if (outcome.outcome === 'confirmed' && sent.event['type'] !== 'response.cancel')
          expect(told.refused.has(sent.id), about).toBe(false);
      }
      for (const desk of [a, b]) {
        for (const seen of effects(desk, told)) {
          const about = `seed ${seed}, ${desk.name} at #${seen.entry.seq}`;
          if (seen.ours === false) {
            expect(seen.by, about).not.toBe(desk.name);
            theirs += 1;
          }
          if (seen.ours === true && seen.by !== desk.name) {
            // Taken for ours only where it held what we asked for.
            expect(isUpdate(seen) ? couldBe(desk, seen.entry, told.updates) : true, about).toBe(true);
          }
        }
      }
    }
    expect(theirs).toBeGreaterThan(60);
    expect(outcomes.get('confirmed')).toBeGreaterThan(60);
    expect(outcomes.get('refused')).toBeGreaterThan(5);
  }, 60_000);
});
