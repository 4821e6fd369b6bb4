import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { attach, placeCall, SidebandError, startSimulator, type PlacedCall } from '../src/index.ts';
import { tone } from '../src/media/tone.ts';
import { describeWithPeers } from './media/native-here.ts';
import { wavBytes } from './media/wav-bytes.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
const folder = mkdtempSync(join(tmpdir(), 'rt-place-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const setUp = async (more: Partial<Parameters<typeof placeCall>[0]> = {}) => {
  const simulator = await startSimulator({ scenario: 'order', calls: 0, seed: 1 });
  closing.push(() => simulator.close());
  const { apiKey, baseUrl } = simulator;
  const placed = async (): Promise<PlacedCall> => {
    const call = await placeCall({ apiKey, baseUrl, ...more });
    closing.push(() => call.close());
    return call;
  };
  return { apiKey, baseUrl, placed };
};

describeWithPeers('a call placed by a program', () => {
  it('speaks, hears the answer to the end, and is over when it is closed', async () => {
    const { apiKey, baseUrl, placed } = await setUp();
    const call = await placed();
    const types: string[] = [];
    const reading = (async () => {
      for await (const { event } of call.entries()) types.push('type' in event ? event.type : event.kind);
    })();
    let loud = 0;
    const hearing = (async () => {
      for await (const frame of call.audio()) if (frame.some((value) => Math.abs(value) > 1000)) loud += 1;
    })();
    expect(await call.speak('A margarita, please.')).toMatch(/^(espeak-ng|tone)$/);
    expect(await call.answered()).toBe('answered');
    expect([...call.session().items.values()].map(({ text }) => text).join(' ')).toMatch(/margarita/i);
    expect(loud).toBeGreaterThan(20);

    const sideband = await attach(call.id, { apiKey, baseUrl });
    await call.close();
    for await (const entry of sideband.entries()) if (entry.session.link === 'closed') break;
    expect(sideband.session().end?.reason).toBe('ended');
    await Promise.all([reading, hearing]);
    expect(types).toContain('output_audio_buffer.stopped');
    expect(await call.answered()).toBe('over');
    await call.speak('Too late.');
    for await (const frame of call.audio()) expect(frame).toBeUndefined();
  });

  it('plays samples and WAV files, and is hung up by its signal', async () => {
    const leaving = new AbortController();
    const { placed } = await setUp({ signal: leaving.signal });
    const call = await placed();
    await call.play(tone('Hello there.'));
    expect(await call.answered()).toBe('answered');
    const path = join(folder, 'hello.wav');
    const pcm = tone('Goodbye.');
    writeFileSync(path, wavBytes(Buffer.from(pcm.buffer)));
    await call.play(path);
    leaving.abort();
    await expect.poll(() => call.session().end?.reason, { timeout: 10_000 }).toBe('ended');
  });

  it('tells what the server refused', async () => {
    const { apiKey, baseUrl } = await setUp();
    const failed = await placeCall({ apiKey, baseUrl, session: { colour: 'red' } }).catch(
      (error: unknown) => error,
    );
    expect(failed).toBeInstanceOf(SidebandError);
    expect(failed).toMatchObject({ kind: 'refused', code: 'unknown_parameter' });
  });
});

it('says what to install where WebRTC is not there', async () => {
  const env = { RT_SIDEBAND_WEBRTC: 'none' };
  await expect(placeCall({ apiKey: 'key', env })).rejects.toMatchObject({
    kind: 'usage',
    reason: 'no-webrtc',
  });
});
