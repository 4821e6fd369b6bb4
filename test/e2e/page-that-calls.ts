import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { isRaw, text, type Raw } from '../../src/core/raw.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { calling, openBrowser } from '../chromium.ts';
import { wavBytes } from '../media/wav-bytes.ts';
import { folder } from './program.ts';
import { afterwards } from './tmux.ts';

/** A page in Chromium that has placed a call. */
export type Caller = {
  readonly id: string;
  /** What came over its data channel so far. */
  readonly events: () => Promise<readonly Raw[]>;
  /** The state of its peer connection. */
  readonly state: () => Promise<string>;
  /** The sound it heard so far; it rises when somebody speaks. */
  readonly energy: () => Promise<number>;
  readonly hangUp: () => Promise<void>;
};

/** A WAV file in which nobody speaks: the microphone that Chromium makes up beeps, which is a turn of the caller. */
export const silence = (): string => {
  const path = join(folder(), 'silence.wav');
  writeFileSync(path, wavBytes(Buffer.alloc(96_000)));
  return path;
};

/** Serves one page with one script, to this machine. */
const served = async (script: string): Promise<string> => {
  const server = createServer((request, response) => {
    const asked = request.url === '/caller.js';
    response.setHeader('content-type', asked ? 'text/javascript' : 'text/html');
    response.end(asked ? script : '<!doctype html><audio autoplay></audio><script src="caller.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

/** A client secret of a simulator, as a server would hand it to a page. */
const secretOf = async (sim: Simulator, session: Raw): Promise<string> => {
  const response = await fetch(`${sim.baseUrl}/realtime/client_secrets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sim.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ session: { type: 'realtime', ...session } }),
  });
  const answer: unknown = await response.json();
  return (isRaw(answer) ? text(answer, 'value') : undefined) ?? '';
};

/** Has a page call a simulator with the client of `callers/`, and waits until it can send events. */
export const pageThatCalls = async (client: string, sim: Simulator, session: Raw = {}): Promise<Caller> => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'callers', `${client}.js`)],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'silent',
  });
  const browser = await openBrowser(calling(silence()));
  afterwards(() => browser.close());
  const page = await browser.newPage();
  await page.goto(await served(outputFiles[0]?.text ?? ''));
  const given = JSON.stringify({ baseUrl: sim.baseUrl, key: await secretOf(sim, session) });
  const id = String(await page.evaluate(`globalThis.call(${given})`));
  return {
    id,
    events: async () => {
      const events: unknown = await page.evaluate('globalThis.caller.events()');
      return Array.isArray(events) ? events.filter(isRaw) : [];
    },
    state: async () => String(await page.evaluate('globalThis.caller.state()')),
    energy: async () => Number(await page.evaluate('globalThis.caller.energy()')),
    hangUp: async () => void (await page.evaluate('globalThis.caller.hangUp()')),
  };
};
