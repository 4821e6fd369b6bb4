import type { CallId } from '../core/ids.ts';
import { encodeEnd, encodeIntent, type Deed } from '../core/deed.ts';
import { SidebandError, type ExitName } from '../core/error.ts';
import type { Operator } from '../core/operator.ts';
import type { Outcome } from '../core/settle.ts';
import { whoami } from '../io/whoami.ts';
import type { Context } from './context.ts';
import type { HttpDesk } from './http-desk.ts';

/** The file of the state folder that holds what was done to calls, and how large it may grow (full ones: .1 to .3). */
export const auditLog = { name: 'audit.ndjson', most: 4 << 20, keep: 3 } as const;

/** What somebody asks for: the verb, and the words it was given. */
export type Asked = { readonly verb: string; readonly words?: string | undefined };

/** What came of it. */
export type Came = {
  readonly outcome: Outcome['outcome'];
  readonly exit: ExitName;
  readonly code?: string | undefined;
  readonly note?: string | undefined;
  readonly said?: string | undefined;
};

/** What something is done with: nothing leaves through these before it is in the log that it will. */
export type Hands = {
  readonly operator: (operator: Operator) => Operator;
  readonly http: (http: HttpDesk) => HttpDesk;
  /** Words that came from elsewhere (a file): they are what was said, not the name of the file. */
  readonly words: (text: string) => void;
  /** The outcome is known before all is done. */
  readonly settled: (came: Came) => void;
};

/** Does something to a call, and keeps who did what, and what came of it. */
export type Audit = <T extends Came>(asked: Asked, act: (hands: Hands) => Promise<T>) => Promise<T>;

/**
 * The audit log of a call. One line before the first byte leaves and one when the outcome is known: where the second
 * is missing, the outcome was never learned. What was refused here as wrong words (kind `usage`) is no attempt.
 */
export const audit = (
  context: Context,
  call: { readonly callId: CallId; readonly baseUrl: string },
): Audit => {
  const { state, clock, pid, tool } = context;
  const append = (line: string): void => state.append(auditLog.name, line, auditLog);
  return async (asked, act) => {
    const began = clock.now();
    let { words } = asked;
    let deed: Deed | undefined;
    const intend = (): Deed => {
      if (deed !== undefined) return deed;
      const at = clock.now().wall;
      count += 1;
      deed = {
        id: `${Math.round(at).toString(36)}-${pid}-${count}`,
        at,
        ...call,
        verb: asked.verb,
        what: state.keeps === 'all' ? words : undefined,
        by: { ...whoami(), pid },
        tool,
      };
      append(encodeIntent(deed));
      return deed;
    };
    let settled = false;
    const end = ({ outcome, exit, code, note, said }: Came): void => {
      if (settled) return;
      settled = true;
      const now = clock.now();
      const heard = state.keeps === 'all' ? { note, said } : {};
      append(encodeEnd(intend(), { at: now.wall, ms: now.mono - began.mono, outcome, exit, code, ...heard }));
    };
    const hands: Hands = {
      operator: (operator) => ({
        ...operator,
        perform: (outgoing, ...how) => {
          intend();
          return operator.perform(outgoing, ...how);
        },
      }),
      http: (http) => ({
        ...http,
        ask: (request) => {
          words ??= request.body;
          intend();
          return http.ask(request);
        },
      }),
      words: (text) => {
        words = words === undefined ? text : `${words}: ${text}`;
      },
      settled: end,
    };
    try {
      const came = await act(hands);
      end(came);
      return came;
    } catch (error) {
      const exit = error instanceof SidebandError ? error.kind : 'internal';
      if (deed !== undefined || exit !== 'usage') {
        const note = error instanceof SidebandError ? error.message : undefined;
        end({ outcome: deed === undefined ? 'not-sent' : 'unknown', exit, note });
      }
      throw error;
    }
  };
};

/** Deeds of this process so far: their ids are its own. */
let count = 0;
