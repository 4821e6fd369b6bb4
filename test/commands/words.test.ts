import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../context.ts';

// `say --dry-run` prints the frame with the words, so that all of this is seen from outside.
const words = async (given: readonly string[], world: Parameters<typeof run>[1] = {}): Promise<string> => {
  const { code, stdout, stderr } = await run(['say', 'rtc_a', '--as', 'user', '--dry-run', ...given], world);
  if (code !== 0) return `${code} ${stderr}`;
  const [item = ''] = stdout.split('\n');
  return (JSON.parse(item) as { item: { content: [{ text: string }] } }).item.content[0].text;
};

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'rt-words-'));
  writeFileSync(join(cwd, 'text.md'), 'from a file\nof two lines\n');
  writeFileSync(join(cwd, 'latin1'), Buffer.from([0x63, 0xe9]));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('text arguments', () => {
  it('are words, a file or standard input', async () => {
    expect(await words(['two', 'words'])).toBe('two words');
    expect(await words(['@text.md'], { cwd })).toBe('from a file\nof two lines');
    expect(await words(['-'], { stdin: 'piped in\n' })).toBe('piped in');
    expect(await words([], { stdin: 'piped in' })).toBe('piped in');
  });

  it.each([
    [['@missing'], {}, /cannot read the file: no such file or folder/],
    [['@latin1'], {}, /not valid UTF-8/],
    [['-'], { stdin: 'x'.repeat(2 ** 20 + 1) }, /more than 1048576 bytes/],
    [['x'.repeat(10_001)], {}, /more than 10000 characters/],
    [[' '], {}, /nothing to say/],
  ])('refuse %j', async (given, world, said) => {
    const answer = await words(given, { cwd, ...world });
    expect(answer).toMatch(said);
    expect(answer).toMatch(/^2 /);
  });
});

describe('a call on standard input', () => {
  it.each([
    'rtc_a\n',
    '/v1/realtime/calls/rtc_a',
    'https://api.openai.com/v1/realtime?call_id=rtc_a',
    JSON.stringify({ type: 'realtime.call.incoming', data: { call_id: 'rtc_a' } }),
  ])('may be %j', async (stdin) => {
    expect(await run(['say', '-', '--dry-run', 'hello'], { stdin })).toMatchObject({ code: 0 });
  });
});

describe('confirming', () => {
  const argv = ['instruct', 'rtc_a', 'Be rude.'];
  // A dumb terminal: what stands in for one here cannot move a cursor.
  const env = { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', TERM: 'dumb' };

  it('needs --yes where nobody can answer', async () => {
    const { code, stderr } = await run(argv, { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(/nothing was sent\n {2}hint: add --yes/);
  });

  it('asks on a terminal, naming the call, and takes no for an answer', async () => {
    const { code, stderr } = await run(argv, { env, typed: 'n\n' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/replace the instructions of call rtc_a\? \[y\/N\]/);
    expect(stderr).toMatch(/not confirmed; nothing was sent/);
  });

  it('goes on after yes: the dial fails, not the question', async () => {
    expect(await run([...argv, '--wait-for-call', '1s'], { env, typed: 'yes\n' })).toMatchObject({ code: 5 });
  }, 30_000);
});

describe('--dry-run', () => {
  const tool = {
    type: 'mcp',
    server_label: 'crm',
    server_url: 'https://crm.example',
    authorization: 'canary',
    headers: { 'x-key': 'canary' },
  };
  const session = { type: 'realtime', model: 'gpt-realtime-2.1', tools: [tool] };
  const schema = { type: 'object', properties: { headers: { type: 'string' } } };
  it.each([
    ['instruct', ['instruct', 'rtc_a', '--set', `tools=${JSON.stringify([tool])}`]],
    ['send', ['send', 'rtc_a', JSON.stringify({ type: 'session.update', session })]],
    ['send of a response', ['send', 'rtc_a', JSON.stringify({ type: 'response.create', response: session })]],
    ['accept', ['accept', 'rtc_a', '--session', JSON.stringify(session)]],
    ['accept --json', ['accept', 'rtc_a', '--json', '--session', JSON.stringify(session)]],
  ])('of %s shows nothing that remote tools log in with', async (_, argv) => {
    const { code, stdout, stderr } = await run([...argv, '--dry-run'], { env: { OPENAI_API_KEY: 'none' } });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).not.toContain('canary');
    expect(stdout).toContain('"authorization":"[secret]","headers":"[secret]"');
  });

  it('shows the rest as it is', async () => {
    const tools = [{ type: 'function', name: 'f', parameters: schema }];
    const { stdout } = await run([
      'instruct',
      'rtc_a',
      '--set',
      `tools=${JSON.stringify(tools)}`,
      '--dry-run',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ session: { tools } });
  });
});
