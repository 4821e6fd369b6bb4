import { number } from '../raw.ts';
import type { Raw } from '../raw.ts';
import { cause, ok, unless, type Finding } from './finding.ts';

/** Minutes before the end of a session at which to think of it. */
const soon = 5;

/** How long the session still lasts; `wall` is now, in milliseconds. */
export const judgeExpiry = (config: Raw, wall: number): Finding => {
  const at = number(config, 'expires_at');
  if (at === undefined || at <= 0) return ok('expiry', 'the server does not say when the session ends');
  const minutes = (at * 1000 - wall) / 60_000;
  const facts = { expires_at: at, minutes_left: Math.round(minutes * 10) / 10 };
  if (minutes <= 0) {
    return unless(
      'expiry',
      [cause('the session is over its time, or a clock is wrong', 'compare the clock check above', 'medium')],
      'the end of the session has passed',
      facts,
    );
  }
  const words = minutes < 2 ? `${Math.floor(minutes * 60)} s` : `${Math.floor(minutes)} min`;
  const causes =
    minutes < soon
      ? [
          cause(
            'a session lasts 60 minutes at most, and this one is near its end',
            'let the agent say goodbye, or pass the caller on',
            'high',
          ),
        ]
      : [];
  return unless('expiry', causes, `ends in ${words}`, facts);
};
