import type { ConfigChange } from '../core/config-diff.ts';
import { configDiff } from '../core/config-diff.ts';
import { leaves, withValueAt } from '../core/contains.ts';
import { exitOf } from '../core/error.ts';
import type { Plan } from '../core/instruct.ts';
import { present } from '../core/present.ts';
import { at, type Raw } from '../core/raw.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { effectiveConfig } from '../core/session-config.ts';
import type { Outcome } from '../core/settle.ts';
import { diffRows, diffText } from '../ui/config-diff.ts';
import { rows } from '../ui/rows.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import { came, exitOfOutcome } from './acting.ts';
import type { Came } from './audit.ts';
import type { Context, Output } from './context.ts';
import type { TakenBack } from './instructing.ts';
import type { Voice, VoiceValues } from './voice.ts';

/** Where the outcomes of `instruct` are told. */
export type Saying = {
  readonly options: VoiceValues & {
    readonly json?: boolean | undefined;
    readonly timeout?: number | undefined;
  };
  readonly context: Context;
  readonly voice: Voice;
};

/** Tells what came of a change. */
export const tellMade = (outcome: Outcome, say: Saying): Came => {
  const late = 'timeout' in outcome && outcome.timeout && say.options.timeout !== undefined;
  const exit = late ? 'timeout' : exitOfOutcome(outcome.outcome);
  const { outcome: word } = outcome;
  const more = outcome.outcome === 'confirmed' ? {} : { ...outcome };
  record({ ...more, outcome: word, exit: exitOf(exit) }, say);
  say.voice.outcome(outcome, 'the session shows the change');
  return came(outcome, exit);
};

/** Tells what came of taking one back. */
export const tellTaken = (taken: TakenBack, say: Saying): TakenBack => {
  const { outcome, exit, note, said, code, changes } = taken;
  const { voice, context } = say;
  const changed = changes?.map(({ path }) => path.join('.'));
  record({ outcome, note, said, code, changed, exit: exitOf(exit) }, say);
  if (changes !== undefined) {
    voice.always(safe`${escapeText(note ?? 'not put back')}:`);
    show(changes, context.stderr, say);
  } else if (outcome === 'confirmed') voice.outcome({ outcome }, note ?? 'put back');
  else {
    if (note !== undefined) voice.always(escapeText(note));
    voice.outcome({ outcome, ...present({ said, code }) }, '');
  }
  return taken;
};

/** Shows what a plan changes, on stdout. */
export const showPlan = ({ before, patch }: Plan, say: Saying): void => {
  const now = before ?? {};
  const effective = effectiveConfig(patch);
  const after = leaves(effective).reduce<Raw>(
    (all, path) => withValueAt(all, path, at(effective, path)),
    now,
  );
  show(configDiff(now, after), say.context.stdout, say);
};

const record = (fields: Raw, { options, context }: Saying): void => {
  if (options.json !== true) return;
  context.stdout.write(`${escapeJson(JSON.stringify({ kind: 'outcome', ...fields }))}\n`);
};

const show = (changes: readonly ConfigChange[], to: Output, { options, context }: Saying): void => {
  const coloured = wantsColour({ isTTY: to.isTTY === true, env: context.env, flag: options.color });
  const lines = diffText(diffRows(changes), rows(theme(coloured)), { columns: to.columns });
  for (const line of lines) to.write(`${line}\n`);
};
