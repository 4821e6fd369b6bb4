import type { ExitName } from '../core/error.ts';

const names: readonly ExitName[] = [
  'interrupt',
  'terminate',
  'hangup',
  'pipe',
  'output',
  'timeout',
  'internal',
  'ok',
];

/** The exit name that an aborted signal carries. */
export const reasonOf = (signal: AbortSignal): ExitName =>
  names.find((name) => name === signal.reason) ?? 'interrupt';

/** A signal that is aborted when `outside` is, or when `leave` is called; its reason is the exit name. */
export const leavingWith = (
  outside: AbortSignal,
): { signal: AbortSignal; leave: (exit: ExitName) => void } => {
  const leaving = new AbortController();
  const follow = (): void => leaving.abort(reasonOf(outside));
  if (outside.aborted) follow();
  outside.addEventListener('abort', follow, { once: true });
  return { signal: leaving.signal, leave: (exit) => leaving.abort(exit) };
};

/** Resolves when a signal is aborted; at once when it is already. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
