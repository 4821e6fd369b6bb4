import type { Simulator } from '../../src/sim/simulator.ts';
import { run, type Ran, type World } from '../context.ts';
import { until } from '../e2e/program.ts';

/** A listener that runs in this process. */
export type Listening = {
  /** Where webhooks go. */
  readonly url: string;
  /** Everything on stderr so far. */
  readonly heard: () => string;
  /** Ctrl-C. */
  readonly leave: () => void;
  readonly ended: Promise<Ran>;
};

/** Runs `listen` with the key and the webhook secret of a simulator until it is told to leave. */
export const listening = async (
  sim: Simulator,
  argv: readonly string[],
  world: World = {},
): Promise<Listening> => {
  const leaving = new AbortController();
  let text = '';
  const ended = run(['listen', ...argv], {
    signal: leaving.signal,
    ...world,
    env: {
      OPENAI_BASE_URL: sim.baseUrl,
      OPENAI_API_KEY: sim.apiKey,
      OPENAI_WEBHOOK_SECRET: sim.webhookSecret,
      ...world.env,
    },
    heard: (piece) => (text += piece),
  });
  const url = (): string | undefined => /listening on (\S+)/.exec(text)?.[1];
  await Promise.race([
    until(() => url() !== undefined, 'the door'),
    ended.then(({ stderr }) => Promise.reject(new Error(`listen ended: ${stderr}`))),
  ]);
  return { url: url() ?? '', heard: () => text, leave: () => leaving.abort('interrupt'), ended };
};
