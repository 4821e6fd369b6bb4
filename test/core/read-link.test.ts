import { expect, it } from 'vitest';
import { asExit, asReason, readLinkChange } from '../../src/core/read-link.ts';

it.each([
  { to: 'open', epoch: 2, took: 10.5 },
  { to: 'retrying', attempt: 1, of: 8, delay: 250, cause: 'connection lost' },
  { to: 'notice', code: 'quiet', message: 'nothing for 60 s' },
  {
    to: 'closed',
    reason: 'dropped',
    cause: 'no-pong',
    code: 1006,
    text: 'x',
    message: 'gone',
    exit: 'network',
    hint: 'y',
  },
  { to: 'closed', reason: 'ended', message: 'over', exit: 'ok' },
])('$to comes back as it was', (change) => {
  expect(readLinkChange(change)).toEqual(change);
});

it('fills in what an early version left out', () => {
  expect(readLinkChange({ to: 'open' })).toEqual({ to: 'open', epoch: 1, took: 0 });
});

it.each([
  [undefined, undefined],
  [{}, undefined],
  [{ to: 7 }, undefined],
  [{ to: 'teleported' }, 'other'],
  [{ to: '__proto__' }, 'other'],
  [{ to: 'closed', reason: 'bored', exit: 'ok' }, undefined],
  [{ to: 'closed', reason: 'ended', exit: 'toString' }, undefined],
])('%j is %s', (change, read) => {
  expect(readLinkChange(change)).toBe(read);
});

it('leaves out a cause it does not know', () => {
  const change = { to: 'closed', reason: 'ended', message: '', exit: 'ok' };
  expect(readLinkChange({ ...change, cause: 'constructor' })).toEqual(change);
});

it('knows its words', () => {
  expect(asReason('detached')).toBe('detached');
  expect(asReason('x')).toBeUndefined();
  expect(asExit('not-found')).toBe('not-found');
  expect(asExit('constructor')).toBeUndefined();
});
