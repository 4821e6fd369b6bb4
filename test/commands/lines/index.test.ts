import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineCommands } from '../../../src/commands/lines/index.ts';
import { lineCommand, type Answer, type Place } from '../../../src/commands/lines/line-command.ts';
import { narrowing } from '../../../src/commands/narrowing.ts';
import { completeSlash } from '../../../src/core/complete-slash.ts';
import { SidebandError } from '../../../src/core/error.ts';
import { recall } from '../../../src/core/recall.ts';
import { safe } from '../../../src/core/safe.ts';
import { newSession } from '../../../src/core/session.ts';
import { parseLine, usageOf } from '../../../src/core/slash.ts';
import { knownOf } from '../../core/known-of.ts';
import { entriesOf, received } from '../../ui/scripts.ts';

const readyOf = (line: string) => {
  const { command, words } = parseLine(line, lineCommands);
  return command.ready(words);
};

const looking = (line: string, more: Partial<Place> = {}): Answer => {
  const ready = readyOf(line);
  if (ready.sends) throw new Error('sends');
  const narrow = () => undefined;
  return ready.act({
    session: newSession,
    now: 0,
    earlierTools: () => [],
    recall: recall(),
    troubles: () => [],
    numbers: () => 'the numbers' as never,
    commands: lineCommands,
    narrow,
    ...more,
  });
};

const event = (type: string, fields: Record<string, unknown>) => {
  const [entry] = entriesOf([received(0, type, fields)]);
  if (entry === undefined) throw new Error('no entry');
  return entry;
};

const textOf = (answer: Answer): string => (answer.kind === 'text' ? answer.text : answer.kind);

describe('the line commands', () => {
  it('are written as help shows them', () => {
    expect(lineCommands.map(usageOf)).toEqual([
      '/say [--as agent|user] [--interrupt] [--loosely] TEXT',
      '/whisper TEXT',
      '/instruct [--append] [--for 60s] [--set path=json] [--revert] [--force] [--yes] TEXT',
      '/interrupt',
      '/tool [--text] [--no-respond] [--again] list|answer|fail [ID] JSON',
      '/send [--ack] JSON',
      '/inspect',
      '/refer [--verify 10s] [--yes] TARGET',
      '/hangup [--say] [--yes] [TEXT]',
      '/accept [--model model] [--as-is] [--dry-run] CALL [JSON|@file]',
      '/reject [--status 486] [--dry-run] [--yes] CALL',
      '/show SEQ',
      '/only [GLOB…]',
      '/filter [EXPR]',
      '/history [N]',
      '/stats',
      '/troubles',
      '/help [COMMAND]',
      '/quit',
    ]);
  });

  it('have each a name of its own', () => {
    expect(new Set(lineCommands.map(({ name }) => name)).size).toBe(lineCommands.length);
  });

  it.each([
    '/say x',
    '/whisper x',
    '/instruct x',
    '/interrupt',
    '/tool answer 1',
    '/send response.cancel',
    '/inspect',
  ])('%s sends, and is refused on a call that is only watched', (line) => {
    expect(readyOf(line).sends).toBe(true);
  });

  it.each(['/show 1', '/only', '/history', '/stats', '/tool', '/tool list', '/help', '/quit'])(
    '%s sends nothing',
    (line) => {
      expect(readyOf(line).sends).toBe(false);
    },
  );

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
    ['/help me', 'no such command'],
    ['/filter response.', 'wrong at position'],
    ['/quit now', 'takes no words'],
    ['/constructor x', 'no such command'],
  ])('%s is refused: %s', (line, words) => {
    expect(() => looking(line)).toThrow(words);
  });
});

describe('looking at the call', () => {
  it('/show gives the event of that number', () => {
    const shows = { ...recall(), show: (seq: number) => safe`the event ${seq}` };
    expect(textOf(looking('/show #12', { recall: shows }))).toBe('the event 12');
  });

  it('Tab offers the newest numbers for /show, and the ids of responses for /filter', () => {
    const asked: string[] = [];
    const responses = new Map(['resp_1', 'resp_2'].map((id) => [id, { id } as never]));
    const known = knownOf({
      session: { ...newSession, responses },
      eventTypes: ['response.created', 'response.done'],
      numbers: (digits) => {
        asked.push(digits);
        return [12, 11];
      },
    });
    const candidates = (line: string): readonly string[] =>
      completeSlash(line, lineCommands, known).candidates;
    expect(candidates('/show ')).toEqual(['12 ', '11 ']);
    expect(candidates('/show #1')).toEqual(['#12 ', '#11 ']);
    expect(candidates('/show 12 ')).toEqual([]);
    expect(asked).toEqual(['', '1']);
    expect(candidates('/filter response_id=')).toEqual(['response_id=resp_2 ', 'response_id=resp_1 ']);
    expect(candidates('/filter type=x and response.id!=resp_1')).toEqual(['response.id!=resp_1 ']);
    expect(candidates('/filter response_i')).toEqual(['response_id ']);
    expect(candidates('/filter response_id=resp_1 ')).toEqual([]);
    expect(candidates('/filter ag')).toEqual(['agent ']);
    expect(candidates('/filter type=x and ag')).toEqual([]);
    expect(candidates('/filter event response.do')).toEqual(['response.done ']);
  });

  it('/only shows nothing for a slip, and says so', () => {
    expect(() => looking('/only response.don')).toThrow(
      expect.objectContaining({ kind: 'usage', message: 'no such event', said: 'response.don' }),
    );
  });

  it('/only and /filter narrow what is shown together, and widen it again', () => {
    const { set, wants, words } = narrowing();
    const done = event('response.done', { response: { status: 'failed' } });
    const created = event('response.created', { response: { status: 'in_progress' } });
    const say = (line: string): string => textOf(looking(line, { narrow: set }));
    expect(say('/only response.*, error')).toContain('showing only response.*, error; /only');
    expect([done, created, event('rate_limits.updated', {})].map(wants)).toEqual([true, true, false]);
    expect(say('/filter response.status=failed')).toContain(
      'showing only response.*, error where response.status=failed;',
    );
    expect([done, created].map(wants)).toEqual([true, false]);
    expect(words()).toBe('response.*, error where response.status=failed');
    expect(say('/only')).toContain('showing only where response.status=failed;');
    expect(() => say('/filter response.status ~ x')).toThrow('wrong at position');
    expect([done, created].map(wants)).toEqual([true, false]);
    expect(say('/filter')).toBe('showing everything again');
    expect(words()).toBeUndefined();
    expect([done, created].map(wants)).toEqual([true, true]);
  });

  it('/help has a row for each command, and all there is about one', () => {
    const rows = textOf(looking('/help')).split('\n');
    // The command itself, the status line and the prompt stand on the same screen.
    expect(rows.length).toBeLessThanOrEqual(24 - 3);
    for (const row of rows) expect(row.length, row).toBeLessThan(80);
    for (const { name } of lineCommands)
      expect(rows.filter((row) => row.startsWith(`/${name} `))).not.toEqual([]);
    expect(textOf(looking('/help /filter'))).toContain('FIELD ~ /regex/i');
    expect(textOf(looking('/help say'))).toContain('[--interrupt]');
    expect(() => looking('/help sya')).toThrow('no such command');
  });

  it('/stats, /help and /quit', () => {
    expect(textOf(looking('/stats'))).toContain('the numbers');
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
