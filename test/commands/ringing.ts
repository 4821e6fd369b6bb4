import type { Clock } from '../../src/core/ports.ts';
import { isRaw, text, type Raw } from '../../src/core/raw.ts';
import { systemClock } from '../../src/io/system.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { run, type Ran, type World } from '../context.ts';
import { control } from '../sim-control.ts';

/** A clock on which ten seconds pass in one: what waits in vain does not wait long. */
const quickClock = (): Clock => {
  const real = systemClock();
  return {
    now: () => ({ wall: real.now().wall, mono: real.now().mono * 10 }),
    sleep: (ms, signal) => real.sleep(ms / 10, signal),
  };
};

/** Runs a command line against a simulator, its waits ten times as short. */
export const at = (sim: Simulator, argv: readonly string[], world: World = {}): Promise<Ran> =>
  run(argv, {
    env: { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey },
    clock: quickClock(),
    ...world,
  });

/** The HTTP requests about a call, and what they were answered. */
export const requests = (sim: Simulator, callId: string): readonly string[] =>
  sim
    .log(callId)
    .filter(({ kind }) => kind === 'rest')
    .map(({ text: line }) => line.replace(`/realtime/calls/${callId}`, ''));

/** Has a SIP call ring, and gives its id and the webhook that tells of it. */
export const ringing = async (
  sim: Simulator,
  more: object = {},
): Promise<{ id: string; webhook: string }> => {
  const made = await control(sim, 'POST', '/calls', { transport: 'sip', ...more });
  const body: Raw | undefined = isRaw(made) ? made : undefined;
  return { id: text(body, 'call_id') ?? '', webhook: JSON.stringify(body?.['webhook']) };
};

/** A SIP call that is up. */
export const answered = async (sim: Simulator): Promise<string> => {
  const made = await control(sim, 'POST', '/calls', { transport: 'sip', pending: false });
  return text(isRaw(made) ? made : undefined, 'call_id') ?? '';
};
