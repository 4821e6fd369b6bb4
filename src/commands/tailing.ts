import { exitOf, SidebandError, worst, type ExitName } from '../core/error.ts';
import type { Measuring } from '../core/metrics.ts';
import type { End, Header, Safe, Sink } from '../core/ports.ts';
import type { Instant } from '../core/signal.ts';
import { safe } from '../core/safe.ts';
import { troubles } from '../core/troubles.ts';
import { shellCommand } from '../core/troubles/advice.ts';
import type { Credentials } from '../io/credentials.ts';
import type { Values } from './command.ts';
import type { Context } from './context.ts';
import { dialling, type ConnectionValues } from './dialling.ts';
import { keeping, type KeepValues } from './keeping.ts';
import { linkNotices } from './link-notices.ts';
import type { noticeLook } from './notice-look.ts';
import { readOnly } from './read-only.ts';
import type { troubleOptions } from './options.ts';
import type { Stops } from './stops.ts';
import { structureNotices } from './structure-notices.ts';
import { troubleNotices } from './trouble-notices.ts';
import type { Target } from './target.ts';
import { remembered } from './visits.ts';
import { callName, type Viewing } from './views.ts';
import type { Voice, VoiceValues } from './voice.ts';
import { watch } from './watch.ts';

/** What calls are watched with. */
export type TailingWith = {
  readonly credentials: Credentials;
  readonly options: ConnectionValues &
    VoiceValues &
    KeepValues &
    Values<typeof troubleOptions> & {
      readonly strict?: boolean | undefined;
    };
  readonly context: Context;
  readonly signal: AbortSignal;
  readonly view: Viewing;
  readonly speak: Voice;
  readonly look: Awaited<ReturnType<typeof noticeLook>>;
  readonly stops?: Stops;
  /** Also show the numbers of each call, measured by this. */
  readonly measuring?: Measuring | undefined;
  /** The command, as this machine remembers it. */
  readonly by: string;
};

/** One call to watch. */
export type Tailed = {
  readonly target: Target;
  /** Where it is recorded to. */
  readonly path?: string | undefined;
  /** It is one of several: what is said of it carries its name. */
  readonly several: boolean;
  /** Called once the call is attached. */
  readonly onOpen?: () => void;
};

/** Watches calls and never sends a frame: shows, records and remembers each until it ends or `signal` says so. */
export const tailing =
  ({ credentials, options, context, signal, view, speak, look, stops = {}, measuring, by }: TailingWith) =>
  async ({ target, path, several, onOpen }: Tailed): Promise<ExitName> => {
    const { callId, caller } = target;
    const { stderr } = context;
    const columns = (): number | undefined => (stderr.isTTY === true ? stderr.columns : undefined);
    const told = (label: Safe, table: Safe): void => speak.always(several ? safe`${label}\n${table}` : table);
    const metered = async (by: Measuring): Promise<Sink> => {
      const { meter } = await import('./meter.ts');
      return meter(by, (table) => told(label, table), look.paint, columns).sink;
    };
    const header: Header = {
      callId,
      startedAt: context.clock.now(),
      tool: context.tool,
      baseUrl: credentials.baseUrl,
    };
    const label = several ? safe`${callName(callId, false)}  ` : safe``;
    let lost = (): boolean => false;
    let attached = false;
    const watched = watch({
      callId,
      connect: readOnly(dialling(credentials, options, context, speak)),
      clock: context.clock,
      signal,
      stops,
      strict: options.strict === true || options.record !== undefined,
      sinks: async () => {
        attached = true;
        onOpen?.();
        const kept = path === undefined ? undefined : await keeping(path, header, options, context, speak);
        if (kept !== undefined) ({ lost } = kept);
        return [
          ...(kept === undefined ? [] : [kept.sink]),
          structureNotices(speak, label),
          remembered({ callId, caller, baseUrl: credentials.baseUrl, by, recording: path }, context),
          linkNotices(callId, speak, label),
          view.sink(header, { labelled: several, stops }),
          ...(measuring === undefined ? [] : [await metered(measuring)]),
          troubleNotices(troubles({ stuckAfter: options.stuckAfter }), {
            voice: speak,
            look,
            label,
            command: (advice) => shellCommand(advice, callId),
            clock: context.clock,
          }),
        ];
      },
    });
    try {
      return worst((await watched).exit, lost() ? 'output' : 'ok');
    } catch (error) {
      // A program that reads the records finds the exit in the last one, also when there was nothing to see.
      if (!attached && view.format === 'json' && error instanceof SidebandError) {
        await view.sink(header).close?.(neverAttached(error.kind, context.clock.now()));
      }
      throw error;
    }
  };

/** The end of what never began. */
const neverAttached = (exit: ExitName, at: Instant): End => ({
  at,
  reason: 'unknown',
  exit: exitOf(exit),
  complete: false,
  frames: { in: 0, out: 0 },
});
