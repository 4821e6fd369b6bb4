import type { Raw } from '../core/raw.ts';
import type { Stage } from './stage.ts';

/** A delta with the padding that makes all of them the same size: 16 characters together. */
export const padded = (stage: Stage, delta: string): Raw =>
  stage.switches.flag('obfuscation')
    ? { delta, obfuscation: stage.ids.padding(Math.max(0, 16 - delta.length)) }
    : { delta };
