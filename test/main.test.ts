import { describe, expect, it } from 'vitest';
import { commands } from '../src/commands/index.ts';
import { run } from './context.ts';

describe('main', () => {
  it('shows every command and how to go on when called with nothing', async () => {
    const { code, stdout, stderr } = await run([]);
    expect(code).toBe(0);
    for (const { name, summary } of commands)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 20)}`, 'm'));
    expect(stderr).toBe('');
    expect((await run(['--help'])).stdout).toBe(stdout);
  });

  it('says its version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: '0.0.0-test\n', stderr: '' });
  });

  it.each([
    [['tial'], /no such command: tial\n {2}hint: did you mean tail\?/],
    [['xyzzy'], /no such command: xyzzy\n {2}hint: rt-sideband --help lists them/],
    [['tail'], /which call/],
    [['tail', 'rtc_a', '--fro', '3s'], /unknown option: --fro\n {2}hint: did you mean --for\?/],
    [['tail', 'rtc_a', '--for', '3x'], /--for: not a duration/],
    [['tail', 'rtc_a', '--format', 'xml'], /--format/],
    [['tail', '../x'], /call/],
    [['tail', 'rtc_a', '--json', '--format', 'line'], /choose one of --json and --format/],
    [['tail', 'rtc_a', '--highlight', '('], /not a regular expression/],
    [['tail', 'rtc_a', '--where', '=='], /--where|position/],
    [['say', 'rtc_a', '--queue', '--interrupt', 'x'], /choose one/],
    [['instruct', 'rtc_a'], /nothing to change/],
    [['instruct', 'rtc_a', '--set', 'x'], /PATH=JSON/],
    [['mint', '--ttl', '1s'], /from 10s to 2h/],
    [['mint', '--exec', 'true'], /belong together/],
    [['completion', 'tcsh'], /one of bash, zsh, fish, pwsh/],
    [['help', 'exit-code'], /did you mean exit-codes\?/],
  ])('refuses %j before anything is dialled, with exit 2', async (argv, said) => {
    const { code, stdout, stderr } = await run(argv, {
      env: { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
    });
    expect(stderr).toMatch(said);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('refuses a key among the words, wherever it stands, without repeating it', async () => {
    const key = ['sk', 'proj', 'abcdefghijklmnop'].join('-');
    for (const argv of [['tail', key], ['tail', 'rtc_a', `--api-key=${key}`], [key]]) {
      const { code, stdout, stderr } = await run(argv);
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain(key);
      expect(stderr).toMatch(/looks like a key/);
    }
  });

  it.each(['tail', 'say', 'expect', 'stats', 'replay', 'verify', 'report'])(
    'refuses what is empty where a call or a recording should stand: %s',
    async (command) => {
      const { code, stderr } = await run([command, '']);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^rt-sideband: the (call|recording)\S* is empty: was the variable set/);
    },
  );

  it.each(['--api-key', '--apikey', '--token', '--openai-api-key'])(
    'says where a key belongs, and repeats none: %s',
    async (flag) => {
      const unusual = ['0123456789', 'abcdef'].join('');
      for (const argv of [[`${flag}=${unusual}`], [flag, unusual]]) {
        const { code, stderr } = await run(['tail', 'rtc_a', ...argv]);
        expect(code).toBe(2);
        expect(stderr).toContain(
          `no flag takes a key: it would be readable by everybody on this machine: ${flag}\n`,
        );
        expect(stderr).toContain('--api-key-file FILE');
        expect(stderr).not.toContain(unusual);
      }
    },
  );

  it('never repeats the value of a flag it does not know', async () => {
    const { stderr } = await run(['tail', 'rtc_a', '--fro=3s']);
    expect(stderr).toBe('rt-sideband: unknown option: --fro\n  hint: did you mean --for?\n');
  });

  it('counts the words that are too many', async () => {
    const { code, stderr } = await run(['interrupt', 'rtc_a', 'now', 'please']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^rt-sideband: too many arguments: 3, where 1 is expected$/m);
  });

  it.each([
    [['listen', '--accept', '{"a":}'], '--accept: not valid JSON at column 6'],
    [['mint', '--session', '{\n"a":1,}'], '--session: not valid JSON at line 2, column 7'],
    [['doctor', 'rtc_a', '--accept', '--probe'], '--accept: not valid JSON at column 1'],
  ])('says where JSON is wrong, and whose: %j', async (argv, said) => {
    const env = { OPENAI_API_KEY: 'none', OPENAI_WEBHOOK_SECRET: `whsec_${btoa('a'.repeat(32))}` };
    const { code, stderr } = await run(argv, { env });
    expect(code).toBe(2);
    expect(stderr).toContain(`rt-sideband: ${said}\n`);
  });

  it('names the sources it looked at when there is no key', async () => {
    const { code, stderr } = await run(['tail', 'rtc_a']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/OPENAI_API_KEY/);
    expect(stderr).toMatch(/--api-key-file/);
  });

  it('breaks an error between words on a terminal, each part under its own beginning', async () => {
    const env = { NO_COLOR: '1' };
    const argv = ['tail', 'rtc_a'];
    const { stderr } = await run(argv, { env, typed: '', columns: 60 });
    expect(stderr).toBe(
      [
        'rt-sideband: no API key; looked at OPENAI_API_KEY in the',
        '             environment, .env in the working directory (no',
        '             such file), the config file (none)',
        '  hint: set OPENAI_API_KEY, or use --api-key-file FILE or',
        '        --api-key-stdin; rt-sideband demo and sim need none',
        '',
      ].join('\n'),
    );
    expect((await run(argv, { env, typed: '' })).stderr.split('\n')).toHaveLength(3);
  });

  it.each([80, 60])('breaks the help of a command between words at %i columns', async (columns) => {
    for (const argv of [
      ['tail', '--help'],
      ['help', 'listen'],
    ]) {
      const { stdout } = await run(argv, { columns });
      const [text = ''] = stdout.split('\nExamples:');
      expect(text.split('\n').filter((line) => line.length > columns)).toEqual([]);
      expect(text.replaceAll(/\s+/g, ' ')).toBe(
        ((await run(argv)).stdout.split('\nExamples:')[0] ?? '').replaceAll(/\s+/g, ' '),
      );
    }
  });

  it.each([[['--help']], [['help']], [['help', 'environment']], [['help', 'exit-codes']]])(
    'keeps its columns on a narrow terminal: %j',
    async (argv) => {
      const { stdout } = await run(argv, { columns: 80 });
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      const whole = (await run(argv)).stdout;
      expect(stdout.replaceAll(/\s+/g, ' ')).toBe(whole.replaceAll(/\s+/g, ' '));
      for (const line of whole.split('\n').filter(({ length }) => length <= 80))
        expect(stdout.split('\n')).toContain(line);
    },
  );

  it('goes on under the last column', async () => {
    const { stdout } = await run(['help', 'exit-codes'], { columns: 80 });
    expect(stdout).toMatch(/^ {3}1 {2}unmet {7}the answer is no: .*\n {18}\S/m);
  });

  it.each([
    [100, /^ {2}tool NAME \[args\.FIELD=VALUE \.\.\.\] {7}the model calls a tool$/m],
    [100, /^ {2}event TYPE \[.*\(globs allowed\), whose fields match:\n {41}= != ~ \/re\/i < >$/m],
    [70, /an event of that type \(globs\n {41}allowed\), whose fields match:\n {41}= != ~ \/re\/i < >$/m],
  ])('leaves a table in help a table, at %i columns', async (columns, row) => {
    expect((await run(['help', 'expect'], { columns })).stdout).toMatch(row);
  });

  it('has help for every command, from either side', async () => {
    for (const { name } of commands) {
      const { code, stdout } = await run([name, '--help']);
      expect(code, name).toBe(0);
      expect(stdout, name).toMatch(new RegExp(`^Usage: rt-sideband ${name}`, 'm'));
      expect(stdout, name).toMatch(/Examples:/);
      expect((await run(['help', name])).stdout, name).toBe(stdout);
    }
  });
});
