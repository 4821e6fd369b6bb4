import { definitionOf, knownOf, type ServerEvent } from './catalogue.ts';
import { isDeeperThan } from './depth.ts';
import { isRaw, text, type Raw } from './raw.ts';
import type { FrameSignal, LinkChange, Signal } from './signal.ts';

/** A signal with its meaning. Nothing the wire said is dropped. */
export type Event =
  | { readonly kind: 'server'; readonly type: string; readonly known: ServerEvent; readonly raw: Raw }
  | { readonly kind: 'client'; readonly type: string; readonly raw: Raw; readonly by: string | undefined }
  | { readonly kind: 'unknown'; readonly type: string; readonly raw: Raw }
  | { readonly kind: 'malformed'; readonly text: string; readonly reason: string }
  | { readonly kind: 'link'; readonly change: LinkChange };

/** Objects in objects beyond this are nothing the API would send, and crash who walks them without care. */
const deepest = 200;

/** True when there are not enough brackets for it: to count them is much cheaper than to walk through the value. */
const isSurelyShallow = (text: string): boolean => {
  // Each level takes two characters at least.
  if (text.length <= 2 * deepest) return true;
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > deepest) return false;
    }
  }
  return true;
};

const malformed = (frame: FrameSignal, reason: string): Event => ({
  kind: 'malformed',
  text: frame.text,
  reason,
});

const parseFrame = (frame: FrameSignal): Event => {
  if (frame.binary === true) return malformed(frame, 'binary frame');
  let raw: unknown;
  try {
    raw = JSON.parse(frame.text);
  } catch {
    // The parser's own message quotes the text.
    return malformed(frame, frame.text.trim() === '' ? 'empty frame' : 'not JSON');
  }
  if (!isRaw(raw)) return malformed(frame, 'not a JSON object');
  if (!isSurelyShallow(frame.text) && isDeeperThan(raw, deepest)) return malformed(frame, 'nested too deep');
  const type = text(raw, 'type')?.trim();
  if (type === undefined || type === '') return malformed(frame, 'no type');
  if (frame.direction === 'sent') return { kind: 'client', type, raw, by: frame.by };
  const definition = definitionOf(type);
  const known = definition && knownOf(definition, raw);
  return known === undefined ? { kind: 'unknown', type, raw } : { kind: 'server', type, known, raw };
};

/** The meaning of a signal. Total: whatever the wire says becomes an event, and nothing is thrown. */
export const parseSignal = (signal: Signal): Event =>
  signal.kind === 'frame' ? parseFrame(signal) : { kind: 'link', change: signal.change };
