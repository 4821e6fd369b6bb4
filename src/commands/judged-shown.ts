import { exitOf, type ExitName } from '../core/error.ts';
import type { Judged } from '../core/expect/judge.ts';
import { judgedJson } from '../core/expect/reports.ts';
import { escapeJson, escapeText } from '../core/safe.ts';
import type { Paint } from '../ui/theme.ts';
import { verdictRows } from '../ui/verdicts.ts';
import type { Context } from './context.ts';

/** Shows the verdicts on calls on standard output, as rows or as one object per call. */
export const judgedShown =
  (context: Context, json: boolean, paint: Paint) =>
  (callId: string, name: string | undefined, judged: readonly Judged[], exit: ExitName): void => {
    if (json) {
      const record = {
        kind: 'expectations',
        call_id: callId,
        recording: name,
        verdicts: judged.map(judgedJson),
        exit: exitOf(exit),
      };
      context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
      return;
    }
    const head = name === undefined ? '' : `${paint('bold', escapeText(name))}\n`;
    const columns = context.stdout.isTTY === true ? context.stdout.columns : undefined;
    context.stdout.write(`${head}${verdictRows(judged, paint, columns)}\n`);
  };
