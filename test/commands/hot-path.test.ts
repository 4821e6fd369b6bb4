import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { Piece } from '../../src/core/piece.ts';
import { Row } from '../../src/core/row.ts';
import { ReceivedFrame } from '../../src/io/received.ts';
import { run } from '../context.ts';
import { delta } from '../core/frames.ts';
import { closeFrame, frame, rawServer, switching } from '../raw-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'rt-hot-'));
const restore: (() => void)[] = [];
afterEach(() => {
  for (const back of restore.splice(0)) back();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Counts how often something of a class is asked for. */
const counting = (of: { readonly prototype: object }, name: string): (() => number) => {
  const found = Object.getOwnPropertyDescriptor(of.prototype, name);
  if (found === undefined) throw new Error(`no ${name}`);
  let times = 0;
  const { get, value } = found as { get?: () => unknown; value?: () => unknown };
  function asked(this: unknown, ...given: unknown[]): unknown {
    times += 1;
    return Reflect.apply(get ?? value ?? (() => undefined), this, given);
  }
  Object.defineProperty(of.prototype, name, {
    configurable: true,
    ...(get === undefined ? { value: asked } : { get: asked }),
  });
  restore.push(() => Object.defineProperty(of.prototype, name, found));
  return () => times;
};

const pieces = 4000;

it.each([['--json'], ['--format', 'pretty'], ['--json', '--record', join(folder, 'call.ndjson')]])(
  'of a burst of pieces tail %s %s reads no more than that they came',
  async (...flags) => {
    const burst = Buffer.concat(Array.from({ length: pieces }, (_, id) => frame(delta(id, ' word'))));
    let nth = 0;
    const server = await rawServer((socket, head) => {
      nth += 1;
      if (nth > 1) return void socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}');
      socket.write(switching(head));
      socket.write(Buffer.concat([burst, closeFrame(1000)]));
    });
    const texts = counting(ReceivedFrame, 'text');
    const raws = counting(Piece, 'raw');
    const words = counting(Piece, 'delta');
    const sessions = counting(Row, 'settle');
    try {
      const { stdout } = await run(['tail', 'rtc_a', ...flags.filter((flag) => flag !== undefined)], {
        env: {
          HOME: folder,
          OPENAI_API_KEY: ['sk', 'test', 'hot'].join('-'),
          OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1`,
        },
      });
      // Beside a recording the screen may leave out what it has no room for.
      if (flags.length === 1) expect(stdout.split('\n').length).toBeGreaterThan(pieces);
      // The first is read to know the others by; each batch is looked at once, and folded once.
      expect(texts()).toBeLessThan(20);
      expect(raws()).toBe(0);
      expect(words()).toBeLessThan(pieces / 20);
      expect(sessions()).toBeLessThan(pieces / 20);
    } finally {
      await server.close();
    }
  },
);
