import type { Filter } from '../filter.ts';
import { conditions, fieldTest, wrong } from '../where.ts';
import { presence } from './check.ts';
import { grammar, readSubject, type Subject } from './subject.ts';

const filterGrammar = `FIELD=VALUE, FIELD ~ /re/, ${grammar}, error FIELD=VALUE`;

/** What only a whole call can be asked is refused, with where it can be asked. */
const refuseWhole = (text: string): void => {
  const absent = /^\s*no\s+(?:event|error|tool|agent|user)\b/.exec(text);
  if (absent !== null)
    throw wrong(
      { text, position: absent[0].search(/\S/) },
      'what is to be shown; what must not come is for expect',
      filterGrammar,
    );
  const threshold = /^\s*[a-z][\w.]*\s+(?=(?:p\([\d.]+\)|avg|min|med|max|count|rate|value)\s*[<>=!])/.exec(
    text,
  );
  if (threshold !== null)
    throw wrong(
      { text, position: threshold[0].length },
      'what is to be shown; a threshold on a whole call is for expect',
      filterGrammar,
    );
};

/** What an expression is about, unless it is about fields: a field may be called `tool` or `error`, too. */
const subjectOf = (text: string): Subject | undefined => {
  const [begin = '', kind] =
    /^\s*(?:(event|tool|error)(?=\s+(?!and\s)[\w*])|(agent|user)(?=\s*(?:!?~|!?=)))/.exec(text) ?? [];
  switch (begin.trim()) {
    case 'error':
      return { kind: 'event', name: 'error', conditions: conditions(text, begin.length) };
    case 'agent':
    case 'user':
      return readSubject(begin.trim() === 'agent' ? 'agent' : 'user', text, begin.length);
    default:
      return kind === 'event' || kind === 'tool' ? readSubject(kind, text, begin.length) : undefined;
  }
};

/**
 * The entries that meet an expression: one of `expect` about what comes, or one about fields. Throws a SidebandError
 * (usage) that names the position.
 */
export const where = (expression: string): Filter => {
  refuseWhole(expression);
  const subject = subjectOf(expression);
  if (subject !== undefined) {
    const check = presence(subject);
    return (entry) => check.write(entry, 0)?.state === 'met';
  }
  const meets = fieldTest(expression);
  return ({ event }) => {
    switch (event.kind) {
      case 'malformed':
        return false;
      case 'link':
        return meets(event);
      default:
        return meets(event.raw);
    }
  };
};
