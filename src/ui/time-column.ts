import { SidebandError } from '../core/error.ts';
import { isoTime } from '../core/iso-time.ts';
import { perMoment } from '../core/per-moment.ts';
import type { Safe } from '../core/ports.ts';
import type { Instant } from '../core/signal.ts';

/** The values of `-t`. */
export type TimeKind = 'abs' | 'rel' | 'delta' | 'none';

/** A moment as the text of its column. `delta` counts from the moment of the call before: ask in order. */
export type TimeColumn = (at: Instant) => Safe;

const minute = 60_000;

/**
 * Milliseconds by which a zone is ahead of UTC at a moment; without a name the zone of this machine. Throws a usage
 * error for a zone nobody knows.
 */
export const zoneOffset = (zone: string | undefined): ((wall: number) => number) => {
  if (zone === 'UTC') return () => 0;
  const format = formatOf(zone === 'local' ? undefined : zone);
  // Asking Intl is dear, and no zone changes its clocks within a minute.
  let known = Number.NaN;
  let offset = 0;
  return (wall) => {
    const current = Math.floor(wall / minute);
    if (current !== known) {
      known = current;
      offset = ahead(format, current * minute);
    }
    return offset;
  };
};

const formatOf = (timeZone: string | undefined): Intl.DateTimeFormat => {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...(timeZone === undefined ? {} : { timeZone }),
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new SidebandError('usage', 'no such time zone', {
      ...(timeZone === undefined ? {} : { said: timeZone }),
      hint: 'a zone is local, UTC, or a name like Europe/Paris',
    });
  }
};

const ahead = (format: Intl.DateTimeFormat, wall: number): number => {
  const parts = new Map(format.formatToParts(wall).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    wall
  );
};

// Every column is made of digits and signs of ours.
const ours = (text: string): Safe => text as Safe;

/** `12.345` seconds with a sign, as wide as `width` characters. */
const signed = (ms: number, width: number): Safe => {
  const seconds = Math.abs(ms / 1000).toFixed(3);
  return ours(`${ms < 0 && Number(seconds) !== 0 ? '-' : '+'}${seconds}s`.padStart(width));
};

type TimeOptions = {
  readonly kind: TimeKind;
  readonly zone?: string | undefined;
  readonly startedAt: Instant;
};

const counted = (kind: TimeKind, startedAt: Instant, width: number): TimeColumn | undefined => {
  if (kind === 'none') return () => ours('');
  if (kind === 'rel') return (at) => signed(at.mono - startedAt.mono, width);
  if (kind === 'abs') return undefined;
  let last = startedAt.mono;
  return (at) => {
    const since = at.mono - last;
    last = at.mono;
    return signed(since, width);
  };
};

/** The time of day for people, `10:00:03.214`; local unless a zone is given. Always one width. */
export const clockColumn = ({ kind, zone, startedAt }: TimeOptions): TimeColumn => {
  const column = counted(kind, startedAt, 9);
  if (column !== undefined) return column;
  const offset = zoneOffset(zone);
  return perMoment(({ wall }) => ours(isoTime(wall + offset(wall)).slice(-13, -1)));
};

/** The whole moment for programs, `2026-11-21T10:00:03.214Z`; UTC unless a zone is given. */
export const stampColumn = ({ kind, zone = 'UTC', startedAt }: TimeOptions): TimeColumn => {
  const column = counted(kind, startedAt, 0);
  if (column !== undefined) return column;
  if (zone === 'UTC') return perMoment(({ wall }) => ours(isoTime(wall)));
  const offset = zoneOffset(zone);
  return perMoment(({ wall }) => {
    const by = offset(wall);
    return ours(isoTime(wall + by).slice(0, -1) + offsetText(by));
  });
};

const offsetText = (ms: number): string => {
  const minutes = Math.round(Math.abs(ms) / minute);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};
