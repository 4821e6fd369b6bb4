import { ask } from '../core/asked.ts';
import { isLoopback } from '../core/base-url.ts';
import { hangupRequest } from '../core/call-request.ts';
import { callPlaced } from '../core/call-placed.ts';
import { isNotFound } from '../core/depart.ts';
import type { CallId } from '../core/ids.ts';
import type { Raw } from '../core/raw.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Credentials } from '../io/credentials.ts';
import type { RestSettings } from '../io/rest.ts';
import type { Placed } from '../media/placing.ts';
import { audit, type Came } from './audit.ts';
import type { Context } from './context.ts';
import type { Voice } from './voice.ts';

/** A call that is to be placed from the command line. */
export type PlacingCall = {
  readonly session: Raw;
  readonly credentials: Credentials;
  readonly safetyId?: string | undefined;
  /** What the caller says, for the audit log. */
  readonly words: string | undefined;
  readonly speak: Voice;
  /** Told the id as soon as there is one; what it rejects with ends the call. */
  readonly named: (callId: CallId) => Promise<void>;
  readonly heard: (pcm: Int16Array) => void;
};

/** How long the media connection may take, in milliseconds. */
const connectWithin = 20_000;

/** How long the request that ends a call may take, in milliseconds: who leaves does not want to wait. */
const goodbye = 1500;

/**
 * Places a call and waits until it is connected. The audit log has that it was placed, and what came of its hang-up. Rejects
 * with a SidebandError; a call that could not be connected is hung up again.
 */
export const placeCall = async (placing: PlacingCall, context: Context): Promise<Placed> => {
  const { session, credentials, words, speak, named, heard } = placing;
  const { clock, env, signal, tool: userAgent } = context;
  const settings: RestSettings = {
    ...credentials,
    env,
    clock,
    userAgent,
    safetyIdentifier: placing.safetyId,
  };
  // Loaded where a call is placed: nothing else needs it.
  const [{ place }, { loaderFor, native }] = await Promise.all([
    import('../media/placing.ts'),
    import('../media/native.ts'),
  ]);
  let callId: CallId | undefined;
  return place({
    native: native(loaderFor(env)),
    loopback: isLoopback(new URL(credentials.baseUrl).hostname),
    clock,
    signal,
    heard,
    within: connectWithin,
    async offer(sdp) {
      const rest = await context.rest({ ...settings, signal });
      const { text, headers } = await rest.createCall(sdp, session);
      callId = callPlaced(headers.location);
      const asked = audit(context, { callId, baseUrl: credentials.baseUrl });
      await asked({ verb: 'call', words }, () => Promise.resolve(done));
      await named(callId);
      return text;
    },
    async hangUp() {
      const id = callId;
      if (id === undefined) return true;
      const asked = audit(context, { callId: id, baseUrl: credentials.baseUrl });
      const { outcome } = await asked({ verb: 'hangup' }, async (hands): Promise<Came> => {
        // With a signal of its own: who leaves has aborted ours already.
        const rest = await context.rest({ ...settings, deadlineMs: goodbye });
        const http = hands.http({ ask: (request) => ask(() => rest.change(request)), look: unseen });
        const came = await http.ask(hangupRequest(id));
        if (came.asked === 'taken' || isNotFound(came)) return done;
        speak.always(safe`the hang-up was not confirmed: ${escapeText(came.error.message)}`);
        return { outcome: 'unknown', exit: 'unknown', note: came.error.message };
      });
      return outcome === 'confirmed';
    },
  });
};

const done: Came = { outcome: 'confirmed', exit: 'ok' };

/** Nobody looks at a call that is left. */
const unseen = () => Promise.resolve({ sight: 'unseen', because: 'it was left' } as const);
