import { hostKind } from '../core/doctor/base-url.ts';
import { judgeClock } from '../core/doctor/clock.ts';
import { skipped, type CheckName } from '../core/doctor/finding.ts';
import { judgeNames } from '../core/doctor/names.ts';
import type { NetworkFailure } from '../core/doctor/network-causes.ts';
import { judgeProxy } from '../core/doctor/proxy.ts';
import { judgeTcp, judgeTls } from '../core/doctor/reach.ts';
import type { Times } from '../core/doctor/times.ts';
import { judgeRest, type RestAround, type RestSeen } from '../core/doctor/rest.ts';
import { SidebandError } from '../core/error.ts';
import type { ApiSettings } from '../io/api-settings.ts';
import type { AnswerHead, DialWatch } from '../io/dial-watch.ts';
import { stopwatch } from '../io/stopwatch.ts';
import { proxyFor, type Proxy } from '../io/proxy.ts';
import { addressesOf, reach, type Reached } from '../io/reach.ts';
import type { Context } from './context.ts';
import type { Examining } from './examining.ts';

/** What has to be right before anything is sent anywhere. */
export const settingsFirst: readonly CheckName[] = ['key', 'account', 'base-url', 'certificates'];

/** The way to take, and how long each step of it may. */
export type Way = ApiSettings & {
  readonly deadlineMs: number;
  readonly around: Omit<RestAround, 'host' | 'proxied'>;
};

const proxyNames = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];

/** The way to the API, layer by layer, up to one harmless question to it. False when a dial would be in vain. */
export const examineWay = async (examining: Examining, way: Way, context: Context): Promise<boolean> => {
  const { baseUrl, env, deadlineMs } = way;
  const { clock, signal } = context;
  const url = new URL(baseUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const kind = hostKind(baseUrl);
  const local = kind === 'local';
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const proxy = chosen(baseUrl, env);
  const proxied = proxy !== undefined && 'url' in proxy;
  const common = { host, port, deadlineMs, clock, signal, proxy: proxied ? proxy : undefined };
  const failing = (error: SidebandError): NetworkFailure => ({
    reason: error.reason,
    message: error.message,
    hint: error.hint,
    proxied,
    local,
  });

  await examining.check('proxy', settingsFirst, async () => {
    const named = proxyNames
      .flatMap((name) => [name, name.toLowerCase()])
      .filter((name) => (env[name] ?? '') !== '');
    if (proxy !== undefined && !('url' in proxy)) return judgeProxy({ named, local, problem: proxy });
    if (proxy === undefined) return judgeProxy({ named, local });
    const tunnel = await reach({ ...common, secure: false });
    return judgeProxy({
      named,
      local,
      shown: proxy.shown,
      credentials: proxy.url.username !== '' || proxy.url.password !== '',
      tunnel: 'failure' in tunnel ? { failure: failing(tunnel.failure) } : { times: tunnel.times },
    });
  });
  await examining.check('dns', ['proxy'], async () => {
    if (proxied) return skipped('dns', 'the proxy looks the name up');
    if (/^[\d.]+$|:/.test(host)) return skipped('dns', `${host} is an address, no name`);
    try {
      return judgeNames(host, kind, { addresses: await addressesOf(host, common) });
    } catch (error) {
      if (!(error instanceof SidebandError)) throw error;
      return judgeNames(host, kind, { failure: failing(error) });
    }
  });
  let reached: Reached | undefined;
  await examining.check('tcp', ['dns'], async () => {
    if (proxied) return skipped('tcp', 'the proxy connects');
    reached = await reach({ ...common, secure });
    const where = `${host}:${port}`;
    if (!('failure' in reached)) return judgeTcp(where, reached);
    return reached.stage === 'tls'
      ? judgeTcp(where, { address: '' })
      : judgeTcp(where, { failure: failing(reached.failure) });
  });
  await examining.check('tls', ['tcp'], async () => {
    if (!secure) return skipped('tls', 'plain HTTP, which stays on this machine');
    const done = reached ?? (await reach({ ...common, secure }));
    if ('failure' in done) return judgeTls({ failure: failing(done.failure) });
    const { protocol = 'unknown', issuer = 'nobody', ends = 0 } = done.tls ?? {};
    return judgeTls({ protocol, issuer, days: (ends - clock.now().wall) / 86_400_000 });
  });

  const timed = stopwatch(clock);
  let answer: { readonly head: AnswerHead; readonly wall: number; readonly times: Times } | undefined;
  const rest = await examining.check('rest', ['tls'], async () => {
    const seen = await asked(way, context, {
      at: timed.at,
      answered: (head) => {
        answer = { head, wall: clock.now().wall, times: timed.times() };
      },
    });
    const finding = judgeRest({ ...seen, head: answer?.head }, { ...way.around, host: kind, proxied });
    const times = Object.values(answer?.times ?? timed.times());
    return { ...finding, took: times.reduce((sum, ms) => sum + ms, 0) };
  });
  await examining.check('clock', ['tls'], () => {
    const date = answer?.head.headers['date'];
    return judgeClock(date, Date.parse(date ?? ''), answer?.wall ?? 0, answer?.times.answer ?? 0);
  });
  if (examining.broken(['tls']) !== undefined) return false;
  // What is refused for the key, or answers no HTTP, is not asked again; what is only in trouble may take a socket.
  const { status = 0 } = answer?.head ?? {};
  return rest.state !== 'fail' || (status >= 400 && status !== 401);
};

/** The proxy on the way, or what is wrong with the one that is set. */
const chosen = (baseUrl: string, env: ApiSettings['env']): Proxy | SidebandError | undefined => {
  try {
    return proxyFor(baseUrl, env);
  } catch (error) {
    if (error instanceof SidebandError) return error;
    throw error;
  }
};

const asked = async (
  settings: ApiSettings,
  context: Context,
  watch: DialWatch,
): Promise<Omit<RestSeen, 'head'>> => {
  try {
    const rest = await context.rest({
      ...settings,
      signal: context.signal,
      watch,
    });
    return { body: (await rest.models()).body };
  } catch (error) {
    if (error instanceof SidebandError) return { failure: error };
    throw error;
  }
};
