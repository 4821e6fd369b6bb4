import type { CallId } from '../core/ids.ts';
import { isRaw, text } from '../core/raw.ts';
import { looksLikeKey } from '../core/secret-shapes.ts';
import { readUndo, type Undo } from '../core/undo.ts';
import type { StateFolder } from './state-folder.ts';

/** A change that can be taken back, under an id of its own. */
export type Remembered = { readonly id: string; readonly undo: Undo };

/** The changes of one call's session that were made on this machine, and not taken back. */
export type UndoLog = {
  add(remembered: Remembered): void;
  /** The newest of this machine. */
  last(): Remembered | undefined;
  /** The newest that was made through this very log: another program may be another operator's. */
  lastHere(): Remembered | undefined;
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
 * values, and what the user does not want kept are remembered until the program ends, and never written.
 */
export const undoLog = (state: StateFolder, callId: CallId): UndoLog => {
  const own: Remembered[] = [];
  const dropped = new Set<string>();

  const written = (): readonly Remembered[] => {
    const all = new Map<string, Undo>();
    for (const line of (state.read(file, limits.most * 2) ?? '').split('\n')) {
      if (!line.includes(callId)) continue;
      const record = parsed(line);
      if (!isRaw(record) || text(record, 'call_id') !== callId) continue;
      const id = text(record, 'id');
      const undo = readUndo(record['undo']);
      if (id === undefined) continue;
      if (record['kind'] === 'dropped') all.delete(id);
      else if (undo !== undefined) all.set(id, undo);
    }
    return [...all].map(([id, undo]) => ({ id, undo }));
  };
  const write = (record: Readonly<Record<string, unknown>>): void => {
    state.append(file, JSON.stringify({ v: 1, call_id: callId, ...record }), limits);
  };

  return {
    add({ id, undo }) {
      own.push({ id, undo });
      const line = JSON.stringify(undo);
      const keeps = state.keeps === 'all' && line.length <= longestLine;
      if (keeps && !confidential.test(line) && !looksLikeKey(line)) write({ kind: 'changed', id, undo });
    },
    last() {
      const known = new Map([...written(), ...own].map(({ id, undo }) => [id, undo]));
      const [id, undo] = [...known].findLast(([one]) => !dropped.has(one)) ?? [];
      return id === undefined || undo === undefined ? undefined : { id, undo };
    },
    lastHere: () => own.findLast(({ id }) => !dropped.has(id)),
    drop(id) {
      dropped.add(id);
      if (state.keeps !== 'nothing') write({ kind: 'dropped', id });
    },
  };
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    // A line that a crash tore.
    return undefined;
  }
};
