import { describe } from 'vitest';
import { loaderFor, native, type Native } from '../../src/media/native.ts';

/** The native package, or undefined where it is not installed: tests that need it say so and are skipped. */
export const nativeHere = (): Native | undefined => {
  try {
    return native(loaderFor(process.env));
  } catch {
    return undefined;
  }
};

/** The reason a test with real peers is skipped with. */
export const withoutNative = 'needs the optional package @roamhq/wrtc, which is not installed here';

/** The native package, for what runs only where it is. */
export const wrtc = (): Native => {
  const here = nativeHere();
  if (here === undefined) throw new Error(withoutNative);
  return here;
};

/** A suite with real peers: skipped where there is no package for them, with the reason in its name. */
export const describeWithPeers = (name: string, tests: () => void): void => {
  if (nativeHere() === undefined) describe.skip(`${name} (${withoutNative})`, tests);
  else describe(name, tests);
};
