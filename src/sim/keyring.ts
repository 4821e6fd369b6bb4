import type { Raw } from '../core/raw.ts';
import { hex, letters, type Random } from './random.ts';

/** A client secret and the session it starts. */
type Secret = { readonly session: Raw; readonly expiresAt: number };

/** The keys a simulator takes. */
export type Keyring = {
  readonly apiKey: string;
  /** Makes a client secret for a session; `expiresAt` is in Unix seconds. */
  issue(session: Raw, seconds: number): { readonly value: string; readonly expiresAt: number };
  /** What a presented key is: the API key, a live client secret, a wrong one, or none. */
  keyKind(key: string | undefined): 'api' | 'secret' | 'wrong' | 'none';
  secret(key: string): Secret | undefined;
};

/** An API key and no client secret yet; `wall` is in Unix seconds. */
export const keyring = (chance: Random, wall: () => number): Keyring => {
  const apiKey = ['sk', 'sim', letters(32, chance)].join('-');
  const secrets = new Map<string, Secret>();
  return {
    apiKey,
    issue(session, seconds) {
      const value = ['ek', hex(32, chance)].join('_');
      const expiresAt = Math.floor(wall()) + seconds;
      secrets.set(value, { session, expiresAt });
      return { value, expiresAt };
    },
    keyKind(key) {
      if (key === undefined || key === '') return 'none';
      if (key === apiKey) return 'api';
      const secret = secrets.get(key);
      return secret !== undefined && secret.expiresAt > wall() ? 'secret' : 'wrong';
    },
    secret: (key) => secrets.get(key),
  };
};
