import { SidebandError, worst, type ExitName } from '../core/error.ts';
import { lanes } from '../core/lanes.ts';
import type { Sight } from '../core/look.ts';
import type { Raw } from '../core/raw.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Credentials } from '../io/credentials.ts';
import { failure } from '../ui/status.ts';
import { acceptCall, rejectCall } from './accepting.ts';
import { callCommand } from './call-command.ts';
import type { Context } from './context.ts';
import type { HttpGiven } from './http-acting.ts';
import type { Tailed } from './tailing.ts';
import type { Target } from './target.ts';
import { callName } from './views.ts';
import { voice, type Voice } from './voice.ts';

/** What is done with a call that rings. */
export type Deeds = {
  /** Accepted with this session. */
  readonly accept?: Raw | undefined;
  /** Turned away with this SIP status. */
  readonly reject?: number | undefined;
  /** Watched. */
  readonly tail?: ((tailed: Tailed) => Promise<ExitName>) | undefined;
  /** A command line that is run for it, at most so many at once. */
  readonly exec?: { readonly line: string; readonly atOnce: number } | undefined;
};

/** How long a socket that was let in may take to say that it was not, in milliseconds. */
const admission = 300;

/** Does what is to be done with each call that rings; gives what came of it. Never rejects. */
export const ringing = (
  { accept, reject, tail, exec }: Deeds,
  credentials: Credentials | undefined,
  options: HttpGiven,
  context: Context,
  speak: Voice,
): ((target: Target, webhook: Uint8Array) => Promise<ExitName>) => {
  const lane = lanes(exec?.atOnce ?? 1);

  const run = async (target: Target, webhook: Uint8Array, line: string, say: Voice): Promise<ExitName> => {
    const { signal } = context;
    const outputToStderr = options.json === true;
    const end = await lane(() =>
      callCommand(line, { callId: target.callId, webhook }, context, { signal, outputToStderr }),
    );
    if (end === 0 || end === 'told') return 'ok';
    say.always(end === 'ended' ? safe`the command was ended` : safe`the command ended with ${end}`);
    return 'handler';
  };

  /** Watches a call, and tells as soon as it is known whether it is there. */
  const watching = (target: Target, watch: (tailed: Tailed) => Promise<ExitName>) => {
    let failed: SidebandError | undefined;
    let over: Promise<ExitName> = Promise.resolve('ok');
    const sight = new Promise<Sight>((resolve) => {
      const onOpen = (): void => void context.clock.sleep(admission).then(() => resolve({ sight: 'there' }));
      over = watch({ target, several: true, onOpen }).then(
        (exit) => {
          resolve(exit === 'not-found' ? { sight: 'gone' } : { sight: 'there' });
          return exit;
        },
        (error: unknown) => {
          if (!(error instanceof SidebandError)) throw error;
          failed = error;
          resolve(
            error.kind === 'not-found' ? { sight: 'gone' } : { sight: 'unseen', because: error.message },
          );
          return error.kind;
        },
      );
    });
    return { sight, over: () => over, failed: () => failed };
  };

  const took = async (target: Target, webhook: Uint8Array, say: Voice): Promise<ExitName> => {
    let exit: ExitName = 'ok';
    let watched: ReturnType<typeof watching> | undefined;
    let ran: Promise<ExitName> | undefined;
    const begin = (): void => {
      if (exec !== undefined) ran = run(target, webhook, exec.line, say);
    };
    if (credentials !== undefined && (accept !== undefined || reject !== undefined)) {
      const answering = { target, credentials, options, context, speaking: say };
      if (accept === undefined) return rejectCall(answering, reject);
      const see = (): Promise<Sight> => (watched = watching(target, tail ?? never)).sight;
      // A command that waited for the proof would miss what the call begins with.
      exit = await acceptCall(answering, accept, { ...(tail === undefined ? {} : { see }), taken: begin });
    } else if (tail !== undefined) {
      watched = watching(target, tail);
      await watched.over();
      const failed = watched.failed();
      if (failed !== undefined) say.always(failure(failed, context).trimEnd() as ReturnType<typeof failure>);
    }
    if (accept === undefined) begin();
    if (ran !== undefined) exit = worst(exit, await ran);
    return watched === undefined ? exit : worst(exit, await watched.over());
  };

  return async (target, webhook) => {
    const label = callName(target.callId, false);
    const say = voice(options, context, (text) => speak.always(safe`${label}  ${text}`));
    try {
      return await took(target, webhook, say);
    } catch (error) {
      if (error instanceof SidebandError) {
        say.always(safe`${escapeText(error.message)}`);
        return error.kind;
      }
      say.always(safe`RTS-000 internal error`);
      return 'internal';
    }
  };
};

const never = (): Promise<ExitName> => Promise.resolve('ok');
