import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../connecting.ts';
import { run } from '../context.ts';
import { rawServer, switching } from '../raw-server.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { at, requests, ringing } from './ringing.ts';

afterEach(closeAll);

const up = async (...faults: readonly string[]) => {
  const sim = await simulator({ scenario: 'idle', faults });
  return { sim, id: sim.calls[0] ?? '' };
};
const once = (answer: string): readonly string[] => ['POST /hangup', answer];

describe('hangup', () => {
  it.each(['1000', '1001', '1006', 'none'])(
    'is confirmed when the call is seen to be over (sockets close with %s)',
    async (code) => {
      const { sim, id } = await up(`close_on_hangup=${code}`);
      const { code: exit, stdout, stderr } = await at(sim, ['hangup', id, '--yes']);
      expect(stderr).toMatch(
        /^hanging up call …\w{8}\nattached to rtc_\S+ in \d+ ms\nconfirmed: the call has ended\n$/,
      );
      expect([exit, stdout]).toEqual([0, '']);
      expect(requests(sim, id)).toEqual(once('HTTP 200'));
    },
  );

  it('of a call that is over already is a success, and says what else a 404 can mean', async () => {
    const { sim, id } = await up();
    sim.endCall(id);
    const { code, stderr } = await at(sim, ['hangup', id, '--yes', '--quiet']);
    expect(code).toBe(0);
    expect(stderr).toBe(
      'confirmed: there is nothing to end: the server knows no such call (any more)\n' +
        '  hint: if somebody is still on it: is the id complete, and the key of the project that created the call?\n',
    );
    expect(requests(sim, id)).toEqual(once('HTTP 404'));
  });

  it('takes a socket that says there is no such call for none', async () => {
    const { sim, id } = await up('unknown_call_form=101');
    sim.endCall(id);
    const { code, stderr } = await run(['hangup', id, '--yes'], {
      env: { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey },
    });
    expect(stderr).toMatch(
      /^confirmed: there is nothing to end: the server knows no such call \(any more\)$/m,
    );
    expect(code).toBe(0);
    const refer = await run(['refer', id, 'tel:+14155550123', '--yes'], {
      env: { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey },
    });
    expect(refer.stderr).toMatch(/^(refused|not sent)/m);
    expect(refer.code).toBe(3);
  });

  it('ends a call that nobody can attach: one that rings', async () => {
    const { sim } = await up();
    const { id } = await ringing(sim);
    expect(await at(sim, ['hangup', id, '--yes'])).toMatchObject({ code: 0 });
    expect(requests(sim, id)).toEqual(once('HTTP 200'));
  });

  it('is confirmed without an answer when the call is gone', async () => {
    const { sim, id } = await up('rest_reply=lost');
    const { code, stderr } = await at(sim, ['hangup', id, '--yes']);
    expect(stderr).toMatch(
      /^confirmed: the call has ended \(though .*whether the server did it is not known\)$/m,
    );
    expect(code).toBe(0);
    expect(requests(sim, id)).toEqual(once('no answer'));
  });

  it('is unknown when nobody answers and the call is still there', async () => {
    const { sim, id } = await up('rest_reply=swallowed');
    const { code, stderr } = await at(sim, ['hangup', id, '--yes']);
    expect(stderr).toMatch(/^outcome unknown: .*the call is still there after 8 s$/m);
    expect(stderr).not.toMatch(/confirmed|refused/);
    expect(code).toBe(6);
    expect(requests(sim, id), 'it is never sent again').toEqual(once('no answer'));
  });

  it('is refused when the server fails and the call is still there; it is not tried again', async () => {
    const { sim, id } = await up('rest_status=500x1');
    const { code, stderr } = await at(sim, ['hangup', id, '--yes']);
    expect(stderr).toMatch(/^refused.*HTTP 500\); the call is still there after 8 s/m);
    expect(code).toBe(8);
    expect(requests(sim, id)).toEqual(once('HTTP 500'));
  });

  it.each([
    ['rest_status=403x1', 4],
    ['rest_status=409x1', 8],
    ['rest_status=429x1', 8],
  ])('is refused with %s', async (fault, exit) => {
    const { sim, id } = await up(fault);
    const { code, stderr } = await at(sim, ['hangup', id, '--yes']);
    expect(stderr).toMatch(/^refused/m);
    expect(code).toBe(exit);
    expect(requests(sim, id)).toHaveLength(2);
  });

  it('is not sent when the server cannot be reached', async () => {
    const server = await rawServer(() => undefined);
    await server.close();
    const { sim, id } = await up();
    const env = { OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1`, OPENAI_API_KEY: sim.apiKey };
    const { code, stderr } = await at(sim, ['hangup', id, '--yes'], { env });
    expect(stderr).toMatch(/^not sent: /m);
    expect(code).toBe(5);
  });

  it('takes a 404 of something that is not the API for no answer about the call', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n'));
    const { sim } = await up();
    const env = { OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1`, OPENAI_API_KEY: sim.apiKey };
    const { code, stderr } = await at(sim, ['hangup', 'rtc_x', '--yes'], { env });
    await server.close();
    expect(stderr).toMatch(/^refused: the server knows no such call \(HTTP 404\)/m);
    expect(code).toBe(3);
  });

  it('does not tell the key when the body of a failure holds it', async () => {
    const { sim } = await up();
    const server = await rawServer((socket, head) => {
      const body = JSON.stringify({ error: { code: sim.apiKey, message: `the key ${sim.apiKey} is bad` } });
      socket.end(
        head.startsWith('GET')
          ? switching(head)
          : `HTTP/1.1 400 X\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
    const env = { OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1`, OPENAI_API_KEY: sim.apiKey };
    const { code, stdout, stderr } = await at(sim, ['hangup', 'rtc_x', '--yes', '--json'], { env });
    await server.close();
    expect(code).toBe(8);
    expect(stderr).toContain('[secret …');
    expect(stdout + stderr).not.toContain(sim.apiKey);
  });

  it('is asked about: y hangs up, anything else and nobody at all do not', async () => {
    const { sim, id } = await up();
    const { webhook } = await ringing(sim, { from: '"Ann \u001b[31m" <sip:+15550100@x.net>' });
    expect(await at(sim, ['hangup', id])).toMatchObject({ code: 2 });
    const no = await at(sim, ['hangup', webhook], { typed: '\n' });
    expect(no.code).toBe(2);
    expect(no.stderr).toMatch(/hang up call …\w{8} from Ann \\u\{1b\}\[31m \+15550100\? \[y\/N\] /);
    expect(no.stderr).not.toContain('Ann \u001b');
    expect(no.stderr).toContain('nothing was sent');
    expect(requests(sim, id)).toEqual([]);
    expect(await at(sim, ['hangup', id], { typed: 'y\n' })).toMatchObject({ code: 0 });
    expect(requests(sim, id)).toEqual(once('HTTP 200'));
  });

  it('prints the request with --dry-run, and sends nothing', async () => {
    const { sim, id } = await up();
    const { code, stdout, stderr } = await at(sim, ['hangup', id, '--dry-run']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      new RegExp(
        `^POST ${sim.baseUrl}/realtime/calls/${id}/hangup\nAuthorization: Bearer \\[secret ….{4}\\]\nUser-Agent: \\S+\n$`,
      ),
    );
    const json = await at(sim, ['hangup', id, '--dry-run', '--json', '--say', 'Bye.']);
    const [frame, request] = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type?: string; method?: string });
    expect([frame?.type, request?.method]).toEqual(['response.create', 'POST']);
    expect(sim.log()).toEqual([]);
  });

  it('says what is known when it is left: the outcome once it was sent, that it was not before', async () => {
    const { sim, id } = await up('rest_reply=swallowed');
    const leaving = new AbortController();
    const hanging = at(sim, ['hangup', id, '--yes'], { signal: leaving.signal });
    await until(() => requests(sim, id).length > 0);
    leaving.abort('interrupt');
    const { code, stderr } = await hanging;
    expect(stderr).toMatch(
      /^outcome unknown: left before the server answered; whether the server did it is not known/m,
    );
    expect(code).toBe(130);

    const early = new AbortController();
    sim.fault('upgrade_delay_ms=100000');
    const attaching = at(sim, ['hangup', id, '--yes'], { signal: early.signal });
    setTimeout(() => early.abort('interrupt'), 100);
    const left = await attaching;
    expect(left.stderr).toMatch(/^not sent: left before it was sent$/m);
    expect(left.code).toBe(130);
    expect(requests(sim, id)).toHaveLength(2);
  });

  it('does not wait long for a sideband before it hangs up', async () => {
    const { sim, id } = await up('hang_upgrades=1');
    const { code, stderr } = await at(sim, ['hangup', id, '--yes']);
    // The second dial would have worked, ten seconds later.
    expect(stderr).not.toContain('attached');
    expect(stderr).toMatch(/^confirmed: the call has ended$/m);
    expect(code).toBe(0);
  });

  it('tells its outcome as one object with --json', async () => {
    const { sim, id } = await up();
    const { stdout } = await at(sim, ['hangup', id, '--yes', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      kind: 'outcome',
      verb: 'hangup',
      call_id: id,
      outcome: 'confirmed',
      note: 'the call has ended',
      exit: { code: 0, name: 'ok' },
    });
  });
});

describe('hangup --say', () => {
  const heardAt = (sim: Awaited<ReturnType<typeof up>>['sim'], id: string): readonly string[] =>
    sim
      .log(id)
      .filter(({ kind, text }) => kind === 'rest' || /"(response\.done|output_audio_buffer\.\w+)"/.test(text))
      .map(
        ({ text }) =>
          /"(response\.done|output_audio_buffer\.\w+)"/.exec(text)?.[1] ?? text.split('/').at(-1) ?? '',
      );

  it('ends the call once the words were heard, not once they were generated', async () => {
    const { sim, id } = await up();
    const { code, stderr } = await at(sim, ['hangup', id, '--yes', '--say', 'Thank you. Goodbye.']);
    expect(stderr).toMatch(/^heard: "Thank you\. Goodbye\."\nconfirmed: the call has ended$/m);
    expect(code).toBe(0);
    const order = heardAt(sim, id);
    expect(order.indexOf('hangup')).toBeGreaterThan(order.indexOf('output_audio_buffer.stopped'));
    expect(order).toContain('output_audio_buffer.stopped');
  });

  it('does not end the call when the words are refused', async () => {
    const { sim, id } = await up('fail_responses=server_error');
    const { code, stderr } = await at(sim, ['hangup', id, '--yes', '--say', 'Bye.']);
    expect(stderr).toMatch(/^not sent: the words were not said, so the call was not ended/m);
    expect(code).toBe(8);
    expect(requests(sim, id)).toEqual([]);
  });

  it('does not end the call when nobody knows whether they were said', async () => {
    const { sim, id } = await up('swallow=response.create');
    const { code, stderr } = await at(sim, ['hangup', id, '--yes', '--say', 'Bye.']);
    expect(stderr).toMatch(/^not sent: whether the words were said is not known, so the call was not ended/m);
    expect(code).toBe(6);
    expect(requests(sim, id)).toEqual([]);
  });

  it('does not end the call when somebody speaks over the words', async () => {
    const words = 'Thank you very much for calling us today, it was a pleasure, and goodbye to you.';
    const sim = await simulator({ scenario: 'idle', speed: 2 });
    const id = sim.calls[0] ?? '';
    const hanging = at(sim, ['hangup', id, '--yes', '--say', words]);
    const played = (): boolean => sim.log(id).some(({ text }) => text.includes('"response.done"'));
    while (!played()) await new Promise((resolve) => setTimeout(resolve, 5));
    await fetch(`${sim.controlUrl}/calls/${id}/act`, {
      method: 'POST',
      body: JSON.stringify({ type: 'output_audio_buffer.clear' }),
    });
    const { code, stderr } = await hanging;
    expect(stderr).toMatch(/^not sent: somebody spoke over the words, so the call was not ended/m);
    expect(code).toBe(8);
    expect(requests(sim, id)).toEqual([]);
  });

  it('does not end a call that cannot be attached', async () => {
    const { sim } = await up();
    const { id } = await ringing(sim);
    const { code, stderr } = await at(sim, ['hangup', id, '--yes', '--say', 'Bye.']);
    expect(stderr).toMatch(/^not sent: the words could not be said, so the call was not ended/m);
    expect(code).toBe(5);
    expect(requests(sim, id)).toEqual([]);
  });

  it('needs words', async () => {
    const { sim, id } = await up();
    expect(await at(sim, ['hangup', id, '--yes', '--say', ' '])).toMatchObject({ code: 2 });
    expect(requests(sim, id)).toEqual([]);
  });
});
