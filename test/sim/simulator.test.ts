import { request as httpsRequest } from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { startSimulator } from '../../src/sim/simulator.ts';
import { closeAll, connect, simulator } from './client.ts';

afterEach(closeAll);

describe('a simulator', () => {
  test('says where it is in the words of its first line', async () => {
    const sim = await simulator({ calls: 2 });
    expect(sim.ready).toEqual({
      kind: 'ready',
      webrtc: false,
      base_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/),
      api_key: expect.stringMatching(/^sk-sim-[0-9A-Za-z]{32}$/),
      calls: [expect.stringMatching(/^rtc_u1_/), expect.stringMatching(/^rtc_u1_/)],
      control_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/control\/[0-9a-f]{24}$/),
      webhook_secret: sim.webhookSecret,
    });
  });

  test('gives the same frames for the same seed', async () => {
    const stream = async (seed: number): Promise<string[]> => {
      const sim = await simulator({ seed, scenario: 'interruption', speed: 40 });
      const client = await connect(sim);
      await client.until('response.done', (event) => JSON.stringify(event).includes('You are welcome.'));
      const seconds = /"expires_at":\d+/g;
      const last = client.frames.findIndex(
        (frame) => frame.includes('response.done') && frame.includes('You are welcome.'),
      );
      return [
        sim.apiKey,
        sim.calls[0] ?? '',
        ...client.frames.slice(0, last + 1).map((frame) => frame.replaceAll(seconds, '')),
      ];
    };
    const first = await stream(3);
    expect(await stream(3)).toEqual(first);
    expect((await stream(4))[0]).not.toBe(first[0]);
  });

  test('has another seed each time unless it is given one', async () => {
    const [one, two] = [await simulator({ seed: 1 }), await startSimulator()];
    await two.close();
    expect(one.apiKey).not.toBe(two.apiKey);
  });

  test('serves loopback only', async () => {
    await expect(startSimulator({ host: '0.0.0.0' })).rejects.toMatchObject({ kind: 'usage' });
    await expect(startSimulator({ host: '192.0.2.1' })).rejects.toBeInstanceOf(SidebandError);
  });

  test('refuses unknown scenarios and faults, and a port that is taken', async () => {
    await expect(startSimulator({ scenario: 'nothing' })).rejects.toMatchObject({
      kind: 'usage',
      said: 'nothing',
    });
    await expect(startSimulator({ faults: ['nothing'] })).rejects.toMatchObject({ kind: 'usage' });
    const sim = await simulator();
    const port = Number(new URL(sim.baseUrl).port);
    await expect(startSimulator({ port })).rejects.toMatchObject({ kind: 'network' });
  });

  test.each([
    [{ port: 99_999 }, 'port'],
    [{ calls: -1 }, 'calls'],
    [{ calls: 1.5 }, 'calls'],
    [{ speed: 0 }, 'speed'],
    [{ speed: Number.NaN }, 'speed'],
    [{ seed: 0.5 }, 'seed'],
  ])('refuses an option that cannot be: %j', async (options, name) => {
    await expect(startSimulator(options)).rejects.toMatchObject({
      kind: 'usage',
      message: `the simulator has no such ${name}`,
    });
  });

  test('starts the script at once when asked to, and only once', async () => {
    const sim = await simulator({ start: 'now', scenario: 'greeting' });
    await new Promise((resolve) => setTimeout(resolve, 150));
    const spoken = (): number =>
      sim.log(sim.calls[0]).filter((frame) => frame.text.includes('"response.created"')).length;
    expect(spoken()).toBe(1);
    await connect(sim);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(spoken()).toBe(1);
  });

  test('starts and ends calls and drops their sockets', async () => {
    const sim = await simulator({ calls: 0 });
    const id = sim.startCall('greeting');
    const client = await connect(sim, `?call_id=${id}`);
    sim.dropSockets(id);
    expect((await client.closed).code).toBe(1006);
    const again = await connect(sim, `?call_id=${id}`);
    sim.endCall(id);
    expect((await again.closed).code).toBe(1000);
    await expect(connect(sim, `?call_id=${id}`)).rejects.toMatchObject({ status: 404 });
    expect(() => sim.endCall('rtc_nobody')).toThrow(SidebandError);
  });

  test('lets go of everything when it is closed', async () => {
    const sim = await startSimulator({ scenario: 'long-talk' });
    const client = await connect(sim);
    await client.until('response.output_audio_transcript.delta');
    await sim.close();
    expect((await client.closed).code).toBe(1006);
    await expect(fetch(`${sim.baseUrl}/models`)).rejects.toThrow();
    const { length } = sim.log();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(sim.log()).toHaveLength(length);
  });

  test('serves TLS with a certificate that can be trusted', async () => {
    const sim = await simulator({ tls: true, scenario: 'greeting' });
    expect(sim.baseUrl).toMatch(/^https:/);
    const ca = sim.certificate ?? '';
    const client = await connect(sim, undefined, { ca });
    await client.until('response.done');
    await expect(connect(sim)).rejects.toThrow(/self-signed/);
    const status = await new Promise((resolve, reject) => {
      const url = new URL(`${sim.baseUrl}/models`);
      url.hostname = 'localhost';
      const headers = { authorization: `Bearer ${sim.apiKey}` };
      const asked = httpsRequest(url, { ca, headers, agent: false, family: 4 }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject);
      asked.end();
    });
    expect(status).toBe(200);
  });

  test('keeps calls apart', async () => {
    const sim = await simulator({ calls: 2, scenario: 'idle' });
    const [one, two] = [await connect(sim), await connect(sim, `?call_id=${sim.calls[1] ?? ''}`)];
    one.send({ type: 'response.create' });
    await one.until('response.done');
    expect(two.frames).toEqual([]);
  });
});
