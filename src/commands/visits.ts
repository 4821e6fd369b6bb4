import type { CallId } from '../core/ids.ts';
import { openTools, stillOpen } from '../core/open-tools.ts';
import { lastWords } from '../core/last-words.ts';
import type { Entry, Sink } from '../core/ports.ts';
import type { Session } from '../core/session.ts';
import { encodeVisit, type ToolSeen, type Visit, type VisitState } from '../core/visit.ts';
import { birthMark, isAlive } from '../io/alive.ts';
import type { StateFolder } from '../io/state-folder.ts';
import { whoami } from '../io/whoami.ts';
import type { Context } from './context.ts';
import { lastedOf } from './target.ts';
import { isThere, readVisits, visitFolder as folder } from './visit-files.ts';

/** No more files than this stay, none of them longer than this many milliseconds. */
const most = 400;
const longest = 30 * 24 * 3_600_000;

/** Milliseconds between two notes about a call on which something happens. */
const pace = 4000;

/** What is known of a call when it is visited. */
export type Visited = {
  readonly callId: CallId;
  readonly baseUrl: string;
  /** The command that visits it. */
  readonly by: string;
  readonly recording?: string | undefined;
  readonly caller?: string | undefined;
};

/** Keeps what a process knows of a call in a file of its own, so that processes never meet and a kill takes nothing. */
const visiting = (visited: Visited, { state, clock, pid }: Context) => {
  const began = clock.now();
  const name = `${visited.callId}.${Math.max(0, Math.round(began.wall)).toString(36).padStart(9, '0')}-${pid}.json`;
  const { host } = whoami();
  const { caller, ...about } = visited;
  let visit: Visit = {
    ...about,
    ...(state.keeps === 'all' ? { caller } : {}),
    host,
    pid,
    mark: birthMark(pid),
    since: began.wall,
    seen: began.wall,
    ms: 0,
    state: 'attached',
  };
  return (how: VisitState, session?: Session): void => {
    const now = clock.now();
    const words = session === undefined || state.keeps !== 'all' ? undefined : lastWords(session);
    const open = session === undefined ? undefined : openTools(session, { by: visit.by, seen: now.wall });
    const lasted = session === undefined ? undefined : lastedOf(session, now);
    visit = {
      ...visit,
      // Time that a sleeping machine or a set clock took or gave is not in `ms`.
      seen: Math.max(visit.since, now.wall),
      ms: now.mono - began.mono,
      state: how,
      began: lasted === undefined ? visit.began : now.wall - lasted,
      words: words ?? visit.words,
      tools: (state.keeps === 'all' || open === undefined ? open : withoutWords(open)) ?? visit.tools,
    };
    const older = how === 'attached' ? [] : olderVisits(visit, name, state);
    visit = older.reduce((all, { visit: one }) => joined(all, one, session, state.keeps === 'all'), visit);
    if (!state.replace(`${folder}/${name}`, encodeVisit(visit))) return;
    for (const { name: other } of older) state.remove(`${folder}/${other}`);
  };
};

/** The visits to the same call that are over. Only older ones: two that end at once must not take each other in. */
const olderVisits = (
  visit: Visit,
  name: string,
  state: StateFolder,
): readonly { readonly name: string; readonly visit: Visit }[] =>
  readVisits(state, visit.callId).flatMap(({ name: other, visit: older }) =>
    older === undefined || other >= name || older.baseUrl !== visit.baseUrl || isThere(older)
      ? []
      : [{ name: other, visit: older }],
  );

/** A visit with what an older one knew: so there are never many files of one call. */
const joined = (visit: Visit, older: Visit, session: Session | undefined, words: boolean): Visit => ({
  ...visit,
  since: Math.min(visit.since, older.since),
  ms: Math.max(visit.ms, older.ms),
  began: visit.began ?? older.began,
  recording: visit.recording ?? older.recording,
  tools: stillOpen(visit.tools ?? [], older.tools ?? [], session),
  ...(words ? { words: visit.words ?? older.words, caller: visit.caller ?? older.caller } : {}),
});

/** Arguments are words of the call. */
const withoutWords = (tools: readonly ToolSeen[]): readonly ToolSeen[] =>
  tools.map(({ id, name, by, seen }) => ({ id, name, by, seen }));

/** A sink that has this machine remember a call: when it is attached, every few seconds something happens, at its end. */
export const remembered = (visited: Visited, context: Context): Sink => {
  const { state, clock } = context;
  if (state.keeps === 'nothing') return { write: () => undefined };
  const over = new AbortController();
  let save: ((how: VisitState, session?: Session) => void) | undefined;
  let last: Entry | undefined;
  let waiting = false;
  return {
    write(entry) {
      // Its session only when it is written down: who asks for each has each made.
      last = entry;
      if (save !== undefined) return;
      save = visiting(visited, context);
      save('attached', entry.session);
      prune(context);
    },
    flush() {
      if (waiting || save === undefined) return;
      waiting = true;
      void clock.sleep(pace, over.signal).then(() => {
        waiting = false;
        if (!over.signal.aborted) save?.('attached', last?.session);
      });
    },
    close({ reason }) {
      over.abort();
      save?.(reason === 'ended' || reason === 'detached' ? reason : 'unknown', last?.session);
    },
  };
};

/** What a call is for us after each verb. */
export const leftBy = { accept: 'detached', reject: 'ended', refer: 'ended', hangup: 'ended' } as const;

/** Remembers a call that was not attached: what is known of it after something was done to it. */
export const noteCall = (visited: Visited, how: VisitState, context: Context): void => {
  if (context.state.keeps !== 'nothing') visiting(visited, context)(how);
};

/** The moment in a file's name; undefined for a file that is none of ours. */
const sinceOf = (name: string): { readonly at: number; readonly pid: number } | undefined => {
  const [, at, pid] = /\.([0-9a-z]{9,})-(\d+)\.json/.exec(name) ?? [];
  return at === undefined ? undefined : { at: Number.parseInt(at, 36), pid: Number(pid) };
};

/** Forgets what is old, and the oldest of what is too much; the files of living processes stay. */
const prune = ({ state, clock }: Context): void => {
  const now = clock.now().wall;
  const files = state
    .list(folder)
    .flatMap((name) => {
      const since = sinceOf(name);
      return since === undefined ? [] : [{ name, ...since }];
    })
    .toSorted((a, b) => b.at - a.at);
  for (const [nth, { name, at, pid }] of files.entries()) {
    // A half file that a kill left behind has this ending.
    const old = nth >= most || name.endsWith('.tmp') || now - at > longest;
    if (old && !isAlive(pid)) state.remove(`${folder}/${name}`);
  }
};
