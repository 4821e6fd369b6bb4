import { own, text, type Raw } from '../core/raw.ts';
import { wordsOf } from './conversation.ts';
import { phrases } from './language.ts';
import type { Output, Plan } from './plan.ts';
import { contextOf, type Run } from './run.ts';
import { loosely, verbatim } from './said.ts';
import type { Answer, Scenario } from './scenario.ts';
import { matches, type Situation } from './situation.ts';
import type { Stage } from './stage.ts';
import { fitting, toolsOf } from './tools.ts';

/** Decides what responses say: the scenario's answers first, then something sensible. */
export type Model = (run: Run) => Plan;

const defaults = { thinkMs: 300, pieceMs: 22 };

/** The model of a scenario. `heard` knows the words of spoken items before they are transcribed. */
export const model = (
  stage: Stage,
  scenario: Scenario,
  heard: (itemId: string) => string | undefined,
): Model => {
  const usedUp = new Set<Answer>();

  const situation = (run: Run): Situation => {
    const items = contextOf(stage, run.request);
    const last = items.at(-1);
    const words = (item: Raw | undefined): string =>
      item === undefined ? '' : (heard(text(item, 'id') ?? '') ?? wordsOf(item));
    const answered = last !== undefined && text(last, 'type') === 'function_call_output' ? last : undefined;
    const call = items.find(
      (item) => text(item, 'type') === 'function_call' && text(item, 'call_id') === text(answered, 'call_id'),
    );
    return {
      opening: !items.some((item) => text(item, 'role') !== 'system'),
      user:
        answered === undefined ? words(items.findLast((item) => text(item, 'role') === 'user')) : undefined,
      tool: answered === undefined ? undefined : (text(call, 'name') ?? ''),
      output: text(answered, 'output'),
      instructions: text(run.config, 'instructions') ?? '',
    };
  };

  const scripted = (now: Situation, config: Raw, choice: unknown): Answer | undefined => {
    const tools = new Set(toolsOf(config).map((tool) => text(tool, 'name')));
    const found = scenario.answers.find(
      (answer) =>
        !usedUp.has(answer) &&
        (choice !== 'none' || answer.call === undefined || answer.call.length === 0) &&
        // The app of a real caller knows the tools that it gave the session, and no others.
        (!stage.leg || (answer.call ?? []).every((call) => tools.has(call.name))) &&
        matches(answer.when, now),
    );
    if (found?.once === true) usedUp.add(found);
    return found;
  };

  const improvised = (run: Run, now: Situation, choice: unknown): readonly Output[] => {
    const words = phrases(now.instructions);
    const forced = choice === 'required' || (typeof choice === 'object' && choice !== null);
    const asked = forced ? fitting(toolsOf(run.config), choice, now.user ?? '') : undefined;
    if (asked !== undefined) return [{ kind: 'function', ...asked }];
    if (now.tool !== undefined) return [{ kind: 'message', text: words.result(now.output ?? '') }];
    if (now.opening || now.user === undefined || now.user === '')
      return [{ kind: 'message', text: words.greeting }];
    const call = fitting(toolsOf(run.config), choice, now.user);
    if (call !== undefined) return [{ kind: 'function', ...call }];
    return [{ kind: 'message', text: words.heard(now.user) }];
  };

  return (run) => {
    const told = text(run.request, 'instructions');
    const pace = {
      thinkMs: scenario.pace?.think_ms ?? defaults.thinkMs,
      pieceMs: scenario.pace?.piece_ms ?? defaults.pieceMs,
    };
    if (told !== undefined && told !== '') {
      const said = verbatim(told) ?? loosely(told);
      return { ...pace, outputs: [{ kind: 'message', text: said }] };
    }
    const now = situation(run);
    const choice = own(run.config, 'tool_choice');
    const answer = run.inConversation ? scripted(now, run.config, choice) : undefined;
    if (answer === undefined) return { ...pace, outputs: improvised(run, now, choice) };
    return {
      thinkMs: answer.think_ms ?? pace.thinkMs,
      pieceMs: answer.piece_ms ?? pace.pieceMs,
      outputs: outputsOf(answer),
      ...(answer.fail === undefined
        ? {}
        : { failure: { type: 'server_error', message: 'The response failed.', ...answer.fail } }),
      ...(answer.incomplete === undefined ? {} : { incomplete: answer.incomplete }),
    };
  };
};

const outputsOf = (answer: Answer): readonly Output[] => [
  ...(answer.mcp ?? []).map((one): Output => ({
    kind: 'mcp',
    server: one.server,
    name: one.name,
    arguments: JSON.stringify(one.arguments ?? {}),
    result: one.error ?? one.output ?? '',
    failed: one.error !== undefined,
  })),
  ...(answer.say === undefined ? [] : [{ kind: 'message', text: answer.say } as const]),
  ...(answer.call ?? []).map((one): Output => ({
    kind: 'function',
    name: one.name,
    arguments: JSON.stringify(one.arguments ?? {}),
  })),
];
