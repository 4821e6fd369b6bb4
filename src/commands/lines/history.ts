import { configDiff, type ConfigChange } from '../../core/config-diff.ts';
import { SidebandError } from '../../core/error.ts';
import type { Safe } from '../../core/ports.ts';
import { text } from '../../core/raw.ts';
import { escapeText, joinSafe, safe } from '../../core/safe.ts';
import type { ConfigSeen, Session } from '../../core/session.ts';
import { whoseWords } from '../../core/whose.ts';
import { diffRows, diffText } from '../../ui/config-diff.ts';
import { rows } from '../../ui/rows.ts';
import { theme } from '../../ui/theme.ts';
import { clockColumn } from '../../ui/time-column.ts';
import { lineCommand } from './line-command.ts';

/** `/history`: how the session was set up over time; with a number, what is different now. */
export const historyLine = lineCommand({
  name: 'history',
  flags: [],
  words: '[N]',
  help: 'how the session changed, and by whom; N: what differs now',
  sends: false,
  read: ({ text }) => {
    if (text === '') return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new SidebandError('usage', 'expected a number of the list', {
      said: text,
      hint: 'write /history, then /history N',
    });
  },
  act: (number, { session }) => ({
    kind: 'text',
    text: number === undefined ? listed(session) : sinceThen(session, number),
  }),
});

const layout = rows(theme(false));

/** Places named in one row; what is beyond is counted. */
const most = 6;

const places = (changes: readonly ConfigChange[]): Safe => {
  const names = changes.slice(0, most).map(({ path }) => escapeText(path.join('.'), { max: 60 }));
  const more = changes.length > most ? safe` and ${changes.length - most} more` : safe``;
  return safe`${joinSafe(names, ', ')}${more}`;
};

const listed = ({ configs, configsForgotten }: Session): Safe => {
  if (configs.length === 0) {
    return safe`no settings of this session were seen yet: /inspect reads them, by an update that changes nothing`;
  }
  const width = String(configs.length + configsForgotten).length;
  const lines = configs.flatMap((seen, index): readonly Safe[] => {
    const before = configs[index - 1];
    const what =
      before === undefined
        ? safe`first seen: ${escapeText(text(seen.config, 'model') ?? 'no model named', { max: 60 })}`
        : places(configDiff(before.config, seen.config));
    const whose = seen.whose === undefined ? safe`` : safe` [${escapeText(whoseWords(seen.whose))}]`;
    const forgotten =
      index === 1 && configsForgotten > 0 ? [safe`… ${configsForgotten} are not remembered`] : [];
    const row = safe`${numberOf(index, configsForgotten, width)}  ${moment(seen)}  ${what}${whose}`;
    return [...forgotten, row];
  });
  return joinSafe(lines, '\n');
};

const numberOf = (index: number, forgotten: number, width: number): Safe =>
  String(index === 0 ? 1 : index + 1 + forgotten).padStart(width) as Safe;

const moment = ({ at }: ConfigSeen): Safe => clockColumn({ kind: 'abs', zone: undefined, startedAt: at })(at);

const sinceThen = ({ configs, configsForgotten, config }: Session, number: number): Safe => {
  const seen = configs[number === 1 ? 0 : number - 1 - configsForgotten];
  if (number < 1 || seen === undefined || (number > 1 && seen === configs[0]) || config === undefined) {
    throw new SidebandError('usage', `no settings ${number} here`, { hint: '/history lists them' });
  }
  const changes = configDiff(seen.config, config);
  if (changes.length === 0) return safe`now it is as it was in ${number} (${moment(seen)})`;
  return joinSafe(
    [safe`from ${number} (${moment(seen)}) to now:`, ...diffText(diffRows(changes), layout)],
    '\n',
  );
};
