import type { CallId } from '../core/ids.ts';
import type { Safe, Sink } from '../core/ports.ts';
import { endedUnseen } from '../core/redial-end.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { LinkChange } from '../core/signal.ts';
import { seconds } from '../core/words.ts';
import type { Voice } from './voice.ts';

/** The code of the notice that says what became of a command: it is for recordings and programs. */
export const outcomeNotice = 'outcome';

/** What happens to the connection, on stderr: a sink beside the others. That it is `there` is said always: it is a signal. */
export const linkNotices = (
  callId: CallId,
  voice: Voice,
  label: Safe = safe``,
  there: Safe = safe`attached to`,
): Sink => ({
  write({ event }) {
    if (event.kind !== 'link') return;
    const { change } = event;
    // What became of a command was told to who gave it.
    if (change.to === 'notice' && change.code === outcomeNotice) return;
    const text = safe`${label}${saidOf(change, callId, there)}`;
    if (change.to === 'open' || change.to === 'gap') voice.always(text);
    else if (change.to === 'closed' && (change.exit !== 'ok' || endedUnseen(change))) voice.always(text);
    else voice.status(text);
  },
});

/** A change of the connection in words. */
export const saidOf = (change: LinkChange, call: string, there: Safe = safe`attached to`): Safe => {
  const callId = escapeText(call);
  switch (change.to) {
    case 'open':
      return change.epoch === 1
        ? safe`${there} ${callId} in ${Math.round(change.took)} ms`
        : safe`re-attached to ${callId} in ${Math.round(change.took)} ms`;
    case 'retrying':
      return safe`${escapeText(change.cause)}; dialling again in ${escapeText(seconds(change.delay))} (${change.attempt} of at most ${change.of})`;
    case 'gap': {
      const { from, to, cause } = change.gap;
      return safe`gap of ${escapeText(seconds(to.mono - from.mono))} (${escapeText(cause)}): what happened in it is not known`;
    }
    case 'notice':
      return escapeText(change.message);
    case 'closed': {
      // Some words hold the code already.
      const told = change.code === undefined || change.message.includes(String(change.code));
      const code = told ? safe`` : safe` (close code ${change.code ?? ''})`;
      const text =
        change.text === undefined || change.text === ''
          ? safe``
          : safe`: ${escapeText(change.text, { max: 123 })}`;
      const hint = change.hint === undefined ? safe`` : safe`\n  hint: ${escapeText(change.hint)}`;
      return safe`${escapeText(change.message)}${code}${text}${hint}`;
    }
  }
};
