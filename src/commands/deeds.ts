import { encodeDeed, readDeeds, type ReadDeed } from '../core/deed.ts';
import type { ExitName } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import { safe } from '../core/safe.ts';
import { isAlive } from '../io/alive.ts';
import { olderLog } from '../io/private-file.ts';
import { whoami } from '../io/whoami.ts';
import { deedLine, deedsTable } from '../ui/deeds-table.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import { auditLog } from './audit.ts';
import type { Context } from './context.ts';
import type { Voice } from './voice.ts';

/** How many deeds are shown unless all are asked for. */
const few = 50;

type Asked = {
  readonly callId: CallId | undefined;
  readonly json?: boolean | undefined;
  readonly all?: boolean | undefined;
  readonly color?: string | undefined;
};

/** Prints what was done to calls from this machine, the oldest first. */
export const printDeeds = ({ callId, json, all, color }: Asked, context: Context, speak: Voice): ExitName => {
  const { stdout, env, state } = context;
  const { deeds, unreadable } = readDeeds(wholeLog(context));
  if (unreadable > 0) {
    speak.always(
      safe`warning: ${unreadable === 1 ? safe`1 line` : safe`${unreadable} lines`} of the audit log could not be read: torn by a crash, or changed by hand`,
    );
  }
  const about = deeds.filter((deed) => callId === undefined || deed.callId === callId);
  if (about.length === 0) {
    speak.status(
      state.path === undefined
        ? safe`there is no audit log here`
        : safe`nothing was done to ${callId === undefined ? safe`a call` : safe`this call`} from this machine, as far as its log goes back`,
    );
    return 'ok';
  }
  const shown = all === true ? about : about.slice(-few);
  if (shown.length < about.length) speak.status(safe`${about.length - shown.length} older ones with --all`);
  const isTTY = stdout.isTTY === true;
  if (json === true) for (const deed of shown) stdout.write(`${encodeDeed(deed)}\n`);
  else if (isTTY) {
    const paint = theme(wantsColour({ isTTY, env, flag: color }));
    stdout.write(`${deedsTable(shown, { columns: stdout.columns ?? 80, paint, alive: isUnderWay })}\n`);
  } else for (const deed of shown) stdout.write(`${deedLine(deed, isUnderWay)}\n`);
  return 'ok';
};

/** The log and the full ones before it. */
const wholeLog = ({ state }: Context): string => {
  const names = Array.from({ length: auditLog.keep }, (_, nth) =>
    olderLog(auditLog.name, auditLog.keep - nth),
  );
  // A line more may be in it than the limit says, and the end is what matters.
  return [...names, auditLog.name].map((name) => state.read(name, 2 * auditLog.most) ?? '').join('\n');
};

const isUnderWay = ({ by }: ReadDeed): boolean => by.host === whoami().host && isAlive(by.pid);
