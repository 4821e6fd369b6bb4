import type { Completion } from '../core/complete-slash.ts';
import type { Safe, Sink } from '../core/ports.ts';
import { replyLatency } from '../core/reply-latency.ts';
import { safe } from '../core/safe.ts';
import { newSession, type Session } from '../core/session.ts';
import type { Instant } from '../core/signal.ts';
import type { Trouble } from '../core/troubles/trouble.ts';
import { draftLine } from '../ui/draft-line.ts';
import { statusLine } from '../ui/prompt-status.ts';
import { prompt, type Prompt } from '../ui/prompt.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import type { Context, Output } from './context.ts';
import { promptVoice } from './prompt-voice.ts';
import type { Result } from './result.ts';
import type { LineHistory } from './line-history.ts';
import type { Answer } from './lines/line-command.ts';

/** What an operator's prompt is made of. */
export type PromptPlan = {
  /** The terminal it is on. */
  readonly screen: Output;
  /** The value of --color. */
  readonly color: string | undefined;
  readonly readOnly: boolean;
  /** What is shown only, in words. */
  readonly narrowed: () => Safe | undefined;
  readonly history: LineHistory;
  readonly complete: (line: string) => Completion;
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

  const ask = (question: Safe): Promise<boolean> =>
    new Promise((resolve) => {
      asking?.('');
      asking = (answer) => resolve(/^y(es)?$/i.test(answer.trim()));
      opened.note(say.question(question));
    });
  const typed = async (text: string): Promise<void> => {
    const answer = asking;
    asking = undefined;
    const line = text.trim();
    if (answer !== undefined) {
      opened.note(say.echo(line === '' ? 'n' : line));
      return answer(line);
    }
    if (line === '') return;
    const lines = line.split('\n').length;
    if (lines > 1 && !(await ask(safe`run these ${lines} lines as one command?`)))
      return opened.note(safe`not run: not confirmed`);
    opened.note(say.echo(line));
    pending += 1;
    try {
      const came = await plan.carryOut(line);
      if (came.kind === 'quit') plan.leave('ok');
      else opened.note(came.kind === 'text' ? say.text(came) : say.result(came.result));
    } catch (error) {
      opened.note(say.wrong(error));
    } finally {
      pending -= 1;
      opened.changed();
    }
  };

  const say = promptVoice(paint, () => opened.output.columns);
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
    complete: plan.complete,
    mark: () => (asking === undefined ? undefined : safe`[y/N] › `),
    line: (text) => void typed(text),
    history: plan.history.lines,
    // An answer is no command.
    keep: (line) => asking === undefined && plan.history.keep(line),
    leave: (how) => plan.leave(exits[how]),
  });

  return {
    output: opened.output,
    note: (text) => opened.note(say.note(text)),
    close: opened.close,
    result: (came) => opened.note(say.result(came)),
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
