import type { ExitName } from '../error.ts';
import type { Cause, CheckName, Finding } from './finding.ts';

/** What all the findings come to: the first thing that is broken, and its most probable cause. */
export type Verdict = {
  readonly state: 'ok' | 'warn' | 'fail';
  /** The first broken check. */
  readonly broken?: CheckName;
  readonly saw?: string;
  readonly likely?: Cause;
  readonly warnings: readonly CheckName[];
  readonly exit: ExitName;
};

/** Warnings alone are no failure. The first failure decides: what comes behind it may be its consequence. */
export const verdictOf = (findings: readonly Finding[]): Verdict => {
  const warnings = findings.filter(({ state }) => state === 'warn').map(({ check }) => check);
  for (const { state, exit, check, saw, causes } of findings) {
    if (state !== 'fail') continue;
    const [likely] = causes;
    return { state, broken: check, saw, warnings, exit, ...(likely === undefined ? {} : { likely }) };
  }
  return { state: warnings.length === 0 ? 'ok' : 'warn', warnings, exit: 'ok' };
};
