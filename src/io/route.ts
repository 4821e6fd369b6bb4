import { createRequire } from 'node:module';
import type * as Http from 'node:http';
import type * as Https from 'node:https';
import type { Socket } from 'node:net';
import type * as Tls from 'node:tls';
import { connect as connectTcp, isIP } from 'node:net';
import { errorCode } from '../core/error-code.ts';
import { dialFailure, type Hop, type Stage } from '../core/dial-failure.ts';
import { notProxy, proxyFailure } from '../core/proxy-failure.ts';
import type { Proxy } from './proxy.ts';

// An ESM import of node:http loads far more than HTTP.
const require = createRequire(import.meta.url);

/** The way to an address, and how far a dial along it has come. */
export type Route = {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly proxy: Proxy | undefined;
  readonly ca: string | undefined;
  /** Aborting it destroys whatever is open. It must not be aborted once the socket is handed over. */
  readonly signal: AbortSignal;
  /** Told of progress: which hop is being waited for, and for what. */
  readonly at: (stage: Stage, hop: Hop) => void;
};

/** Opens a socket to an address, through the proxy if there is one, TLS done. Rejects with a SidebandError. */
export const openSocket = async (route: Route): Promise<Socket> => {
  const { host, port, secure, proxy } = route;
  const api: Hop = { who: 'api', host, port };
  const plain = proxy === undefined ? await openTcp(route, api) : await openTunnel(route, proxy);
  const socket = secure ? await openTls(route, api, plain) : plain;
  route.at('answer', api);
  return socket;
};

/** Waits for one event of a socket, or its failure; what comes late is destroyed. */
const opening = (socket: Socket, event: string, route: Route, hop: Hop): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const settle = (): void => {
      socket.off('error', fail).off('close', fail).off(event, done);
      route.signal.removeEventListener('abort', leave);
    };
    const fail = (error?: unknown): void => {
      settle();
      socket.on('error', ignore).destroy();
      reject(dialFailure(errorCode(error) ?? 'ECONNRESET', hop));
    };
    const leave = (): void => fail();
    const done = (): void => {
      settle();
      resolve(socket);
    };
    socket.on('error', fail).on('close', fail).on(event, done);
    route.signal.addEventListener('abort', leave, { once: true });
    if (route.signal.aborted) leave();
  });

const ignore = (): void => undefined;

const openTcp = (route: Route, hop: Hop): Promise<Socket> => {
  route.at(isIP(hop.host) === 0 ? 'name' : 'connect', hop);
  const socket = connectTcp({ host: hop.host, port: hop.port, noDelay: true });
  socket.once('lookup', () => route.at('connect', hop));
  return opening(socket, 'connect', route, hop);
};

const openTls = (route: Route, hop: Hop, socket: Socket): Promise<Socket> => {
  route.at('tls', hop);
  const tls: typeof Tls = require('node:tls');
  const secured = tls.connect({
    socket,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
    ...(isIP(hop.host) === 0 ? { servername: hop.host } : { host: hop.host }),
    ...(route.ca === undefined ? {} : { ca: [...tls.rootCertificates, route.ca] }),
  });
  return opening(secured, 'secureConnect', route, hop);
};

/** Asks the proxy for a way through. It sees the address of the API and nothing that is sent there. */
const openTunnel = async (route: Route, proxy: Proxy): Promise<Socket> => {
  const hop: Hop = { who: 'proxy', host: proxy.host, port: proxy.port };
  const plain = await openTcp(route, hop);
  const first = proxy.url.protocol === 'https:' ? await openTls(route, hop, plain) : plain;
  route.at('tunnel', hop);
  const { request }: typeof Http | typeof Https = require('node:http');
  const authority = `${isIP(route.host) === 6 ? `[${route.host}]` : route.host}:${route.port}`;
  return new Promise((resolve, reject) => {
    const asking = request({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...credentialsOf(proxy.url) },
      createConnection: () => first,
    });
    const leave = (): void => {
      asking.destroy();
      reject(dialFailure('ECONNRESET', hop));
    };
    route.signal.addEventListener('abort', leave, { once: true });
    const settle = (): void => route.signal.removeEventListener('abort', leave);
    asking.on('error', (error) => {
      settle();
      first.destroy();
      const code = errorCode(error) ?? 'ECONNRESET';
      reject(code.startsWith('HPE_') ? notProxy(hop) : dialFailure(code, hop));
    });
    asking.once('connect', (answer, socket, head) => {
      settle();
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(proxyFailure(answer.statusCode ?? 0, hop));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asking.end();
    if (route.signal.aborted) leave();
  });
};

const credentialsOf = ({ username, password }: URL): Record<string, string> => {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
};
