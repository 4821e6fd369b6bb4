import { depart, unseen, type Departing } from './depart.ts';
import { SidebandError } from './error.ts';
import { judged, type Judged } from './judged.ts';

/** Hands a call on, once, and says whether it was seen to leave. */
export const refer = async (departing: Departing): Promise<Judged> => {
  const departed = await depart(departing);
  const { asked, effect } = departed;
  const after = `after ${departing.within / 1000} s`;
  const result = judged(asked, effect, {
    seen: 'the call has left',
    missing: `the call is still here ${after}`,
    unseen: unseen(departed),
  });
  if (asked.asked !== 'taken' || effect === 'seen') return result;
  // Reported of the real service: 200, no REFER on the wire, and no event that tells (realtime-api 3.4).
  const hint = 'no event tells of a transfer that failed: ask the provider, or stay on the call (attach)';
  return { ...result, hint };
};

const longest = 1024;

/** Where a call can be handed on to, as it is sent: `tel:+14155550123`, `sip:desk@example.net`. Throws (`usage`). */
export const readTarget = (given: string): string => {
  const target = given.trim();
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/is.exec(target) ?? [];
  const kind = scheme.toLowerCase();
  if (target.length > longest) throw wrong(target, `at most ${longest} characters`);
  if (kind === 'tel') {
    // RFC 3966: a number for everybody has a plus; one that has not needs a context.
    if (/^\+[\d.()-]*\d[\d.()-]*$/.test(rest) && digits(rest) >= 3 && digits(rest) <= 15)
      return `tel:${rest}`;
    if (/^[\d*#.()-]+;phone-context=[\w.+-]+$/i.test(rest)) return `tel:${rest}`;
    throw wrong(target, 'a number as tel:+14155550123, with + and country code, without spaces');
  }
  if (kind === 'sip' || kind === 'sips') {
    // What could end the header it is put into must not be in it.
    if (
      /^(?:[^\s@<>"\p{Cc}]+@)?(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])(?::\d{1,5})?(?:[;?][^\s<>"\p{Cc}]*)?$/iu.test(
        rest,
      )
    )
      return `${kind}:${rest}`;
    throw wrong(target, 'an address as sip:desk@example.net');
  }
  const plain = target.replace(/[\s.()-]/g, '');
  if (/^\+?\d{3,15}$/.test(plain)) {
    throw wrong(target, 'tel:… or sip:…', `did you mean tel:${plain.startsWith('+') ? '' : '+'}${plain}?`);
  }
  throw wrong(
    target,
    'tel:… or sip:…',
    /^[\w.+-]+@[\w.-]+$/.test(target) ? `did you mean sip:${target}?` : undefined,
  );
};

const digits = (text: string): number => text.replace(/\D/g, '').length;

const wrong = (said: string, expected: string, hint?: string): SidebandError =>
  new SidebandError('usage', `a call cannot be handed on to this; expected ${expected}`, {
    said: said.slice(0, 80),
    hint,
  });
