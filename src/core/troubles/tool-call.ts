import { onOneLine } from '../events/tool.ts';
import type { ItemFields } from '../items.ts';
import type { Safe } from '../ports.ts';
import { escapeText, safe } from '../safe.ts';
import type { Instant } from '../signal.ts';

/** More calls than this are not remembered. */
const most = 512;

/** A function call as far as troubles go. */
export type Call = {
  readonly id: string;
  name: string;
  arguments: string;
  responseId: string | undefined;
  /** `building` covers calls that a client put in: nobody waits for those. `lost`: what became of it is not known. */
  state: 'building' | 'called' | 'answered' | 'abandoned' | 'lost';
  /** The moment and the number of the entry from which it can be run. */
  since: Instant;
  seq: number;
  /** The items that answer it. */
  readonly outputs: Set<string>;
};

/** The calls of late, by tool call id. */
export type CallBook = {
  get(id: string): Call | undefined;
  /** The call that an item is or answers, brought up to date; one never heard of is begun. */
  known(item: Partial<ItemFields>, at: Instant, seq: number, responseId?: string): Call | undefined;
  values(): Iterable<Call>;
  /** False once a call had to be forgotten. */
  isWhole(): boolean;
};

/** An empty book. `forgotten` is told of each call that there is no room for any more. */
export const callBook = (forgotten: (call: Call) => void): CallBook => {
  const calls = new Map<string, Call>();
  let whole = true;
  return {
    get: (id) => calls.get(id),
    known(item, at, seq, responseId) {
      const { toolCallId: id, name, arguments: written = '' } = item;
      if (id === undefined) return undefined;
      const found = calls.get(id);
      if (found !== undefined) {
        found.name = name ?? found.name;
        found.responseId ??= responseId;
        if (written !== '') found.arguments = written;
        return found;
      }
      const call: Call = {
        id,
        name: name ?? '',
        arguments: written,
        responseId,
        state: 'building',
        since: at,
        seq,
        outputs: new Set(),
      };
      calls.set(id, call);
      for (const oldest of calls.values()) {
        if (calls.size <= most) break;
        calls.delete(oldest.id);
        whole = false;
        forgotten(oldest);
      }
      return call;
    },
    values: () => calls.values(),
    isWhole: () => whole,
  };
};

/** The name of a function, escaped and not too long. */
export const nameOf = ({ name }: Call): Safe =>
  name === '' ? safe`a function` : escapeText(name, { max: 60 });

/** A call as one would write it: `find_booking({"name":"Ann"})`. */
export const callText = (call: Call): Safe =>
  safe`${nameOf(call)}(${escapeText(onOneLine(call.arguments), { max: 100 })})`;
