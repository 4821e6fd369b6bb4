import { isLoopback } from '../core/base-url.ts';
import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';

/** The path of a URL. */
export const pathText = (text: string): string => {
  if (/^\/[\w./~-]*$/.test(text)) return text;
  throw new SidebandError('usage', 'expected a path that begins with /', { said: text });
};

/** How far the time of a webhook may be off, in milliseconds. */
export const toleranceText = (text: string): number => {
  const ms = duration(text);
  if (ms >= 1000 && ms <= 3_600_000) return ms;
  throw new SidebandError('usage', 'expected 1s to 1h', { said: text });
};

/** Throws (`usage`) for flags that exclude each other. */
export const refuseContradictions = (options: {
  readonly accept?: string | undefined;
  readonly reject?: number | undefined;
  readonly attach?: boolean | undefined;
  readonly exec?: string | undefined;
}): void => {
  if (options.accept !== undefined && options.reject !== undefined)
    throw new SidebandError('usage', 'choose one of --accept and --reject');
  if (options.attach === true && options.exec !== undefined)
    throw new SidebandError('usage', 'choose one of --attach and --exec', {
      hint: '--exec \'rt-sideband tail "$RT_SIDEBAND_CALL_ID"\' does both',
    });
  if (options.reject !== undefined && (options.attach === true || options.exec !== undefined))
    throw new SidebandError('usage', 'a call that is turned away cannot be attached');
};

/** An address of this machine, unless others may be meant: any spelling of `everywhere` is not one. */
export const hostOf = (given: string, expose: boolean): string => {
  if (given === 'localhost') return '127.0.0.1';
  const bare = given.replace(/^\[(.*)\]$/, '$1');
  if (bare === '::1' || isLoopback(bare) || (expose && bare !== '')) return bare;
  throw new SidebandError('usage', 'this address may be reached from other machines', {
    said: given,
    hint: 'leave --host out and point a tunnel at the port; or, behind something that speaks TLS, add --expose',
  });
};
