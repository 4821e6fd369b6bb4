import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asCallId, type CallId } from '../../src/core/ids.ts';
import type { Raw } from '../../src/core/raw.ts';
import { stateFolder } from '../../src/io/state-folder.ts';
import { undoLog, type Remembered } from '../../src/io/undo.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rts-undo-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const call = asCallId('rtc_1') as CallId;
const path = (): string => join(home, 'rt-sideband', 'undo.ndjson');
const state = () => stateFolder({ XDG_STATE_HOME: home }, 1);
const log = (callId = call) => undoLog(state(), callId);
const remembered = (id: string, before: Raw = { instructions: 'old' }): Remembered => ({
  id,
  undo: { kind: 'realtime', places: Object.keys(before), before, left: { instructions: 'new' } },
});

describe('the changes that can be taken back', () => {
  it('are those of this call, the newest first, also in another program', () => {
    log().add(remembered('a'));
    log(asCallId('rtc_12')).add(remembered('x'));
    log().add(remembered('b'));
    expect(log().last()).toEqual(remembered('b'));
    log().drop('b');
    expect(log().last()).toEqual(remembered('a'));
    log().drop('a');
    expect(log().last()).toBeUndefined();
    expect(log(asCallId('rtc_12')).last()?.id).toBe('x');
  });

  it('tell those of this program from those of others', () => {
    const here = log();
    here.add(remembered('a'));
    log().add(remembered('b'));
    expect(here.last()?.id).toBe('b');
    expect(here.lastHere()?.id).toBe('a');
    expect(log().lastHere()).toBeUndefined();
    here.drop('a');
    expect(here.lastHere()).toBeUndefined();
  });

  it('are in a file of the user alone, whose torn lines do no harm', () => {
    log().add(remembered('a'));
    appendFileSync(path(), '{"v":1,"call_id":"rtc_1","id":"b","un');
    log().add(remembered('c'));
    expect(log().last()?.id).toBe('c');
    log().drop('c');
    expect(log().last()?.id).toBe('a');
    if (process.platform !== 'win32') expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it.each<[string, Raw]>([
    ['credentials', { tools: [{ type: 'mcp', authorization: 'open sesame' }] }],
    ['headers', { tools: [{ type: 'mcp', headers: { 'X-Key': 'sesame' } }] }],
    ['what looks like a key', { instructions: ['sk', 'test', 'sesame789012'].join('-') }],
    ['what is very long', { instructions: 'sesame'.repeat(100_000) }],
  ])('are not written with %s, but remembered by this program', (_, before) => {
    const here = log();
    here.add(remembered('a', before));
    here.add(remembered('b'));
    expect(readFileSync(path(), 'utf8')).not.toContain('sesame');
    here.drop('b');
    expect(here.last()).toEqual(remembered('a', before));
    expect(log().last(), 'no way back for others').toEqual({ id: 'a', undo: undefined });
  });

  it('hide those before one that cannot be taken back, also from other programs', () => {
    log().add(remembered('a'));
    log().add({ id: 'b', undo: undefined });
    expect(log().last()).toEqual({ id: 'b', undo: undefined });
    log().add(remembered('c'));
    expect(log().last()?.id).toBe('c');
    log().drop('c');
    expect(log().last()?.id).toBe('b');
  });

  it.each(['bare', 'nothing'] as const)('are not written when the user keeps %s', (keeps) => {
    const here = undoLog(state().keeping(keeps), call);
    here.add(remembered('a'));
    expect(here.last()?.id).toBe('a');
    expect(log().last()).toBeUndefined();
  });
});
