import { describe, expect, it } from 'vitest';
import { exitCodes, exitOf, SidebandError, worst } from '../../src/core/error.ts';

describe('exit codes', () => {
  it('are the ones a script relies on', () => {
    expect(exitCodes).toEqual({
      ok: 0,
      unmet: 1,
      usage: 2,
      'not-found': 3,
      auth: 4,
      network: 5,
      unknown: 6,
      output: 7,
      refused: 8,
      handler: 9,
      internal: 70,
      timeout: 124,
      hangup: 129,
      interrupt: 130,
      pipe: 141,
      terminate: 143,
    });
    expect(exitOf('unknown')).toEqual({ code: 6, name: 'unknown' });
  });

  it('report the gravest of several outcomes', () => {
    expect(worst('ok', 'unknown')).toBe('unknown');
    expect(worst('unknown', 'output', 'ok')).toBe('output');
    expect(worst('network', 'auth')).toBe('auth');
    expect(worst('refused', 'unknown')).toBe('refused');
    expect(worst('internal', 'output')).toBe('internal');
    expect(worst()).toBe('ok');
  });

  it('rank every name', () => {
    for (const name of Object.keys(exitCodes)) expect(worst(name as 'ok')).toBe(name);
  });
});

describe('SidebandError', () => {
  it('keeps what was ours and what was said apart', () => {
    const error = new SidebandError('network', 'no answer', {
      said: 'x',
      retryable: true,
      reason: 'deadline',
    });
    expect(error).toMatchObject({
      kind: 'network',
      message: 'no answer',
      said: 'x',
      retryable: true,
      reason: 'deadline',
    });
    expect(new SidebandError('usage', 'no').retryable).toBe(false);
  });
});
