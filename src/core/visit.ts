import { isoTime, parseIsoTime } from './iso-time.ts';
import { child, children, objectIn, number, text, type Raw } from './raw.ts';
import { escapeJson } from './safe.ts';

/**
 * How a process left a call: it is there still, the call ended, it left and the call went on, it only heard that the call
 * rings, or nobody knows.
 */
export type VisitState = 'attached' | 'ended' | 'detached' | 'announced' | 'unknown';

/** Something that was said (untrusted, cut). */
export type LastWords = { readonly who: 'agent' | 'caller'; readonly text: string };

/** A function call that had no output when a command saw it (untrusted, cut). */
export type ToolSeen = {
  readonly id: string;
  /** The command, and when it last saw it so, in milliseconds since the Unix epoch. */
  readonly by: string;
  readonly seen: number;
  readonly name?: string | undefined;
  readonly arguments?: string | undefined;
};

/** One process's time with one call: what it leaves in the state folder. Times are milliseconds since the Unix epoch. */
export type Visit = {
  readonly callId: string;
  readonly baseUrl: string;
  /** The command. */
  readonly by: string;
  readonly host: string;
  readonly pid: number;
  /** What tells this process from a later one of the same number. */
  readonly mark?: string | undefined;
  readonly since: number;
  readonly seen: number;
  /** From `since` to `seen` on a clock that never steps. */
  readonly ms: number;
  readonly state: VisitState;
  /** When the call began, where its session told. */
  readonly began?: number | undefined;
  readonly words?: LastWords | undefined;
  readonly recording?: string | undefined;
  readonly caller?: string | undefined;
  /** The function calls that nobody had answered by then. */
  readonly tools?: readonly ToolSeen[] | undefined;
};

/** A visit as the text of its file. */
export const encodeVisit = (visit: Visit): string =>
  escapeJson(
    JSON.stringify({
      v: 1,
      call_id: visit.callId,
      base_url: visit.baseUrl,
      by: visit.by,
      host: visit.host,
      pid: visit.pid,
      mark: visit.mark,
      since: isoTime(visit.since),
      seen: isoTime(visit.seen),
      ms: Math.round(visit.ms),
      state: visit.state,
      began: visit.began === undefined ? undefined : isoTime(visit.began),
      last_words: visit.words,
      recording: visit.recording,
      caller: visit.caller,
      tools:
        visit.tools?.length === 0
          ? undefined
          : visit.tools?.map(({ seen, ...tool }) => ({ ...tool, seen: isoTime(seen) })),
    }),
  ) + '\n';

const states: readonly VisitState[] = ['attached', 'ended', 'detached', 'announced', 'unknown'];

/** The visit that a file holds; undefined when it holds none. Whatever stands in it is taken for text of anybody. */
export const decodeVisit = (file: string): Visit | undefined => {
  const record = objectIn(file);
  const time = (key: string): number | undefined => parseIsoTime(text(record, key) ?? '');
  const [callId, baseUrl, state] = ['call_id', 'base_url', 'state'].map((key) => text(record, key));
  const [since, seen] = [time('since'), time('seen')];
  if (callId === undefined || baseUrl === undefined || since === undefined || seen === undefined)
    return undefined;
  const words = child(record, 'last_words');
  const said = text(words, 'text');
  return {
    callId,
    baseUrl,
    by: text(record, 'by') ?? '',
    host: text(record, 'host') ?? '',
    pid: number(record, 'pid') ?? 0,
    mark: text(record, 'mark'),
    since,
    seen,
    ms: number(record, 'ms') ?? 0,
    state: states.find((word) => word === state) ?? 'unknown',
    began: time('began'),
    words:
      said === undefined
        ? undefined
        : { who: text(words, 'who') === 'agent' ? 'agent' : 'caller', text: said },
    recording: text(record, 'recording'),
    caller: text(record, 'caller'),
    ...readTools(record),
  };
};

const readTools = (record: Raw | undefined): { readonly tools?: readonly ToolSeen[] } => {
  const tools = children(record, 'tools').flatMap((tool): readonly ToolSeen[] => {
    const [id, by = ''] = [text(tool, 'id'), text(tool, 'by')];
    const seen = parseIsoTime(text(tool, 'seen') ?? '');
    if (id === undefined || seen === undefined) return [];
    return [{ id, by, seen, name: text(tool, 'name'), arguments: text(tool, 'arguments') }];
  });
  return tools.length === 0 ? {} : { tools };
};
