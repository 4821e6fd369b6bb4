import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/sim/simulator-options.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { came, cleanUp, keys, run, start, until, wentOut } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

const words = 'The manager joins in two minutes.';

/** A call on which the agent is in the middle of a long answer. */
const talking = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const sim = await simulator({ scenario: 'long-talk', start: 'now', speed: 4, ...options });
  await until(
    () => sim.log(sim.calls[0]).some(({ text }) => text.includes('"response.created"')),
    'a response',
  );
  return sim;
};

const responses = (sim: Simulator): readonly string[] =>
  wentOut(sim).flatMap((text) => {
    const event = JSON.parse(text) as { type: string; response?: { status: string } };
    return /^response\.(created|done)$/.test(event.type) ? [`${event.type} ${event.response?.status}`] : [];
  });

describe('say', () => {
  it('prints exactly what was spoken', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const { code, stdout, stderr } = await run(['say', sim.calls[0]!, words], { env: keys(sim) });
    expect(code).toBe(0);
    expect(stdout).toBe(`${words}\n`);
    expect(stderr).toMatch(/confirmed: said/);
    expect(came(sim)).toEqual(['response.create']);
    expect(
      wentOut(sim).some(
        (text) => text.includes('response.output_audio_transcript.done') && text.includes(words),
      ),
    ).toBe(true);
  });

  it('takes the words from standard input, a file, or as several arguments', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const env = keys(sim);
    expect((await run(['say', sim.calls[0]!, '-'], { env, input: `${words}\n` })).stdout).toBe(`${words}\n`);
    expect((await run(['say', sim.calls[0]!, 'One', 'moment', 'please.'], { env })).stdout).toBe(
      'One moment please.\n',
    );
  });

  it('waits behind a response that is running', async () => {
    const sim = await talking();
    const { code, stdout, stderr } = await run(['say', sim.calls[0]!, words], { env: keys(sim) });
    expect(code).toBe(0);
    expect(stdout).toBe(`${words}\n`);
    expect(stderr).toMatch(/a response is running; waiting behind it/);
    // The long answer ran to its end, and only then ours began.
    expect(responses(sim).slice(-3)).toEqual([
      'response.done completed',
      'response.created in_progress',
      'response.done completed',
    ]);
  });

  it('gives up on a running response with --fail-if-busy', async () => {
    const sim = await talking();
    const { code, stdout, stderr } = await run(['say', sim.calls[0]!, words, '--fail-if-busy'], {
      env: keys(sim),
    });
    expect(code).toBe(8);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/refused/);
    expect(came(sim).filter((type) => type === 'response.cancel')).toEqual([]);
  });

  it('cuts a running response off with --interrupt', async () => {
    const sim = await talking();
    const { code, stdout } = await run(['say', sim.calls[0]!, words, '--interrupt'], { env: keys(sim) });
    expect(code).toBe(0);
    expect(stdout).toBe(`${words}\n`);
    expect(came(sim)).toEqual(expect.arrayContaining(['response.cancel', 'output_audio_buffer.clear']));
    expect(responses(sim).slice(-3)).toEqual([
      'response.done cancelled',
      'response.created in_progress',
      'response.done completed',
    ]);
  });

  it('says unknown when the call vanishes before the answer', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['swallow=response.create'] });
    const program = start(['say', sim.calls[0]!, words], { env: keys(sim) });
    await until(() => came(sim).includes('response.create'), 'the order');
    sim.endCall(sim.calls[0]!);
    const { code, stdout, stderr } = await program.ended;
    expect(code).toBe(6);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/unknown/);
    expect(stderr).not.toMatch(/confirmed|refused|not sent/);
    expect(
      came(sim).filter((type) => type === 'response.create'),
      'it is never sent again',
    ).toHaveLength(1);
  });

  it('says unknown when the socket is lost and comes back, and does not order twice', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['swallow=response.create'] });
    const program = start(['say', sim.calls[0]!, words, '--timeout', '4s'], { env: keys(sim) });
    await until(() => came(sim).includes('response.create'), 'the order');
    sim.dropSockets(sim.calls[0]!);
    const { code, stderr } = await program.ended;
    expect([6, 124]).toContain(code);
    expect(stderr).toMatch(/unknown/);
    expect(came(sim).filter((type) => type === 'response.create')).toHaveLength(1);
  });

  it('is not sent when the call is gone already', async () => {
    const sim = await talking({ speed: 1 });
    const program = start(['say', sim.calls[0]!, words], { env: keys(sim) });
    await program.shows(/waiting behind it/);
    sim.endCall(sim.calls[0]!);
    const { code, stderr } = await program.ended;
    expect(code).toBe(5);
    expect(stderr).toMatch(/not sent/);
  });

  it('stops dialling with --timeout, too', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['hang_upgrades=9'] });
    const { code, stdout, stderr } = await run(['say', sim.calls[0]!, words, '--timeout', '1s'], {
      env: keys(sim),
    });
    expect(code).toBe(124);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/not sent: the call was not attached within 1\.0 s/);
  });

  it('stops waiting with --timeout', async () => {
    const sim = await talking({ speed: 1 });
    const { code, stdout, stderr } = await run(['say', sim.calls[0]!, words, '--timeout', '1s'], {
      env: keys(sim),
    });
    expect(code).toBe(124);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/not sent/);
  });

  it('puts words in as the caller, and prints the answer', async () => {
    const sim = await simulator({
      scenario: {
        name: 'answers',
        script: [],
        answers: [{ when: { user: '/refund/i' }, say: 'Of course, I will refund you.' }],
      },
    });
    const { code, stdout } = await run(['say', sim.calls[0]!, '--as', 'user', 'I want a refund.'], {
      env: keys(sim),
    });
    expect(code).toBe(0);
    expect(stdout).toBe('Of course, I will refund you.\n');
    expect(came(sim)).toEqual(['conversation.item.create', 'response.create']);
  });

  it('says that the response failed, and what was refused', async () => {
    const sim = await simulator({ scenario: 'idle', faults: ['fail_responses=server_error'] });
    const { code, stdout, stderr } = await run(['say', sim.calls[0]!, words], { env: keys(sim) });
    expect(code).toBe(8);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/refused \(server_error\)/);
  });

  it('sends nothing with --dry-run', async () => {
    const sim = await simulator({ scenario: 'idle' });
    for (const more of [[], ['--as', 'user']]) {
      const { code, stdout } = await run(['say', sim.calls[0]!, words, '--dry-run', ...more], {
        env: keys(sim),
      });
      expect(code).toBe(0);
      const frames = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string });
      expect(frames.at(-1)?.type).toBe('response.create');
    }
    expect(sim.log(sim.calls[0]).filter(({ kind }) => kind === 'sideband')).toEqual([]);
  });

  it('prints the outcome as one object with --json', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const { stdout } = await run(['say', sim.calls[0]!, words, '--json'], { env: keys(sim) });
    expect(JSON.parse(stdout)).toEqual({
      kind: 'outcome',
      outcome: 'confirmed',
      spoken: words,
      exit: { code: 0, name: 'ok' },
    });
  });

  it.each([
    [['--interrupt', '--queue', words]],
    [['']],
    [[]],
    [['--as', 'nobody', words]],
    [['--bogus', words]],
  ])('refuses %j before anything is sent', async (args) => {
    const sim = await simulator({ scenario: 'idle' });
    const { code, stderr } = await run(['say', sim.calls[0]!, ...args], { env: keys(sim) });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^rt-sideband: /);
    expect(sim.log(sim.calls[0]).filter(({ kind }) => kind === 'sideband')).toEqual([]);
  });
});
