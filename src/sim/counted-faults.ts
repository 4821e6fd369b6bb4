import { statusTimes, type Switches } from './switches.ts';

/** The faults that are over after so many times. */
export type CountedFaults = {
  /** The status with which the next request has to be refused, if any is left of that fault; as a call has it. */
  refusal(name: 'refuse_upgrades' | 'rest_status', settings?: Switches): number | undefined;
  /** Whether the next attempt to open a socket gets no answer. */
  hangs(settings?: Switches): boolean;
  /** A counted fault was set: it starts again. */
  rearm(assignment: string): void;
};

/** The counted faults of these switches, none of them spent. */
export const countedFaults = (switches: Switches): CountedFaults => {
  const spent = new Map<string, number>();
  const count = (key: string, times: number): boolean => {
    const so = spent.get(key) ?? 0;
    if (so >= times) return false;
    spent.set(key, so + 1);
    return true;
  };
  return {
    refusal(name, settings = switches) {
      const set = settings.text(name);
      if (set === undefined) return undefined;
      const { status, times } = statusTimes(set);
      return count(`${name}=${set}`, times) ? status : undefined;
    },
    hangs: (settings = switches) => count('hang_upgrades', settings.number('hang_upgrades') ?? 0),
    rearm(assignment) {
      const name = (assignment.split('=')[0] ?? '').replaceAll('-', '_');
      for (const key of spent.keys()) if (key.startsWith(name)) spent.delete(key);
    },
  };
};
