import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { transcriber } from '../../src/sim/transcriber.ts';
import { describeWithPeers } from '../media/native-here.ts';
import { tone } from '../media/two-peers.ts';
import { call, endCalls, withPeers, type Caller } from './caller.ts';
import { closeAll } from './client.ts';

type Asked = { readonly key: string | undefined; readonly model: unknown; readonly wav: Buffer };

const servers: Server[] = [];
afterEach(async () => {
  endCalls();
  await closeAll();
  for (const server of servers.splice(0)) server.close();
});

/** An endpoint that says it heard this; a number is the status it fails with. */
const endpoint = async (heard: string | number): Promise<{ url: string; asked: Asked[] }> => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk as Buffer));
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      const form = await new Response(Buffer.concat(chunks), { headers }).formData();
      const file = form.get('file');
      const wav = file instanceof Blob ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
      asked.push({ key: request.headers.authorization, model: form.get('model'), wav });
      response.writeHead(typeof heard === 'number' ? heard : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ text: heard }));
    })();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked };
};

const calm = new AbortController().signal;

describe('an endpoint that listens', () => {
  test('gets the sound as a WAV file, and its words are taken', async () => {
    const { url, asked } = await endpoint('  I would like a margarita.\n');
    const listen = transcriber({ url, key: 'the key', model: 'whisper-1' }, calm);
    expect(await listen(Int16Array.of(1, -1, 2, -2))).toBe('I would like a margarita.');
    expect(asked).toMatchObject([{ key: 'Bearer the key', model: 'whisper-1' }]);
    const wav = asked[0]?.wav ?? Buffer.alloc(0);
    expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect([wav.readUInt32LE(24), wav.readUInt16LE(22), wav.readUInt16LE(34)]).toEqual([16_000, 1, 16]);
    expect([wav.readUInt32LE(4), wav.readUInt32LE(40), wav.length]).toEqual([44, 8, 52]);
    expect([44, 46, 48, 50].map((at) => wav.readInt16LE(at))).toEqual([1, -1, 2, -2]);
  });

  test('that fails, or is not there, has understood nothing', async () => {
    const { url } = await endpoint(500);
    expect(await transcriber({ url, model: 'm' }, calm)(new Int16Array(160))).toBeNull();
    const nobody = 'http://127.0.0.1:9/v1';
    expect(await transcriber({ url: nobody, model: 'm' }, calm)(new Int16Array(160))).toBeNull();
  });

  test.each(['no address', 'ftp://127.0.0.1/v1', 'http://example.com/v1'])('%s is refused', (url) => {
    expect(() => transcriber({ url, model: 'm' }, calm)).toThrow(SidebandError);
  });
});

const session = {
  type: 'realtime',
  audio: {
    input: {
      transcription: { model: 'whisper-1' },
      turn_detection: { type: 'server_vad', silence_duration_ms: 300 },
    },
  },
};

/** A caller whom an endpoint listens to. */
const listenedTo = async (url: string): Promise<Caller> => {
  const caller = await call(await withPeers({ transcription: { url, model: 'm' } }), session);
  await caller.until('session.created');
  return caller;
};

describeWithPeers('a caller whom it listens to', () => {
  test('is answered to what was understood, and has said that', async () => {
    const { url, asked } = await endpoint('Are you open on Mondays?');
    const caller = await listenedTo(url);
    caller.say(tone(1000));
    const said = await caller.until('conversation.item.input_audio_transcription.completed');
    expect(said['transcript']).toBe('Are you open on Mondays?');
    expect((await caller.until('response.output_audio_transcript.done'))['transcript']).toContain(
      'Are you open on Mondays?',
    );
    // A second of tone, what was before it, and the silence after it; the buffer of the network stretches.
    const ms = ((asked[0]?.wav.length ?? 0) - 44) / 32;
    expect(ms).toBeGreaterThan(1100);
    expect(ms).toBeLessThan(3500);
  });

  test('and who was not understood is told so, and answered all the same', async () => {
    const { url } = await endpoint(500);
    const caller = await listenedTo(url);
    caller.say(tone(600));
    await caller.until('conversation.item.input_audio_transcription.failed');
    await caller.until('response.done');
  });
});
