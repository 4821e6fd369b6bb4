import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateFolder, statePath } from '../../src/io/state-folder.ts';
import { folder } from './recording-kit.ts';

const limits = { most: 1 << 20, keep: 1 };

/** A state folder under a fresh home, and what it complained about. */
const setUp = (home: string) => {
  const state = stateFolder({ HOME: home }, process.pid);
  const told: string[] = [];
  state.tell((problem) => told.push(problem));
  return { state, told };
};

describe('where state is kept', () => {
  it.each([
    [{ XDG_STATE_HOME: '/x', HOME: '/home/ada' }, 'linux', '/x/rt-sideband'],
    [{ HOME: '/home/ada' }, 'linux', '/home/ada/.local/state/rt-sideband'],
    [{ HOME: '/Users/ada' }, 'darwin', '/Users/ada/.local/state/rt-sideband'],
    // A relative path would put it wherever one happens to stand.
    [{ XDG_STATE_HOME: 'x', HOME: '/home/ada' }, 'linux', '/home/ada/.local/state/rt-sideband'],
    [{ LOCALAPPDATA: '/local', HOME: '/home/ada' }, 'win32', '/local/rt-sideband/state'],
    [{ LOCALAPPDATA: '/local', HOME: '/home/ada' }, 'linux', '/home/ada/.local/state/rt-sideband'],
    [{}, 'linux', undefined],
    [{ HOME: '' }, 'linux', undefined],
    [{ HOME: 'ada' }, 'linux', undefined],
  ] as const)('%j on %s: %s', (env, system, path) => {
    expect(statePath(env, system)).toBe(path);
  });
});

describe('a state folder', () => {
  it('is made for its owner only when something is first written, and gives it back', () => {
    using home = folder();
    const { state, told } = setUp(home.path);
    expect([state.read('a'), state.list('calls')]).toEqual([undefined, []]);
    expect(existsSync(join(home.path, '.local'))).toBe(false);

    state.replace('calls/a.json', '{}');
    state.append('log.ndjson', '1', limits);
    state.append('log.ndjson', '2', limits);
    expect(state.path).toBe(join(home.path, '.local/state/rt-sideband'));
    expect(statSync(state.path ?? '').mode & 0o777).toBe(0o700);
    expect(statSync(join(state.path ?? '', 'calls')).mode & 0o777).toBe(0o700);
    expect(state.list('calls')).toEqual(['a.json']);
    expect(state.read('calls/a.json')).toBe('{}');
    expect(state.read('log.ndjson')).toBe('1\n2\n');
    expect(state.read('log.ndjson', 2)).toBe('2\n');
    state.remove('calls/a.json');
    state.remove('calls/a.json');
    expect(state.list('calls')).toEqual([]);
    expect(told).toEqual([]);
  });

  it('writes nothing when nothing is to be kept, and still reads what is there', () => {
    using home = folder();
    setUp(home.path).state.replace('a', 'before');
    const { state, told } = setUp(home.path);
    const off = state.keeping('nothing');
    off.replace('a', 'after');
    off.append('log', 'line', limits);
    expect(off.read('a')).toBe('before');
    expect(off.list('.')).toEqual(['a']);
    expect(told).toEqual([]);
    expect([off.keeps, state.keeps, off.keeping('bare').keeps]).toEqual(['nothing', 'all', 'bare']);
  });

  it('says once that it cannot be written, and to whoever asks later', () => {
    using home = folder();
    home.file('.local', 'a file');
    const state = stateFolder({ HOME: home.path }, process.pid);
    state.replace('a', 'x');
    state.append('b', 'x', limits);
    const told: string[] = [];
    state.tell((problem) => told.push(`first: ${problem}`));
    state.tell((problem) => told.push(`second: ${problem}`));
    state.replace('a', 'x');
    expect(told).toEqual([
      expect.stringMatching(/^first: cannot write .*\/rt-sideband: a part of the path is no folder$/),
    ]);
    expect(state.read('a')).toBeUndefined();
  });

  it.each([
    ['/proc/none', 'cannot write /proc/none/rt-sideband: no such file or folder'],
    [undefined, 'no place to remember anything: set HOME or XDG_STATE_HOME'],
  ])('in a place like %s is done without', (place, words) => {
    const state = stateFolder(place === undefined ? {} : { XDG_STATE_HOME: place }, process.pid);
    const told: string[] = [];
    state.tell((problem) => told.push(problem));
    state.replace('a', 'x');
    expect(state.read('a')).toBeUndefined();
    state.remove('a');
    expect(told).toEqual([words]);
  });

  it('refuses to be a link, a folder others may write to, or to write through a link', () => {
    using home = folder();
    const base = join(home.path, '.local', 'state');
    mkdirSync(base, { recursive: true });
    mkdirSync(join(home.path, 'elsewhere'));
    symlinkSync(join(home.path, 'elsewhere'), join(base, 'rt-sideband'));
    const linked = setUp(home.path);
    linked.state.replace('a', 'x');
    expect(linked.told).toEqual([expect.stringContaining('it is a symbolic link')]);
    expect(existsSync(join(home.path, 'elsewhere', 'a'))).toBe(false);

    using other = folder();
    const open = join(other.path, '.local', 'state', 'rt-sideband');
    mkdirSync(open, { recursive: true });
    chmodSync(open, 0o777);
    const shared = setUp(other.path);
    shared.state.replace('a', 'x');
    expect(shared.told).toEqual([expect.stringContaining('others may write to it')]);
    expect(existsSync(join(open, 'a'))).toBe(false);

    chmodSync(open, 0o755);
    symlinkSync(other.file('victim', 'v'), join(open, 'log'));
    const through = setUp(other.path);
    through.state.append('log', 'x', limits);
    expect(through.told).toEqual([expect.stringContaining('symbolic link')]);
    expect(readFileSync(other.file('victim'), 'utf8')).toBe('v');
  });
});
