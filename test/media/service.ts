import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Raw } from '../../src/core/raw.ts';
import { feed, type Feed } from '../../src/media/feed.ts';
import { metronome } from '../../src/media/metronome.ts';
import { native } from '../../src/media/native.ts';
import { peer, type Peer } from '../../src/media/peer.ts';

/** A call that came in. */
export type Incoming = {
  readonly leg: Peer;
  readonly mouth: Feed;
  /** What was heard of the caller. */
  readonly heard: Int16Array[];
  readonly body: string;
  /** Told of every ten milliseconds that are heard from now on. */
  listen(hear: (frame: Int16Array) => void): void;
  say(...events: readonly Raw[]): void;
};

/** How this service behaves where it is not as it should be. */
export type Misbehaviour = {
  readonly status?: number;
  readonly location?: string | undefined;
  readonly answer?: string;
  /** What becomes of each call once its channel is open. */
  readonly onCall?: (call: Incoming) => void;
  readonly onMessage?: (call: Incoming, event: Raw) => void;
};

/** A service for WebRTC calls with a real peer and no mind: tests say what it says. */
export const mediaService = async (how: Misbehaviour = {}) => {
  const pace = metronome();
  const calls: Incoming[] = [];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on(
      'end',
      () =>
        void answer(request.url ?? '', Buffer.concat(chunks).toString('utf8')).then(
          ({ status, headers = {}, body }) => response.writeHead(status, headers).end(body),
        ),
    );
  });
  const answer = async (
    url: string,
    body: string,
  ): Promise<{ status: number; headers?: Record<string, string>; body: string }> => {
    requests.push(url);
    if (url.endsWith('/hangup')) {
      for (const { leg } of calls) leg.close();
      return { status: 200, body: '' };
    }
    if (how.status !== undefined)
      return { status: how.status, body: JSON.stringify({ error: { message: 'no', code: 'some_code' } }) };
    const location = 'location' in how ? how.location : `/v1/realtime/calls/rtc_test_${calls.length + 1}`;
    const headers = location === undefined ? {} : { location };
    if (how.answer !== undefined) return { status: 201, headers, body: how.answer };
    const offer = /application\/sdp\r\n\r\n(v=0[^]*?)\r\n--rt/.exec(body)?.[1] ?? '';
    const mouth = feed(native(), pace);
    const heard: Int16Array[] = [];
    let listener: ((frame: Int16Array) => void) | undefined;
    const call: Incoming = {
      mouth,
      heard,
      body,
      leg: peer(native(), {
        voice: mouth.track,
        loopback: true,
        hear(frame) {
          heard.push(Int16Array.from(frame));
          listener?.(frame);
        },
        opened: () => how.onCall?.(call),
        message: (text) => how.onMessage?.(call, JSON.parse(text) as Raw),
      }),
      listen(hear) {
        listener = hear;
      },
      say: (...events) => {
        for (const event of events) call.leg.send(JSON.stringify(event));
      },
    };
    calls.push(call);
    return { status: 201, headers, body: await call.leg.answer(offer) };
  };
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    calls,
    requests,
    close(): void {
      for (const { leg, mouth } of calls) {
        leg.close();
        mouth.close();
      }
      pace.stop();
      server.close();
      server.closeAllConnections();
    },
  };
};
