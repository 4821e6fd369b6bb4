import type { LastWords, ToolSeen, Visit, VisitState } from './visit.ts';

/** A call known on this machine: all visits to it taken together. Times are milliseconds since the Unix epoch. */
export type KnownCall = {
  readonly callId: string;
  readonly baseUrl: string;
  readonly state: VisitState;
  /** The processes that are attached to it right now. */
  readonly attached: readonly { readonly by: string; readonly pid: number }[];
  /** When it began, or when it was first seen here. */
  readonly since: number;
  /** When it was last seen here. */
  readonly seen: number;
  /** How long it has been known to last, in milliseconds. */
  readonly lasted: number;
  readonly words?: LastWords | undefined;
  readonly recording?: string | undefined;
  readonly caller?: string | undefined;
  /** The function calls that were open when they were seen, the one seen last first. */
  readonly tools: readonly ToolSeen[];
};

/** A session lasts an hour at most (realtime-api 4.5): what is older is over, what is longer comes from a clock that was set. */
const longest = 75 * 60_000;

/** The calls of these visits, the one seen last first. `alive` tells whether the process of a visit is still there. */
export const knownCalls = (
  visits: readonly Visit[],
  alive: (visit: Visit) => boolean,
  now: number,
): readonly KnownCall[] => {
  const calls = new Map<string, Visit[]>();
  for (const visit of visits) {
    const key = `${visit.baseUrl} ${visit.callId}`;
    calls.set(key, [...(calls.get(key) ?? []), visit]);
  }
  return [...calls.values()]
    .map((of) => oneCall(of, alive, now))
    .toSorted((a, b) => b.seen - a.seen || (a.callId < b.callId ? -1 : 1));
};

const oneCall = (visits: readonly Visit[], alive: (visit: Visit) => boolean, now: number): KnownCall => {
  // The newest first: what it knows goes before what others knew.
  const sorted = visits.toSorted((a, b) => b.seen - a.seen);
  const first = <T>(pick: (visit: Visit) => T | undefined): T | undefined =>
    sorted.map(pick).find((value) => value !== undefined);
  const there = sorted.filter((visit) => visit.state === 'attached' && alive(visit));
  const since = first(({ began }) => began) ?? Math.min(...sorted.map((visit) => visit.since));
  const seen = there.length > 0 ? now : Math.max(...sorted.map((visit) => visit.seen));
  const span = seen - since;
  const state = there.length === 0 && now - since > longest ? 'ended' : stateOf(sorted, there.length > 0);
  return {
    callId: sorted[0]?.callId ?? '',
    baseUrl: sorted[0]?.baseUrl ?? '',
    state,
    attached: there.map(({ by, pid }) => ({ by, pid })),
    since,
    seen,
    lasted: span >= 0 && span <= longest ? span : Math.max(...sorted.map(({ ms }) => ms)),
    words: first(({ words }) => words),
    recording: first(({ recording }) => recording),
    caller: first(({ caller }) => caller),
    tools: toolsOf(sorted),
  };
};

const toolsOf = (visits: readonly Visit[]): readonly ToolSeen[] => {
  const all = new Map<string, ToolSeen>();
  for (const tool of visits.flatMap(({ tools }) => tools ?? [])) {
    if (tool.seen > (all.get(tool.id)?.seen ?? -Infinity)) all.set(tool.id, tool);
  }
  return [...all.values()];
};

const stateOf = (newestFirst: readonly Visit[], attached: boolean): VisitState => {
  if (attached) return 'attached';
  if (newestFirst.some(({ state }) => state === 'ended')) return 'ended';
  const newest = newestFirst[0]?.state;
  // Who was there and is gone without a word was killed.
  return newest === 'detached' || newest === 'announced' ? newest : 'unknown';
};
