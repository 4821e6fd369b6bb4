import type { Runtime } from '../core/doctor/runtime.ts';
import type { Clock, Connect, Ids } from '../core/ports.ts';
import type { Listed } from './command.ts';
import type { ConnectorSettings } from '../io/connect.ts';
import type { RestClient, RestSettings } from '../io/rest.ts';
import type { StateFolder } from '../io/state-folder.ts';

/** Where text goes: stdout, stderr or a test's buffer. */
export type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number; rows?: number };

/** Where text comes from. */
export type Input = NodeJS.ReadableStream & { isTTY?: boolean };

/** Everything a command may touch. Tests hand in their own. */
export type Context = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by the first signal; its reason is the exit name: `interrupt`, `terminate`, `hangup`. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly ids: Ids;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  /** The id of this process, for locks. */
  readonly pid: number;
  /** What this machine remembers between commands. */
  readonly state: StateFolder;
  /** `rt-sideband/0.1.0` */
  readonly tool: string;
  /** What this program runs on. */
  readonly runtime: Runtime;
  /** Every command there is: help and completion are made from it. */
  readonly commands: readonly Listed[];
  readonly connect: (settings: ConnectorSettings) => Connect;
  readonly rest: (settings: RestSettings) => Promise<RestClient>;
};
