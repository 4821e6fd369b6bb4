import type { Metric } from '../core/metrics/metric.ts';
import { grouped, lasting as wholeSeconds } from '../core/words.ts';

export { grouped };

type Unit = Extract<Metric, { kind: 'value' }>['unit'];

/** A time of the call as people say it: `1:02.3`, or `1:00:02` beyond an hour; `digits` behind the point. */
export const clock = (ms: number, digits = 1): string => {
  const all = Math.max(0, Math.round(ms / 10 ** (3 - digits)) * 10 ** (3 - digits));
  const hours = Math.floor(all / 3_600_000);
  const minutes = Math.floor(all / 60_000) % 60;
  const rest = ((all % 60_000) / 1000).toFixed(digits).padStart(digits === 0 ? 2 : 3 + digits, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
};

/** How long something took: `240 ms`, `12.3 s`, `4 min 12 s`. */
export const lasting = (ms: number): string => {
  if (Math.abs(ms) < 1000) return `${Math.round(ms)} ms`;
  if (Math.abs(ms) < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return wholeSeconds(Math.round(ms / 1000) * 1000);
};

/** Money in the list's currency. */
export const money = (amount: number, currency: string): string =>
  `${currency === 'USD' ? '$' : `${currency} `}${amount.toFixed(Math.abs(amount) < 1 ? 4 : 2)}`;

/** A number in its unit. */
export const amount = (number: number, unit: Unit, currency = 'USD'): string => {
  switch (unit) {
    case 'ms':
      return lasting(number);
    case 'seconds':
      return lasting(number * 1000);
    case 'ratio':
      return `${(number * 100).toFixed(1)} %`;
    case 'USD':
      return money(number, currency);
    case 'per_minute':
      return `${number.toFixed(2)} /min`;
    case 'bytes':
      return number < 1e6 ? `${(number / 1e3).toFixed(1)} kB` : `${(number / 1e6).toFixed(1)} MB`;
    default:
      return Number.isInteger(number) ? grouped(number) : number.toFixed(2);
  }
};
