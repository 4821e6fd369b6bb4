import { expect, test } from 'vitest';
import { noPassages } from '../../src/core/passages.ts';
import { newSession, type Session } from '../../src/core/session.ts';
import { changed, copyOf } from '../../src/core/session-copy.ts';
import { moment } from './script.ts';

test('copies every field, and the copy is another', () => {
  const full: Required<Session> = {
    ...newSession,
    id: 'sess_1',
    model: 'gpt-realtime',
    expiresAt: 1,
    config: {},
    lastFrame: { seq: 1, at: moment(0) },
    interpreted: { passages: noPassages, whole: [], seq: 1 },
    fatal: 'session_expired',
    end: { reason: 'ended', at: moment(1) },
  };
  const copy = copyOf(full);
  expect(copy).toEqual(full);
  copy.model = 'other';
  expect(full.model).toBe('gpt-realtime');
});

test('changes the fields that are named, and the session given keeps its own', () => {
  const before: Session = { ...newSession, id: 'sess_1', link: 'open' };
  const after = changed(before, { link: 'retrying', gaps: [] });
  expect(after).toEqual({ ...before, link: 'retrying' });
  expect(before.link).toBe('open');
});
