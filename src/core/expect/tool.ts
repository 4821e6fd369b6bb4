import { glob } from '../filter.ts';
import { closest } from '../names.ts';
import type { Entry } from '../ports.ts';
import { at } from '../raw.ts';
import type { Condition } from '../where.ts';
import type { Check, Verdict } from './expectation.ts';
import { absent } from './events.ts';
import { nearest } from './nearest.ts';

type Called = { readonly name: string; readonly args: unknown; readonly written: string };

const parsed = (written: string): unknown => {
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return undefined;
  }
};

/** The call that an entry completes, function or MCP, with the name the session knows it by. */
const called = (entry: Entry): Called | undefined => {
  const { event } = entry;
  if (event.kind !== 'server' || entry.duplicate === true) return undefined;
  const { known } = event;
  if (
    known.type !== 'response.function_call_arguments.done' &&
    known.type !== 'response.mcp_call_arguments.done'
  )
    return undefined;
  const { id, name, arguments: written } = known.fields;
  return { name: name ?? entry.session.toolCalls.get(id)?.name ?? '', args: parsed(written), written };
};

const shown = ({ name, written }: Called): string =>
  `${name}(${written.length > 120 ? `${written.slice(0, 120)}…` : written})`;

const meetsAll = ({ name, args }: Called, conditions: readonly Condition[]): number =>
  conditions.filter(({ meets }) => meets({ name, args })).length;

const missed = (call: Called, conditions: readonly Condition[]): string => {
  const condition = conditions.find(({ meets }) => !meets({ name: call.name, args: call.args }));
  if (condition === undefined) return '';
  const found = JSON.stringify(at({ name: call.name, args: call.args }, condition.path));
  return `: ${condition.path} is ${found ?? 'not there'}`;
};

/** `tool NAME [args.FIELD op VALUE]…`: the model calls that tool with arguments that meet all conditions. */
export const toolCheck = (pattern: string, conditions: readonly Condition[]): Check => {
  const matches = glob(pattern);
  const misses = nearest();
  const names = new Set<string>();
  return {
    write(entry, ms): Verdict | undefined {
      const call = called(entry);
      if (call === undefined) return undefined;
      names.add(call.name);
      if (!matches(call.name)) {
        misses.add(closest(pattern, [call.name]) === undefined ? -2 : -1, `#${entry.seq} ${shown(call)}`);
        return undefined;
      }
      const met = meetsAll(call, conditions);
      if (met === conditions.length) return { state: 'met', by: { seq: entry.seq, ms, what: shown(call) } };
      misses.add(met, `#${entry.seq} ${shown(call)}${missed(call, conditions)}`);
      return undefined;
    },
    end: () => ({
      state: 'unmet',
      why:
        names.size === 0
          ? 'no tool was called'
          : [...names].some((name) => matches(name))
            ? 'it was called with other arguments'
            : 'other tools were called',
      seen: misses.list(),
    }),
  };
};

/** `no tool NAME …`: it is not called in the whole window. */
export const noToolCheck = (pattern: string, conditions: readonly Condition[]): Check => {
  const matches = glob(pattern);
  return {
    write(entry): Verdict | undefined {
      const call = called(entry);
      if (call === undefined || !matches(call.name) || meetsAll(call, conditions) < conditions.length)
        return undefined;
      return { state: 'unmet', why: 'it was called', seen: [`#${entry.seq} ${shown(call)}`] };
    },
    end: ({ gaps }) => absent(gaps),
  };
};
