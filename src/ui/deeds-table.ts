import type { ReadDeed } from '../core/deed.ts';
import { isoTime } from '../core/iso-time.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { seconds } from '../core/words.ts';
import { logFields } from './fields.ts';
import type { Look, Paint } from './theme.ts';
import { fit, widthOf } from './width.ts';

/** How what was done is shown: in this many columns; `alive` tells whether the process of a deed is still at it. */
export type DeedsStyle = {
  readonly columns: number;
  readonly paint: Paint;
  readonly alive: (deed: ReadDeed) => boolean;
};

type How = { readonly word: string; readonly look: Look };

const hows: Readonly<Record<'confirmed' | 'refused' | 'not-sent' | 'unknown', How>> = {
  confirmed: { word: 'confirmed', look: 'good' },
  refused: { word: 'refused', look: 'bad' },
  'not-sent': { word: 'not sent', look: 'bad' },
  unknown: { word: 'outcome unknown', look: 'warn' },
};

/** What came of a deed. Without an outcome in the log nobody knows, and that is what is said. */
const howOf = (deed: ReadDeed, alive: DeedsStyle['alive']): How =>
  deed.end !== undefined
    ? hows[deed.end.outcome]
    : alive(deed)
      ? { word: 'under way', look: 'system' }
      : { word: 'outcome never learned', look: 'warn' };

/** What was done to calls, a line each, the oldest first; the words stand below where there is no room for them. */
export const deedsTable = (deeds: readonly ReadDeed[], style: DeedsStyle): Safe => {
  const { columns, paint, alive } = style;
  return joinSafe(
    deeds.map((deed) => {
      const { word, look } = howOf(deed, alive);
      const code = deed.end?.code === undefined ? safe`` : safe` (${escapeText(deed.end.code, { max: 60 })})`;
      const took = deed.end === undefined ? safe`` : safe` in ${escapeText(seconds(deed.end.ms))}`;
      const time = escapeText(`${isoTime(deed.at).replace('T', ' ').slice(0, 19)}Z`);
      const first = safe`${time}  ${escapeText(deed.verb.padEnd(10), { max: 40 })}  ${escapeText(word)}${code}${took}`;
      const painted = safe`${paint('dim', time)}  ${paint('operator', escapeText(deed.verb.padEnd(10), { max: 40 }))}  ${paint(look, escapeText(word))}${code}${paint('dim', took)}`;
      const about = safe`${escapeText(deed.callId, { max: 130 })} by ${escapeText(`${deed.by.user}@${deed.by.host}`, { max: 80 })}`;
      const what = deed.what === undefined ? [] : [safe`  ${escapeText(deed.what, { max: 600 })}`];
      const fits = widthOf(first) + 2 + widthOf(about) <= columns;
      const rows = fits ? [] : [safe`  ${about}`];
      return joinSafe(
        [
          fits ? safe`${painted}  ${paint('dim', about)}` : painted,
          ...[...rows, ...what].map((row) => paint('dim', fit(row, columns))),
        ],
        '\n',
      );
    }),
    '\n',
  );
};

/** A deed as one line of key=value, for a pipe. */
export const deedLine = (deed: ReadDeed, alive: DeedsStyle['alive']): Safe =>
  safe`call_id=${escapeText(deed.callId)}${logFields({
    at: isoTime(deed.at),
    verb: deed.verb,
    outcome: deed.end?.outcome ?? (alive(deed) ? 'under-way' : 'never-learned'),
    code: deed.end?.code,
    exit: deed.end?.exit,
    ms: deed.end === undefined ? undefined : Math.round(deed.end.ms),
    what: deed.what,
    note: deed.end?.note,
    said: deed.end?.said,
    user: deed.by.user,
    host: deed.by.host,
    pid: deed.by.pid,
  })}`;
