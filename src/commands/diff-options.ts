import { duration } from '../core/duration.ts';
import { aspects, type Aspect, type Tolerance } from '../core/diff/comparison.ts';
import { SidebandError } from '../core/error.ts';

/** How far numbers may be apart unless it is said. */
export const usual: Tolerance = { ratio: 0.2, ms: 250 };

/** A share, a time, or both: `20%,250ms`. */
export const toleranceOf = (text: string): Tolerance => {
  const parts = text.split(',').map((part) => part.trim());
  const percent = parts.find((part) => part.endsWith('%'));
  const time = parts.find((part) => !part.endsWith('%'));
  const share = percent === undefined ? 0 : Number(percent.slice(0, -1));
  if (
    parts.length > 2 ||
    (parts.length === 2 && (percent === undefined || time === undefined)) ||
    !(share >= 0) ||
    percent === '%'
  )
    throw new SidebandError('usage', 'expected a share, a time, or both: 20%, 250ms, or 20%,250ms', {
      said: text,
    });
  return { ratio: share / 100, ms: time === undefined || time === '0' ? 0 : duration(time) };
};

/** Names of aspects, with commas between them. */
export const aspectsOf = (text: string): readonly Aspect[] =>
  text.split(',').map((word) => {
    const found = aspects.find((name) => name === word.trim());
    if (found === undefined)
      throw new SidebandError('usage', `expected some of ${aspects.join(', ')}`, { said: word });
    return found;
  });
