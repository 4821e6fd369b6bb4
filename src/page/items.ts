import type { PageData, PageItem } from '../core/report/page-data.ts';
import { clock, lasting } from './format.ts';

/** The lanes of the timeline from the top, and what is drawn in each. */
export const lanes = [
  { name: 'Caller', kinds: ['caller'] },
  { name: 'Agent', kinds: ['agent'] },
  { name: 'Tools', kinds: ['tool'] },
  { name: 'Notes', kinds: ['operator', 'note'] },
  { name: 'Trouble', kinds: ['error', 'gap', 'trouble'] },
] as const satisfies readonly { name: string; kinds: readonly PageItem['kind'][] }[];

const laneByKind = new Map(lanes.flatMap(({ kinds }, lane) => kinds.map((kind) => [kind, lane] as const)));

/** What the lanes are called on this page: where an interpreter speaks, there is no agent. */
export const laneNames = ({ items }: PageData): readonly string[] => {
  const interpreted = items.some((item) => item.interpreted === true);
  return lanes.map(({ name }) => (interpreted && name === 'Agent' ? 'Interpreter' : name));
};

/** The pixels that these names take, before the time begins. */
export const laneNamesWidth = 84;

/** The lane of an item. */
export const laneOf = ({ kind }: PageItem): number => laneByKind.get(kind) ?? -1;

/** Who or what an item is, in a word. */
export const whoOf = ({ kind, operator, typed, interpreted }: PageItem): string => {
  switch (kind) {
    case 'caller':
      return typed === true ? 'Caller (typed)' : 'Caller';
    case 'agent':
      if (interpreted === true) return 'Interpreter';
      return operator === true ? 'Agent (operator)' : 'Agent';
    case 'tool':
      return 'Tool';
    case 'operator':
      return 'Operator';
    case 'note':
      return 'Note';
    case 'gap':
      return 'Gap';
    case 'trouble':
      return 'Trouble';
    default:
      return 'Error';
  }
};

/** What stands in for words that are not known. */
export const wordless = '(speech without a transcript)';

/** What an item says, on one line. */
export const wordsOf = ({ kind, text, tool }: PageItem): string => {
  if (tool !== undefined) return `${tool.name}(${tool.input})`;
  if (kind === 'gap') return `no connection: ${text}`;
  return text === '' ? wordless : text;
};

/** An item in a sentence, for who listens to the page. */
export const spoken = (item: PageItem): string => {
  const cut = item.cut === undefined ? '' : ', cut off';
  return `${whoOf(item)}, ${clock(item.from)}, ${lasting(item.to - item.from)}${cut}: ${wordsOf(item)}`;
};

/** The item that is going on at a time, or the last that began before it. */
export const itemAt = ({ items }: PageData, ms: number): number => {
  const during = items.findIndex(({ from, to, kind }) => from <= ms && ms <= to && kind !== 'gap');
  return during === -1 ? items.findLastIndex(({ from }) => from <= ms) : during;
};
