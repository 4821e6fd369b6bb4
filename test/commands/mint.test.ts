import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/sim/simulator.ts';
import { run } from '../context.ts';

let simulator: Simulator;
let env: Record<string, string> = {};
beforeAll(async () => {
  simulator = await startSimulator({ scenario: 'idle', calls: 0, seed: 1 });
  env = { OPENAI_API_KEY: simulator.apiKey, OPENAI_BASE_URL: simulator.baseUrl };
});
afterAll(() => simulator.close());

const mint = (...argv: string[]) => run(['mint', ...argv], { env });

describe('mint', () => {
  it('prints the secret alone, as a variable, or the whole answer', async () => {
    expect((await mint()).stdout).toMatch(/^ek_\w+\n$/);
    expect((await mint('--format', 'env')).stdout).toMatch(/^OPENAI_REALTIME_CLIENT_SECRET=ek_\w+\n$/);
    const { value, session } = JSON.parse(
      (await mint('--format', 'json', '--voice', 'cedar', '--model', 'gpt-realtime-2')).stdout,
    ) as {
      value: string;
      session: { model: string; audio: { output: { voice: string } } };
    };
    expect(value).toMatch(/^ek_/);
    expect(session).toMatchObject({ model: 'gpt-realtime-2', audio: { output: { voice: 'cedar' } } });
  });

  it('makes secrets for transcription and translation', async () => {
    const answer = async (...argv: string[]) =>
      JSON.parse((await mint('--format', 'json', ...argv)).stdout) as object;
    expect(await answer('--type', 'transcription', '--model', 'whisper-1')).toMatchObject({
      session: { type: 'transcription', audio: { input: { transcription: { model: 'whisper-1' } } } },
    });
    const german = '{"audio":{"input":{"transcription":{"model":"gpt-4o-transcribe","language":"de"}}}}';
    expect(
      await answer('--type', 'transcription', '--session', german, '--model', 'whisper-1'),
    ).toMatchObject({
      session: { audio: { input: { transcription: { model: 'whisper-1', language: 'de' } } } },
    });
    expect(await answer('--type', 'translation')).toMatchObject({
      session: { model: 'gpt-realtime-translate' },
    });
    expect(await mint('--type', 'transcription', '--voice', 'cedar')).toMatchObject({ code: 2 });
  });

  it('says what the server said about a session it does not take', async () => {
    const { code, stdout, stderr } = await mint('--session', '{"colour":"red"}');
    expect(code).toBe(8);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/unknown_parameter/);
  });

  it('refuses what is not a session before it asks', async () => {
    expect(await mint('--session', '[1]')).toMatchObject({ code: 2 });
    expect(await mint('--session', '-', '--instructions', '-')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('only one of --session and --instructions can be standard input'),
    });
    const { code, stderr } = await mint('--session', '{"instructions": private');
    expect(code).toBe(2);
    expect(stderr).not.toContain('private');
  });

  it('hands a fresh one to a command until it is told to leave, and keeps the key from it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rt-mint-'));
    try {
      const leaving = new AbortController();
      setTimeout(() => leaving.abort('interrupt'), 2500);
      const line = `cat >> ${folder}/secrets; echo "\${OPENAI_API_KEY-none}" >> ${folder}/keys`;
      const { code } = await run(['mint', '--ttl', '10s', '--renew-before', '9s', '--exec', line], {
        env,
        signal: leaving.signal,
      });
      expect(code).toBe(0);
      expect(readFileSync(join(folder, 'secrets'), 'utf8').split('ek_').length).toBeGreaterThan(2);
      expect(new Set(readFileSync(join(folder, 'keys'), 'utf8').trim().split('\n'))).toEqual(
        new Set(['none']),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('ends with 9 when the command fails', async () => {
    expect(await mint('--ttl', '10s', '--renew-before', '10s', '--exec', 'exit 3')).toMatchObject({
      code: 2,
    });
    expect(await mint('--renew-before', '10m', '--exec', 'exit 3')).toMatchObject({ code: 2 });
    expect(await mint('--renew-before', '60s', '--exec', 'exit 3')).toMatchObject({ code: 9 });
  });
});
