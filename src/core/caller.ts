import { child, children, objectIn, text } from './raw.ts';

/**
 * Who calls, out of the JSON of a `realtime.call.incoming` webhook: the name and the number of its From header, as the
 * caller's side wrote it (untrusted). Undefined for any other text.
 */
export const callerOf = (argument: string): string | undefined => {
  const from = fromHeader(argument);
  if (from === undefined) return undefined;
  const [, quoted, bare = '', uri = from] =
    /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*))\s*<([^>]*)>/.exec(from) ?? [];
  const name = (quoted ?? bare).replace(/\\(.)/g, '$1').trim();
  const address = uri.trim().replace(/^(?:sips?|tel):/i, '');
  // A number says more without the host of the trunk it came over.
  const number = /^\+?\d{3,}(?=@)/.exec(address)?.[0] ?? address.replace(/;.*$/s, '');
  const caller = [name, name === number ? '' : number].filter(Boolean).join(' ');
  return caller === '' ? undefined : caller.slice(0, 120);
};

const fromHeader = (argument: string): string | undefined => {
  const headers = children(child(objectIn(argument), 'data'), 'sip_headers');
  return text(
    headers.find((header) => text(header, 'name')?.toLowerCase() === 'from'),
    'value',
  );
};
