import { exitOf, type ExitName } from './error.ts';
import { isoTime, parseIsoTime } from './iso-time.ts';
import { child, objectIn, number, text, type Raw } from './raw.ts';
import { asExit } from './read-link.ts';
import { escapeJson } from './safe.ts';
import { hideKeys, hideLogins } from './secret-shapes.ts';
import type { Outcome } from './settle.ts';

/** Who did something: the user, the machine, the process. */
export type Doer = { readonly user: string; readonly host: string; readonly pid: number };

/** Something that is about to be done to a call. */
export type Deed = {
  /** The same on both lines of it. */
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly callId: string;
  readonly verb: string;
  /** The words it was given, or what was sent. */
  readonly what?: string | undefined;
  readonly by: Doer;
  readonly tool: string;
  readonly baseUrl: string;
};

/** What came of it. */
export type DeedEnd = {
  readonly at: number;
  /** How long it took, on a clock that never steps. */
  readonly ms: number;
  readonly outcome: Outcome['outcome'];
  readonly exit: ExitName;
  readonly code?: string | undefined;
  readonly note?: string | undefined;
  readonly said?: string | undefined;
};

/** A deed as the audit log has it. `end` is missing when its outcome was never learned. */
export type ReadDeed = Deed & { readonly end?: DeedEnd };

/** The most of any text that is kept, in characters. */
const most = 500;

const kept = (words: string | undefined): string | undefined => {
  if (words === undefined) return undefined;
  // A key that is cut through the middle would not look like one any more.
  const clean = hideKeys(hideLogins(words));
  // What was cut before says so behind it.
  return clean.length <= most + 30 ? clean : `${clean.slice(0, most)}… (${clean.length - most} more)`;
};

const about = ({ id, callId, verb, by, tool, baseUrl }: Deed): Raw => ({
  id,
  call_id: callId,
  verb,
  user: by.user,
  host: by.host,
  pid: by.pid,
  tool,
  base_url: baseUrl,
});

const line = (record: Raw): string => escapeJson(JSON.stringify(record));

/** The line that is written before anything is sent. */
export const encodeIntent = (deed: Deed): string =>
  line({ v: 1, kind: 'intent', at: isoTime(deed.at), ...about(deed), what: kept(deed.what) });

const endFields = ({ ms, outcome, exit, code, note, said }: DeedEnd): Raw => ({
  outcome,
  code: kept(code),
  note: kept(note),
  said: kept(said),
  exit: exitOf(exit),
  ms: Math.round(ms),
});

/** The line that is written when the outcome is known. */
export const encodeEnd = (deed: Deed, end: DeedEnd): string =>
  line({ v: 1, kind: 'outcome', at: isoTime(end.at), ...about(deed), ...endFields(end) });

/** A deed and what came of it in one record, for programs; without an outcome, `outcome` is missing. */
export const encodeDeed = ({ end, ...deed }: ReadDeed): string =>
  line({
    v: 1,
    kind: 'deed',
    at: isoTime(deed.at),
    ...about(deed),
    what: kept(deed.what),
    ...(end === undefined ? {} : endFields(end)),
  });

/**
 * The deeds of an audit log, oldest first, and how many of its lines could not be read. A line without its partner is
 * still a deed, or the end of one whose beginning is in a log that is gone.
 */
export const readDeeds = (
  log: string,
): { readonly deeds: readonly ReadDeed[]; readonly unreadable: number } => {
  const deeds = new Map<string, ReadDeed>();
  let unreadable = 0;
  for (const row of log.split('\n')) {
    if (row === '') continue;
    const record = objectIn(row);
    const deed = deedOf(record);
    if (record === undefined || deed === undefined) unreadable += 1;
    else {
      const end = endOf(record);
      const before = deeds.get(deed.id);
      if (end === undefined)
        deeds.set(deed.id, { ...deed, ...(before?.end === undefined ? {} : { end: before.end }) });
      else deeds.set(deed.id, { ...(before ?? deed), end });
    }
  }
  return { deeds: [...deeds.values()], unreadable };
};

const deedOf = (record: Raw | undefined): Deed | undefined => {
  const [id, callId, verb, stamp] = ['id', 'call_id', 'verb', 'at'].map((key) => text(record, key));
  const at = parseIsoTime(stamp ?? '');
  if (
    record === undefined ||
    id === undefined ||
    callId === undefined ||
    verb === undefined ||
    at === undefined
  )
    return undefined;
  return {
    id,
    at,
    callId,
    verb,
    what: text(record, 'what'),
    by: {
      user: text(record, 'user') ?? '',
      host: text(record, 'host') ?? '',
      pid: number(record, 'pid') ?? 0,
    },
    tool: text(record, 'tool') ?? '',
    baseUrl: text(record, 'base_url') ?? '',
  };
};

const outcomes: readonly Outcome['outcome'][] = ['confirmed', 'refused', 'not-sent', 'unknown'];

/** What the second line of a deed says; undefined for the first. */
const endOf = (record: Raw): DeedEnd | undefined => {
  if (text(record, 'kind') !== 'outcome') return undefined;
  const said = text(record, 'outcome');
  return {
    at: parseIsoTime(text(record, 'at') ?? '') ?? 0,
    ms: number(record, 'ms') ?? 0,
    outcome: outcomes.find((word) => word === said) ?? 'unknown',
    exit: asExit(text(child(record, 'exit'), 'name')) ?? 'unknown',
    code: text(record, 'code'),
    note: text(record, 'note'),
    said: text(record, 'said'),
  };
};
