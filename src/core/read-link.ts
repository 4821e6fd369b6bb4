import { exitCodes, type ExitName } from './error.ts';
import { number, text, type Raw } from './raw.ts';
import type { CloseCause, EndReason, LinkChange } from './signal.ts';

const reasons: readonly EndReason[] = ['ended', 'dropped', 'detached', 'unknown'];
/** The word as a reason of an end, if it is one. */
export const asReason = (word: string | undefined): EndReason | undefined =>
  reasons.find((reason) => reason === word);
const isExit = (word: string): word is ExitName => Object.hasOwn(exitCodes, word);
/** The word as the name of an exit code, if it is one. */
export const asExit = (word: string | undefined): ExitName | undefined =>
  word !== undefined && isExit(word) ? word : undefined;

const closeCauses = {
  detached: true,
  expired: true,
  closed: true,
  restart: true,
  lost: true,
  'no-pong': true,
  protocol: true,
  'too-large': true,
  auth: true,
  refused: true,
  'not-found': true,
  tls: true,
} satisfies Record<CloseCause, true>;
const isCloseCause = (word: string | undefined): word is CloseCause =>
  word !== undefined && Object.hasOwn(closeCauses, word);

const changes = new Map<string, (change: Raw) => LinkChange | undefined>([
  [
    'open',
    (change) => ({ to: 'open', epoch: number(change, 'epoch') ?? 1, took: number(change, 'took') ?? 0 }),
  ],
  [
    'retrying',
    (change) => ({
      to: 'retrying',
      attempt: number(change, 'attempt') ?? 1,
      of: number(change, 'of') ?? 1,
      delay: number(change, 'delay') ?? 0,
      cause: text(change, 'cause') ?? '',
    }),
  ],
  [
    'notice',
    (change) => ({ to: 'notice', code: text(change, 'code') ?? '', message: text(change, 'message') ?? '' }),
  ],
  [
    'closed',
    (change) => {
      const [reason, exit] = [asReason(text(change, 'reason')), asExit(text(change, 'exit'))];
      const [code, said, hint] = [number(change, 'code'), text(change, 'text'), text(change, 'hint')];
      const cause = text(change, 'cause');
      if (reason === undefined || exit === undefined) return undefined;
      return {
        to: 'closed',
        reason,
        ...(isCloseCause(cause) ? { cause } : {}),
        ...(code === undefined ? {} : { code }),
        ...(said === undefined ? {} : { text: said }),
        message: text(change, 'message') ?? '',
        exit,
        ...(hint === undefined ? {} : { hint }),
      };
    },
  ],
]);

/**
 * The `change` of a link record: undefined when it is none, `other` when it is one that this program does not know yet.
 */
export const readLinkChange = (change: Raw | undefined): LinkChange | 'other' | undefined => {
  const to = text(change, 'to');
  if (change === undefined || to === undefined) return undefined;
  const read = changes.get(to);
  return read === undefined ? 'other' : read(change);
};
