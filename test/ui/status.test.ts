import { describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { failure } from '../../src/ui/status.ts';

const plain = { stderr: {}, env: {} };
const screen = { stderr: { isTTY: true }, env: {} };

describe('failure', () => {
  it('says what and what next', () => {
    const error = new SidebandError('usage', 'no such command', { said: 'tial', hint: 'did you mean tail?' });
    expect(failure(error, plain)).toBe('rt-sideband: no such command: tial\n  hint: did you mean tail?\n');
    expect(failure(new SidebandError('network', 'no answer'), plain)).toBe('rt-sideband: no answer\n');
  });

  it('puts the lines of a hint under each other', () => {
    const error = new SidebandError('not-found', 'no such call', {
      hint: 'most likely first:\n1. it ended\n2. other key',
    });
    expect(failure(error, plain)).toBe(
      'rt-sideband: no such call\n  hint: most likely first:\n        1. it ended\n        2. other key\n',
    );
  });

  it('escapes and shortens what others said', () => {
    const error = new SidebandError('refused', 'refused', {
      said: `\x1b]0;x\x07\nrt-sideband: fine ${'x'.repeat(1000)}`,
    });
    const text = failure(error, plain);
    expect(text).toContain('\\u{1b}]0;x\\u{7}\\u{a}rt-sideband: fine');
    expect(text).toContain('… +');
    expect(text.split('\n').length).toBe(2);
  });

  it('is coloured on a terminal, unless that is not wanted', () => {
    const error = new SidebandError('network', 'no answer');
    expect(failure(error, screen)).toBe('\x1b[1m\x1b[31mrt-sideband:\x1b[39m\x1b[22m no answer\n');
    expect(failure(error, { ...screen, env: { NO_COLOR: '1' } })).toBe('rt-sideband: no answer\n');
    expect(failure(error, { ...plain, color: 'always' })).toContain('\x1b[1m\x1b[31m');
  });
});
