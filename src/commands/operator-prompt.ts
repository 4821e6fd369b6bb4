import { completeSlash } from '../core/complete-slash.ts';
import { SidebandError } from '../core/error.ts';
import type { Tone } from '../core/definition.ts';
import type { Safe, Sink } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { newSession, type Session } from '../core/session.ts';
import type { Instant } from '../core/signal.ts';
import type { Trouble } from '../core/troubles/trouble.ts';
import { draftLine } from '../ui/draft-line.ts';
import { replyLatency, statusLine } from '../ui/prompt-status.ts';
import { prompt, type Prompt } from '../ui/prompt.ts';
import { rows } from '../ui/rows.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import type { Context, Output } from './context.ts';
import type { Result } from './desk.ts';
import type { LineHistory } from './line-history.ts';
import { lineCommands } from './lines/index.ts';
import type { Answer } from './lines/line-command.ts';
import { resultText } from './result-words.ts';

/** What an operator's prompt is made of. */
export type PromptPlan = {
  /** The terminal it is on. */
  readonly screen: Output;
  /** The value of --color. */
  readonly color: string | undefined;
  readonly readOnly: boolean;
  readonly eventTypes: readonly string[];
  /** What is shown only, in words. */
  readonly narrowed: () => Safe | undefined;
  readonly history: LineHistory;
  readonly carryOut: (line: string) => Promise<Answer>;
  /** What is wrong now, the most urgent first. */
  readonly troubles: () => readonly Trouble[];
  /** What the call has cost so far. */
  readonly cost: () => Safe | undefined;
  readonly leave: (exit: 'ok' | 'interrupt' | 'hangup') => void;
};

/** A prompt that is told of the call as a sink. */
export type OperatorPrompt = Pick<Prompt, 'output' | 'note' | 'close'> & {
  readonly sink: Sink;
  /** Asks, and takes the next line for the answer. */
  ask(question: Safe): Promise<boolean>;
  result(result: Result): void;
};

const exits = { interrupt: 'interrupt', end: 'ok', gone: 'hangup' } as const;

/** Opens a prompt for the operator of a call: what is typed is echoed above it, and so is what came of it. */
export const operatorPrompt = (plan: PromptPlan, context: Context): OperatorPrompt => {
  const { env, clock, stdin } = context;
  const coloured = wantsColour({ isTTY: true, env, flag: plan.color });
  const paint = theme(coloured);
  const latency = replyLatency();
  let session: Session = newSession;
  let attachedAt: Instant | undefined;
  let reply: number | undefined;
  let pending = 0;
  let asking: ((answer: string) => void) | undefined;

  const layout = rows(paint);
  /** A sentence broken between words; what has lines of its own keeps them. */
  const wrapped = (text: Safe, look?: Tone): Safe =>
    text.includes('\n') ? text : layout([{ look, text }], 0, opened.output.columns);
  const result = (came: Result): void => {
    const tone = came.outcome === 'confirmed' ? 'good' : came.outcome === 'unknown' ? 'warn' : 'bad';
    opened.note(wrapped(resultText(came), tone));
  };
  const said = (answer: Answer): void => {
    if (answer.kind === 'text') opened.note(wrapped(answer.text));
    else if (answer.kind === 'result') result(answer.result);
    else plan.leave('ok');
  };
  const wrong = (error: unknown): void => {
    if (!(error instanceof SidebandError)) return opened.note(paint('bad', safe`RTS-000 internal error`));
    const about = error.said === undefined ? safe`` : safe`: ${escapeText(error.said, { max: 200 })}`;
    const hint =
      error.hint === undefined ? safe`` : safe`\n  ${paint('dim', safe`hint:`)} ${escapeText(error.hint)}`;
    opened.note(safe`${paint('bad', escapeText(error.message))}${about}${hint}`);
  };
  const ask = (question: Safe): Promise<boolean> =>
    new Promise((resolve) => {
      asking?.('');
      asking = (answer) => resolve(/^y(es)?$/i.test(answer.trim()));
      opened.note(wrapped(safe`${question} [y/N]`, 'warn'));
    });
  const typed = async (text: string): Promise<void> => {
    const answer = asking;
    asking = undefined;
    if (answer !== undefined) return answer(text);
    const line = text.trim();
    if (line === '') return;
    const lines = line.split('\n').length;
    if (lines > 1 && !(await ask(safe`run these ${lines} lines as one command?`)))
      return opened.note(safe`not run: not confirmed`);
    opened.note(paint('operator', safe`› ${escapeText(line, { max: 2000 })}`));
    pending += 1;
    try {
      said(await plan.carryOut(line));
    } catch (error) {
      wrong(error);
    } finally {
      pending -= 1;
      opened.changed();
    }
  };

  const opened = prompt({
    input: stdin,
    output: plan.screen,
    clock,
    header: (columns, held) => {
      const draft = draftLine(session, columns, coloured);
      const status = {
        session,
        now: clock.now(),
        attachedAt,
        reply,
        pending,
        readOnly: plan.readOnly,
        held,
        trouble: mostUrgent(plan.troubles()),
        filter: plan.narrowed(),
        cost: plan.cost(),
      };
      return [...(draft === undefined ? [] : [draft]), statusLine(status, paint, columns)];
    },
    complete: (line) => completeSlash(line, lineCommands, { session, eventTypes: plan.eventTypes }),
    line: (text) => void typed(text),
    history: plan.history.lines,
    // An answer is no command.
    keep: (line) => asking === undefined && plan.history.keep(line),
    leave: (how) => plan.leave(exits[how]),
  });

  return {
    output: opened.output,
    note: opened.note,
    close: opened.close,
    result,
    ask,
    sink: {
      write(entry) {
        ({ session } = entry);
        reply = latency(session, entry.signal.at);
        if (entry.event.kind === 'link' && entry.event.change.to === 'open') attachedAt = entry.signal.at;
      },
      flush: () => opened.changed(),
    },
  };
};

// The time that is left has a place of its own.
const mostUrgent = (open: readonly Trouble[]): Trouble | undefined =>
  open.find(({ code }) => code !== 'session-ending');
