import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';

/** Whether there is a process of this number. */
export const isAlive = (pid: number): boolean => {
  try {
    getPriority(pid);
    return true;
  } catch {
    return false;
  }
};

/**
 * What tells a process from a later one of the same number: when it began, as Linux counts it. Undefined where that
 * cannot be asked, or when there is no such process.
 */
export const birthMark = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses, and may hold any of them.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
};
