import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, simulator } from '../sim/client.ts';
import { at, requests, ringing } from './ringing.ts';

afterEach(closeAll);

const rings = async (...faults: readonly string[]) => {
  const sim = await simulator({ scenario: 'idle', calls: 0, faults });
  return { sim, ...(await ringing(sim)) };
};
const model = ['--model', 'gpt-realtime-2.1'];
const once = (answer: string): readonly string[] => [
  'POST /accept {"type":"realtime","model":"gpt-realtime-2.1"}',
  answer,
];

describe('accept', () => {
  it('is confirmed when the call can be attached, a moment later too', async () => {
    const { sim, id, webhook } = await rings('attach_404_ms_after_accept=9000');
    const { code, stdout, stderr } = await at(sim, ['accept', '-', ...model], { stdin: webhook });
    expect(stderr).toMatch(
      /^accepting call …\w{8} from Ann \+15550100\nconfirmed: the call is up: it can be attached\n$/,
    );
    expect([code, stdout]).toEqual([0, '']);
    expect(requests(sim, id)).toEqual(once('HTTP 200'));
    expect(
      sim.log(id).some(({ kind }) => kind === 'sideband'),
      'nothing was sent',
    ).toBe(false);
  });

  it('sends the session with the flags on top', async () => {
    const { sim, id } = await rings();
    const session = { model: 'other', instructions: 'x', audio: { output: { voice: 'marin' } } };
    const args = ['accept', id, '--session', '-', ...model, '--instructions', 'Be kind.'];
    expect(await at(sim, args, { stdin: JSON.stringify(session) })).toMatchObject({ code: 0 });
    expect(requests(sim, id)[0]).toBe(
      'POST /accept {"type":"realtime","model":"gpt-realtime-2.1","instructions":"Be kind.","audio":{"output":{"voice":"marin"}}}',
    );
  });

  it('is unknown when the server answers 200 and the call dies of its session', async () => {
    const { sim, id } = await rings('accept_bad_payload=200_then_dead');
    const args = [
      'accept',
      id,
      '--session',
      '{"voice":"alloy"}',
      ...model,
      '--as-is',
      '--wait-for-call',
      '1s',
    ];
    const { code, stderr } = await at(sim, args);
    expect(stderr).toContain("warning: the session's voice is of the retired beta API");
    expect(stderr).toMatch(
      /^outcome unknown: the server answered 200, but the call cannot be attached after 1 s$/m,
    );
    expect(stderr).not.toMatch(/confirmed|refused/);
    expect(code).toBe(6);
    expect(requests(sim, id)).toHaveLength(2);
  });

  it('is refused as the server refuses it, and not sent again', async () => {
    const { sim, id } = await rings();
    const bad = await at(sim, ['accept', id, '--session', '{"voice":"alloy"}', ...model, '--as-is']);
    expect(bad.stderr).toMatch(
      /^refused \(unknown_parameter\): the server refused the request \(HTTP 400\)/m,
    );
    expect(bad.code).toBe(8);
    expect(requests(sim, id)).toHaveLength(2);
    sim.endCall(id);
    const gone = await at(sim, ['accept', id, ...model]);
    expect(gone.stderr).toMatch(/^refused \(call_id_not_found\)/m);
    expect(gone.code).toBe(3);
  });

  it.each([
    ['rest_reply=lost', 0, /^confirmed: the call is up: it can be attached \(though /m, 'no answer'],
    ['rest_reply=swallowed', 6, /^outcome unknown: .*cannot be attached after 1 s$/m, 'no answer'],
    ['rest_status=500x1', 8, /^refused.*HTTP 500\); the call cannot be attached after 1 s/m, 'HTTP 500'],
    ['rest_status=503x1', 8, /^refused/m, 'HTTP 503'],
  ])('%s', async (fault, exit, words, answer) => {
    const { sim, id } = await rings(fault);
    const { code, stderr } = await at(sim, ['accept', id, ...model, '--wait-for-call', '1s']);
    expect(stderr).toMatch(words);
    expect(code).toBe(exit);
    expect(requests(sim, id), 'it is never sent again').toEqual(once(answer));
  });

  it('checks the session before it is sent', async () => {
    const { sim, id } = await rings();
    const session =
      '{"audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.5}}},"instuctions":"x"}';
    const { code, stderr } = await at(sim, ['accept', id, '--session', session]);
    expect(stderr).toContain(
      "warning: the session's instuctions is not a field we know; did you mean instructions?",
    );
    expect(stderr).toMatch(
      /nothing was sent: audio\.input\.turn_detection\.threshold is refused on SIP calls$/m,
    );
    expect(code).toBe(2);
    for (const wrong of ['[]', '{', '"x"']) {
      expect(await at(sim, ['accept', id, '--session', wrong]), wrong).toMatchObject({ code: 2 });
    }
    expect(await at(sim, ['accept', '-', '--session', '-'], { stdin: '{}' })).toMatchObject({ code: 2 });
    expect(requests(sim, id)).toEqual([]);
  });

  it('prints the request with --dry-run, and sends nothing', async () => {
    const { sim, id } = await rings();
    const { code, stdout } = await at(sim, ['accept', id, ...model, '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^POST \S+\/accept\n[^]*\n\n\{"type":"realtime","model":"gpt-realtime-2\.1"\}\n$/);
    expect(sim.log()).toEqual([]);
  });
});
