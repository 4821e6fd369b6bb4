import { SidebandError } from '../core/error.ts';
import { switchTable } from './switch-table.ts';

type Table = typeof switchTable;

/** The name of a switch. */
export type SwitchName = keyof Table;

type Named<Kind extends string> = {
  [Name in SwitchName]: Table[Name]['kind'] extends Kind ? Name : never;
}[SwitchName];

/** The switches of one call or of the whole simulator; what is not set here is looked up in `above`. */
export type Switches = {
  flag(name: Named<'flag'>): boolean;
  number<Name extends Named<'number'>>(name: Name): number | Table[Name]['fallback'];
  choice(name: Named<'choice'>): string;
  text(name: Named<'text'>): string | undefined;
  /** Sets one from `NAME` or `NAME=VALUE`; throws a SidebandError (usage) when there is no such switch or value. */
  set(assignment: string): void;
  value(name: SwitchName): unknown;
};

const truths = new Map([
  ['', true],
  ['on', true],
  ['true', true],
  ['1', true],
  ['off', false],
  ['false', false],
  ['0', false],
]);

const isSwitch = (name: string): name is SwitchName => Object.hasOwn(switchTable, name);

const wrong = (name: string, expected: string): SidebandError =>
  new SidebandError('usage', `the switch ${name} takes ${expected}`, {
    hint: 'sim --faults lists the switches',
  });

const read = (name: SwitchName, given: string | undefined): unknown => {
  const entry = switchTable[name];
  if (entry.kind === 'flag') {
    const value = truths.get(given ?? '');
    if (value === undefined) throw wrong(name, 'on or off');
    return value;
  }
  if (entry.kind === 'number') {
    const value = given === undefined ? entry.bare : Number(given);
    if (given === '' || !entry.only.holds(value)) throw wrong(name, entry.only.words);
    return value;
  }
  if (entry.kind === 'choice') {
    const options: readonly string[] = entry.of;
    const value = given ?? options[1] ?? '';
    if (!options.includes(value)) throw wrong(name, `one of ${options.join(', ')}`);
    return value;
  }
  const value = given ?? entry.bare;
  if (!entry.only.holds(value)) throw wrong(name, entry.only.words);
  return value;
};

/** Switches that fall back to the defaults of the table, or to those above them. */
export const switches = (assignments: readonly string[] = [], above?: Switches): Switches => {
  const own = new Map<SwitchName, unknown>();
  const value = (name: SwitchName): unknown =>
    own.has(name) ? own.get(name) : above === undefined ? switchTable[name].fallback : above.value(name);
  const made: Switches = {
    value,
    flag: (name) => value(name) === true,
    number: (name) => {
      const set = value(name);
      return typeof set === 'number' ? set : switchTable[name].fallback;
    },
    choice: (name) => String(value(name)),
    text: (name) => {
      const set = value(name);
      return typeof set === 'string' ? set : undefined;
    },
    set(assignment) {
      const [before = '', ...after] = assignment.split('=');
      const name = before.trim().replaceAll('-', '_');
      if (!isSwitch(name)) {
        throw new SidebandError('usage', 'there is no such switch or fault in the simulator', {
          said: before,
          hint: `the switches are: ${Object.keys(switchTable).join(', ')}`,
        });
      }
      own.set(name, read(name, after.length === 0 ? undefined : after.join('=').trim()));
    },
  };
  for (const assignment of assignments) made.set(assignment);
  return made;
};

/** `503x2` as a status and how often. */
export const statusTimes = (text: string): { readonly status: number; readonly times: number } => {
  const [status = '503', times = '1'] = text.split('x');
  return { status: Number(status), times: Number(times) };
};
