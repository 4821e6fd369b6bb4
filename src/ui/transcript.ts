import { most } from '../core/forgetting.ts';
import { leftOf, targetLanguage, wholeWith } from '../core/interpreted.ts';
import type { Passage } from '../core/passages.ts';
import type { Entry, Safe } from '../core/ports.ts';
import { child, text } from '../core/raw.ts';
import { escapeText, safe } from '../core/safe.ts';
import { newSession, type Item, type Session } from '../core/session.ts';
import type { Instant } from '../core/signal.ts';
import { seconds } from '../core/words.ts';
import { interpreterName, sidesShown } from './interpreter.ts';
import { rows } from './rows.ts';
import { skippedText } from './skipped.ts';
import { theme } from './theme.ts';
import { clockColumn } from './time-column.ts';
import type { View, ViewOptions } from './view.ts';
import { widthOf } from './width.ts';

/** How long, in the time of the stream, words wait for an earlier caller's words that are still to come. */
const patience = 5000;

/** How long words that were cut off wait for how much of them was heard, which comes right behind them. */
const patienceForCut = 1000;

/** Earlier items that are looked at for that. */
const lookBack = 8;

const longest = 8000;
const speakers: ReadonlyMap<string, { readonly name: string; readonly tone: 'user' | 'agent' }> = new Map([
  ['user', { name: 'caller:  ', tone: 'user' }],
  ['agent', { name: 'agent:   ', tone: 'agent' }],
]);

/**
 * Who said what, when: each utterance once it is whole, with the time its turn began, in the order of the conversation.
 * A caller's words arrive late, so the answer to them waits a while. Speech that was cut off is marked.
 */
export const transcript = (options: ViewOptions): View => {
  const { coloured = false, ascii = false, label, time = 'abs', columns, header } = options;
  const paint = theme(coloured);
  const layout = rows(paint, options.highlight);
  const clock = clockColumn({ kind: time, zone: options.zone, startedAt: header.startedAt });
  const start = label === undefined ? safe`` : safe`${label}  `;
  const before = label === undefined ? 0 : widthOf(label) + 2;
  /** Printed items: how much of their text, and whether it was said that they were cut off. */
  const told = new Map<string, { readonly length: number; readonly cut: boolean }>();
  /** Items with words to tell, and since when they wait. */
  let waiting = new Map<string, Instant>();
  let last: { session: Session; at: Instant } | undefined;
  const sides = sidesShown();

  const row = (
    { role }: Pick<Item, 'role'>,
    at: Instant,
    words: Safe,
    { name, tone } = speakers.get(role ?? '') ?? { name: '', tone: 'user' as const },
  ): Safe => {
    const stamp = time === 'none' ? safe`` : safe`${clock(at)}  `;
    const content = layout(
      [{ look: undefined, text: words }],
      before + stamp.length + name.length,
      columns?.(),
    );
    return safe`${start}${paint('dim', stamp)}${paint(tone, name as Safe)}${content}`;
  };
  const tell = (item: Item, at: Instant): Safe => {
    const from = told.get(item.id)?.length ?? 0;
    told.set(item.id, { length: item.text.length, cut: item.cut !== undefined });
    // What the session has forgotten is not told again.
    const [oldest] = told.size > most ? told.keys() : [];
    if (oldest !== undefined) told.delete(oldest);
    const words = escapeText(item.text.slice(from).trim(), { ascii, max: longest });
    const missing = item.cut === undefined ? safe`` : safe` ${cutOff(item.cut)}`;
    return row(item, item.addedAt ?? at, safe`${words}${missing}`);
  };
  const release = (all: boolean): readonly Safe[] => {
    if (last === undefined || waiting.size === 0) return [];
    const { session, at } = last;
    const lines: Safe[] = [];
    const held = new Map<string, Instant>();
    const placed = [...waiting].map(([id, since]) => ({ id, since, index: session.order.lastIndexOf(id) }));
    for (const { id, since, index } of placed.toSorted((one, other) => one.index - other.index)) {
      const item = session.items.get(id);
      if (item === undefined) continue;
      const growing = item.cut !== undefined && item.cut.heardMs === undefined;
      const early = growing && at.mono - since.mono < patienceForCut;
      if (!all && (early || isHeld(session, index, at))) held.set(id, since);
      else lines.push(tell(item, at));
    }
    waiting = held;
    return lines;
  };
  const passage = ({ who, from, text }: Passage, session: Session): Safe => {
    const words = escapeText(text.trim(), { ascii, max: longest });
    if (who === 'user') return row({ role: 'user' }, from, words);
    const name = `${interpreterName(targetLanguage(session), ascii)}:`.padEnd(9);
    return row({ role: 'agent' }, from, words, { name, tone: 'agent' });
  };
  const joined = (lines: readonly Safe[]): Safe | undefined =>
    lines.length === 0 ? undefined : (lines.join('\n') as Safe);

  const see = (entry: Entry): readonly Safe[] => {
    const { event, session, signal } = entry;
    const { at } = signal;
    last = { session, at };
    sides.see(entry);
    const whole = wholeWith(entry).filter(sides.shown);
    if (whole.length > 0) return [...release(false), ...whole.map((one) => passage(one, session))];
    const item = event.kind === 'server' ? session.items.get(itemIdOf(event.raw) ?? '') : undefined;
    if (item === undefined || !isSpeech(item, session)) return release(false);
    const known = told.get(item.id);
    if (known?.cut === false && item.cut?.heardMs !== undefined) {
      told.set(item.id, { ...known, cut: true });
      return [...release(false), row(item, at, cutOff(item.cut))];
    }
    if (item.text.length > (known?.length ?? 0) && !waiting.has(item.id)) waiting.set(item.id, at);
    return release(false);
  };

  return {
    entry: (entry) => (entry.duplicate === true ? undefined : joined(see(entry))),
    skipped: (skipped) => paint('warn', skippedText(skipped)),
    end: () => {
      const session = last?.session ?? newSession;
      return joined([
        ...release(true),
        ...leftOf(session)
          .filter(sides.shown)
          .map((one) => passage(one, session)),
      ]);
    },
  };
};

const itemIdOf = (raw: Parameters<typeof text>[0]): string | undefined =>
  text(raw, 'item_id') ?? text(child(raw, 'item'), 'id');

const isSpeech = ({ type, role, final, responseId }: Item, { responses }: Session): boolean =>
  type === 'message' &&
  (role === 'user' || role === 'agent') &&
  final &&
  // What is made apart from the conversation is heard by nobody.
  responses.get(responseId ?? '')?.inConversation !== false;

const isHeld = ({ items, order }: Session, index: number, at: Instant): boolean => {
  for (let before = index - 1; before >= Math.max(0, index - lookBack); before -= 1) {
    const item = items.get(order.at(before) ?? '');
    if (item?.role !== 'user' || item.type !== 'message' || item.final || item.addedAt === undefined)
      continue;
    if (at.mono - item.addedAt.mono < patience) return true;
  }
  return false;
};

const cutOff = ({ heardMs }: NonNullable<Item['cut']>): Safe =>
  heardMs === undefined
    ? safe`[cut off]`
    : heardMs <= 0
      ? safe`[cut off before anything was heard]`
      : safe`[cut off after ${escapeText(seconds(heardMs))}]`;
