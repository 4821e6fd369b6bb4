import type { CheckName, Finding } from '../core/doctor/finding.ts';
import { skipped } from '../core/doctor/finding.ts';
import type { Clock } from '../core/ports.ts';
import { isRaw, type Raw } from '../core/raw.ts';

/** A finding, and how many milliseconds it took. */
export type Check = Finding & { readonly ms: number };

/** Checks in a row: one that needs what is broken is not made. */
export type Examining = {
  /** Makes a check, unless something it needs failed; gives what it came to. */
  check(
    name: CheckName,
    needs: readonly CheckName[],
    make: () => Finding | Promise<Finding>,
  ): Promise<Finding>;
  /** The check whose failure stands in the way of one with these needs. */
  broken(needs: readonly CheckName[]): CheckName | undefined;
  readonly checks: readonly Check[];
};

/** Who hears of checks. */
export type Hearing = {
  readonly begins?: (name: CheckName) => void;
  readonly ends?: () => void;
  readonly found: (check: Check) => void;
};

/**
 * Checks whose texts go through `clean` before anybody sees them. Once `leaving` is aborted nothing more is examined,
 * and what was cut short by it is no finding.
 */
export const examining = (
  { clock, leaving, clean }: { clock: Clock; leaving: AbortSignal; clean: (text: string) => string },
  hearing: Hearing,
): Examining => {
  const checks: Check[] = [];
  // What failed, and what could not be tried because of it, by the check that is to blame.
  const blame = new Map<CheckName, CheckName>();
  const broken = (needs: readonly CheckName[]): CheckName | undefined =>
    needs.map((need) => blame.get(need)).find((name) => name !== undefined);
  return {
    checks,
    broken,
    async check(name, needs, make) {
      const left = skipped(name, 'left before it was checked');
      if (leaving.aborted) return left;
      const blamed = broken(needs);
      const began = clock.now().mono;
      if (blamed === undefined) hearing.begins?.(name);
      const found = blamed === undefined ? await make() : skipped(name, `needs ${blamed}`);
      hearing.ends?.();
      if (leaving.aborted) return left;
      if (blamed !== undefined) blame.set(name, blamed);
      else if (found.state === 'fail') blame.set(name, name);
      const check = { ...cleaned(found, clean), ms: found.took ?? clock.now().mono - began };
      checks.push(check);
      hearing.found(check);
      return found;
    },
  };
};

const cleaned = (finding: Finding, clean: (text: string) => string): Finding => ({
  ...finding,
  saw: clean(finding.saw),
  ...(finding.detail === undefined ? {} : { detail: clean(finding.detail) }),
  causes: finding.causes.map(({ cause, fix, confidence }) => ({
    cause: clean(cause),
    fix: clean(fix),
    confidence,
  })),
  facts: cleanRaw(finding.facts, clean),
});

const cleanRaw = (raw: Raw, clean: (text: string) => string): Raw =>
  Object.fromEntries(Object.entries(raw).map(([key, value]) => [clean(key), cleanValue(value, clean)]));

const cleanValue = (value: unknown, clean: (text: string) => string): unknown => {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((one) => cleanValue(one, clean));
  return isRaw(value) ? cleanRaw(value, clean) : value;
};
