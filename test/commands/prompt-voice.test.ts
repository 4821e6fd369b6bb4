import { describe, expect, it } from 'vitest';
import { promptVoice } from '../../src/commands/prompt-voice.ts';
import { SidebandError } from '../../src/core/error.ts';
import { escapeText, safe } from '../../src/core/safe.ts';
import { theme } from '../../src/ui/theme.ts';

const say = promptVoice(theme(false), () => 40);

describe('what a prompt says', () => {
  it('is broken between words, under its own beginning', () => {
    const long = safe`a beginning of more than two dozen  letters is no name`;
    expect(say.text({ kind: 'text', text: long })).toBe(
      'a beginning of more than two dozen\nletters is no name',
    );
    expect(say.echo('/say words that are more than one row of this')).toBe(
      '› /say words that are more than one row\nof this',
    );
    expect(
      say.text({ kind: 'text', text: safe`short\n  and a line that is indented and does not fit` }),
    ).toBe('short\n  and a line that is indented and does\n  not fit');
    expect(say.note(safe`news of the connection that is longer than a row`)).toBe(
      'news of the connection that is longer\nthan a row',
    );
    expect(say.question(safe`end the call?`)).toBe('end the call? [y/N]');
  });

  it('is broken under its own column where it has a name before it', () => {
    const text = safe`voice     marin\nturned    by a server that hears when nobody speaks\nand words  with two spaces in a line that is longer`;
    expect(say.text({ kind: 'text', text })).toBe(
      'voice     marin\nturned    by a server that hears when\n          nobody speaks\nand words  with two spaces in a line\n           that is longer',
    );
    expect(say.echo('/say words that are more than this  or that')).toBe(
      '› /say words that are more than this  or\nthat',
    );
  });

  it('is left alone where it has colours: that was laid out already', () => {
    const text = safe`  ${theme(true)('dim', safe`36 visible letters, and some more of`)}`;
    expect(say.text({ kind: 'text', text })).toBe(text);
  });

  it('is left alone where it may be copied', () => {
    const text = escapeText(`{"a":"${'word '.repeat(20)}"}`);
    expect(say.text({ kind: 'text', text, verbatim: true })).toBe(text);
  });

  it('says what was wrong and what to do, without what only a bug would tell', () => {
    const error = new SidebandError('usage', 'no such command', {
      said: '/x\u{1b}',
      hint: 'did you mean /y?',
    });
    expect(say.wrong(error)).toBe('no such command: /x\\u{1b}\n  hint: did you mean /y?');
    expect(say.wrong(new Error('a payload'))).toBe('RTS-000 internal error');
  });

  it('has a colour for each outcome', () => {
    const coloured = promptVoice(theme(true), () => 80);
    const of = (outcome: 'confirmed' | 'refused' | 'not-sent' | 'unknown'): string =>
      coloured.result({ verb: '/say', outcome, exit: 'ok' });
    expect(of('confirmed')).toContain('\u{1b}[32m');
    expect(of('unknown')).toContain('\u{1b}[33m');
    expect(of('refused')).toContain('\u{1b}[31m');
    expect(of('not-sent')).toContain('\u{1b}[31m');
  });
});
