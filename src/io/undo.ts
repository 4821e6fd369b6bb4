import type { CallId } from '../core/ids.ts';
import { isRaw, text } from '../core/raw.ts';
import { looksLikeKey } from '../core/secret-shapes.ts';
import { readUndo, type Undo } from '../core/undo.ts';
import type { StateFolder } from './state-folder.ts';

/** A change that can be taken back, under an id of its own. */
export type Remembered = { readonly id: string; readonly undo: Undo };

/** A change, and how it is taken back; not at all (`undo` undefined) when nobody knows what was there before. */
export type Changed = { readonly id: string; readonly undo: Undo | undefined };

/** The changes of one call's session that were made on this machine, and not taken back. One that cannot be hides those before it. */
export type UndoLog = {
  add(changed: Changed): void;
  /** The newest of this machine. */
  last(): Changed | undefined;
  /** The newest that was made through this very log: another program may be another operator's. */
  lastHere(): Changed | undefined;
  /** It was taken back, or is no longer to be. */
  drop(id: string): void;
};

const file = 'undo.ndjson';
const limits = { most: 512 * 1024, keep: 1 };
const longestLine = 128 * 1024;

/** Fields that carry credentials to somebody else's server. */
const confidential = /"(?:authorization|headers)":(?!null)/;

/**
 * The log of these changes: one line each in the state folder, which several programs may write. Credentials, very long
 * values, and what the user does not want kept are remembered until the program ends, and never written: for others these
 * are changes that cannot be taken back, or no changes where nothing is to be kept.
 */
export const undoLog = (state: StateFolder, callId: CallId): UndoLog => {
  const own: Changed[] = [];
  const dropped = new Set<string>();

  const written = (): readonly Changed[] => {
    const all = new Map<string, Undo | undefined>();
    for (const line of (state.read(file, limits.most * 2) ?? '').split('\n')) {
      if (!line.includes(callId)) continue;
      const record = parsed(line);
      if (!isRaw(record) || text(record, 'call_id') !== callId) continue;
      const id = text(record, 'id');
      const undo = readUndo(record['undo']);
      if (id === undefined) continue;
      if (record['kind'] === 'dropped') all.delete(id);
      else if (undo !== undefined || record['kind'] === 'blind') all.set(id, undo);
    }
    return [...all].map(([id, undo]) => ({ id, undo }));
  };
  const write = (record: Readonly<Record<string, unknown>>): void => {
    state.append(file, JSON.stringify({ v: 1, call_id: callId, ...record }), limits);
  };

  return {
    add({ id, undo }) {
      own.push({ id, undo });
      if (state.keeps !== 'all') return;
      if (undo !== undefined && mayBeWritten(undo)) write({ kind: 'changed', id, undo });
      else write({ kind: 'blind', id });
    },
    last() {
      const known = new Map([...written(), ...own].map(({ id, undo }) => [id, undo]));
      const [id, undo] = [...known].findLast(([one]) => !dropped.has(one)) ?? [];
      return id === undefined ? undefined : { id, undo };
    },
    lastHere: () => own.findLast(({ id }) => !dropped.has(id)),
    drop(id) {
      dropped.add(id);
      if (state.keeps !== 'nothing') write({ kind: 'dropped', id });
    },
  };
};

const mayBeWritten = (undo: Undo): boolean => {
  const line = JSON.stringify(undo);
  return line.length <= longestLine && !confidential.test(line) && !looksLikeKey(line);
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    // A line that a crash tore.
    return undefined;
  }
};
