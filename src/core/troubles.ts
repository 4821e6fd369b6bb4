import { Piece } from './piece.ts';
import type { Entry } from './ports.ts';
import type { Instant, LinkChange } from './signal.ts';
import { expiry } from './troubles/expiry.ts';
import { notebook } from './troubles/notebook.ts';
import { rateLimits } from './troubles/rate-limits.ts';
import { repeats } from './troubles/repeats.ts';
import { responseEnds } from './troubles/response-ends.ts';
import { newScene, type Scene } from './troubles/scene.ts';
import { silences } from './troubles/silences.ts';
import { toolCalls } from './troubles/tool-calls.ts';
import { transcripts } from './troubles/transcripts.ts';
import type { Trouble, TroubleNews } from './troubles/trouble.ts';
import { turns } from './troubles/turns.ts';
import type { Desk, Watcher } from './troubles/watcher.ts';

/** What may wait for so long is not stuck, unless one says otherwise; in milliseconds. */
const usualPatience = 8000;

/** Events come by the thousand: what waits does not have to be looked at more often than this, in milliseconds. */
const tick = 250;

/** What goes wrong on a call, found once each: a fold over its entries in order, and over the time between them. */
export type Troubles = {
  /** An entry came: what is new, up to its time and by it. */
  see(entry: Entry): readonly TroubleNews[];
  /** Nothing came up to now: what has waited too long by this. Everything received before has to be seen first. */
  pass(now: Instant): readonly TroubleNews[];
  /** What is open now, the most urgent first. */
  open(): readonly Trouble[];
};

/**
 * Looks for troubles. `stuckAfter` is how long a tool call or a turn of the caller may wait, in milliseconds. Claims
 * nothing about what began before it was there or in a gap, and keeps a bounded amount however long the call is.
 */
export const troubles = ({
  stuckAfter = usualPatience,
}: { readonly stuckAfter?: number | undefined } = {}): Troubles => {
  const notes = notebook();
  const scene = newScene();
  const desk: Desk = { notes, scene, stuckAfter };
  const again = repeats(desk);
  const calls = toolCalls(desk, {
    called: (call, stamp) => again.called(call, stamp),
    answered: (call, stamp) => turn.answered(call, stamp),
  });
  const turn = turns(desk, () => calls.waiting());
  const silence = silences(desk);
  const watchers: readonly Watcher[] = [
    calls,
    again,
    turn,
    silence,
    responseEnds(desk),
    transcripts(desk),
    rateLimits(desk),
    expiry(desk),
  ];
  // The scene first: what the others see, it has seen.
  const byType = new Map<string, (Scene | Watcher)[]>();
  for (const one of [scene, ...watchers])
    for (const type of one.types) byType.set(type, [...(byType.get(type) ?? []), one]);
  let connected = true;
  let passed = Number.NEGATIVE_INFINITY;

  const concernedBy = ({ event, duplicate }: Entry): readonly (Scene | Watcher)[] | undefined =>
    // Most events are pieces of a text: their type says so without what they hold being read.
    event instanceof Piece || event.kind !== 'server' || event.type.endsWith('.delta') || duplicate === true
      ? undefined
      : byType.get(event.known.type);

  const pass = (now: Instant): void => {
    passed = now.mono;
    // Without a connection nobody knows what comes and what does not.
    if (connected) for (const watcher of watchers) watcher.pass?.(now);
  };

  const linked = ({ to }: LinkChange, at: Instant): void => {
    if (to === 'gap') {
      scene.gap();
      for (const watcher of watchers) watcher.gap?.(at);
    } else if (to === 'open') {
      // The time up to now was not spent waiting; after a loss its gap comes next.
      connected = true;
    } else {
      pass(at);
      if (to !== 'notice') connected = false;
    }
  };

  return {
    see(entry) {
      const { signal } = entry;
      const { at } = signal;
      if (signal.kind === 'link') {
        linked(signal.change, at);
        return notes.news();
      }
      if (signal.direction === 'sent') return notes.news();
      if (at.mono - passed >= tick) pass(at);
      silence.heard(at);
      const { event, seq } = entry;
      const concerned = concernedBy(entry);
      if (concerned !== undefined && event.kind === 'server') {
        const stamp = { seq, at };
        for (const one of concerned) one.see(event.known, stamp);
      }
      scene.heard();
      return notes.news();
    },
    pass(now) {
      pass(now);
      return notes.news();
    },
    open: () => notes.open(),
  };
};
