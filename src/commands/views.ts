import { SidebandError } from '../core/error.ts';
import { every, not, only, role, type Filter } from '../core/filter.ts';
import type { Entry, Header, Safe, Sink } from '../core/ports.ts';
import type { Session } from '../core/session.ts';
import { formatOf, type FormatName } from '../ui/formats.ts';
import type { LiveLine } from '../ui/live-line.ts';
import { outlet, type Outlet } from '../ui/outlet.ts';
import { streamSink } from '../ui/stream-sink.ts';
import { callLabel, wantsColour } from '../ui/theme.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Values } from './command.ts';
import type { Context } from './context.ts';
import { met as metBy, type Stops } from './stops.ts';
import type { viewOptions } from './view-options.ts';
import type { VoiceValues } from './voice.ts';

/** The values of the flags that say how a stream is shown. */
export type ViewValues = Values<typeof viewOptions>;

/** A view of calls on stdout. */
export type Viewing = {
  readonly format: FormatName;
  /** Which entries are shown as events. */
  readonly wanted: Filter;
  readonly coloured: boolean;
  /**
   * A sink that shows one call; `labelled` puts its name before every line. What comes after the event that met a stop
   * condition is not shown: it was only there because leaving takes a moment.
   */
  readonly sink: (header: Header, how?: { readonly labelled?: boolean; readonly stops?: Stops }) => Sink;
  /** Where a message for stderr has to go instead while both are one screen with a line that comes and goes. */
  readonly above: ((text: Safe) => void) | undefined;
};

/** What decides beside the flags. */
export type Surroundings = {
  /** Everything that is shown is also recorded: then the screen may leave out what it has no room for. */
  readonly recorded: boolean;
  /** The connection is spoken of on stderr: then people do not need to read of it on stdout as well. */
  readonly live: boolean;
  /** Called once when stdout cannot be written any more. */
  readonly onGone: (error: SidebandError) => void;
  /** A filter that may change its mind, beside those of the flags. */
  readonly also?: Filter;
  /** Shown above a prompt, which shows what is being said itself and can be asked for an event by its number. */
  readonly prompt?: boolean;
  /** Show it in this format whatever stdout is. */
  readonly format?: FormatName;
};

/** The view that these flags ask for. Throws a SidebandError of kind `usage` for flags that make no sense. */
export const viewing = async (
  options: ViewValues & VoiceValues,
  context: Context,
  surroundings: Surroundings,
): Promise<Viewing> => {
  const { stdout, env, clock } = context;
  const isTTY = stdout.isTTY === true;
  const format = formatFor(options, isTTY, surroundings.format);
  const coloured = wantsColour({ isTTY, env, flag: options.color }) && format !== 'json' && format !== 'raw';
  const wanted = await filterFor(options, surroundings.also);
  const highlight = options.highlight === undefined ? undefined : pattern(options.highlight);
  const make = await formatOf(format);
  const direct = outlet(stdout, {
    policy: isTTY || surroundings.recorded ? 'drop' : 'lossless',
    clock,
    onGone: surroundings.onGone,
  });
  const columns = (): number | undefined => stdout.columns;
  const grows =
    isTTY &&
    surroundings.live &&
    surroundings.prompt !== true &&
    format === 'pretty' &&
    env['TERM'] !== 'dumb';
  // Loaded where there is a row that grows: to measure the width of text takes longer to load than all the rest.
  const growth = grows
    ? { ...(await import('../ui/live-line.ts')), ...(await import('../ui/draft-line.ts')) }
    : undefined;
  const live = growth?.liveLine(direct, { columns, clock });
  const out = live ?? direct;
  const shown = ({ event }: Entry): boolean =>
    event.kind !== 'link' || format === 'json' || !surroundings.live || event.change.to === 'gap';

  return {
    format,
    wanted,
    coloured,
    sink: (header, { labelled = false, stops = {} } = {}) => {
      const met = metBy(stops);
      let over = false;
      const due = (entry: Entry): boolean => {
        if (over) return false;
        over = met(entry);
        return wanted(entry);
      };
      const view = make({
        header,
        time: options.time,
        zone: options.timezone,
        coloured,
        columns: isTTY ? columns : undefined,
        label: labelled ? callName(header.callId, coloured) : undefined,
        // Who names event types wants to see them, bookkeeping too.
        deltas: options.deltas === true || options.only !== undefined,
        audio: options.audio,
        ascii: options.ascii,
        highlight,
        numbers: surroundings.prompt,
      });
      const sink = streamSink(out, view, (entry) =>
        entry.event.kind === 'link' ? shown(entry) : due(entry),
      );
      return live === undefined
        ? sink
        : growing(sink, live, (session, width) => growth?.draftLine(session, width, coloured));
    },
    above: !isTTY || context.stderr.isTTY !== true ? undefined : aboveOf(live, surroundings.live, direct),
  };
};

/** What is said of a recording has its place among the lines, which are not written one by one. */
const aboveOf = (
  live: LiveLine | undefined,
  now: boolean,
  direct: Outlet,
): ((text: Safe) => void) | undefined => {
  if (live === undefined && now) return undefined;
  return (text) => {
    (live ?? direct).write(safe`${text}\n`);
    if (now) void live?.flush();
  };
};

/** A sink with what is being said right now in the last row. */
const growing = (
  sink: Sink,
  live: LiveLine,
  draft: (session: Session, columns: number) => Safe | undefined,
): Sink => ({
  ...sink,
  write(entry) {
    sink.write(entry);
    live.show((columns) => draft(entry.session, columns));
  },
});

/** How a call is named where several are shown: the end of its id, in a colour of its own. */
export const callName = (callId: string, coloured: boolean): Safe =>
  callLabel(callId, safe`…${escapeText(callId.slice(-6))}`, coloured);

const formatFor = (options: ViewValues, isTTY: boolean, fixed: FormatName | undefined): FormatName => {
  if (options.json === true && options.format !== undefined && options.format !== 'json') {
    throw new SidebandError('usage', 'choose one of --json and --format');
  }
  const format = options.json === true ? 'json' : (options.format ?? fixed ?? (isTTY ? 'pretty' : 'line'));
  if (format === 'raw' && isTTY) {
    throw new SidebandError('usage', 'raw text from a call is not written to a terminal', {
      hint: 'pipe it into something, or use --json: it is the same text, made safe',
    });
  }
  return format;
};

const filterFor = async (options: ViewValues, also: Filter | undefined): Promise<Filter> =>
  every([
    ...(also === undefined ? [] : [also]),
    ...(options.only === undefined ? [] : [only(options.only)]),
    ...(options.not === undefined ? [] : [not(options.not)]),
    ...(options.role === undefined ? [] : [role(options.role)]),
    ...(options.where === undefined ? [] : [(await import('../core/expect/picks.ts')).where(options.where)]),
  ]);

const pattern = (text: string): RegExp => {
  try {
    return new RegExp(text, 'giu');
  } catch {
    throw new SidebandError('usage', '--highlight: not a regular expression', { said: text });
  }
};
