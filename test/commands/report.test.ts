import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../context.ts';
import { recordingOf } from '../long-call.ts';
import { link, received } from '../ui/scripts.ts';

const recordings = join(import.meta.dirname, '../recordings');
const folder = mkdtempSync(join(tmpdir(), 'report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const reported = (...words: readonly string[]) => run(['report', ...words], { cwd: recordings });

describe('report', () => {
  test('writes one page for its owner, never over a file that is there', async () => {
    const file = join(folder, 'call.html');
    expect(await reported('demo.ndjson', '-o', file)).toEqual({
      code: 0,
      stdout: '',
      stderr: `written to ${file}\n`,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const html = readFileSync(file, 'utf8');
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('A margarita, please.');
    expect(html).not.toContain('@@');
    expect(await reported('order.ndjson', '-o', file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is there already'),
    });
    expect(readFileSync(file, 'utf8')).toBe(html);
    expect(await reported('order.ndjson', '-o', file, '--force', '--quiet')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('writes to standard output, with a title and without raw events', async () => {
    const { code, stdout } = await reported(
      'order.ndjson',
      '-o',
      '-',
      '--title',
      'Ticket <4711>',
      '--no-raw',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/<title>Ticket &lt;4711&gt;<\/title>/);
    expect(stdout).not.toContain('response.output_audio_transcript.delta');
    expect((await reported('order.ndjson', '-o', '-')).stdout).toContain(
      'response.output_audio_transcript.delta',
    );
  });

  test('needs a place to write to', async () => {
    expect(await reported('order.ndjson')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('-o call.html'),
    });
  });

  test('holds no key that went over the wire, however it got there', async () => {
    const keys = [
      ['sk', 'proj', 'canary0123456789abcd'],
      ['ek', 'canary0123456789abcd'],
      ['whsec', 'canary0123456789abcd'],
    ].map(([kind, ...rest]) => (kind === 'sk' ? [kind, ...rest].join('-') : `${kind}_${rest.join('')}`));
    const file = join(folder, 'keys.ndjson');
    const place = { response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 };
    const all = [...keys, 'Bearer canary0123456789abcd'].join(' ');
    writeFileSync(
      file,
      recordingOf([
        link(0, { to: 'open', epoch: 1, took: 1 }),
        received(1, 'session.updated', { session: { model: keys[0], instructions: all } }),
        received(2, 'error', { error: { code: keys[1], message: all } }),
        received(3, 'response.function_call_arguments.done', {
          call_id: 'call_1',
          name: keys[0],
          arguments: JSON.stringify({ all }),
        }),
        received(4, 'conversation.item.input_audio_transcription.completed', {
          item_id: 'u',
          transcript: all,
        }),
        received(5, all, { [all]: all }),
        // In pieces, none of which looks like a key.
        ...[keys[0]?.slice(0, 9), keys[0]?.slice(9, 18), keys[0]?.slice(18)].map((delta, index) =>
          received(6 + index, 'response.output_audio_transcript.delta', { ...place, delta }),
        ),
        received(9, 'response.output_audio_transcript.done', { ...place, transcript: keys[0] }),
      ]),
    );
    const { code, stdout } = await reported(file, '-o', '-');
    expect(code).toBe(0);
    // Not with the whole page in a message.
    expect(stdout.includes('[secret 1]')).toBe(true);
    expect(/.{60}(?:canary|anary0123|0123456789abcd").{20}/.exec(stdout)?.[0]).toBe(undefined);
  });

  test('says whether the recording was redacted', async () => {
    const redactedAs = async (...how: readonly string[]) => {
      const file = join(folder, `redacted${how.length}.ndjson`);
      expect(await run(['redact', 'demo.ndjson', '-o', file, ...how], { cwd: recordings })).toMatchObject({
        code: 0,
      });
      return (await reported(file, '-o', '-')).stdout;
    };
    expect((await reported('demo.ndjson', '-o', '-')).stdout).not.toContain('"redacted":"');
    expect(await redactedAs()).toContain('"redacted":"secrets"');
    expect(await redactedAs('--personal')).toContain('"redacted":"personal"');
  });

  test('says what is missing of a call that stops short', async () => {
    const file = join(folder, 'torn.ndjson');
    const whole = readFileSync(join(recordings, 'order.ndjson'), 'utf8').split('\n');
    writeFileSync(file, `${whole.slice(0, 40).join('\n')}\nno record\n`);
    expect(await reported(file, '-o', join(folder, 'torn.html'))).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/1 line is no record and was left out\n.*stops before the end/),
    });
  });
});
