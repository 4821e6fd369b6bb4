import { describe, expect, it } from 'vitest';
import { judgeClock } from '../../../src/core/doctor/clock.ts';
import { httpCauses } from '../../../src/core/doctor/http-causes.ts';
import { judgeNames } from '../../../src/core/doctor/names.ts';
import { networkCauses, type NetworkFailure } from '../../../src/core/doctor/network-causes.ts';
import { judgeProxy, type ProxySeen } from '../../../src/core/doctor/proxy.ts';
import { judgeTcp, judgeTls } from '../../../src/core/doctor/reach.ts';
import { judgeRest, type RestAround } from '../../../src/core/doctor/rest.ts';
import { spelled } from '../../../src/core/doctor/times.ts';
import { deadlineFailure, dialFailure, type Hop } from '../../../src/core/dial-failure.ts';
import { notProxy, proxyFailure } from '../../../src/core/proxy-failure.ts';
import type { SidebandError } from '../../../src/core/error.ts';
import { httpFailure } from '../../../src/core/http-failure.ts';

const api: Hop = { who: 'api', host: 'api.example', port: 443 };
const proxy: Hop = { ...api, who: 'proxy' };
const failing = (error: SidebandError, more: Partial<NetworkFailure> = {}): NetworkFailure => ({
  reason: error.reason,
  message: error.message,
  hint: error.hint,
  proxied: false,
  local: false,
  ...more,
});
const dialled = (code: string, more: Partial<NetworkFailure> = {}): NetworkFailure =>
  failing(dialFailure(code, api), more);

it('spells times in the order of a dial', () => {
  expect(spelled({ answer: 1200, name: 4, tls: 21, connect: 12, tunnel: 3 })).toBe(
    'name 4 ms, tcp 12 ms, tunnel 3 ms, tls 21 ms, answer 1.2 s',
  );
  expect(spelled({})).toBe('');
});

describe('causes of a failed dial, the most probable first', () => {
  it.each<[string, NetworkFailure, RegExp]>([
    ['no such host', dialled('ENOTFOUND'), /slip in the host name/],
    ['no name server', dialled('EAI_AGAIN'), /not online/],
    ['refused', dialled('ECONNREFUSED'), /nothing listens there, or a firewall/],
    ['refused here', dialled('ECONNREFUSED', { local: true }), /^nothing listens there$/],
    ['unreachable', dialled('ENETUNREACH'), /firewall/],
    ['self-signed', dialled('DEPTH_ZERO_SELF_SIGNED_CERT'), /private authority/],
    ['another name', dialled('ERR_TLS_CERT_ALTNAME_INVALID'), /not the one of the certificate/],
    ['expired', dialled('CERT_HAS_EXPIRED'), /clock of this machine/],
    ['plain HTTP', dialled('EPROTO'), /plain HTTP port/],
    ['407', failing(proxyFailure(407, proxy)), /credentials/],
    ['no proxy', failing(notProxy(proxy)), /something else than a proxy/],
    ['TLS refused', dialled('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), /client certificate/],
    ['403 of a proxy', failing(proxyFailure(403, proxy)), /does not let us through/],
    ['no connection in time', failing(deadlineFailure('connect', api, 1000)), /firewall/],
    ['no answer in time', failing(deadlineFailure('answer', api, 1000)), /overloaded/],
    ['no answer here', failing(deadlineFailure('answer', api, 1000), { local: true }), /server there hangs/],
    [
      'a deadline behind a proxy',
      failing(deadlineFailure('tunnel', api, 1000), { proxied: true }),
      /proxy takes/,
    ],
    ['no HTTP', failing(dialFailure('HPE_INVALID_CONSTANT', api, 'HTTP')), /something else than the API/],
    ['nothing known', dialled('EWEIRD', { reason: undefined }), /not known/],
  ])('%s', (_, failure, first) => {
    const causes = networkCauses(failure);
    expect(causes[0]?.cause).toMatch(first);
    for (const { fix } of causes) expect(fix).not.toBe('');
  });
});

describe('causes of an HTTP answer, the most probable first', () => {
  const around = { kind: 'project', also: [], account: false } as const;
  const answer = (status: number, code?: string, said = '') => ({ status, code, said });
  it.each<[string, Parameters<typeof httpCauses>, RegExp]>([
    ['401', [answer(401, 'invalid_api_key'), around], /revoked/],
    [
      '401 for the header',
      [answer(401, 'mismatched_project'), { ...around, account: true }],
      /does not fit the key/,
    ],
    ['401 with headers set', [answer(401, 'invalid_api_key'), { ...around, account: true }], /revoked/],
    ['401 of an ephemeral one', [answer(401), { ...around, kind: 'ephemeral' }], /expired/],
    ['401 of an admin key', [answer(401), { ...around, kind: 'admin' }], /admin key/],
    ['403', [answer(403), around], /may not use this model/],
    ['403 for the country', [answer(403, 'unsupported_country_region_territory'), around], /country/],
    ['403 for a scope', [answer(403, undefined, 'Missing scopes: x'), around], /restricted/],
    ['429', [answer(429, 'rate_limit_exceeded'), around], /too many requests/],
    ['429 for money', [answer(429, 'insufficient_quota'), around], /quota/],
    ['503', [answer(503), around], /in trouble/],
    ['307', [answer(307), around], /old or incomplete/],
    ['418', [answer(418), around], /something else than the API/],
  ])('%s', (_, given, first) => {
    expect(httpCauses(...given)[0]?.cause).toMatch(first);
  });

  it('tells of a key in another place', () => {
    const causes = httpCauses(answer(401, 'invalid_api_key'), { ...around, also: ['.env'] });
    expect(causes.map(({ cause }) => cause)).toContain('the key meant is another one, in .env');
  });
});

describe('proxy', () => {
  const none: ProxySeen = { named: [], local: false };
  const shown = 'http://proxy:3128';
  const refused = { failure: failing(proxyFailure(407, proxy)) };
  it.each<[string, ProxySeen, string, RegExp]>([
    ['none', none, 'ok', /none in the environment/],
    ['not for this machine', { named: ['HTTPS_PROXY'], local: true }, 'ok', /not used for this machine/],
    [
      'excepted',
      { named: ['HTTPS_PROXY', 'NO_PROXY'], local: false },
      'ok',
      /NO_PROXY set; not used for this address/,
    ],
    [
      'one that lets us through',
      { ...none, shown, credentials: true, tunnel: { times: { connect: 1 } } },
      'ok',
      /with credentials opens a way/,
    ],
    ['one that does not', { ...none, shown, tunnel: refused }, 'fail', /answered 407/],
    [
      'one that cannot be used',
      { ...none, problem: { message: 'a proxy of the kind socks5', hint: 'no' } },
      'fail',
      /socks5/,
    ],
  ])('%s', (_, seen, state, saw) => {
    const found = judgeProxy(seen);
    expect(found).toMatchObject({ check: 'proxy', state });
    expect(found.saw).toMatch(saw);
  });
});

describe('dns', () => {
  const v4 = (address: string) => ({ address, family: 4 });
  it.each<[string, Parameters<typeof judgeNames>, string]>([
    ['found', ['api.openai.com', 'openai', { addresses: [v4('172.66.0.243')] }], 'ok'],
    [
      'a private one for a public name',
      ['api.openai.com', 'openai', { addresses: [v4('10.0.0.1')] }],
      'warn',
    ],
    ['a private one for a gateway', ['gw.example', 'other', { addresses: [v4('10.0.0.1')] }], 'ok'],
    ['none', ['x.invalid', 'other', { failure: dialled('ENOTFOUND') }], 'fail'],
  ])('%s', (_, given, state) => {
    expect(judgeNames(...given)).toMatchObject({ check: 'dns', state });
  });

  it('counts both families, and shows two of many', () => {
    const addresses = [v4('1.1.1.1'), v4('1.1.1.2'), { address: '2606::1', family: 6 }];
    expect(judgeNames('a.example', 'other', { addresses }).saw).toBe(
      'a.example is 1.1.1.1, 1.1.1.2, … (2 IPv4, 1 IPv6)',
    );
  });
});

describe('tcp and tls', () => {
  it.each([
    ['a connection', judgeTcp('a:1', { address: '1.1.1.1' }), 'ok'],
    ['none', judgeTcp('a:1', { failure: dialled('ECONNREFUSED') }), 'fail'],
    ['a trusted one', judgeTls({ protocol: 'TLSv1.3', issuer: 'X', days: 60 }), 'ok'],
    ['one that ends soon', judgeTls({ protocol: 'TLSv1.3', issuer: 'X', days: 2 }), 'warn'],
    ['one that is not trusted', judgeTls({ failure: dialled('CERT_HAS_EXPIRED') }), 'fail'],
  ])('%s', (_, found, state) => {
    expect(found.state).toBe(state);
  });
});

describe('rest', () => {
  const around: RestAround = {
    kind: 'project',
    also: [],
    account: false,
    host: 'openai',
    proxied: false,
    call: false,
  };
  const gateway: RestAround = { ...around, host: 'other' };
  const refused = (status: number, code?: string, message = 'No') => ({
    head: {
      status,
      headers: { 'x-request-id': 'req_1' },
      body: 'error',
      ...(code === undefined ? {} : { code }),
    },
    failure: httpFailure({
      status,
      about: 'api',
      body: JSON.stringify({ error: { code, message } }),
      key: '[secret]',
      hide: (text) => text,
    }),
  });
  const ok = { head: { status: 200, headers: { 'x-ratelimit-limit-requests': '9' }, body: 'other' } };
  const models = { data: [{ id: 'gpt-realtime-2.1' }, { id: 'gpt-5' }] };

  it.each<[string, Parameters<typeof judgeRest>, string, string | undefined]>([
    ['200', [{ ...ok, body: models }, around], 'ok', undefined],
    ['200 without a realtime model', [{ ...ok, body: { data: [] } }, around], 'warn', undefined],
    ['200 with something else', [{ ...ok, body: undefined }, around], 'warn', undefined],
    ['401', [refused(401, 'invalid_api_key'), around], 'fail', 'auth'],
    ['401 of an ephemeral one', [refused(401), { ...around, kind: 'ephemeral' }], 'warn', undefined],
    ['403', [refused(403), around], 'fail', 'auth'],
    [
      '403 for a scope',
      [refused(403, undefined, 'Missing scopes: api.model.read'), around],
      'warn',
      undefined,
    ],
    ['404', [refused(404), around], 'fail', 'network'],
    ['404 of a gateway', [refused(404), gateway], 'fail', 'network'],
    ['404 of a gateway before a call', [refused(404), { ...gateway, call: true }], 'warn', undefined],
    ['429', [refused(429), around], 'fail', 'network'],
    ['503', [refused(503), around], 'fail', 'network'],
    ['400', [refused(400), around], 'fail', 'refused'],
    ['a redirect', [refused(307), around], 'fail', 'network'],
    ['no answer', [{ failure: deadlineFailure('answer', api, 1000) }, around], 'fail', 'network'],
  ])('%s', (_, given, state, exit) => {
    const found = judgeRest(...given);
    expect(found).toMatchObject({ check: 'rest', state });
    expect(found.exit).toBe(exit);
  });

  it('keeps the id of the request, the code and the limits for a ticket', () => {
    const found = judgeRest(refused(401, 'invalid_api_key'), around);
    expect(found.detail).toBe('invalid_api_key: No; request req_1');
    expect(found.facts).toMatchObject({ status: 401, code: 'invalid_api_key', request_id: 'req_1' });
    expect(judgeRest({ ...ok, body: models }, around).facts).toMatchObject({
      rate_limits: { 'x-ratelimit-limit-requests': '9' },
      realtime_models: ['gpt-realtime-2.1'],
    });
  });
});

describe('clock', () => {
  const date = 'Sat, 21 Nov 2026 10:00:00 GMT';
  const server = Date.parse(date);
  it.each([
    ['the same', server + 600, 'ok', /as the server's/],
    ['ten seconds ahead', server + 10_500, 'ok', /10.0 s ahead/],
    ['a minute behind', server - 59_500, 'warn', /60.0 s behind/],
    ['an hour ahead', server + 3_600_500, 'warn', /ahead/],
  ])('%s', (_, wall, state, saw) => {
    const found = judgeClock(date, server, wall, 0);
    expect(found.state).toBe(state);
    expect(found.saw).toMatch(saw);
  });

  it('cannot be compared without a date', () => {
    expect(judgeClock(undefined, Number.NaN, 0, 0).state).toBe('skipped');
    expect(judgeClock('yesterday', Number.NaN, 0, 0).state).toBe('skipped');
  });
});
