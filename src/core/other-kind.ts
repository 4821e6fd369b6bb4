import type { Operator } from './operator.ts';
import type { Outgoing } from './outgoing.ts';
import { kindOf, type SessionKind } from './session-kind.ts';
import type { Outcome } from './settle.ts';

type Refused = Extract<Outcome, { outcome: 'refused' }>;

/**
 * The kind of session an update has to be for, as far as its refusal tells: a sideband is not told what it attached to.
 * What was refused has changed nothing.
 */
const kindAskedFor = ({ code, said }: Refused): SessionKind | undefined => {
  const [, kind] = /session update event to an? (realtime|transcription) session/.exec(said) ?? [];
  if (kind !== undefined) return kindOf({ type: kind });
  // The update of a translation session has no type.
  return code === 'unknown_parameter' && said.includes("'session.type'") ? 'translation' : undefined;
};

/** Sends an update as for the kind of session it is known to be, and once more where it turns out to be another. */
export const performAs = async (
  operator: Operator,
  kind: SessionKind,
  update: (kind: SessionKind) => Outgoing,
  within?: number,
): Promise<Outcome> => {
  const outcome = await operator.perform(update(kind), within);
  const other = outcome.outcome === 'refused' ? kindAskedFor(outcome) : undefined;
  return other === undefined || other === kind ? outcome : operator.perform(update(other), within);
};

const unknownEvent = /^Invalid value: '[a-z_.]+'\. Supported values are: (.*)$/;

/** What a refusal comes of, when the session has no agent: its server knows no event that asks for a response. */
export const withoutAgent = (said: string | undefined): string | undefined => {
  const names = unknownEvent.exec(said ?? '')?.[1];
  if (names === undefined || !names.includes("'session.update'") || names.includes("'response.create'"))
    return undefined;
  return names.includes("'session.close'")
    ? 'this is a translation session: it has no agent that could speak or be told anything'
    : 'this is a transcription session: it has no agent that could speak or be told anything';
};
