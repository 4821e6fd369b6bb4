import { describe, expect, it } from 'vitest';
import { lineCommands } from '../../src/commands/lines/index.ts';
import { parseLine } from '../../src/core/slash.ts';
import { lineCommand, shellCommand } from '../../src/core/troubles/advice.ts';
import type { Advice } from '../../src/core/troubles/trouble.ts';
import { run } from '../context.ts';
import { called, config, done, hears, output, speech, watched, type Step } from '../core/troubled.ts';

const failed = (status: string, code: string) =>
  done('resp_a', { status, status_details: status === 'failed' ? { error: { code } } : { reason: code } });

const calls: readonly (readonly Step[])[] = [
  [
    [0, called()],
    [9000, undefined],
  ],
  [
    [0, called()],
    [10, output()],
    [9000, undefined],
  ],
  [1, 2, 3].map((n): Step => [n, called(`call_${n}`)]),
  [[0, failed('failed', 'server_error')]],
  [[0, failed('failed', 'rate_limit_exceeded')]],
  [[0, failed('incomplete', 'max_output_tokens')]],
  [[0, failed('incomplete', 'content_filter')]],
  [
    [0, config({ expires_at: 1_700_000_100 })],
    [1, undefined],
  ],
  [
    [0, hears({ transcription: null })],
    [1, speech('committed')],
  ],
  [[0, { type: 'conversation.item.input_audio_transcription.failed', item_id: 'i', error: { code: 'c' } }]],
];

const commands = (): readonly Advice[] =>
  calls
    .flatMap((steps) => watched(steps).news)
    .flatMap((news) => (news.kind === 'found' ? news.trouble.advice : []))
    .filter(({ command }) => command !== undefined);

/** A command line as a shell takes it apart. */
const words = (line: string): readonly string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));

const verbs = ['tool', 'send', 'interrupt', 'instruct', 'say', 'inspect'];

describe('what a trouble says to do', () => {
  it('is something each of its commands does', async () => {
    const env = { OPENAI_API_KEY: ['sk', 'test', 'advice'].join('-') };
    const tried = new Set<string>();
    for (const advice of commands()) {
      const [program, ...argv] = words(shellCommand(advice, 'rtc_a') ?? '');
      expect(program).toBe('rt-sideband');
      const { code, stdout, stderr } = await run([...argv, '--dry-run'], { env });
      expect(code, `${argv.join(' ')}: ${stderr}`).toBe(0);
      expect(stdout).toMatch(/"type":/);
      tried.add(argv[0] ?? '');
    }
    expect([...tried].toSorted()).toEqual(verbs.toSorted());
  });

  it('is a line that the prompt takes, and that needs no confirmation', () => {
    for (const advice of commands()) {
      const { command, words: given } = parseLine(lineCommand(advice) ?? '', lineCommands);
      expect(command.ready(given)).toMatchObject({ sends: true });
      expect(command.ready(given)).not.toMatchObject({ danger: expect.anything() as unknown });
    }
  });
});
