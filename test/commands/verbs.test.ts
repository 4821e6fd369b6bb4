import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../src/sim/simulator-options.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { run, type Ran, type World } from '../context.ts';
import { faultProxy, type FaultProxy } from '../fault-proxy.ts';
import { closeAll, connect, simulator } from '../sim/client.ts';
import { piped, sentTypes } from './operating.ts';

const proxies: FaultProxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
  await closeAll();
});

const keys = (sim: Simulator, port?: number): Record<string, string> => ({
  OPENAI_BASE_URL: port === undefined ? sim.baseUrl : sim.baseUrl.replace(/:\d+/, `:${port}`),
  OPENAI_API_KEY: sim.apiKey,
  XDG_CONFIG_HOME: '/nonexistent',
});

const verb = (sim: Simulator, argv: readonly string[], world: World = {}): Promise<Ran> =>
  run(argv, { env: keys(sim), ...world });

const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 2000 && !holds(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
};

/** What the call put out, by type. */
const out = (sim: Simulator): readonly string[] =>
  sim
    .log(sim.calls[0])
    .filter(({ dir }) => dir === 'out')
    .map(({ text }) => (JSON.parse(text) as { type: string }).type);

const outcomeOf = ({ stdout }: Ran): Record<string, unknown> =>
  JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;

const on = async (options: SimulatorOptions = {}): Promise<{ sim: Simulator; id: string }> => {
  const sim = await simulator({ scenario: 'idle', ...options });
  return { sim, id: sim.calls[0] ?? '' };
};

/** A call whose agent is in the middle of a long answer that is being heard. */
const talking = async (options: SimulatorOptions = {}): Promise<{ sim: Simulator; id: string }> => {
  const made = await on({ scenario: 'long-talk', start: 'now', speed: 4, ...options });
  const client = await connect(made.sim);
  await client.until('output_audio_buffer.started');
  return made;
};

/** A call with a function call that nobody answers, and its id. */
const stuck = async (
  faults: readonly string[] = [],
): Promise<{ sim: Simulator; id: string; tool: string }> => {
  const made = await on({ scenario: 'stuck-tool', start: 'now' });
  const client = await connect(made.sim);
  const done = await client.until('response.function_call_arguments.done');
  await client.until('response.done', undefined, client.events.indexOf(done));
  for (const fault of faults) made.sim.fault(fault);
  return { ...made, tool: String(done['call_id']) };
};

const deletes = '{"type":"conversation.item.delete","item_id":"nothing"}';
const update = '{"type":"session.update","session":{"type":"realtime","instructions":"Brief."}}';

/** Each verb on a silent call, the event it stands or falls with, and what confirms it. */
const verbs: readonly (readonly [words: readonly string[], type: string, effect: string])[] = [
  [['whisper', 'The caller is a VIP.'], 'conversation.item.create', 'conversation.item.added'],
  [['send', update, '--ack'], 'session.update', 'session.updated'],
  [['inspect'], 'session.update', 'session.updated'],
  [['interrupt'], 'response.cancel', 'error'],
];

const argv = (words: readonly string[], id: string, ...more: string[]): readonly string[] => [
  words[0] ?? '',
  id,
  ...words.slice(1),
  ...more,
];

describe.each(verbs)('%j', (words, type, effect) => {
  it('is confirmed', async () => {
    const { sim, id } = await on();
    const { code, stderr } = await verb(sim, argv(words, id));
    expect(stderr).toMatch(/^confirmed: /m);
    expect(code).toBe(0);
    expect(out(sim)).toContain(effect);
  });

  it('is confirmed also when every answer is late', async () => {
    const { sim, id } = await on({ faults: ['delay_ms=4000', 'latency_ms=2000'] });
    expect((await verb(sim, argv(words, id))).code).toBe(0);
  });

  it('is refused', async () => {
    const { sim, id } = await on({ faults: [`refuse=${type}`] });
    const { code, stderr } = await verb(sim, argv(words, id));
    expect(stderr).toMatch(/^refused \(server_error\): The server had an error/m);
    expect(code).toBe(8);
  });

  it('is unknown when nobody answers, and then --timeout is its exit', async () => {
    const { sim, id } = await on({ faults: ['swallow'] });
    const ran = await verb(sim, argv(words, id, '--timeout', '300ms', '--json'));
    expect(outcomeOf(ran)).toMatchObject({ kind: 'outcome', outcome: 'unknown', exit: { code: 124 } });
    expect(ran.stderr).toMatch(/^outcome unknown: /m);
    expect(ran.code).toBe(124);
    expect(sentTypes(sim, id).filter((one) => one === type)).toHaveLength(1);
  });

  it('is unknown when the call vanishes first', async () => {
    const { sim, id } = await on({ faults: ['swallow'] });
    const going = verb(sim, argv(words, id));
    await until(() => sentTypes(sim, id).includes(type));
    sim.endCall(id, 'hangup');
    const { code, stderr } = await going;
    expect(stderr).toMatch(/^outcome unknown: the connection closed before the session answered/m);
    expect(code).toBe(6);
  });

  it('is not blamed for an error of somebody else, nor for one that blames nobody', async () => {
    const { sim, id } = await on({ faults: ['fanout_errors=all', 'stray_error'] });
    const other = await connect(sim);
    const going = verb(sim, argv(words, id));
    for (let index = 0; index < 5; index += 1)
      other.send({ type: 'response.cancel', event_id: `theirs_${index}` });
    expect((await going).code).toBe(0);
  });

  it('shows with --dry-run what it would send, and sends nothing', async () => {
    const { sim, id } = await on();
    const { code, stdout } = await verb(sim, argv(words, id, '--dry-run'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ type });
    expect(sim.log(id)).toEqual([]);
  });

  it('is quiet when asked, but for what is wrong', async () => {
    const { sim, id } = await on();
    const { stderr } = await verb(sim, argv(words, id, '-q'));
    expect(stderr).toMatch(/^attached to [^\n]*\n$/);
  });
});

describe('an effect that nobody acknowledges', () => {
  it('of whisper is looked up', async () => {
    const { sim, id } = await on({ faults: ['unacknowledged=conversation.item.create'] });
    const { code, stderr } = await verb(sim, ['whisper', id, 'VIP', '--timeout', '1s']);
    expect(stderr).toMatch(/^confirmed: /m);
    expect(code).toBe(0);
    expect(out(sim)).toContain('conversation.item.retrieved');
  });

  it('of whisper that is not there either stays unknown, and nothing is sent twice', async () => {
    const { sim, id } = await on({ faults: ['swallow=conversation.item.create'] });
    const { code, stderr } = await verb(sim, ['whisper', id, 'VIP', '--timeout', '1s']);
    expect(stderr).toMatch(/the conversation does not hold it$/m);
    expect(code).toBe(6);
    expect(sentTypes(sim, id)).toEqual(['conversation.item.create', 'conversation.item.retrieve']);
  });

  it('of interrupt is unknown', async () => {
    const { sim, id } = await talking({ faults: ['unacknowledged=output_audio_buffer.clear'] });
    const { code, stderr } = await verb(sim, ['interrupt', id, '--timeout', '500ms']);
    expect(stderr).toMatch(/^outcome unknown: the reply was cancelled, but whether its sound/m);
    expect(code).toBe(124);
  });
});

describe('say', () => {
  it('without waiting claims no more than that the response was accepted', async () => {
    const { id, sim } = await on();
    const ran = await verb(sim, ['say', id, 'Hello.', '--no-wait']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/^confirmed: the response was accepted; nobody waited for what it says$/m);
    expect(ran.stdout).toBe('');
  });

  it('says that words of the caller were answered', async () => {
    const { id, sim } = await on();
    const ran = await verb(sim, ['say', id, 'Hello.', '--as', 'user']);
    expect(ran.stderr).toMatch(/^confirmed: answered$/m);
  });
});

describe('interrupt', () => {
  it('cuts a reply off, and tells how far it came', async () => {
    const { sim, id } = await talking();
    const ran = await verb(sim, ['interrupt', id, '--json']);
    expect(ran.code).toBe(0);
    const { cut, spoken } = outcomeOf(ran);
    expect(cut).toBe('both');
    expect(String(spoken).length).toBeGreaterThan(5);
    expect(out(sim)).toContain('output_audio_buffer.cleared');
  });

  it('says that nobody was speaking', async () => {
    const { sim, id } = await on();
    const ran = await verb(sim, ['interrupt', id]);
    expect(ran.stderr).toMatch(/^confirmed: nobody was speaking/m);
    expect(ran.code).toBe(0);
  });
});

describe('send', () => {
  it('without --ack claims no more than that it was sent', async () => {
    const { sim, id } = await on({ faults: ['swallow'] });
    const ran = await verb(sim, ['send', id, 'response.create', '--json']);
    expect(outcomeOf(ran)).toMatchObject({ outcome: 'unknown', sent: true, exit: { code: 0 } });
    expect(ran.stderr).toMatch(/^sent: not refused within 1 s/m);
  });

  it('reads several from standard input, and stops at the first that is refused', async () => {
    const { sim, id } = await on();
    const { code, stderr } = await verb(sim, ['send', id, '--ack'], {
      stdin: `${update}\n\n${deletes}\n{"type":"response.create"}\n`,
    });
    expect(stderr).toMatch(
      /^refused \(item_delete_invalid_item_id\): at line 3, and nothing after it was sent: /m,
    );
    expect(code).toBe(8);
    expect(sentTypes(sim, id)).toEqual(['session.update', 'conversation.item.delete']);
  });

  it('shows what was retrieved', async () => {
    const { sim, id } = await on();
    const create =
      '{"type":"conversation.item.create","item":{"id":"mine","type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}}';
    expect((await verb(sim, ['send', id, '--ack', create])).code).toBe(0);
    const ran = await verb(sim, [
      'send',
      id,
      '--ack',
      '--json',
      '{"type":"conversation.item.retrieve","item_id":"mine"}',
    ]);
    expect(outcomeOf(ran)).toMatchObject({ effect: { item: { id: 'mine' } } });
  });

  it.each([
    [['{"type":"respnse.create"}'], 'did you mean response.create?'],
    [['{"type":'], 'not valid JSON at column 9'],
    [['response.create', '--timeout', '1s'], '--timeout is for --ack'],
    [[], 'nothing to send'],
  ])('%j is refused before anything is sent', async (words, message) => {
    const { sim, id } = await on();
    const { code, stderr } = await verb(sim, ['send', id, ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(sim.log(id)).toEqual([]);
  });
});

describe('inspect', () => {
  it('prints the session, and says that it had to send something', async () => {
    const { sim, id } = await on({ scenario: 'stuck-tool' });
    const { stdout, stderr } = await verb(sim, ['inspect', id]);
    expect(stdout).toMatch(/^model +gpt-realtime/);
    expect(stdout).toMatch(/^tools +find_booking\(name\): Looks a booking up\.$/m);
    expect(stderr).toContain('an update that changes nothing');
    expect(sentTypes(sim, id)).toEqual(['session.update']);
  });

  it('prints it as JSON', async () => {
    const { sim, id } = await on();
    const ran = await verb(sim, ['inspect', id, '--json']);
    expect(outcomeOf(ran)).toMatchObject({ type: 'realtime', model: expect.stringMatching(/^gpt/) });
  });
});

describe('tool', () => {
  it('answers a call that was made before, and the agent goes on', async () => {
    const { sim, id, tool } = await stuck();
    const { code, stderr } = await verb(sim, ['tool', 'answer', id, tool, '{"room":12}']);
    expect(stderr).toMatch(/^confirmed: call_\S+ has its output, and the agent goes on$/m);
    expect(code).toBe(0);
    expect(sentTypes(sim, id)).toEqual(['conversation.item.create', 'response.create']);
    await until(() => sim.log(id).some(({ text }) => text.includes('I found your booking')));
  });

  it('is answered from here once only', async () => {
    const { sim, id, tool } = await stuck();
    expect((await verb(sim, ['tool', 'fail', id, tool, 'closed', '--no-respond'])).code).toBe(0);
    const again = await verb(sim, ['tool', 'fail', id, tool, 'closed', '--no-respond']);
    expect(again.code).toBe(8);
    expect(again.stderr).toMatch(/it was answered with this program before; --again does it once more/);
    expect((await verb(sim, ['tool', 'fail', id, tool, 'closed', '--no-respond', '--again'])).code).toBe(0);
  });

  it('is refused for a call that is none', async () => {
    const { sim, id } = await on();
    const { code, stderr } = await verb(sim, ['tool', 'answer', id, 'call_nothing', '{}']);
    expect(stderr).toMatch(/^refused \(invalid_tool_call_id\)/m);
    expect(code).toBe(8);
  });

  it('is unknown when nobody answers', async () => {
    const { sim, id, tool } = await stuck(['swallow']);
    const { code } = await verb(sim, ['tool', 'answer', id, tool, '{}', '--timeout', '300ms']);
    expect(code).toBe(124);
    expect(sentTypes(sim, id).filter((type) => type === 'response.create')).toEqual([]);
  });

  it('lists what is open, and takes the only one', async () => {
    const { sim, id } = await on({ scenario: 'stuck-tool' });
    const listed = verb(sim, ['tool', 'list', id, '--for', '3s', '--json']);
    const { stdout, code } = await listed;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'tool_call', name: 'find_booking' });
    expect(sentTypes(sim, id)).toEqual([]);
  });

  it('finds the only open call by itself', async () => {
    const { sim, id } = await on({ scenario: 'stuck-tool' });
    const { code, stderr } = await verb(sim, ['tool', 'answer', id, '{"room":12}', '--for', '30s']);
    expect(stderr).toMatch(/^confirmed: call_\S+ has its output/m);
    expect(code).toBe(0);
  });

  it('does not guess', async () => {
    const { sim, id } = await on();
    const none = await verb(sim, ['tool', 'answer', id, '{}', '--for', '50ms']);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('no open tool call was seen; nothing was sent');
    expect((await verb(sim, ['tool', 'mend', id])).code).toBe(2);
    expect((await verb(sim, ['tool', 'answer', id, 'call_1', '{a:1}'])).code).toBe(2);
    expect(sentTypes(sim, id)).toEqual([]);
    const empty = await verb(sim, ['tool', 'list', id, '--for', '50ms']);
    expect(empty.code).toBe(0);
    expect(empty.stderr).toMatch(/no open tool call was seen in 50 ms\n.*nothing is replayed/);
  });
});

describe('a playbook', () => {
  it('runs say, whisper, interrupt, send and hangup', async () => {
    const { sim, id } = await on();
    const book = [
      '/whisper The caller is a VIP.',
      '/say One moment.',
      '/interrupt',
      '/send --ack response.create',
      '/inspect',
      '/hangup --yes',
    ].join('\n');
    const { exit, stderr } = await piped(['attach', id], sim, book);
    for (const line of [1, 2, 3, 4, 5, 6])
      expect(stderr).toMatch(new RegExp(`^line ${line}: /\\w+ confirmed`, 'm'));
    expect(exit).toBe(0);
    expect(sentTypes(sim, id)).toEqual([
      'conversation.item.create',
      'response.create',
      'response.cancel',
      'output_audio_buffer.clear',
      'response.create',
      'session.update',
    ]);
  });

  it.each([
    [`/send --ack ${deletes}`, 8, /line 2: \/send refused: \(item_delete_invalid_item_id\)/],
    ['/send {"type":}', 2, /line 2: not valid JSON at column 9/],
    ['/tool answer call_1', 2, /line 2: nothing to answer with/],
    ['/tool answer call_1 {}', 8, /line 2: \/tool answer refused: \(invalid_tool_call_id\)/],
  ])('%s stops it there', async (line, exit, words) => {
    const { sim, id } = await on();
    const ran = await piped(['attach', id], sim, `/whisper One.\n${line}\n/whisper Never.\n`);
    expect(ran.stderr).toMatch(words);
    expect(ran.exit).toBe(exit);
    expect(sentTypes(sim, id).filter((type) => type === 'conversation.item.create').length).toBeLessThan(3);
    expect(sim.log(id).some(({ text }) => text.includes('Never.'))).toBe(false);
  });

  it('judges what a call costs by the model that is to be assumed', async () => {
    const { sim, id } = await on();
    const book = '/say One moment.\nexpect cost value<1 --within 100ms\n';
    const unknown = await piped(['attach', id], sim, book);
    expect([unknown.exit, unknown.stderr]).toEqual([1, expect.stringContaining('not computable: unknown')]);
    const { exit } = await piped(['attach', id, '--assume-model', 'gpt-realtime-2.1'], sim, book);
    expect(exit).toBe(0);
  });

  it('may be read-only: nothing that sends is carried out', async () => {
    const { sim, id } = await on();
    for (const line of [
      '/whisper x',
      '/interrupt',
      '/send response.cancel',
      '/inspect',
      '/tool answer call_1 1',
    ]) {
      const { exit, stderr } = await piped(['attach', id, '--read-only'], sim, `${line}\n`);
      expect(stderr).toContain('attached with --read-only');
      expect(exit).toBe(2);
    }
    expect((await piped(['attach', id, '--read-only'], sim, '/tool list\n')).exit).toBe(0);
    expect(sentTypes(sim, id)).toEqual([]);
  });
});

describe('a connection that is lost', () => {
  /** An attach whose commands come when the test says so, through a proxy that can cut it. */
  const attached = async (sim: Simulator) => {
    const proxy = await faultProxy(Number(new URL(sim.baseUrl).port));
    proxies.push(proxy);
    const stdin = new PassThrough();
    let stderr = '';
    const ran = run(['attach', sim.calls[0] ?? ''], {
      env: keys(sim, proxy.port),
      input: stdin,
      heard: (text) => {
        stderr += text;
      },
    });
    await until(() => stderr.includes('attached to'));
    return { proxy, stdin, ran, stderr: () => stderr };
  };

  it.each(['/whisper x', '/interrupt', '/send response.cancel', '/inspect', '/tool answer call_1 1'])(
    'before %s is written: not sent, also later',
    async (line) => {
      const { sim, id } = await on();
      const { proxy, stdin, ran, stderr } = await attached(sim);
      // Nobody comes back through a proxy that swallows the handshake.
      proxy.faults.swallow = 'both';
      proxy.cut('reset');
      await until(() => /again|lost/.test(stderr()));
      stdin.end(`${line}\n`);
      const { code, stderr: said } = await ran;
      expect(said).toMatch(/line 1: \/[\w ]+ not sent/);
      expect(code).toBe(5);
      expect(sentTypes(sim, id)).toEqual([]);
    },
  );

  it('after the write, before the answer: looked up on the next connection, not sent again', async () => {
    const { sim, id } = await on({ faults: ['unacknowledged=conversation.item.create'] });
    const { proxy, stdin, ran } = await attached(sim);
    stdin.end('/whisper x\n');
    await until(() => sentTypes(sim, id).includes('conversation.item.create'));
    proxy.cut('reset');
    const { code, stderr } = await ran;
    expect(stderr).toMatch(/line 1: \/whisper confirmed/);
    expect(code).toBe(0);
    expect(sentTypes(sim, id)).toEqual(['conversation.item.create', 'conversation.item.retrieve']);
  });

  it('after the write: what cannot be looked up is unknown', async () => {
    const { sim, id } = await on({ faults: ['swallow=session.update'] });
    const { proxy, stdin, ran } = await attached(sim);
    stdin.end(`/send --ack ${update}\n`);
    await until(() => sentTypes(sim, id).includes('session.update'));
    proxy.cut('reset');
    const { code, stderr } = await ran;
    expect(stderr).toMatch(/line 1: \/send outcome unknown/);
    expect(code).toBe(6);
    expect(sentTypes(sim, id)).toEqual(['session.update']);
  });
});

describe('instruct', () => {
  it.each([
    ['a plain change', ['Be brief.', '--yes']],
    ['one that reads first', ['Be brief.', '--append']],
  ])('ends with 124 when --timeout is over: %s', async (_, words) => {
    const { sim, id } = await on({ faults: ['swallow'] });
    const ran = await verb(sim, ['instruct', id, ...words, '--timeout', '300ms', '--json']);
    expect(outcomeOf(ran)).toMatchObject({ outcome: 'unknown', exit: { code: 124, name: 'timeout' } });
    expect(ran.stderr).toMatch(/^outcome unknown: no session\.updated.* within /m);
    expect(ran.code).toBe(124);
  });

  it.each([[['']], [[' \n']], [['-']], [['', '--append']]])(
    'sends nothing for an empty text: %j',
    async (words) => {
      const { sim, id } = await on();
      const { code, stderr } = await verb(sim, ['instruct', id, '--yes', ...words]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('was the variable set that it came from?')]);
      expect(sentTypes(sim, id)).toEqual([]);
    },
  );
});
