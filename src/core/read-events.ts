import { clientEventNames, eventNames } from './catalogue.ts';
import { SidebandError } from './error.ts';
import { jsonFault, jsonFaultPlace, placeOf } from './json-fault.ts';
import { closest } from './names.ts';
import { isRaw, own, type Raw } from './raw.ts';

/** A client event to send, and the line it began on, counted from 1. */
export type GivenEvent = { readonly line: number; readonly event: Raw };

/**
 * The client events in a text: one JSON object over any number of lines, one object per line, or the name of an event
 * that needs no fields. Throws a SidebandError of kind `usage` that names the place and quotes nothing of it.
 */
export const readEvents = (text: string): readonly GivenEvent[] => {
  const trimmed = text.trim();
  if (trimmed === '') throw new SidebandError('usage', 'nothing to send: there is no event in it');
  if (/^[a-z_]+(\.[a-z_]+)+$/.test(trimmed)) return [{ line: 1, event: checked({ type: trimmed }) }];
  const fault = jsonFaultPlace(text);
  if (fault === undefined) return [{ line: 1, event: eventIn(text) }];
  const lines = text
    .split('\n')
    .map((line, index) => ({ text: line, line: index + 1 }))
    .filter((line) => line.text.trim() !== '');
  const [first] = lines;
  if (lines.length < 2 || first === undefined || jsonFault(first.text) !== undefined) throw notJson(fault);
  return lines.map(({ text: one, line }) => {
    const wrong = jsonFault(one);
    if (wrong !== undefined) throw notJson(`line ${line}, column ${placeOf(one, wrong).column}`);
    try {
      return { line, event: eventIn(one) };
    } catch (error) {
      if (!(error instanceof SidebandError)) throw error;
      const { kind, message, hint, said } = error;
      throw new SidebandError(kind, `line ${line}: ${message}`, { hint, said });
    }
  });
};

const notJson = (place: string): SidebandError =>
  new SidebandError('usage', `not valid JSON at ${place}; nothing was sent`, {
    hint: 'an event is one JSON object; several go one per line',
  });

const eventIn = (json: string): Raw => {
  const event: unknown = JSON.parse(json);
  if (isRaw(event)) return checked(event);
  throw new SidebandError('usage', 'an event is a JSON object; nothing was sent', {
    hint: 'several events go one per line, not in a list',
  });
};

const checked = (event: Raw): Raw => {
  const type = own(event, 'type');
  const id = own(event, 'event_id');
  if (typeof type !== 'string') {
    throw new SidebandError('usage', 'an event needs a type; nothing was sent', {
      hint: '{"type":"response.create"}, for instance',
    });
  }
  if (id !== undefined && (typeof id !== 'string' || id === '')) {
    throw new SidebandError('usage', 'event_id has to be a text; leave it out to be given one');
  }
  if (clientEventNames.includes(type)) return event;
  const ofServer = eventNames.some((name) => name === type);
  const near = closest(type, clientEventNames);
  throw new SidebandError(
    'usage',
    ofServer
      ? 'only the server sends events of this type; nothing was sent'
      : 'no such client event; nothing was sent',
    { said: type, hint: near === undefined ? 'help events lists them' : `did you mean ${near}?` },
  );
};
