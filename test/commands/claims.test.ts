import { afterEach, expect, it } from 'vitest';
import { isRaw, text } from '../../src/core/raw.ts';
import { control } from '../sim-control.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { answered, at, requests } from './ringing.ts';

afterEach(closeAll);

const closings = ['1000', '1006', 'none'];
const replies = [
  'rest_reply=sent',
  'rest_reply=lost',
  'rest_reply=swallowed',
  'rest_status=500x1',
  'rest_status=409x1',
];
const hangup = ['hangup'] as const;
const refer = ['refer', 'tel:+14155550123', '--verify', '3s'] as const;
const schedules = closings.flatMap((closing) =>
  replies.flatMap((reply) => {
    const faults = [`close_on_hangup=${closing}`, reply];
    const referring = ['ok', 'silent', '500'].map((result) => ({
      verb: refer,
      faults: [...faults, `refer_result=${result}`],
    }));
    return [{ verb: hangup, faults }, ...referring];
  }),
);

it('what is claimed never contradicts what became of the call, whatever goes wrong on the way', async () => {
  const seen = new Map<string, number>();
  const claim = async ({ verb: [name, ...args], faults }: (typeof schedules)[number]): Promise<void> => {
    const all = ['attach_404_ms_after_accept=0', ...faults];
    const sim = await simulator({ scenario: 'idle', calls: 0, faults: all });
    const id = await answered(sim);
    const about = [name, ...faults].join(' ');
    const { code, stdout } = await at(sim, [name, id, ...args, '--yes', '--json', '--quiet']);
    const outcome = text(JSON.parse(stdout), 'outcome') ?? '';
    const call = await control(sim, 'GET', `/calls/${id}`);
    const state = text(isRaw(call) ? call : undefined, 'state');
    const asked = requests(sim, id);
    expect(
      asked.filter((line) => line.startsWith('POST')),
      about,
    ).toHaveLength(1);
    if (outcome === 'confirmed') expect(state, about).toBe('ended');
    else expect(state, about).toBe('live');
    // No is said only where the server said it.
    if (outcome === 'refused') expect(asked.at(-1), about).toMatch(/^HTTP [45]/);
    if (outcome === 'unknown') expect(asked.at(-1), about).not.toMatch(/^HTTP [45]/);
    expect(code, about).toBe({ confirmed: 0, refused: 8, unknown: 6 }[outcome]);
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  };
  for (let from = 0; from < schedules.length; from += 18) {
    await Promise.all(schedules.slice(from, from + 18).map(claim));
  }
  expect([...seen.keys()].toSorted()).toEqual(['confirmed', 'refused', 'unknown']);
}, 60_000);
