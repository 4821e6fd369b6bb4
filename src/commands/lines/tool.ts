import { answerTool, openCalls, type Answered } from '../../core/answer-tool.ts';
import { SidebandError } from '../../core/error.ts';
import type { ToolCallId } from '../../core/ids.ts';
import { lineWords, type LineFlag } from '../../core/line-words.ts';
import { readOutput, splitToolCall, toolCallOf } from '../../core/read-answer.ts';
import { joinSafe, safe } from '../../core/safe.ts';
import { earlierText, notReplayed, openText } from '../tool-words.ts';
import type { Desk } from '../desk.ts';
import { told, type Result } from '../result.ts';
import type { LineCommand } from './line-command.ts';

/** What to answer with, and how. Without an id the only open call is meant. */
export type Answering = {
  readonly action: 'answer' | 'fail';
  readonly id: ToolCallId | undefined;
  readonly output: string;
  readonly respond: boolean;
  readonly again: boolean;
  /** Milliseconds, over everything. */
  readonly timeout?: number | undefined;
};

/** Answers a function call and has the agent go on. Rejects (`usage`) when it is not clear which. */
export const answering = async (asked: Answering, desk: Desk): Promise<Result> => {
  const { operator, ids, clock, queued } = desk;
  const id = toolCallOf(operator.session(), asked.id, asked.again);
  const answered = await answerTool(
    operator,
    { ...asked, id, timeout: asked.timeout ?? 30_000, queued },
    ids,
    clock,
  );
  const result = { ...told(`/tool ${asked.action}`, answered), more: { tool_call: id } };
  if (answered.twice)
    return { ...result, note: 'it was answered with this program before; --again does it once more' };
  return answered.outcome === 'confirmed' ? { ...result, note: `${id} ${notes[answered.goesOn]}` } : result;
};

const notes: Readonly<Record<Answered['goesOn'], string>> = {
  asked: 'has its output, and the agent goes on',
  'not asked': 'has its output; no response was asked for',
  'others are open': 'has its output; the agent goes on when the other calls of its response have theirs',
};

const flags: readonly LineFlag[] = [{ name: '--text' }, { name: '--no-respond' }, { name: '--again' }];

/** `/tool list`, `/tool answer [ID] JSON`, `/tool fail [ID] TEXT`: function calls nobody answers. */
export const toolLine: LineCommand = {
  name: 'tool',
  flags,
  words: 'list|answer|fail [ID] JSON',
  help: 'open function calls, and answers to them',
  candidates: ({ session, earlierTools }, before) => {
    if (before.length === 0) return ['list', 'answer', 'fail'];
    if (before.length > 1 || before[0] === 'list') return [];
    return [...openCalls(session), ...earlierTools()].map(({ id }) => id);
  },
  ready: (given) => {
    const [, action = 'list', rest = ''] = /^(\S+)\s*(.*)$/s.exec(given.text) ?? [];
    if (action === 'list' && rest === '') {
      return {
        sends: false,
        act: ({ session, earlierTools, now }) => {
          const open = openText(openCalls(session)) ?? safe`no open tool call was seen; ${notReplayed}`;
          const earlier = earlierText(earlierTools(), now);
          return { kind: 'text', text: earlier === undefined ? open : joinSafe([open, earlier], '\n') };
        },
      };
    }
    if (action !== 'answer' && action !== 'fail') {
      throw new SidebandError('usage', 'expected one of list, answer, fail', {
        said: action,
        hint: 'write /tool answer call_… JSON',
      });
    }
    const words = lineWords(rest, flags);
    const has = (flag: string): boolean => given.values(flag).length > 0 || words.values(flag).length > 0;
    const { id, rest: text } = splitToolCall(words.text);
    const output = (text: string): string => readOutput(action, text, has('--text'));
    if (!text.startsWith('@')) output(text);
    return {
      sends: true,
      danger: undefined,
      act: async (desk) =>
        answering(
          {
            action,
            id,
            output: output(await desk.textOf(text)),
            respond: !has('--no-respond'),
            again: has('--again'),
          },
          desk,
        ),
    };
  },
};
