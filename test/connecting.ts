import { inspect } from 'node:util';
import { expect } from 'vitest';
import { readCallArgument } from '../src/core/call-argument.ts';
import type { SidebandError } from '../src/core/error.ts';
import type { Clock, Link } from '../src/core/ports.ts';
import type { Closed } from '../src/core/redial-end.ts';
import type { Signal } from '../src/core/signal.ts';
import { connector, type ConnectorSettings } from '../src/io/connect.ts';
import { secret } from '../src/io/secret.ts';
import { systemClock } from '../src/io/system.ts';

/** Must turn up nowhere but in an Authorization header. */
export const canary = ['sk', 'proj', 'Canary7Canary7Canary7', 'last'].join('-');

export const callId = readCallArgument('rtc_u1_test');

export const settingsFor = (port: number, more: Partial<ConnectorSettings> = {}): ConnectorSettings => ({
  baseUrl: `http://127.0.0.1:${port}/v1`,
  key: secret(canary),
  clock: systemClock(),
  env: {},
  userAgent: 'rt-sideband/test',
  ...more,
});

export const attach = (
  port: number,
  more: Partial<ConnectorSettings> = {},
  signal = new AbortController().signal,
) => connector(settingsFor(port, more))(callId, signal);

/** The failure of an attach that must not work; it is checked for the key first. */
export const failureOf = async (attaching: Promise<unknown>): Promise<SidebandError> => {
  const failure = await attaching.then(
    () => expect.unreachable('it attached'),
    (error: unknown) => error as SidebandError,
  );
  expect(failure.name).toBe('SidebandError');
  expectNoKey(failure);
  return failure;
};

/** No form of the key is in what a value prints as, stack and causes included. */
export const expectNoKey = (value: unknown): void => {
  const error = value instanceof Error ? `${value.message} ${value.stack} ${inspect(value.cause)}` : '';
  const printed = `${inspect(value, { depth: 20, showHidden: true, getters: true })} ${String(value)} ${JSON.stringify(value)} ${error}`;
  for (const form of [
    canary,
    Buffer.from(canary).toString('base64'),
    encodeURIComponent(canary),
    'Canary7',
  ]) {
    expect(printed).not.toContain(form);
  }
};

/** Reads a link to its end. */
export const readAll = async (
  link: Link,
): Promise<{ signals: Signal[]; frames: string[]; closed: Closed }> => {
  const signals: Signal[] = [];
  for await (const signal of link.signals) signals.push(signal);
  expectNoKey(signals);
  const last = signals.at(-1);
  const closed = signals.flatMap((signal) =>
    signal.kind === 'link' && signal.change.to === 'closed' ? [signal.change] : [],
  );
  expect(closed).toHaveLength(1);
  expect(last?.kind === 'link' && last.change).toBe(closed[0]);
  const frames = signals.flatMap((signal) =>
    signal.kind === 'frame' && signal.direction === 'received' ? [signal.text] : [],
  );
  return { signals, frames, closed: closed[0]! };
};

/** Waits until something is true, on the real clock, for at most ten seconds. */
export const until = async (condition: () => boolean): Promise<void> => {
  const clock: Clock = systemClock();
  for (let n = 0; n < 1000; n += 1) {
    if (condition()) return;
    await clock.sleep(10);
  }
  expect.unreachable('waited ten seconds in vain');
};
