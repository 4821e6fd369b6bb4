import { readCallArgument } from '../../core/call-argument.ts';
import type { CallRequest } from '../../core/call-request.ts';
import { SidebandError } from '../../core/error.ts';
import type { CallId } from '../../core/ids.ts';
import type { Judged } from '../../core/judged.ts';
import { lineWords, type LineFlag, type LineWords } from '../../core/line-words.ts';
import type { Desk } from '../desk.ts';
import { judgedAs } from '../result.ts';
import type { Danger, LineCommand } from './line-command.ts';

type Answering<T> = {
  readonly name: 'accept' | 'reject';
  readonly flags: readonly LineFlag[];
  readonly words: string;
  readonly help: string;
  readonly details: readonly string[];
  /** Reads what is said beside the call; flags may stand before it and behind it. */
  readonly read: (words: LineWords) => T;
  readonly danger?: (asked: T) => Danger;
  /** Rejects (`usage`) for what must not be sent. */
  readonly request: (callId: CallId, asked: T, desk: Desk) => Promise<CallRequest>;
  readonly act: (send: CallRequest, asked: T, desk: Desk) => Promise<Judged>;
};

/**
 * A line command on a call that rings. Nobody can be attached to one, so that the line names it: it is another than the
 * call that is attached.
 */
export const ringingCall = <T>(definition: Answering<T>): LineCommand => {
  const { name, words, help, details, read, danger, request, act } = definition;
  const sure: readonly LineFlag[] = danger === undefined ? [] : [{ name: '--yes' }];
  const flags = [...definition.flags, { name: '--dry-run' }, ...sure];
  return {
    name,
    flags,
    words,
    help,
    details,
    candidates: ({ ringing }, before) => (before.length === 0 ? ringing() : []),
    ready: (given) => {
      const [, call, rest = ''] = /^(\S+)\s*(.*)$/s.exec(given.text) ?? [];
      if (call === undefined) throw whichCall(name);
      const about = readCallArgument(call);
      const behind = lineWords(rest, flags);
      const both: LineWords = {
        values: (flag) => [...given.values(flag), ...behind.values(flag)],
        text: behind.text,
      };
      const has = (flag: string): boolean => both.values(flag).length > 0;
      const asked = read(both);
      if (has('--dry-run')) {
        return {
          sends: 'nothing',
          act: async (desk) => desk.other(about).shown(await request(about, asked, desk)),
        };
      }
      return {
        sends: true,
        about,
        danger: has('--yes') ? undefined : danger?.(asked),
        act: async (desk) => {
          const judged = await act(await request(about, asked, desk), asked, desk);
          if (judged.outcome === 'confirmed') desk.other(about).noted(name);
          const result = judgedAs(`/${name}`, judged);
          return name === 'accept' && judged.outcome === 'confirmed'
            ? { ...result, hint: `attach it with rt-sideband attach ${about}` }
            : result;
        },
      };
    },
  };
};

const whichCall = (name: string): SidebandError =>
  new SidebandError(
    'usage',
    'which call? one that rings cannot be attached, so that the line has to name it',
    {
      hint: `write /${name} rtc_…; Tab offers the calls that listen was told of on this machine`,
    },
  );
