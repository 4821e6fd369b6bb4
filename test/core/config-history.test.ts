import { describe, expect, test } from 'vitest';
import { sharing, withConfig } from '../../src/core/config-history.ts';
import { newSession, type Session } from '../../src/core/session.ts';
import { moment } from './script.ts';

const seen = (session: Session, seq: number, config: Record<string, unknown>): Session => ({
  ...session,
  ...withConfig(session, { seq, at: moment(seq), config }),
});

describe('the configurations of a session', () => {
  test('are kept when they differ from the one before', () => {
    let session = seen(newSession, 1, { speed: 1 });
    session = seen(session, 2, { speed: 1 });
    session = seen(session, 3, { speed: 2, expires_at: 5 });
    session = seen(session, 4, { speed: 2, expires_at: 6 });
    expect(session.configs.map(({ seq }) => seq)).toEqual([1, 3]);
    expect(session.config).toEqual({ speed: 2, expires_at: 6 });
  });

  test('share what did not change', () => {
    const tools = () => [{ name: 'f', parameters: { type: 'object' } }];
    let session = seen(newSession, 1, { tools: tools(), audio: { output: { speed: 1 }, input: { a: 1 } } });
    session = seen(session, 2, { tools: tools(), audio: { output: { speed: 2 }, input: { a: 1 } } });
    const [first, second] = session.configs.map(({ config }) => config);
    expect(second?.['tools']).toBe(first?.['tools']);
    expect(second?.['audio']).not.toBe(first?.['audio']);
    expect(second).toEqual({ tools: tools(), audio: { output: { speed: 2 }, input: { a: 1 } } });
    expect(sharing([1, { a: 1 }], [2, { a: 1 }])).toEqual([2, { a: 1 }]);
  });

  test('are so many and no more: the first stays, what is forgotten is counted', () => {
    let session = newSession;
    for (let seq = 1; seq <= 1000; seq += 1) session = seen(session, seq, { n: seq });
    expect(session.configs.length).toBe(300);
    expect(session.configsForgotten).toBe(700);
    expect([session.configs[0]?.seq, session.configs[1]?.seq, session.configs.at(-1)?.seq]).toEqual([
      1, 702, 1000,
    ]);
  });
});
