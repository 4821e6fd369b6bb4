import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { webhookDoor, type Delivered, type Door, type TurnedAway } from '../../src/io/webhook-door.ts';

const doors: Door[] = [];
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close();
});

const opened = async (more: { readonly bodyWithin?: number; readonly path?: string } = {}) => {
  const taken: Delivered[] = [];
  const away: TurnedAway[] = [];
  const door = await webhookDoor({
    host: '127.0.0.1',
    port: 0,
    path: '/',
    take: (delivered) => (taken.push(delivered), 200),
    turnedAway: (why) => away.push(why),
    ...more,
  });
  doors.push(door);
  return { door, taken, away };
};

/** Writes bytes on a bare socket, and gives the first line of what comes back. */
const raw = (url: string, write: (send: (text: string) => void) => void): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (piece) => (text += piece.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''));
    write((piece) => socket.write(piece));
  });

describe('the door for webhooks', () => {
  it('takes a body in to the byte, and answers what it is told', async () => {
    const { door, taken, away } = await opened();
    const body = new Uint8Array([0, 255, 10, 13, 0xc3]);
    expect((await fetch(door.url, { method: 'POST', body, headers: { 'webhook-id': 'x' } })).status).toBe(
      200,
    );
    expect(new Uint8Array(taken[0]?.body ?? [])).toEqual(body);
    expect(taken[0]?.headers['webhook-id']).toBe('x');
    expect(away).toEqual([]);
  });

  it('turns another method and another path away', async () => {
    const { door, taken, away } = await opened({ path: '/hooks' });
    const got = await fetch(door.url);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await fetch(door.url.replace('hooks', 'other'), { method: 'POST', body: 'x' })).status).toBe(404);
    expect((await fetch(`${door.url}?a=1`, { method: 'POST', body: 'x' })).status).toBe(200);
    expect(away).toEqual(['method', 'path']);
    expect(taken).toHaveLength(1);
  });

  it('reads 256 KiB, and no byte more, whether the length is said or not', async () => {
    const { door, taken, away } = await opened();
    const fits = 'x'.repeat(256 * 1024);
    expect((await fetch(door.url, { method: 'POST', body: fits })).status).toBe(200);
    expect(taken[0]?.body).toHaveLength(256 * 1024);
    const line = await raw(door.url, (send) =>
      send(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${fits.length + 1}\r\n\r\n${fits.slice(0, 9)}`),
    );
    expect(line).toBe('HTTP/1.1 413 Payload Too Large');
    const chunked = await raw(door.url, (send) => {
      send('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
      for (let n = 0; n < 300; n += 1) send(`400\r\n${'x'.repeat(1024)}\r\n`);
      send('0\r\n\r\n');
    });
    expect(chunked).toBe('HTTP/1.1 413 Payload Too Large');
    expect(away).toEqual(['too-large', 'too-large']);
    expect(taken).toHaveLength(1);
  });

  it('does not wait for a body that does not come', async () => {
    const { door, taken, away } = await opened({ bodyWithin: 60 });
    const line = await raw(door.url, (send) =>
      send('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc'),
    );
    expect(line).toBe('HTTP/1.1 408 Request Timeout');
    expect([away, taken]).toEqual([['too-slow'], []]);
  });

  it('reads 16 KiB of headers, not the signatures of a whole flood', async () => {
    const { door, taken, away } = await opened();
    const flood = `v1,${'A'.repeat(43)}= `.repeat(100_000);
    const line = await raw(door.url, (send) =>
      send(`POST / HTTP/1.1\r\nhost: x\r\nwebhook-signature: ${flood}\r\n\r\n`),
    );
    expect(line === '' || line === 'HTTP/1.1 431 Request Header Fields Too Large', line).toBe(true);
    expect([away, taken]).toEqual([['headers'], []]);
    expect(await raw(door.url, (send) => send('no HTTP at all\r\n\r\n'))).toBe('HTTP/1.1 400 Bad Request');
  });

  it('says that a port is in use, and closes at once', async () => {
    const { door } = await opened();
    const port = Number(new URL(door.url).port);
    const again = webhookDoor({
      host: '127.0.0.1',
      port,
      path: '/',
      take: () => 200,
      turnedAway: () => undefined,
    });
    await expect(again).rejects.toMatchObject({ kind: 'network' });
    const idle = connect(port, '127.0.0.1').on('error', () => undefined);
    await new Promise((resolve) => idle.once('connect', resolve));
    await door.close();
    await expect(fetch(door.url, { method: 'POST' })).rejects.toThrow();
  });
});
