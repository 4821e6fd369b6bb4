import { describe, expect, it } from 'vitest';
import { cause, fail, ok, skipped, warn, type Finding } from '../../src/core/doctor/finding.ts';
import { verdictOf } from '../../src/core/doctor/verdict.ts';
import { checklist } from '../../src/ui/checklist.ts';

const findings: readonly (Finding & { ms: number })[] = [
  { ...ok('key', '[secret …abcd] from .env, a project key'), ms: 3 },
  { ...skipped('dns', 'the proxy looks the name up'), ms: 0 },
  { ...ok('rest', 'HTTP 200: the key is accepted'), detail: 'request req_1', ms: 231 },
  {
    ...fail('handshake', 'not-found', 'the server knows no such call (HTTP 404)', [
      cause('the call has ended', 'place another one; tail it from the start to see how it ends', 'medium'),
      cause('it has not been created or accepted yet', 'attach later', 'low'),
    ]),
    ms: 5400,
  },
  { ...skipped('events', 'needs handshake'), ms: 0 },
  { ...skipped('session', 'needs handshake'), ms: 0 },
];

const shown = (how: Parameters<typeof checklist>[0], all = findings): string => {
  const list = checklist(how);
  return all.map((one) => list.add(one)).join('') + list.end(verdictOf(all));
};

describe('a list of checks', () => {
  it('is plain words on a pipe', () => {
    expect(shown({ coloured: false })).toBe(
      `ok   key                    [secret …abcd] from .env, a project key
skip dns                    the proxy looks the name up
ok   rest            0.2 s  HTTP 200: the key is accepted; request req_1
fail handshake       5.4 s  the server knows no such call (HTTP 404)
                            1. the call has ended (medium)
                               → place another one; tail it from the start to see how it ends
                            2. it has not been created or accepted yet (low)
                               → attach later
skip 2 checks               events, session: needs handshake

fail handshake is the first thing broken: the server knows no such call (HTTP 404)
     most likely  the call has ended (medium)
     do this      place another one; tail it from the start to see how it ends
     exit         3 (not-found)
`,
    );
  });

  it.each([60, 80, 140])('keeps to %i columns on a terminal, every row under its own', (columns) => {
    const text = shown({ coloured: false, columns: () => columns });
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(text).toMatch(/^✓ key /);
    expect(text).toMatch(/^✗ handshake /m);
    expect(text).toMatch(/^– 2 checks /m);
  });

  it('colours by what it came to, and says the same', () => {
    const coloured = shown({ coloured: true, columns: () => 80 });
    expect(coloured).toContain('\u001b[32m✓');
    expect(coloured).toContain('\u001b[31m✗');
    const plain = coloured.replaceAll(/\u001b\[\d+m/g, '');
    expect(plain).toBe(shown({ coloured: false, columns: () => 80 }));
  });

  it('names doubts, and what was sent', () => {
    const all = [{ ...warn('vad', 'off', [cause('it is off', 'turn it on')]), ms: 0 }];
    const list = checklist({ coloured: false });
    expect(list.add(all[0]!)).toContain('                            it is off (medium)\n');
    expect(list.end(verdictOf(all), 0)).toBe(
      '\nwarn nothing is broken; look at vad; nothing was sent to the call\n',
    );
    expect(checklist({ coloured: false }).end(verdictOf([]), 1)).toMatch(/one session.update .* was sent/);
  });

  it('shows nothing that acts on a terminal, wherever it came from', () => {
    const hostile = '\u001b[2J\u0007\u202e';
    const one = { ...fail('rest', 'auth', hostile, [cause(hostile, hostile)]), detail: hostile, ms: 0 };
    expect(shown({ coloured: false }, [one])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
