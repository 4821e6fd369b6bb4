import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAscii } from 'node:buffer';
import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { takeWholeFrames, wholeFrames } from '../../src/io/whole-frames.ts';

const limit = 5000;

const framed = (first: number, payload: Uint8Array, mask = false): Buffer => {
  const { length } = payload;
  const short = length < 126 ? length : length < 65_536 ? 126 : 127;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = first;
  head[1] = short | (mask ? 0x80 : 0);
  if (short === 126) head.writeUInt16BE(length, 2);
  if (short === 127) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, mask ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
};
const text = (words: string): Buffer => framed(0x81, Buffer.from(words));

/** What goes which way, in order. */
const parted = (
  chunks: readonly Buffer[],
): readonly { readonly way: 'message' | 'rest'; readonly bytes: Buffer }[] => {
  const ways: { way: 'message' | 'rest'; bytes: Buffer }[] = [];
  const read = wholeFrames(limit, {
    message: (bytes, from, to, ascii) => {
      const message = bytes.subarray(from, to);
      expect(ascii).toBe(isAscii(message));
      ways.push({ way: 'message', bytes: message });
    },
    rest: (bytes) => ways.push({ way: 'rest', bytes }),
  });
  for (const chunk of chunks) read(chunk);
  return ways;
};
const messages = (chunks: readonly Buffer[]): readonly string[] =>
  parted(chunks).flatMap(({ way, bytes }) => (way === 'message' ? [bytes.toString()] : []));
const rest = (chunks: readonly Buffer[]): Buffer =>
  Buffer.concat(parted(chunks).flatMap(({ way, bytes }) => (way === 'rest' ? [bytes] : [])));

const part = (words: string, last: string): Buffer[] => [
  framed(0x01, Buffer.from(words)),
  framed(0x89, Buffer.from('ping')),
  framed(0x00, Buffer.from(words)),
  framed(0x80, Buffer.from(last)),
];
const anyFrames = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }).map((words) => [text(words)]) },
  fc.nat(400).map((size) => [text('é'.repeat(size))]),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => [framed(0x82, bytes)]),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => [framed(0x89, bytes)]),
  fc.constant([framed(0x8a, Buffer.alloc(0))]),
  fc.tuple(fc.string(), fc.string()).map(([words, last]) => part(words, last)),
  fc.constantFrom([text('x'.repeat(limit + 1))], [text('x'.repeat(70_000))]),
  fc.constantFrom([framed(0x81, Buffer.from([0xc3]))], [framed(0xc1, Buffer.from('x'))]),
  fc.constant([framed(0x81, Buffer.from('masked'), true)]),
);

describe('what a socket reads', () => {
  it('loses nothing and keeps its order, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(anyFrames, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 }),
        (groups, sizes) => {
          const stream = Buffer.concat(groups.flat());
          const chunks: Buffer[] = [];
          for (let from = 0, nth = 0; from < stream.length; nth += 1) {
            const size = sizes[nth % sizes.length] ?? 1;
            chunks.push(stream.subarray(from, from + size));
            from += size;
          }
          const ways = parted(chunks);
          const again = ways.map(({ way, bytes }) => (way === 'message' ? framed(0x81, bytes) : bytes));
          const told = Buffer.concat(again);
          expect(told.equals(stream.subarray(0, told.length))).toBe(true);
          // A frame that was not read to its end is held back, and nothing else.
          expect(told.length).toBe(stream.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives each text message that was read in one piece', () => {
    const frames = [text(''), text('one'), text('é'.repeat(100)), text('x'.repeat(limit)), text('{"a":1}')];
    const [empty, ...others] = ['', 'one', 'é'.repeat(100), 'x'.repeat(limit), '{"a":1}'];
    expect(messages([Buffer.concat(frames)])).toEqual([empty, ...others]);
    expect(rest([Buffer.concat(frames)])).toHaveLength(0);
    expect(messages(frames)).toEqual([empty, ...others]);
  });

  it('gives a message wherever it was cut, also into single bytes', () => {
    const stream = Buffer.concat([
      text('one'),
      framed(0x89, Buffer.from('p')),
      text('é'.repeat(100)),
      text('three'),
    ]);
    const all = ['one', 'é'.repeat(100), 'three'];
    for (let cut = 0; cut <= stream.length; cut += 1)
      expect(messages([stream.subarray(0, cut), stream.subarray(cut)]), `cut at ${cut}`).toEqual(all);
    expect(messages([...stream].map((byte) => Buffer.of(byte)))).toEqual(all);
    expect(rest([...stream].map((byte) => Buffer.of(byte)))).toHaveLength(3);
  });

  it.each([
    ['binary', framed(0x82, Buffer.from('x'))],
    ['a ping', framed(0x89, Buffer.from('x'))],
    ['a pong', framed(0x8a, Buffer.alloc(0))],
  ])('leaves to the other way what is %s, and goes on behind it', (_, frame) => {
    const chunks = [Buffer.concat([text('before'), frame, text('behind')])];
    expect(messages(chunks)).toEqual(['before', 'behind']);
    expect(rest(chunks).equals(frame)).toBe(true);
  });

  it.each([
    ['compressed', framed(0xc1, Buffer.from('x'))],
    ['masked', framed(0x81, Buffer.from('x'), true)],
    ['masked and longer', framed(0x81, Buffer.from('x'.repeat(200)), true)],
    ['no UTF-8', framed(0x81, Buffer.from([0xff]))],
    ['longer than the limit', text('x'.repeat(limit + 1))],
    ['very long', text('x'.repeat(70_000))],
    ['in parts', Buffer.concat(part('a', 'b'))],
    ['reserved', framed(0x83, Buffer.from('x'))],
    ['a close', framed(0x88, Buffer.from([3, 232]))],
  ])('leaves to the other way everything from there on: %s', (_, frame) => {
    const [before, behind] = [text('before'), text('behind')];
    for (const chunks of [[Buffer.concat([before, frame, behind])], [before, frame, behind]]) {
      expect(messages(chunks)).toEqual(['before']);
      expect(rest(chunks).equals(Buffer.concat([frame, behind]))).toBe(true);
    }
  });
});

describe('a socket that is read in this way', () => {
  const taken = (others: number) => {
    const seen: string[] = [];
    const theirs: string[] = [];
    const socket = new Socket();
    const ws = Object.create(WebSocket.prototype) as WebSocket;
    EventEmitter.call(ws);
    for (let nth = 0; nth < others; nth += 1)
      socket.on('data', (bytes: Buffer) => theirs.push(bytes.toString('latin1')));
    const closing: string[] = [];
    // As ws does: what is left it reads out of the socket, which then tells of it.
    socket.on('close', () => {
      socket.emit('data', text('left'));
      closing.push(...seen);
    });
    takeWholeFrames(ws, socket, limit, (bytes, from, to) => seen.push(bytes.toString('utf8', from, to)));
    return { seen, theirs, socket, ws, closing };
  };

  it('gives its messages, and the rest to ws', () => {
    const { seen, theirs, socket } = taken(1);
    socket.emit('data', Buffer.concat([text('one'), framed(0x89, Buffer.from('p'))]));
    expect([seen, theirs]).toEqual([['one'], ['\x89\x01p']]);
  });

  it('gives nothing after an error of ws', () => {
    const { seen, theirs, socket, ws } = taken(1);
    ws.on('error', () => undefined);
    ws.emit('error', new Error('invalid'));
    socket.emit('data', text('late'));
    expect([seen, theirs]).toEqual([[], []]);
  });

  it('gives nothing of what ws takes out of a socket that closes', () => {
    const { socket, closing } = taken(1);
    socket.emit('data', text('one'));
    socket.emit('close');
    expect(closing).toEqual(['one']);
  });

  it('is left to ws where somebody else listens, too, or nobody', () => {
    const { seen, theirs, socket } = taken(2);
    socket.emit('data', text('one'));
    expect([seen, theirs.length]).toEqual([[], 2]);
    const none = taken(0);
    none.socket.emit('data', text('one'));
    expect(none.seen).toEqual([]);
  });
});
