import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readWav } from '../../src/media/wav.ts';
import { run, type Ran, type World } from '../context.ts';
import { folder } from '../io/recording-kit.ts';
import { answering } from '../media/answering.ts';
import { describeWithPeers } from '../media/native-here.ts';
import { mediaService, type Misbehaviour } from '../media/service.ts';
import { inPieces, wavBytes } from '../media/wav-bytes.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A service, and a machine that calls it and remembers in `home`. */
const setUp = async (home: string, how: Misbehaviour = answering('Margarita!')) => {
  const service = await mediaService(how);
  closing.push(() => service.close());
  const env = {
    OPENAI_BASE_URL: service.baseUrl,
    OPENAI_API_KEY: ['sk', 'test', 'key'].join('-'),
    XDG_STATE_HOME: home,
    // No voice: the tone is the same on every machine.
    PATH: '/nowhere',
  };
  const runs = (argv: readonly string[], world: World = {}): Promise<Ran> =>
    run(argv, { cwd: home, ...world, env: { ...env, ...world.env } });
  return { service, runs, kept: join(home, 'rt-sideband', 'recordings') };
};

describeWithPeers('a call', () => {
  it('says what it is told, prints the id alone, and can be judged by it when it is over', async () => {
    using home = folder();
    const { service, runs, kept } = await setUp(home.path);
    const { code, stdout, stderr } = await runs(['call', '--say', 'Hi.', '--voice', 'marin']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'rtc_test_1\n' });
    expect(stderr).toMatch(/^espeak-ng is not installed: a tone stands in for the words/);
    expect(stderr).toMatch(
      /connected: rtc_test_1 in \d+ ms\ncaller: Hi\.\nagent: Margarita!\nhung up; the call is over\n$/,
    );
    expect(service.calls[0]?.body).toContain(
      '{"type":"realtime","model":"gpt-realtime-2.1","audio":{"output":{"voice":"marin"}}}',
    );
    expect(service.requests).toEqual(['/v1/realtime/calls', '/v1/realtime/calls/rtc_test_1/hangup']);

    const judged = await runs(['expect', 'rtc_test_1', 'agent ~ /margarita/i', 'no error']);
    expect(judged.code).toBe(0);
    expect(judged.stderr).toMatch(/^the call is over; this is its recording: /);
    expect((await runs(['expect', 'rtc_test_1', 'agent ~ /beer/'])).code).toBe(1);
    expect((await runs(['stats', 'rtc_test_1', '--json'])).code).toBe(0);
    expect((await runs(['export', 'rtc_test_1', '--as', 'txt'])).stdout).toContain('Margarita!');
    // The same id elsewhere is another call.
    const elsewhere = { env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' } };
    expect(
      (await runs(['expect', 'rtc_test_1', 'no error', '--within', '1s'], elsewhere)).stderr,
    ).not.toContain('the call is over');

    expect((await runs(['calls', '--log', 'rtc_test_1'])).stdout).toMatch(
      /verb=call outcome=confirmed .*\n.*verb=hangup outcome=confirmed/,
    );
    expect(readdirSync(kept)).toHaveLength(1);
    await runs(['calls', '--forget', 'rtc_test_1']);
    expect(readdirSync(kept)).toEqual([]);
  });

  it('keeps nothing of what was said where that is not wanted', async () => {
    using home = folder();
    const { runs, kept } = await setUp(home.path);
    for (const keep of ['bare', 'nothing'])
      expect((await runs(['call', '--say', 'Hi.', '--remember', keep])).code).toBe(0);
    expect(existsSync(kept)).toBe(false);
  });

  it('says one thing after the other, each when the one before is answered; lines of standard input too', async () => {
    using home = folder();
    const { runs } = await setUp(home.path, answering('Ay.', 'Bee.', 'Cee.'));
    const { code, stderr } = await runs(['call', '--say', 'One.', '--say', '-'], {
      stdin: 'Two.\n\nThree.\n',
    });
    expect(code).toBe(0);
    expect(stderr.split('\n').filter((line) => /^(caller|agent): /.test(line))).toEqual([
      'caller: One.',
      'agent: Ay.',
      'caller: Two.',
      'agent: Bee.',
      'caller: Three.',
      'agent: Cee.',
    ]);
  });

  it('speaks over the agent when told to', async () => {
    using home = folder();
    const { runs } = await setUp(home.path, answering('A long answer with many words.', 'No.'));
    const argv = ['call', '--say', 'One.', '--say', 'Stop!', '--interrupt-after', '300ms'];
    const { code, stderr } = await runs(argv);
    expect(code).toBe(0);
    expect(stderr).toContain('\nspeaking over the agent\ncaller: Stop!\nagent: No.\n');
  });

  it('judges it: rows for people, a report for CI, exit 1', async () => {
    using home = folder();
    const { runs } = await setUp(home.path);
    const report = join(home.path, 'call.xml');
    const argv = [
      'call',
      '--say',
      'Hi.',
      '--expect',
      'agent ~ /Margarita/',
      '--expect',
      'no event response.done',
    ];
    const { code, stdout, stderr } = await runs([...argv, '--report', `junit=${report}`]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'rtc_test_1\n' });
    expect(stderr).toMatch(/^✓ agent ~ \/Margarita\/ .*\n✗ no event response\.done /m);
    expect(readFileSync(report, 'utf8')).toContain('<testsuites tests="2" failures="1"');
  });

  it('does not wait longer for what never comes than it is told', async () => {
    using home = folder();
    const { runs } = await setUp(home.path);
    const argv = ['call', '--say', 'Hi.', '--expect', 'agent ~ /beer/', '--within', '100ms'];
    expect((await runs(argv)).code).toBe(1);
  });

  it('puts records on standard output when asked to, the id in the first', async () => {
    using home = folder();
    const { runs } = await setUp(home.path);
    const { code, stdout } = await runs(['call', '--say', 'Hi.', '--json', '--expect', 'no error']);
    expect(code).toBe(0);
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records[0]).toMatchObject({ kind: 'header', call_id: 'rtc_test_1' });
    expect(records.at(-2)).toMatchObject({ kind: 'end', reason: 'ended', exit: { code: 0 }, complete: true });
    expect(records.at(-1)).toMatchObject({ kind: 'expectations', verdicts: [{ state: 'met' }] });
  });

  it('shows the events under the id, on stderr with --attach', async () => {
    using home = folder();
    const { runs } = await setUp(home.path);
    const shown = await runs(['call', '--say', 'Hi.', '--format', 'transcript', '-t', 'none']);
    expect(shown.stdout).toMatch(/^rtc_test_1\n[^]*agent: +Margarita!/);
    const attached = await runs(['call', '--say', 'Hi.', '--attach']);
    expect(attached.stdout).toBe('rtc_test_2\n');
    expect(attached.stderr).toContain('type=response.done');
  });

  it('keeps the sound of the agent, and records where it is told to', async () => {
    using home = folder();
    const { runs } = await setUp(home.path);
    const argv = ['call', '--say', 'Hi.', '--save-audio', 'agent.wav', '--record', 'call.ndjson'];
    expect((await runs(argv)).code).toBe(0);
    const { rate, samples } = await readWav(inPieces(readFileSync(join(home.path, 'agent.wav'))));
    let loud = 0;
    for await (const piece of samples) loud += piece.filter((value) => Math.abs(value) > 0.05).length;
    expect(rate).toBe(48_000);
    expect(loud).toBeGreaterThan(4800);
    expect((await runs(['verify', 'call.ndjson'])).code).toBe(0);
    // Neither is ever replaced: the second call is not placed.
    expect(await runs(argv)).toMatchObject({ code: 2, stdout: '' });
    expect(await runs([...argv.slice(0, 5), '--record', 'new.ndjson'])).toMatchObject({
      code: 2,
      stdout: '',
    });
  });

  it('plays a WAV file', async () => {
    using home = folder();
    const { runs, service } = await setUp(home.path);
    const sound = Buffer.alloc(16_000);
    for (let at = 0; at < 8000; at += 1) sound.writeInt16LE(Math.round(9000 * Math.sin(at / 5)), at * 2);
    writeFileSync(join(home.path, 'hello.wav'), wavBytes(sound, { rate: 8000 }));
    expect((await runs(['call', '--say', 'hello.wav'])).stderr).toContain('caller: hello.wav\nagent: Marg');
    const loud = service.calls[0]?.heard.filter((frame) => frame.some((value) => Math.abs(value) > 2000));
    expect(loud?.length).toBeGreaterThan(80);
  });

  it('hangs up when it is left: a call we placed is ours to end', async () => {
    using home = folder();
    const { runs, service } = await setUp(home.path);
    const leaving = new AbortController();
    const { code, stderr } = await runs(['call'], {
      signal: leaving.signal,
      heard: (text) => {
        if (text.includes('connected')) leaving.abort('interrupt');
      },
    });
    expect(code).toBe(130);
    expect(stderr).toContain('hung up; the call is over');
    expect(service.requests.at(-1)).toMatch(/hangup$/);
  });

  it('hangs up when the recording that was asked for cannot be made', async () => {
    using home = folder();
    const { runs, service } = await setUp(home.path);
    const { code } = await runs(['call', '--say', 'Hi.', '--record', 'x'.repeat(300)]);
    expect(code).toBe(7);
    expect(service.requests.at(-1)).toMatch(/hangup$/);
  });

  it('is over when the other side ends it', async () => {
    using home = folder();
    const { runs, service } = await setUp(home.path, { onCall: (call) => call.leg.close() });
    const { code, stderr } = await runs(['call', '--say', 'Hi.']);
    expect(code).toBe(0);
    expect(stderr).toContain('the other side ended the call');
    expect(service.requests).toEqual(['/v1/realtime/calls']);
  });

  it.each<[string, Misbehaviour, number, RegExp]>([
    ['a key that is refused', { status: 401 }, 4, /key/],
    ['a session that is refused', { status: 400 }, 8, /some_code/],
    ['a service in trouble', { status: 503 }, 5, /503/],
    ['an answer that names no call', { location: undefined }, 8, /did not say which it is/],
    [
      'an answer that is none',
      { answer: 'v=0\r\nnonsense' },
      5,
      /the answer to our SDP offer cannot be used/,
    ],
  ])('is not placed by %s', async (_what, how, code, words) => {
    using home = folder();
    const { runs } = await setUp(home.path, how);
    const ran = await runs(['call', '--say', 'Hi.']);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toMatch(words);
  });
});

describe('call', () => {
  it('says what to install where WebRTC is not there', async () => {
    using home = folder();
    const { code, stdout, stderr } = await run(['call', '--say', 'Hi.'], {
      cwd: home.path,
      env: { OPENAI_API_KEY: ['sk', 'test', 'key'].join('-'), RT_SIDEBAND_WEBRTC: 'none', PATH: '/nowhere' },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('npm install @roamhq/wrtc');
  });

  it('does not place a call whose sound has no place', async () => {
    using home = folder();
    const env = { OPENAI_API_KEY: ['sk', 'test', 'key'].join('-'), PATH: '/nowhere' };
    const ran = await run(['call', '--save-audio', 'nowhere/a.wav'], { cwd: home.path, env });
    expect(ran).toMatchObject({ code: 7, stdout: '' });
  });

  it.each([
    [['--say', '-', '--session', '-'], 'only one thing can be on standard input'],
    [['--interrupt-after', '2s'], 'nothing is said'],
    [['--report', 'junit=x.xml'], 'nothing is expected'],
    [['--expect', 'evnt x'], 'did you mean event?'],
    [['--expect', 'no error', '--report', 'pdf=x'], '--report: expected'],
    [['--session', '[]'], '--session: expected a JSON object'],
    [['--say', 'nowhere.wav'], 'cannot read the file: no such file or folder'],
    [['--say', 'not.wav'], 'this is no WAV file that can be played: it is something else'],
    [['--say', ''], 'the text is empty'],
    [['--record', 'not.wav'], 'the file exists'],
    [['--record', '-'], 'a recording is a file'],
    [['--record', 'nowhere/call.ndjson'], '--record: there is no such folder'],
    [['--record', 'not.wav/call.ndjson'], '--record: there is no such folder'],
    [['--save-audio', 'not.wav'], 'the file exists'],
  ])('refuses %j before anything is sent', async (argv, words) => {
    using home = folder();
    writeFileSync(join(home.path, 'not.wav'), 'I am a text.');
    const { code, stdout, stderr } = await run(['call', ...argv], {
      cwd: home.path,
      env: {
        OPENAI_API_KEY: ['sk', 'test', 'key'].join('-'),
        OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
        PATH: '/nowhere',
      },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});
