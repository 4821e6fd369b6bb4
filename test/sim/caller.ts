import { isRaw, type Raw } from '../../src/core/raw.ts';
import type { SimulatorOptions } from '../../src/sim/simulator-options.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { wrtc } from '../media/native-here.ts';
import { end, hangUp, loudness, until } from '../media/two-peers.ts';
import { simulator } from './client.ts';

/** A caller with a real peer connection, as a browser would be. */
export type Caller = {
  readonly callId: string;
  /** What came over the data channel. */
  readonly events: Raw[];
  types(): string[];
  send(event: unknown): void;
  /** The first event of this type from number `from` on, when it has come. */
  until(type: string, from?: number): Promise<Raw>;
  say(pcm: Int16Array): void;
  /** Milliseconds of sound that were heard. */
  heard(): number;
  /** Whether the other side has closed the data channel. */
  readonly left: () => boolean;
  hangUp(): void;
};

const callers: (() => void)[] = [];

/** Ends every call of a test. */
export const endCalls = (): void => {
  for (const leave of callers.splice(0)) leave();
};

/** Starts a simulator that real peers can call, at the pace of life; its agent has no voice of this machine. */
export const withPeers = (options: SimulatorOptions = {}): Promise<Simulator> =>
  simulator({ speed: 1, calls: 0, env: { PATH: '' }, ...options, media: undefined });

/** Calls a simulator: with its key and a session, or with a client secret and the bare offer. */
export const call = async (
  sim: Simulator,
  session: Raw = { type: 'realtime' },
  secret?: string,
  connects = true,
): Promise<Caller> => {
  const events: Raw[] = [];
  let loud = 0;
  let left = false;
  const one = end(wrtc(), {
    hear(frame) {
      if (loudness(frame) > 200) loud += 10;
    },
    channelClosed() {
      left = true;
    },
    message(text) {
      const event: unknown = JSON.parse(text);
      if (isRaw(event)) events.push(event);
    },
  });
  callers.push(() => hangUp(one));
  const sdp = await one.peer.offer();
  const form = new FormData();
  form.set('sdp', new Blob([sdp], { type: 'application/sdp' }));
  form.set('session', new Blob([JSON.stringify(session)], { type: 'application/json' }));
  const response = await fetch(`${sim.baseUrl}/realtime/calls`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secret ?? sim.apiKey}`,
      ...(secret === undefined ? {} : { 'content-type': 'application/sdp' }),
    },
    body: secret === undefined ? form : sdp,
  });
  const answer = await response.text();
  if (response.status !== 201) throw new Error(`HTTP ${response.status} ${answer}`);
  if (connects) await one.peer.accept(answer);
  const caller: Caller = {
    callId: response.headers.get('location')?.split('/').at(-1) ?? '',
    events,
    types: () => events.map((event) => String(event['type'])),
    send: (event) => void one.peer.send(JSON.stringify(event)),
    async until(type, from = 0) {
      const found = (): Raw | undefined => events.slice(from).find((event) => event['type'] === type);
      await until(() => found() !== undefined).catch(() => {
        throw new Error(`no ${type} after: ${caller.types().slice(-15).join(', ')}`);
      });
      return found() ?? {};
    },
    say: (pcm) => one.voice.say(pcm),
    heard: () => loud,
    left: () => left,
    hangUp: () => hangUp(one),
  };
  return caller;
};
