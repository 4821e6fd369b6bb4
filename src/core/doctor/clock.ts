import { seconds } from '../words.ts';
import { cause, skipped, unless, type Finding } from './finding.ts';

/** More than this many milliseconds apart is worth a word: secrets and certificates live by the clock. */
const tolerated = 30_000;

/** Our clock against the `Date` of an answer; `wall` is ours when it came, `rtt` how long it took, in milliseconds. */
export const judgeClock = (
  date: string | undefined,
  serverMs: number,
  wall: number,
  rtt: number,
): Finding => {
  if (date === undefined || Number.isNaN(serverMs)) return skipped('clock', 'no Date in any answer');
  // The header has whole seconds, and was written about half a round trip ago.
  const skew = Math.round(wall - rtt / 2 - (serverMs + 500));
  const apart =
    Math.abs(skew) <= 1000 + rtt / 2
      ? "as the server's"
      : `${seconds(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} the server's`;
  const causes =
    Math.abs(skew) > tolerated
      ? [
          cause(
            'the clock of this machine is wrong',
            'set it, best by NTP: times in recordings and the ends of secrets depend on it',
            'high',
          ),
        ]
      : [];
  return unless('clock', causes, apart, { skew_ms: skew });
};
