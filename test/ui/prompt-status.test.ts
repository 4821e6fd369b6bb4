import { describe, expect, it } from 'vitest';
import { safe } from '../../src/core/safe.ts';
import { newSession, type Session } from '../../src/core/session.ts';
import type { Instant } from '../../src/core/signal.ts';
import { cells } from '../../src/ui/prompt-layout.ts';
import { statusLine } from '../../src/ui/prompt-status.ts';
import type { Status } from '../../src/ui/status-model.ts';
import { theme } from '../../src/ui/theme.ts';

const at = (ms: number): Instant => ({ wall: 1_000_000 + ms, mono: ms });
const open: Session = { ...newSession, link: 'open' };
const line = (session: Session, more: Partial<Status> = {}, columns = 200): string =>
  statusLine(
    { session, now: at(65_000), attachedAt: at(0), reply: undefined, pending: 0, readOnly: false, ...more },
    theme(false),
    columns,
  );

describe('the status line', () => {
  it('says how the link is', () => {
    expect(line(newSession)).toBe('○ connecting');
    expect(line({ ...newSession, link: 'retrying' })).toBe('○ connection lost, dialling again');
    expect(line({ ...newSession, link: 'closed' })).toBe('○ closed');
    expect(line(open)).toBe('● attached 1:05 · nobody speaking');
    expect(line(open, { now: at(3_725_000) })).toMatch(/attached 1:02:05/);
    expect(line(open, { readOnly: true })).toBe('● attached 1:05 · read-only · nobody speaking');
  });

  it('says who is speaking', () => {
    expect(line({ ...open, user: { speaking: true } })).toMatch(/caller speaking$/);
    expect(line({ ...open, agent: { audible: 'r' } })).toMatch(/agent speaking$/);
    expect(line({ ...open, agent: { audible: 'r' }, user: { speaking: true } })).toMatch(/both speaking$/);
  });

  it('says that nobody will answer, or that somebody interprets, and into what', () => {
    expect(line({ ...open, config: { type: 'transcription' } })).toBe(
      '● attached 1:05 · nobody speaking · transcription only',
    );
    const config = { type: 'translation', audio: { output: { language: 'es' } } };
    expect(line({ ...open, config })).toBe('● attached 1:05 · nobody speaking');
    const drafts = new Map([
      ['passage_1', { itemId: 'passage_1', role: 'agent' as const, text: 'Bu', since: at(0) }],
    ]);
    expect(line({ ...open, config, drafts })).toMatch(/ · interpreting → es$/);
    expect(line({ ...open, drafts })).toMatch(/nobody speaking$/);
  });

  it('says what waits, how fast the agent was, tokens, and the time left', () => {
    const session = {
      ...open,
      usage: { ...open.usage, responses: 2, inputTokens: 12_345, outputTokens: 999 },
      expiresAt: (1_000_000 + 65_000) / 1000 + 3599,
    };
    expect(line(session, { pending: 1, reply: 820 })).toBe(
      '● attached 1:05 · nobody speaking · 1 command waiting · reply 0.8 s · tokens 12k in, 999 out · 59 min left',
    );
    expect(line({ ...open, expiresAt: 1065 + 42 })).toMatch(/ · 42 s left$/);
    expect(line({ ...open, expiresAt: 10 })).toMatch(/ · session expired$/);
  });

  it('drops its end where there is no room, and never more than it must', () => {
    const session = { ...open, usage: { ...open.usage, responses: 1, inputTokens: 1, outputTokens: 1 } };
    for (let columns = 1; columns < 80; columns += 1) {
      expect(cells(line(session, { reply: 500 }, columns))).toBeLessThanOrEqual(columns);
    }
    expect(line(session, { reply: 500 }, 40)).toBe('● 1:05 · silence · reply 0.5 s');
    expect(line(session, {}, 10)).toBe('● 1:05');
    expect(line(session, {}, 4)).toBe('● 1…');
  });

  it('says what is paused, wrong and filtered, and drops what matters less for it', () => {
    const busy: Session = {
      ...open,
      agent: { audible: 'r' },
      usage: { ...open.usage, responses: 2, inputTokens: 12_345, outputTokens: 999 },
      expiresAt: (1_000_000 + 65_000) / 1000 + 3599,
    };
    const more = {
      held: 2140,
      filter: safe`response.* where response.status=failed`,
      trouble: { severity: 'bad', short: safe`create_ticket waits`, since: at(53_000) },
      reply: 820,
      cost: safe`$0.12`,
      pending: 2,
    } as const;
    expect(line(busy, more, 240)).toBe(
      '● attached 1:05 · ⏸ 2,140 new lines, End resumes · ! create_ticket waits 0:12 · agent speaking · 2 commands waiting · only response.* where response.status=failed · reply 0.8 s · tokens 12k in, 999 out · $0.12 · 59 min left',
    );
    expect(line(busy, more, 140)).toBe(
      '● attached 1:05 · ⏸ 2,140 new lines, End resumes · ! create_ticket waits 0:12 · agent speaking · 2 commands waiting · filtered · reply 0.8 s',
    );
    expect(line(busy, more, 80)).toBe(
      '● attached 1:05 · ⏸ 2,140 new lines, End resumes · ! create_ticket waits 0:12',
    );
    expect(line(busy, more, 40)).toBe('● 1:05 · ⏸ 2,140 new · ! create_ticket …');
    expect(line(open, { held: 0 })).toBe('● attached 1:05 · ⏸ paused, End resumes · nobody speaking');
    expect(line(open, { held: 1 })).toContain('⏸ 1 new line, End');
    // The end that is near is not left out for numbers.
    expect(line({ ...busy, expiresAt: 1065 + 42 }, { reply: 1 }, 40)).toBe(
      '● 1:05 · agent · reply 0.0 s · 42 s left',
    );
  });

  it('is coloured only when asked', () => {
    const status = {
      session: open,
      now: at(0),
      attachedAt: at(0),
      reply: undefined,
      pending: 0,
      readOnly: false,
    };
    expect(statusLine(status, theme(true), 80)).toContain('\u{1b}[32m');
    expect(statusLine(status, theme(false), 80)).not.toContain('\u{1b}');
  });
});
