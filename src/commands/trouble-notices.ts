import type { Clock, Safe, Sink } from '../core/ports.ts';
import { joinSafe, safe } from '../core/safe.ts';
import type { Tone } from '../core/definition.ts';
import type { Instant } from '../core/signal.ts';
import type { Troubles } from '../core/troubles.ts';
import type { Advice, TroubleNews } from '../core/troubles/trouble.ts';
import type { Piece } from '../ui/rows.ts';
import type { NoticeLook } from './notice-look.ts';
import type { Voice } from './voice.ts';

/** How troubles are spoken of. */
export type TroubleTelling = {
  readonly voice: Voice;
  readonly look: NoticeLook;
  /** Before every line. */
  readonly label?: Safe;
  /** The command of an advice as it is typed here; undefined leaves out what to do, where it is too late. */
  readonly command?: (advice: Advice) => Safe | undefined;
  /** When it was, where that is not now. */
  readonly time?: (at: Instant) => Safe;
  /** The clock of a live call. Without one time goes by only from entry to entry, as in a recording. */
  readonly clock?: Clock;
};

/** How often the clock is looked at, in milliseconds. */
const tick = 1000;

/** A look that comes so much too late was held up by a machine that slept: what was received has to be read first. */
const tooLate = 1500;

/**
 * Says what goes wrong on a call, on stderr. Belongs behind every sink whose flush may have to wait: only then is what
 * was received also seen whenever nothing is being written.
 */
export const troubleNotices = (troubles: Troubles, telling: TroubleTelling): Sink => {
  const { voice, clock } = telling;
  const over = new AbortController();
  let unsaid: TroubleNews[] = [];
  let reading = false;

  const say = (): void => {
    const news = unsaid;
    unsaid = [];
    for (const one of news) voice.always(newsText(one, telling));
  };
  const look = async (at: Clock): Promise<void> => {
    while (!over.signal.aborted) {
      const due = at.now().mono + tick;
      await at.sleep(tick, over.signal);
      const now = at.now();
      if (over.signal.aborted || reading || now.mono - due > tooLate) continue;
      unsaid.push(...troubles.pass(now));
      say();
    }
  };
  if (clock !== undefined) void look(clock);

  return {
    write(entry) {
      reading = true;
      const news = troubles.see(entry);
      if (news.length > 0) unsaid.push(...news);
      // Of a recording each is said where it belongs, among the entries.
      if (clock === undefined) say();
      if (entry.event.kind === 'link' && entry.event.change.to === 'closed') over.abort();
    },
    flush() {
      reading = false;
      say();
    },
    close() {
      over.abort();
      say();
    },
  };
};

const heads = {
  bad: safe`trouble:`,
  warn: safe`warning:`,
  over: safe`resolved:`,
  unknown: safe`warning:`,
};

/** One piece of news: what is wrong, and below it what to do. */
const newsText = (
  news: TroubleNews,
  { look, label = safe``, command, time }: Omit<TroubleTelling, 'voice'>,
): Safe => {
  const { trouble } = news;
  const line = (tone: Tone, head: Safe, at: Instant, ...pieces: readonly Piece[]): Safe => {
    const stamp = time?.(at) ?? safe``;
    const before = stamp === '' ? stamp : look.paint('dim', safe`${stamp}  `);
    const indent = label.length + (stamp === '' ? 0 : stamp.length + 2) + head.length + 1;
    return safe`${label}${before}${look.paint(tone, safe`${head} `)}${look.lay(pieces, indent)}`;
  };
  if (news.kind !== 'found') {
    const tone = news.kind === 'over' ? 'good' : 'warn';
    return line(tone, heads[news.kind], news.at, { look: tone, text: news.text });
  }
  const { severity, text, seq, at, advice } = trouble;
  const last = news.last === true ? safe`, not said again` : safe``;
  const first = line(
    severity,
    heads[severity],
    at,
    { look: severity, text },
    { look: 'dim', text: safe` (#${seq}${last})` },
  );
  if (command === undefined) return first;
  // Left to the terminal to wrap, so that a command can be copied as it is.
  const rows = advice.map((one) => {
    const typed = command(one);
    const words = typed === undefined ? one.words : safe`${one.words}:`;
    return safe`${label}  ${look.paint('dim', words)}${typed === undefined ? safe`` : safe` ${typed}`}`;
  });
  return joinSafe([first, ...rows], '\n');
};
