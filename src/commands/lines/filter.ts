import { where } from '../../core/expect/picks.ts';
import { newestResponses } from '../../core/newest-ids.ts';
import { escapeText, safe } from '../../core/safe.ts';
import { lineCommand } from './line-command.ts';
import { shownNow } from './only.ts';

/** The fields that are asked for most. */
const fields = [
  'error.code',
  'item.call_id',
  'item.role',
  'item.type',
  'name',
  'response.id',
  'response.status',
  'response.status_details.type',
  'response_id',
  'transcript',
  'type',
];

/** What an expression can be about beside fields. */
const subjects = ['agent', 'event', 'tool', 'user'];

/** `/filter EXPR`: narrows what is shown by its fields, as `--where` does. */
export const filterLine = lineCommand({
  name: 'filter',
  flags: [],
  words: '[EXPR]',
  help: 'show events with such fields only; without words all again',
  details: [
    'FIELD, FIELD=VALUE, FIELD!=VALUE, FIELD ~ /regex/i, FIELD<N, FIELD>N, several joined by " and "',
    'or as in expect: agent ~ /refund/i, user ~ /refund/i, tool NAME args.FIELD=VALUE, event TYPE FIELD=VALUE',
    '/filter response.status=failed',
    '/filter tool place_order args.quantity>1',
    '/filter item.role ~ /user/i and type ~ /added/',
  ],
  candidates: ({ session, eventTypes }, before, word) => {
    const last = before.at(-1);
    if (last === 'event') return eventTypes;
    if (!['and', undefined].includes(last)) return [];
    const [, field] = /^(response(?:_id|\.id)!?=)/.exec(word) ?? [];
    if (field === undefined) return last === undefined ? [...fields, ...subjects].toSorted() : fields;
    return newestResponses(session).map((id) => `${field}${id}`);
  },
  sends: false,
  // The expression is read here, so that a wrong one changes nothing.
  read: ({ text }) =>
    text === '' ? undefined : { words: safe`where ${escapeText(text, { max: 200 })}`, wants: where(text) },
  act: (narrowed, { narrow }) => shownNow(narrow('filter', narrowed)),
});
