import { duration } from '../core/duration.ts';
import { eventGlob } from '../core/event-glob.ts';
import { choice, option, repeated, toggle, whole, words } from './command.ts';

/** How a stream is shown. */
export const viewOptions = {
  format: choice('--format <name>', 'pretty on a terminal, line on a pipe, or as said', [
    'pretty',
    'line',
    'transcript',
    'json',
    'raw',
  ]),
  json: toggle('--json', 'the same as --format json'),
  time: choice('-t, --time <column>', 'time column: absolute, since the start, since the last line, none', [
    'abs',
    'rel',
    'delta',
    'none',
  ]),
  timezone: option(
    '--timezone <zone>',
    'zone of absolute times: local, UTC, or a name like Europe/Paris',
    words,
  ),
  only: repeated('--only <glob>', 'show these event types only (response.*)', eventGlob),
  not: repeated('--not <glob>', 'do not show these event types', eventGlob),
  role: choice('--role <who>', 'only what one side said', ['user', 'agent']),
  where: option(
    '--where <expr>',
    'only what matches: response.status=failed, agent ~ /refund/i, tool NAME (help expressions)',
    words,
  ),
  highlight: option('--highlight <regexp>', 'mark what matches', words),
  deltas: toggle('--deltas', 'show every piece of text as it comes'),
  audio: toggle('--audio', 'show audio frames, as byte counts'),
  ascii: toggle('--ascii', 'escape everything invisible, joiners inside emoji too'),
};

/** When to stop watching. */
export const stopOptions = {
  for: option('--for <duration>', 'stop after this long', duration),
  max: option('--max <n>', 'stop after this many events', whole(1)),
  until: repeated('--until <type>', 'stop after an event of this type (a glob)', eventGlob),
  idle: option('--idle <duration>', 'stop when nothing happened for this long', duration),
};
