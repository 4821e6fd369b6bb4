import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineCommands } from '../../../src/commands/lines/index.ts';
import { lineCommand, type Answer, type Place } from '../../../src/commands/lines/line-command.ts';
import { SidebandError } from '../../../src/core/error.ts';
import type { Filter } from '../../../src/core/filter.ts';
import { recall } from '../../../src/core/recall.ts';
import { safe } from '../../../src/core/safe.ts';
import { newSession } from '../../../src/core/session.ts';
import { parseLine, usageOf } from '../../../src/core/slash.ts';

const readyOf = (line: string) => {
  const { command, words } = parseLine(line, lineCommands);
  return command.ready(words);
};

const looking = (line: string, more: Partial<Place> = {}): Answer => {
  const ready = readyOf(line);
  if (ready.sends) throw new Error('sends');
  const narrow = (): void => undefined;
  return ready.act({
    session: newSession,
    recall: recall(),
    troubles: () => [],
    commands: lineCommands,
    narrow,
    ...more,
  });
};

const textOf = (answer: Answer): string => (answer.kind === 'text' ? answer.text : answer.kind);

describe('the line commands', () => {
  it('are written as help shows them', () => {
    expect(lineCommands.map(usageOf)).toEqual([
      '/say [--as agent|user] [--interrupt] [--loosely] TEXT',
      '/instruct [--append] [--for 60s] [--set path=json] [--yes] TEXT',
      '/refer [--yes] TARGET',
      '/hangup [--say] [--yes] [TEXT]',
      '/show SEQ',
      '/only [GLOB…]',
      '/stats',
      '/troubles',
      '/help',
      '/quit',
    ]);
  });

  it('have each a name of its own', () => {
    expect(new Set(lineCommands.map(({ name }) => name)).size).toBe(lineCommands.length);
  });

  it('that send come before those that do not', () => {
    const sends = ['/say x', '/instruct x', '/show 1', '/only', '/stats', '/help', '/quit'].map(
      (line) => readyOf(line).sends,
    );
    expect(sends).toEqual([true, true, false, false, false, false, false]);
  });

  it('answer any text with a command that is ready, or a usage error', () => {
    const names = fc.constantFrom(...lineCommands.map(({ name }) => name), '__proto__', 'constructor');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(names, fc.string()).map(([name, text]) => `/${name} ${text}`),
          fc.tuple(names, fc.string()).map(([name, text]) => `/${name} --${text}`),
        ),
        (line) => {
          try {
            readyOf(line);
          } catch (error) {
            expect(error).toBeInstanceOf(SidebandError);
          }
        },
      ),
    );
  });

  it.each([
    ['/show', 'number of an event'],
    ['/show last', 'number of an event'],
    ['/show 12', 'no event 12 here'],
    ['/stats now', 'takes no words'],
    ['/help me', 'takes no words'],
    ['/quit now', 'takes no words'],
    ['/constructor x', 'no such command'],
  ])('%s is refused: %s', (line, words) => {
    expect(() => looking(line)).toThrow(words);
  });
});

describe('looking at the call', () => {
  it('/show gives the event of that number', () => {
    const shows = { write: () => undefined, show: (seq: number) => safe`the event ${seq}` };
    expect(textOf(looking('/show #12', { recall: shows }))).toBe('the event 12');
  });

  it('/only narrows what is shown, and widens it again', () => {
    const narrowed: (Filter | undefined)[] = [];
    const narrow = (filter: Filter | undefined): void => void narrowed.push(filter);
    expect(textOf(looking('/only response.*, error', { narrow }))).toContain(
      'showing only response.*, error',
    );
    expect(textOf(looking('/only', { narrow }))).toBe('showing everything again');
    expect(narrowed.map((filter) => typeof filter)).toEqual(['function', 'undefined']);
  });

  it('/stats, /help and /quit', () => {
    expect(textOf(looking('/stats'))).toContain('responses');
    expect(textOf(looking('/help'))).toContain('/say');
    expect(looking('/quit')).toEqual({ kind: 'quit' });
  });
});

describe('a line command that is dangerous', () => {
  const hangup = lineCommand({
    name: 'hangup',
    flags: [],
    words: '',
    help: 'ends the call',
    sends: true,
    read: ({ text }) => text,
    danger: (asked) => ({ question: safe`end the call?`, why: 'ends the call', hint: asked }),
    act: async () => ({ verb: '/hangup', outcome: 'confirmed', exit: 'ok' }),
  });
  const ready = (line: string) => {
    const { command, words } = parseLine(line, [hangup]);
    return command.ready(words);
  };

  it('is asked about, unless --yes says so', () => {
    expect(ready('/hangup now')).toMatchObject({ danger: { question: 'end the call?', hint: 'now' } });
    expect(ready('/hangup --yes now')).toMatchObject({ danger: undefined });
  });

  it('shows in help that it takes --yes', () => {
    expect(usageOf(hangup)).toBe('/hangup [--yes]');
  });
});
