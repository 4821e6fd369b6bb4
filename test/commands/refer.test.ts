import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, simulator } from '../sim/client.ts';
import { answered, at, requests } from './ringing.ts';

afterEach(closeAll);

const to = 'tel:+14155550123';
const up = async (...faults: readonly string[]) => {
  const sim = await simulator({
    scenario: 'idle',
    calls: 0,
    faults: ['attach_404_ms_after_accept=0', ...faults],
  });
  return { sim, id: await answered(sim) };
};
const once = (answer: string): readonly string[] => [`POST /refer {"target_uri":"${to}"}`, answer];

describe('refer', () => {
  it('is confirmed when the call is seen to leave', async () => {
    const { sim, id } = await up();
    const { code, stdout, stderr } = await at(sim, ['refer', id, to, '--yes']);
    expect(stderr).toMatch(
      /^transferring call …\w{8} to tel:\+14155550123\nattached to rtc_\S+ in \d+ ms\nconfirmed: the call has left\n$/,
    );
    expect([code, stdout]).toEqual([0, '']);
    expect(requests(sim, id)).toEqual(once('HTTP 200'));
  });

  it('is unknown when the server answers 200 and the call stays', async () => {
    const { sim, id } = await up('refer_result=silent');
    const { code, stderr } = await at(sim, ['refer', id, to, '--yes', '--verify', '2s']);
    expect(stderr).toMatch(
      /^outcome unknown: the server answered 200, but the call is still here after 2 s$/m,
    );
    expect(stderr).not.toMatch(/confirmed|refused/);
    expect(code).toBe(6);
    expect(requests(sim, id)).toEqual(once('HTTP 200'));
  });

  it('is refused when the server fails and the call stays', async () => {
    const { sim, id } = await up('refer_result=500');
    const { code, stderr } = await at(sim, ['refer', id, to, '--yes', '--verify', '1s']);
    expect(stderr).toMatch(/^refused \(server_error\): .*HTTP 500\); the call is still here after 1 s/m);
    expect(code).toBe(8);
    expect(requests(sim, id), 'it is never sent again').toEqual(once('HTTP 500'));
  });

  it('is confirmed without an answer when the call has left', async () => {
    const { sim, id } = await up('rest_reply=lost');
    const { code, stderr } = await at(sim, ['refer', id, to, '--yes']);
    expect(stderr).toMatch(/^confirmed: the call has left \(though /m);
    expect(code).toBe(0);
    expect(requests(sim, id)).toEqual(once('no answer'));
  });

  it('is unknown when nobody answers and the call stays', async () => {
    const { sim, id } = await up('rest_reply=swallowed');
    const { code, stderr } = await at(sim, ['refer', id, to, '--yes', '--verify', '1s', '--json']);
    expect(stderr).toMatch(/^outcome unknown: .*the call is still here after 1 s$/m);
    expect(code).toBe(6);
    expect(requests(sim, id)).toEqual(once('no answer'));
  });

  it('is refused for a call that is no SIP call', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const id = sim.calls[0] ?? '';
    const { code, stderr } = await at(sim, ['refer', id, to, '--yes']);
    expect(stderr).toMatch(/^refused: the server refused.*HTTP 409/m);
    expect(code).toBe(8);
  });

  it('is not sent to a call that cannot be watched', async () => {
    const { sim, id } = await up();
    sim.endCall(id);
    const { code, stderr } = await at(sim, ['refer', id, to, '--yes']);
    expect(stderr).toMatch(
      /^not sent \(call_id_not_found\): the server knows no such call \(HTTP 404\); nothing was sent/m,
    );
    expect(code).toBe(3);
    expect(requests(sim, id)).toEqual([]);
  });

  it('is asked about, and prints the request with --dry-run', async () => {
    const { sim, id } = await up();
    expect(await at(sim, ['refer', id, to])).toMatchObject({ code: 2 });
    const asked = await at(sim, ['refer', id, to], { typed: 'no\n' });
    expect(asked.code).toBe(2);
    expect(asked.stderr).toMatch(/transfer call …\w{8} to tel:\+14155550123\? \[y\/N\]/);
    const { code, stdout } = await at(sim, ['refer', id, to, '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^POST \S+\/refer\nAuthorization: Bearer \[secret/);
    expect(stdout).toMatch(/Content-Type: application\/json\n\n\{"target_uri":"tel:\+14155550123"\}\n$/);
    expect(sim.log()).toEqual([]);
    expect(await at(sim, ['refer', id, to], { typed: 'yes\n' })).toMatchObject({ code: 0 });
  });

  it('checks where to, and how long, before anything else', async () => {
    const { sim, id } = await up();
    expect((await at(sim, ['refer', id, '+14155550123', '--yes'])).stderr).toContain(
      'did you mean tel:+14155550123?',
    );
    expect(await at(sim, ['refer', id, to, '--yes', '--verify', '1h'])).toMatchObject({ code: 2 });
    expect(await at(sim, ['refer', id])).toMatchObject({ code: 2 });
    expect(sim.log()).toEqual([]);
  });
});
