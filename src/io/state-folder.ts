import { readdirSync } from 'node:fs';
import { platform } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { errorCode } from '../core/error-code.ts';
import { SidebandError } from '../core/error.ts';
import { disk, diskError, shown } from './disk.ts';
import { makeOwn } from './own-folder.ts';
import { appendPrivate, readPrivate, replacePrivate, type LogLimits } from './private-file.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** How much is kept on this machine: everything, nothing that was said or typed, or nothing at all. */
export type Keeps = 'all' | 'bare' | 'nothing';

/**
 * What this machine remembers between commands: files of the user alone (0600, in a folder of 0700; links refused).
 * Names are relative to it (`audit.ndjson`, `calls/x.json`). Nothing here ever throws: what cannot be written is told
 * once, and the work goes on without it.
 */
export type StateFolder = {
  /** Where it is; undefined when there is no place for it. */
  readonly path: string | undefined;
  readonly keeps: Keeps;
  /** The same folder, keeping more or less. */
  keeping(keeps: Keeps): StateFolder;
  /** Whoever asked last is told, in words, of the first thing that could not be done: once, also when it is over already. */
  tell(listener: (problem: string) => void): void;
  /** The end of a file's text (at most `most` bytes, 1 MiB unless given); undefined when there is none to be read. */
  read(name: string, most?: number): string | undefined;
  /** The names of the files in a folder of it. */
  list(folder: string): readonly string[];
  /** Puts a new text in the place of an old one, whole. False when it could not be done. */
  replace(name: string, text: string): boolean;
  /** Adds one line, in one write: several processes may do so at once. */
  append(name: string, line: string, limits: LogLimits): void;
  remove(name: string): void;
  /** The path of a file that something else is to make; its folder is there. Undefined when it could not be made. */
  place(name: string): string | undefined;
};

/** Where state is kept: `$XDG_STATE_HOME/rt-sideband`, on Windows under LOCALAPPDATA, else `~/.local/state/rt-sideband`. */
export const statePath = (env: Env, system = platform()): string | undefined => {
  const given = env['XDG_STATE_HOME'];
  // The standard says that relative paths are to be ignored: the working directory must not decide.
  if (given !== undefined && isAbsolute(given)) return join(given, 'rt-sideband');
  const local = env['LOCALAPPDATA'];
  if (system === 'win32' && local !== undefined && isAbsolute(local))
    return join(local, 'rt-sideband', 'state');
  const home = env['HOME'] ?? env['USERPROFILE'];
  return home === undefined || !isAbsolute(home) ? undefined : join(home, '.local', 'state', 'rt-sideband');
};

/** The state folder of this environment. It is made when something is written for the first time. */
export const stateFolder = (env: Env, pid: number): StateFolder => {
  const path = statePath(env);
  const ready = new Set<string>();
  let problem: string | undefined;
  let listener: ((problem: string) => void) | undefined;
  let told = false;

  const say = (): void => {
    if (told || problem === undefined || listener === undefined) return;
    told = true;
    listener(problem);
  };
  const failed = (error: unknown): void => {
    problem ??=
      error instanceof SidebandError
        ? error.message
        : diskError(`cannot write ${shown(path ?? '')}`, error).message;
    say();
  };
  /** The path of a name, for writing: its folder is there and ours. */
  const placeOf = (name: string): string => {
    if (path === undefined) {
      throw new SidebandError('output', 'no place to remember anything: set HOME or XDG_STATE_HOME');
    }
    const full = join(path, name);
    for (const folder of [path, dirname(full)]) {
      if (ready.has(folder)) continue;
      makeOwn(folder);
      ready.add(folder);
    }
    return full;
  };
  const attempt = (act: () => void): boolean => {
    try {
      act();
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  };
  const folder = (keeps: Keeps): StateFolder => ({
    path,
    keeps,
    keeping: folder,
    tell(to) {
      listener = to;
      say();
    },
    read(name, most = 1 << 20) {
      if (path === undefined) return undefined;
      try {
        return readPrivate(join(path, name), most);
      } catch (error) {
        if (!isMissing(error)) failed(diskError(`cannot read ${shown(join(path, name))}`, error));
        return undefined;
      }
    },
    list(name) {
      if (path === undefined) return [];
      try {
        return readdirSync(join(path, name));
      } catch (error) {
        if (!isMissing(error)) failed(diskError(`cannot read ${shown(join(path, name))}`, error));
        return [];
      }
    },
    replace(name, text) {
      return keeps !== 'nothing' && attempt(() => replacePrivate(placeOf(name), text, pid));
    },
    append(name, line, limits) {
      if (keeps !== 'nothing') attempt(() => appendPrivate(placeOf(name), line, pid, limits));
    },
    place(name) {
      let full: string | undefined;
      if (keeps !== 'nothing') {
        attempt(() => {
          full = placeOf(name);
        });
      }
      return full;
    },
    remove(name) {
      if (path === undefined) return;
      try {
        disk.remove(join(path, name));
      } catch (error) {
        if (!isMissing(error)) failed(diskError(`cannot remove ${shown(join(path, name))}`, error));
      }
    },
  });
  return folder('all');
};

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
