import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Scenario, Step } from '../../src/sim/scenario.ts';
import { forbidden, harmless, payloads } from '../core/payloads.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { cleanUp, folder, keys, run, wentOut } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

const texts = [...payloads.map((text) => text.slice(0, 3000)), ...harmless];

/** Says a text wherever the wire lets somebody say something. */
const saying = (text: string, n: number): readonly Step[] => {
  const [item, response] = [`item_${n}`, `resp_${n}`];
  const events: readonly object[] = [
    {
      type: 'conversation.item.added',
      item: {
        id: item,
        type: 'message',
        role: 'user',
        status: text,
        content: [{ type: 'input_text', text }],
      },
    },
    {
      type: 'conversation.item.input_audio_transcription.delta',
      item_id: item,
      content_index: 0,
      delta: text,
    },
    {
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: item,
      content_index: 0,
      transcript: text,
    },
    {
      type: 'conversation.item.input_audio_transcription.failed',
      item_id: item,
      content_index: 0,
      error: { type: text, code: text, message: text },
    },
    {
      type: 'response.created',
      response: { id: response, status: 'in_progress', output: [], metadata: { tag: text } },
    },
    {
      type: 'response.output_audio_transcript.delta',
      response_id: response,
      item_id: `${item}a`,
      delta: text,
    },
    {
      type: 'response.output_audio_transcript.done',
      response_id: response,
      item_id: `${item}a`,
      transcript: text,
    },
    {
      type: 'response.output_item.added',
      response_id: response,
      item: { id: `${item}f`, type: 'function_call', name: text, call_id: `call_${n}`, arguments: '' },
    },
    {
      type: 'response.function_call_arguments.done',
      response_id: response,
      item_id: `${item}f`,
      call_id: `call_${n}`,
      name: text,
      arguments: text,
    },
    {
      type: 'response.done',
      response: {
        id: response,
        status: text,
        status_details: { reason: text, error: { code: text } },
        output: [],
      },
    },
    { type: 'error', error: { type: text, code: text, message: text, param: text, event_id: text } },
    { type: text, note: text },
    {
      type: 'session.updated',
      session: { id: text, model: text, instructions: text, audio: { output: { voice: text } } },
    },
  ];
  return events.map((event, k) => ({ emit: { event_id: `event_${n}_${k}`, ...event } }));
};

const hostile: Scenario = {
  name: 'hostile',
  script: [...texts.flatMap(saying), { hangup: true }],
  answers: [],
};

/** What remains when our own colours are taken away. */
const bare = (text: string): string => text.replaceAll(/\u001b\[(?:\d|1;\d\d|\d\d)m/g, '');

describe('hostile text', () => {
  it.each([
    ['pretty', ['--color', 'always', '--deltas', '--audio']],
    ['line', ['--deltas']],
    ['transcript', ['--color', 'always']],
    ['json', []],
  ])('reaches nobody as %s', async (format, flags) => {
    const sim = await simulator({ scenario: hostile });
    const around = { env: keys(sim), cwd: folder() };
    const ran = await run(['tail', sim.calls[0]!, '--format', format, '--record', 'r', ...flags], around);
    expect(ran.code).toBe(0);
    expect(ran.stdout.length).toBeGreaterThan(10_000);
    for (const text of [bare(ran.stdout), bare(ran.stderr)]) {
      expect(forbidden.exec(text.replaceAll('\n', ''))?.[0]).toBeUndefined();
    }
    const file = readFileSync(join(around.cwd, 'r'), 'utf8');
    expect(forbidden.exec(file.replaceAll('\n', ''))?.[0]).toBeUndefined();
    // Nothing is lost: reading the records gives back what was sent.
    const events = file.split('\n').flatMap((line) => {
      if (!line.includes('"dir":"in"')) return [];
      const { event, text } = JSON.parse(line) as { event?: unknown; text?: string };
      // What has no type is kept as text.
      return [event ?? (JSON.parse(text ?? '') as unknown)];
    });
    expect(events).toEqual(wentOut(sim).map((text) => JSON.parse(text) as unknown));
    const replayed = await run(['replay', 'r', '--format', format, ...flags], around);
    expect(forbidden.exec(bare(replayed.stdout).replaceAll('\n', ''))?.[0]).toBeUndefined();
  });

  it('does not come back from the arguments either', async () => {
    const some = payloads.filter((text, n) => n % 12 === 0 && !text.includes('\0'));
    expect(some.length).toBeGreaterThan(5);
    for (const text of some) {
      const all = [['tail', text], ['tail', 'rtc_1', `--${text}`], [text], ['replay', text], ['help', text]];
      await Promise.all(
        all.map(async (args) => {
          const { stdout, stderr } = await run(args, { env: { OPENAI_API_KEY: 'none' } });
          expect(
            forbidden.exec(`${stdout}${stderr}`.replaceAll('\n', ''))?.[0],
            JSON.stringify(args),
          ).toBeUndefined();
        }),
      );
    }
  });
});
