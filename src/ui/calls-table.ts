import { unusualHost } from '../core/base-url.ts';
import { isoTime } from '../core/iso-time.ts';
import type { KnownCall } from '../core/known-call.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import type { VisitState } from '../core/visit.ts';
import { ago, lasting } from '../core/words.ts';
import { logFields } from './fields.ts';
import type { Look, Paint } from './theme.ts';
import { fit } from './width.ts';

/** How calls are shown: at this moment, in this many columns. */
export type CallsStyle = { readonly now: number; readonly columns: number; readonly paint: Paint };

const looks: Readonly<Record<VisitState, Look>> = {
  attached: 'good',
  ended: 'dim',
  detached: 'system',
  announced: 'warn',
  unknown: 'warn',
};

/** What the words for a state stand for. */
const stateWords: Readonly<Record<VisitState, string>> = {
  attached: 'attached',
  ended: 'ended',
  detached: 'left',
  announced: 'announced',
  unknown: 'lost sight',
};

const cells = { state: 10, seen: 10, lasted: 12 };
const idWidth = (calls: readonly KnownCall[]): number =>
  Math.max(4, ...calls.map(({ callId }) => escapeText(callId).length));

/** Calls in rows under a head, for a terminal: what is further known of a call stands in a row of its own. */
export const callsTable = (calls: readonly KnownCall[], { now, columns, paint }: CallsStyle): Safe => {
  const width = idWidth(calls);
  const used = width + cells.state + cells.seen + cells.lasted + 8;
  const room = columns - used;
  // Where the words have no room beside it, they go below like the rest.
  const beside = room >= 20;
  const row = (id: Safe, state: Safe, seen: Safe, lasted: Safe, words: Safe): Safe =>
    safe`${id}  ${state}  ${seen}  ${lasted}${words === '' ? safe`` : safe`  ${words}`}`;
  const cell = (text: string, size: number): Safe => escapeText(text.padEnd(size));
  const head = row(
    cell('CALL', width),
    cell('STATE', cells.state),
    cell('SEEN', cells.seen),
    cell('LASTED', cells.lasted),
    beside ? safe`LAST WORDS` : safe``,
  );
  const rows = calls.flatMap((call) => {
    const said = wordsOf(call);
    const about = [
      call.caller === undefined ? undefined : safe`from ${escapeText(call.caller, { max: 60 })}`,
      processes(call),
      call.recording === undefined
        ? undefined
        : safe`recorded to ${escapeText(call.recording, { max: 200 })}`,
      at(call),
    ].filter((part) => part !== undefined);
    const first = row(
      paint('bold', cell(call.callId, width)),
      paint(looks[call.state], cell(stateWords[call.state], cells.state)),
      cell(ago(now - call.seen), cells.seen),
      cell(lasting(call.lasted), cells.lasted),
      beside && said !== undefined ? fit(said, room) : safe``,
    );
    const below = [
      ...(beside || said === undefined ? [] : [said]),
      ...(about.length === 0 ? [] : [joinSafe(about, ' · ')]),
    ];
    return [first, ...below.map((part) => paint('dim', fit(safe`  ${part}`, columns)))];
  });
  return joinSafe([paint('dim', head.trimEnd() as Safe), ...rows], '\n');
};

/** A call in one row, to be picked from a list. */
export const callChoice = (call: KnownCall, now: number): Safe => {
  const said = wordsOf(call);
  const about = [
    escapeText(call.callId),
    escapeText(stateWords[call.state]),
    escapeText(ago(now - call.seen)),
    ...(call.caller === undefined ? [] : [safe`from ${escapeText(call.caller, { max: 40 })}`]),
    ...(said === undefined ? [] : [said]),
  ];
  return joinSafe(about, '  ');
};

const wordsOf = ({ words }: KnownCall): Safe | undefined =>
  words === undefined ? undefined : safe`${escapeText(words.who)}: “${escapeText(words.text, { max: 130 })}”`;

const processes = ({ attached }: KnownCall): Safe | undefined =>
  attached.length === 0
    ? undefined
    : safe`by ${joinSafe(
        attached.map(({ by, pid }) => safe`${escapeText(by, { max: 20 })} (process ${pid})`),
        ', ',
      )}`;

const at = ({ baseUrl }: KnownCall): Safe | undefined => {
  const host = unusualHost(baseUrl);
  return host === undefined ? undefined : safe`at ${escapeText(host, { max: 80 })}`;
};

/** A call as one line of key=value, for a pipe. */
export const callLine = (call: KnownCall, now: number): Safe =>
  safe`call_id=${escapeText(call.callId)}${logFields({
    state: call.state,
    seen: isoTime(call.seen),
    age_s: Math.max(0, Math.round((now - call.seen) / 1000)),
    lasted_s: Math.round(call.lasted / 1000),
    said_by: call.words?.who,
    last_words: call.words?.text,
    caller: call.caller,
    recording: call.recording,
    base_url: call.baseUrl,
  })}`;
