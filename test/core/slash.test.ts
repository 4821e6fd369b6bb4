import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { parseSlash, sends, slashCommand, slashCommands, usageOf } from '../../src/core/slash.ts';

const said = (line: string): SidebandError => {
  try {
    parseSlash(line);
  } catch (error) {
    if (error instanceof SidebandError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

describe('a line command', () => {
  it('/say', () => {
    const plain = { do: 'say', as: 'agent', interrupt: false, loosely: false };
    expect(parseSlash('/say The manager joins in two minutes.')).toEqual({
      ...plain,
      text: 'The manager joins in two minutes.',
    });
    expect(parseSlash('  /say   two  spaces kept  ')).toEqual({ ...plain, text: 'two  spaces kept' });
    expect(parseSlash('/say --as user --interrupt --loosely Hi')).toEqual({
      do: 'say',
      as: 'user',
      interrupt: true,
      loosely: true,
      text: 'Hi',
    });
    expect(parseSlash('/say one\ntwo')).toEqual({ ...plain, text: 'one\ntwo' });
    expect(parseSlash('/say "in quotes"')).toEqual({ ...plain, text: 'in quotes' });
    expect(parseSlash('/say say "no" and "yes"')).toEqual({ ...plain, text: 'say "no" and "yes"' });
    expect(parseSlash('/say -- --dashes')).toEqual({ ...plain, text: '--dashes' });
  });

  it('/instruct', () => {
    const plain = {
      do: 'instruct',
      text: undefined,
      append: false,
      for: undefined,
      yes: false,
      set: new Map(),
    };
    expect(parseSlash('/instruct Speak French.')).toEqual({ ...plain, text: 'Speak French.' });
    expect(parseSlash('/instruct --append --for 60s --yes Be brief.')).toEqual({
      ...plain,
      append: true,
      for: 60_000,
      yes: true,
      text: 'Be brief.',
    });
    expect(parseSlash('/instruct --set audio.output.speed=1.1 --set tools=[{"a": "b c"}] Faster.')).toEqual({
      ...plain,
      set: new Map<string, unknown>([
        ['audio.output.speed', 1.1],
        ['tools', [{ a: 'b c' }]],
      ]),
      text: 'Faster.',
    });
    expect(parseSlash('/instruct --for=2s --set=voice="al loy"')).toEqual({
      ...plain,
      for: 2000,
      set: new Map([['voice', 'al loy']]),
    });
  });

  it('/show, /only, /stats, /help, /quit', () => {
    expect(parseSlash('/show 12')).toEqual({ do: 'show', seq: 12 });
    expect(parseSlash('/show #12')).toEqual({ do: 'show', seq: 12 });
    expect(parseSlash('/only')).toEqual({ do: 'only', globs: [] });
    expect(parseSlash('/only response.*, error')).toEqual({ do: 'only', globs: ['response.*', 'error'] });
    for (const name of ['stats', 'help', 'quit']) expect(parseSlash(`/${name}`)).toEqual({ do: name });
  });

  it('sends with /say and /instruct, and with nothing else', () => {
    expect(
      slashCommands
        .map(({ name }) => name)
        .filter((name) => {
          const line = { say: '/say x', instruct: '/instruct x', show: '/show 1' }[name] ?? `/${name}`;
          return sends(parseSlash(line));
        }),
    ).toEqual(['say', 'instruct']);
  });

  it.each([
    ['hello', 'nothing was sent'],
    ['say hello', 'nothing was sent'],
    ['/', 'no such command'],
    ['/sya hi', 'no such command'],
    ['/say', 'nothing to say'],
    ['/say --as', '--as needs a value'],
    ['/say --as boss hi', '--as: expected one of agent, user'],
    ['/say --loud hi', 'no such flag here'],
    ['/say --interrupt --interrupt hi', 'given twice'],
    ['/say --interrupt=yes hi', 'takes no value'],
    ['/instruct', 'nothing to change'],
    ['/instruct --for soon x', 'not a duration'],
    ['/instruct --set speed', 'PATH=JSON'],
    ['/show', 'number of an event'],
    ['/show last', 'number of an event'],
    ['/stats now', 'takes no words'],
    ['/__proto__', 'no such command'],
    ['/constructor x', 'no such command'],
  ])('%s is refused: %s', (line, words) => {
    const error = said(line);
    expect(error.kind).toBe('usage');
    expect(error.message).toContain(words);
  });

  it('is guessed when it was mistyped', () => {
    expect(said('/sya hi').hint).toBe('did you mean /say?');
    expect(said('/say --interupt hi').hint).toContain('did you mean --interrupt?');
  });

  it('answers any text with an action or a usage error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `/${text}`),
          fc.string().map((text) => `/say --${text}`),
        ),
        (line) => {
          try {
            parseSlash(line);
          } catch (error) {
            expect(error).toBeInstanceOf(SidebandError);
          }
        },
      ),
    );
  });

  it('is written as help shows it', () => {
    expect(slashCommands.map(usageOf)).toEqual([
      '/say [--as agent|user] [--interrupt] [--loosely] TEXT',
      '/instruct [--append] [--for 60s] [--set path=json] [--yes] TEXT',
      '/show SEQ',
      '/only [GLOB…]',
      '/stats',
      '/help',
      '/quit',
    ]);
    expect(slashCommand('say')?.name).toBe('say');
    expect(slashCommand('toString')).toBeUndefined();
  });
});
