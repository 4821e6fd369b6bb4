import { describe, expect, it } from 'vitest';
import { replyLatency } from '../../src/core/reply-latency.ts';
import { newSession, type Session } from '../../src/core/session.ts';
import type { Instant } from '../../src/core/signal.ts';

const at = (ms: number): Instant => ({ wall: 1_000_000 + ms, mono: ms });
const open: Session = { ...newSession, link: 'open' };

describe('replyLatency', () => {
  it('is the time from the caller’s end to the agent’s beginning, of the last turn', () => {
    const see = replyLatency();
    expect(see({ ...open, user: { speaking: true } }, at(0))).toBeUndefined();
    expect(see(open, at(1000))).toBeUndefined();
    expect(see({ ...open, agent: { audible: 'a', since: at(1800) } }, at(1800))).toBe(800);
    expect(see({ ...open, agent: { audible: 'a', since: at(1800) } }, at(2500))).toBe(800);
    see({ ...open, user: { speaking: true } }, at(5000));
    see(open, at(6000));
    expect(see({ ...open, agent: { audible: 'b', since: at(6300) } }, at(6300))).toBe(300);
  });

  it('does not count an agent who was not asked', () => {
    const see = replyLatency();
    expect(see({ ...open, agent: { audible: 'a', since: at(10) } }, at(10))).toBeUndefined();
    see({ ...open, agent: { audible: 'a', since: at(10) }, user: { speaking: true } }, at(20));
    see({ ...open, user: { speaking: true } }, at(30));
    expect(see(open, at(40))).toBeUndefined();
  });

  it('does not take words that were running on for an answer', () => {
    const see = replyLatency();
    const running = { ...open, agent: { audible: 'a', since: at(10) } };
    see({ ...running, user: { speaking: true } }, at(20));
    expect(see(running, at(30))).toBeUndefined();
    see(open, at(40));
    expect(see({ ...open, agent: { audible: 'b', since: at(90) } }, at(90))).toBe(60);
  });
});
