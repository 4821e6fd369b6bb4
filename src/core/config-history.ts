import { configDiff } from './config-diff.ts';
import { isRaw, own, type Raw } from './raw.ts';
import type { ConfigSeen, Session } from './session.ts';

/** Configurations that are kept: the first, and the newest. */
const most = 300;

/** `after` with every part that is the same as before taken from there, so that a history of it stays small. */
export const sharing = (before: unknown, after: unknown): unknown => {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    return identical(before, after) ? before : after.map((value, index) => sharing(before[index], value));
  }
  if (!isRaw(before) || !isRaw(after)) return after;
  return identical(before, after)
    ? before
    : Object.fromEntries(
        Object.entries(after).map(([key, value]) => [key, sharing(own(before, key), value)]),
      );
};

const identical = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What a session knows of its configurations after one more was seen: the same as before adds nothing. */
export const withConfig = (
  session: Session,
  seen: ConfigSeen,
): Pick<Session, 'config' | 'configs' | 'configsForgotten'> => {
  const { configs, config: before, configsForgotten } = session;
  const config = before === undefined ? seen.config : asRaw(sharing(before, seen.config), seen.config);
  if (before !== undefined && configDiff(before, config).length === 0) {
    return { config, configs, configsForgotten };
  }
  const [first, ...rest] = [...configs, { ...seen, config }];
  if (first === undefined || rest.length < most) {
    return { config, configs: [...configs, { ...seen, config }], configsForgotten };
  }
  return { config, configs: [first, ...rest.slice(1)], configsForgotten: configsForgotten + 1 };
};

const asRaw = (value: unknown, otherwise: Raw): Raw => (isRaw(value) ? value : otherwise);
