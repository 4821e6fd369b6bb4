import type { LinkChange } from '../signal.ts';
import { seconds } from '../words.ts';
import { cause, ok, warn, type Finding } from './finding.ts';

/** What was heard while attached. */
export type Heard = {
  /** Milliseconds of listening. */
  readonly ms: number;
  /** How many events of each type. */
  readonly types: ReadonlyMap<string, number>;
  /** The codes of `error` events. */
  readonly errors: readonly string[];
  readonly closed?: Extract<LinkChange, { to: 'closed' }> | undefined;
};

/** Types named in one line; what is beyond is counted. */
const most = 4;

/** What came while we listened. Nothing is no fault: a sideband hears nothing until something happens. */
export const judgeHeard = ({ ms, types, errors, closed }: Heard): Finding => {
  const all = [...types.entries()].toSorted(([, a], [, b]) => b - a);
  const count = all.reduce((sum, [, times]) => sum + times, 0);
  const facts = {
    events: count,
    types: Object.fromEntries(all.slice(0, 60)),
    errors,
    listened_ms: Math.round(ms),
  };
  if (closed !== undefined && closed.reason !== 'detached') {
    const code = closed.code === undefined ? '' : ` (${closed.code})`;
    return warn(
      'events',
      `${closed.message}${code} after ${seconds(ms)}, ${count} events`,
      [
        cause(
          'the call has ended meanwhile, or the connection is unstable',
          'run it again: a call that is over is not found',
          'medium',
        ),
      ],
      { ...facts, close_code: closed.code ?? null },
    );
  }
  if (errors.length > 0) {
    return warn(
      'events',
      `${errors.length} error events in ${seconds(ms)}: ${errors.slice(0, most).join(', ')}`,
      [
        cause(
          'another client of this call sends what the server refuses',
          'rt-sideband tail CALL --only error shows them',
          'medium',
        ),
      ],
      facts,
    );
  }
  if (count === 0)
    return ok('events', `none in ${seconds(ms)}: nothing comes until something happens`, facts);
  const named = all.slice(0, most).map(([type, times]) => (times === 1 ? type : `${times} × ${type}`));
  const rest = all.length > most ? `, … ${all.length - most} more types` : '';
  return ok('events', `${count} in ${seconds(ms)}: ${named.join(', ')}${rest}`, facts);
};
