import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { HttpDesk } from '../../../src/commands/http-desk.ts';
import { lineCommands } from '../../../src/commands/lines/index.ts';
import type { Raw } from '../../../src/core/raw.ts';
import { parseLine } from '../../../src/core/slash.ts';
import { closeAll, simulator } from '../../sim/client.ts';
import { atDesk } from '../at-desk.ts';
import { answered, at, requests } from '../ringing.ts';

afterEach(closeAll);

const ready = (line: string) => {
  const { command, words } = parseLine(line, lineCommands);
  const found = command.ready(words);
  return found.sends === true ? found.danger : undefined;
};

describe('/hangup and /refer', () => {
  it.each([
    ['/hangup', 'hang up?'],
    ['/hangup --say Good bye.', 'say these 9 characters and hang up?'],
    ['/refer tel:+14155550123', 'transfer it to tel:+14155550123?'],
  ])('%s is asked about', (line, question) => {
    expect(ready(line)?.question).toBe(question);
    expect(ready(line.replace(' ', ' --yes ').replace(/^\/hangup$/, '/hangup --yes'))).toBeUndefined();
  });

  it.each([
    '/hangup now',
    '/hangup --say',
    '/hangup --say Bye. --yes',
    '/refer',
    '/refer --verify 1h tel:+14155550123',
    '/refer +14155550123',
  ])('%s is refused before anything is sent', (line) => {
    expect(() => ready(line)).toThrow(expect.objectContaining({ kind: 'usage' }) as Error);
  });

  it('say what became of them, as other lines do', async () => {
    const asked: string[] = [];
    const http: HttpDesk = {
      async ask({ verb, body }) {
        asked.push(`${verb} ${body ?? ''}`.trim());
        return { asked: 'taken', status: 200 };
      },
      look: () => Promise.resolve({ sight: 'gone' }),
    };
    const { says, clock } = atDesk(() => [], http);
    const hanging = says('/hangup');
    await clock.advance(10_000);
    expect(await hanging).toBe('/hangup confirmed, the call has ended');
    const referring = says('/refer sip:desk@example.net');
    await clock.advance(10_000);
    expect(await referring).toBe('/refer confirmed, the call has left');
    expect(asked).toEqual(['hangup', 'refer {"target_uri":"sip:desk@example.net"}']);
  });
});

describe('in a playbook', () => {
  it('/hangup ends the call, and the playbook with it', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const id = sim.calls[0] ?? '';
    const stdin = '/say One moment.\n/hangup --yes --say Goodbye.\n';
    const { code, stderr } = await at(sim, ['attach', id], { stdin });
    expect(stderr).toMatch(/^heard: "Goodbye\."\n[^]*line 2: \/hangup confirmed, the call has ended$/m);
    expect(code).toBe(0);
    expect(requests(sim, id)).toEqual(['POST /hangup', 'HTTP 200']);
  });

  it('/hangup and its outcome are in the recording, whose end comes last, and every reader takes it', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const id = sim.calls[0] ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'rt-hangup-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'call.ndjson');
    const { code } = await at(sim, ['attach', id, '--record', path], {
      stdin: '/whisper Be kind.\n/hangup --yes\n',
    });
    expect(code).toBe(0);
    const records = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line): Raw => JSON.parse(line) as Raw);
    expect(records.slice(-3)).toMatchObject([
      { kind: 'link', change: { to: 'closed', reason: 'ended' } },
      { kind: 'link', change: { to: 'notice', code: 'outcome', message: '/hangup confirmed' } },
      { kind: 'end', reason: 'ended', complete: true, exit: { code: 0, name: 'ok' } },
    ]);
    expect(records.slice(1).map(({ seq }) => seq)).toEqual(records.slice(1).map((_, index) => index + 1));
    const replayed = await at(sim, ['replay', path]);
    expect(replayed.stdout).toMatch(/\/whisper confirmed[^]*\/hangup confirmed/);
    expect(replayed.code).toBe(0);
    for (const argv of [
      ['verify', path],
      ['stats', path],
      ['export', path, '--as', 'txt'],
      ['diff', path, path],
      ['report', path, '-o', join(folder, 'call.html')],
      ['expect', path, 'no error'],
      ['redact', path, '-o', join(folder, 'redacted.ndjson')],
      ['verify', join(folder, 'redacted.ndjson')],
    ]) {
      const ran = await at(sim, argv);
      expect(ran.code, `${argv[0]}: ${ran.stderr}`).toBe(0);
    }
  });

  it('/refer --yes is confirmed when the call leaves, and stops the playbook when it does not', async () => {
    const sim = await simulator({ scenario: 'idle', calls: 0, faults: ['refer_result=silent'] });
    const id = await answered(sim);
    sim.fault('attach_404_ms_after_accept=0');
    const stdin = '/refer --yes --verify 2s tel:+14155550123\n/hangup --yes\n';
    const stays = await at(sim, ['attach', id], { stdin });
    expect(stays.stderr).toMatch(/line 1: \/refer outcome unknown[^]*still here after 2 s/);
    expect(stays.code).toBe(6);
    sim.fault('refer_result=ok');
    const leaves = await at(sim, ['attach', id], { stdin: stdin.split('\n')[0] ?? '' });
    expect(leaves.stderr).toMatch(/line 1: \/refer confirmed, the call has left/);
    expect(leaves.code).toBe(0);
    expect(requests(sim, id).filter((text) => text.includes('hangup'))).toEqual([]);
  });

  it.each(['/hangup', '/refer tel:+14155550123'])('%s needs --yes', async (line) => {
    const sim = await simulator({ scenario: 'idle' });
    const id = sim.calls[0] ?? '';
    const { code, stderr } = await at(sim, ['attach', id], { stdin: `${line}\n` });
    expect(stderr).toMatch(
      /line 1: this (ends|transfers) the call and there is nobody to ask; nothing was sent/,
    );
    expect(code).toBe(2);
    expect(requests(sim, id)).toEqual([]);
  });

  it.each(['/hangup --yes', '/refer --yes tel:+14155550123'])(
    '%s is not to be had with --read-only',
    async (line) => {
      const sim = await simulator({ scenario: 'idle' });
      const id = sim.calls[0] ?? '';
      const { code, stderr } = await at(sim, ['attach', id, '--read-only'], { stdin: `${line}\n` });
      expect(stderr).toContain('this call was attached with --read-only');
      expect(code).toBe(2);
      expect(requests(sim, id)).toEqual([]);
    },
  );
});
