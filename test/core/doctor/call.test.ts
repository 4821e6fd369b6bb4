import { describe, expect, it } from 'vitest';
import { judgeAcceptBody } from '../../../src/core/doctor/accept-body.ts';
import { cause, fail, ok, skipped, warn } from '../../../src/core/doctor/finding.ts';
import {
  judgeHandshake,
  type HandshakeAround,
  type HandshakeSeen,
} from '../../../src/core/doctor/handshake.ts';
import { judgeHeard } from '../../../src/core/doctor/heard.ts';
import { missingCall, type CallAround } from '../../../src/core/doctor/missing-call.ts';
import { verdictOf } from '../../../src/core/doctor/verdict.ts';
import { closeMeaning } from '../../../src/core/close-codes.ts';
import { deadlineFailure } from '../../../src/core/dial-failure.ts';
import { httpFailure, notFoundCauses } from '../../../src/core/http-failure.ts';

const around: HandshakeAround = {
  callId: 'rtc_1',
  kind: 'project',
  also: [],
  account: false,
  project: false,
  badBody: false,
  host: 'openai',
  proxied: false,
};
const seen: HandshakeSeen = { ms: 300, times: { connect: 20, answer: 250 } };
const opened = { ...seen, head: { status: 101, headers: {}, body: 'empty' } };
const refused = (status: number, code?: string, said = 'No'): HandshakeSeen => ({
  ...seen,
  head: {
    status,
    headers: { 'x-request-id': 'req_9' },
    body: 'error',
    ...(code === undefined ? {} : { code }),
  },
  failure: httpFailure({
    status,
    about: 'attach',
    body: JSON.stringify({ error: { code, message: said } }),
    key: '[secret]',
    hide: (text) => text,
  }),
});
const closed = (code: number, text: string, said?: string): HandshakeSeen => ({
  ...opened,
  closed: closeMeaning({ code, text, said }),
});
const late = deadlineFailure('answer', { who: 'api', host: 'a', port: 1 }, 2000);

describe('handshake', () => {
  it.each<[string, HandshakeSeen, string, string | undefined, RegExp]>([
    ['101', opened, 'ok', undefined, /101: attached/],
    ['404', refused(404, 'call_id_not_found'), 'fail', 'not-found', /no such call/],
    ['410', refused(410), 'fail', 'not-found', /no such call/],
    ['400 that means 404', refused(400, 'call_id_not_found'), 'fail', 'not-found', /no such call/],
    ['401', refused(401, 'invalid_api_key'), 'fail', 'auth', /does not accept the key/],
    ['403', refused(403), 'fail', 'auth', /not allowed/],
    ['409', refused(409), 'fail', 'refused', /conflicts/],
    ['429', refused(429), 'fail', 'network', /too many requests/],
    ['503', refused(503), 'fail', 'network', /in trouble/],
    ['a redirect', refused(307), 'fail', 'network', /redirects/],
    ['200', refused(200), 'fail', 'network', /not a WebSocket server/],
    ['a deadline', { ...seen, failure: late }, 'fail', 'network', /no answer to the request in 2 s/],
    [
      '101 and an error for the key',
      closed(3000, 'invalid_request_error.invalid_api_key', 'invalid_api_key'),
      'fail',
      'auth',
      /101, then closed with 3000/,
    ],
    [
      '101 and no such call',
      closed(4000, 'invalid_request_error.call_id_not_found', 'call_id_not_found'),
      'fail',
      'not-found',
      /101, then closed with 4000/,
    ],
    [
      '101 and the retired beta',
      closed(4000, 'invalid_request_error.beta_api_shape_disabled'),
      'fail',
      'refused',
      /retired beta/,
    ],
    ['101 and the end of the call', closed(1000, ''), 'ok', undefined, /attached/],
  ])('%s', (_, given, state, exit, saw) => {
    const found = judgeHandshake(given, around);
    expect(found).toMatchObject({ check: 'handshake', state });
    expect(found.exit).toBe(exit);
    expect(found.saw).toMatch(saw);
    expect(found.causes.length > 0).toBe(state === 'fail');
  });

  it("keeps times, the server's words and the id of the request", () => {
    const found = judgeHandshake(refused(404, 'call_id_not_found', 'No session'), around);
    expect(found.detail).toBe('call_id_not_found: No session; tcp 20 ms, answer 0.3 s; request req_9');
    expect(found.facts).toMatchObject({
      status: 404,
      code: 'call_id_not_found',
      request_id: 'req_9',
      body: 'error',
    });
  });
});

describe('a call that the server does not know', () => {
  const call: CallAround = { ...around, ms: 200, body: 'error' };
  it.each<[string, Partial<CallAround>, RegExp]>([
    ['nothing known', {}, /has ended/],
    ['an ephemeral key', { kind: 'ephemeral' }, /ephemeral one/],
    ['a late answer', { ms: 5500 }, /created with an ephemeral secret/],
    ['a bad body', { badBody: true }, /body of the accept request/],
    ['a project header', { project: true }, /another project/],
    ['a gateway', { host: 'other' }, /another base URL/],
    ['the id of something else', { callId: 'call_abc' }, /something else than a call/],
    ['a page instead of an error', { body: 'other' }, /not the API answers/],
  ])('with %s', (_, more, first) => {
    const causes = missingCall({ ...call, ...more });
    expect(causes[0]?.cause).toMatch(first);
    expect(new Set(causes.map(({ cause: what }) => what)).size).toBe(causes.length);
    for (const { fix } of causes) expect(fix).not.toBe('');
  });

  it('keeps the order of every other failure to attach', () => {
    const causes = missingCall(call).map(({ cause: what }) => what);
    expect(causes).toEqual(notFoundCauses.filter((what) => !what.includes('ek_')));
  });
});

describe('events', () => {
  const types = new Map([
    ['response.output_audio_transcript.delta', 12],
    ['response.created', 1],
  ]);
  const over = closeMeaning({ code: 1000, text: '' });
  it.each<[string, Parameters<typeof judgeHeard>[0], string, RegExp]>([
    ['none', { ms: 2000, types: new Map(), errors: [] }, 'ok', /none in 2.0 s/],
    [
      'some',
      { ms: 2000, types, errors: [] },
      'ok',
      /13 in 2.0 s: 12 × response.output_audio_transcript.delta, response.created$/,
    ],
    ['an error', { ms: 2000, types, errors: ['invalid_value'] }, 'warn', /invalid_value/],
    ['a close', { ms: 500, types, errors: [], closed: over }, 'warn', /\(1000\) after 0.5 s/],
  ])('%s', (_, heard, state, saw) => {
    const found = judgeHeard(heard);
    expect(found).toMatchObject({ check: 'events', state });
    expect(found.saw).toMatch(saw);
  });
});

describe('accept-body', () => {
  const error = { grade: 'error', path: 'voice', problem: 'is of the beta' } as const;
  const warning = { grade: 'warning', path: 'model', problem: 'is not given' } as const;
  it.each([
    ['nothing against it', [], 'ok', undefined],
    ['doubts', [warning], 'warn', undefined],
    ['errors before doubts', [warning, error], 'fail', 'usage'],
  ] as const)('%s', (_, remarks, state, exit) => {
    const found = judgeAcceptBody(remarks);
    expect(found).toMatchObject({ check: 'accept-body', state });
    expect(found.exit).toBe(exit);
    if (state === 'fail') expect(found.causes[0]?.cause).toBe('voice is of the beta');
  });
});

describe('the verdict', () => {
  const slip = cause('a slip', 'look', 'high');
  const broken = fail('dns', 'network', 'no such host', [slip, cause('b', 'c')]);
  it('is the first failure, with its most probable cause', () => {
    const later = fail('handshake', 'auth', 'no', []);
    expect(verdictOf([ok('runtime', 'x'), warn('key', 'x', []), broken, later])).toEqual({
      state: 'fail',
      broken: 'dns',
      saw: 'no such host',
      likely: slip,
      warnings: ['key'],
      exit: 'network',
    });
  });

  it('lets warnings and what was not checked pass', () => {
    expect(verdictOf([ok('key', ''), skipped('dns', '')])).toEqual({ state: 'ok', warnings: [], exit: 'ok' });
    expect(verdictOf([warn('vad', '', [])])).toEqual({ state: 'warn', warnings: ['vad'], exit: 'ok' });
  });
});
