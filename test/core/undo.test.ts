import { describe, expect, test } from 'vitest';
import type { Raw } from '../../src/core/raw.ts';
import { changedBy, isTakenBack, readUndo, touched, undoOf } from '../../src/core/undo.ts';
import { moment } from './script.ts';

const vad = { type: 'server_vad', threshold: 0.5, silence_duration_ms: 500 };
const before = {
  type: 'realtime',
  instructions: 'Be kind.',
  tracing: null,
  audio: { input: { turn_detection: vad, transcription: null }, output: { speed: 1, voice: 'marin' } },
};
const undo = (patch: Raw, after: Raw) => undoOf(patch, 'realtime', before, after);

describe('taking a change back', () => {
  test.each<[string, Raw, Raw, Raw]>([
    [
      'a leaf',
      { audio: { output: { speed: 2 } } },
      { ...before, audio: { ...before.audio, output: { speed: 2, voice: 'marin' } } },
      { audio: { output: { speed: 1 } } },
    ],
    ['what was not set', { prompt: { id: 'p' } }, { ...before, prompt: { id: 'p' } }, { prompt: null }],
    [
      'a part of what was not there',
      { audio: { input: { transcription: { model: 'm', language: 'fr' } } } },
      {
        ...before,
        audio: { ...before.audio, input: { turn_detection: vad, transcription: { model: 'm' } } },
      },
      { audio: { input: { transcription: null } } },
    ],
    [
      'another type, which has other parts',
      { audio: { input: { turn_detection: { type: 'semantic_vad', eagerness: 'low' } } } },
      {
        ...before,
        audio: {
          ...before.audio,
          input: { turn_detection: { type: 'semantic_vad', eagerness: 'low' }, transcription: null },
        },
      },
      { audio: { input: { turn_detection: vad } } },
    ],
  ])('%s', (_, patch, after, back) => {
    const found = undo(patch, after);
    expect(found?.before).toEqual(back);
    if (found === undefined) return;
    expect(touched(found, after)).toEqual([]);
    expect(isTakenBack(found, after)).toBe(false);
    expect(isTakenBack(found, before)).toBe(true);
  });

  test('is nothing when nothing was changed', () => {
    expect(undo({ instructions: 'Be kind.' }, before)).toBeUndefined();
  });

  test('what others changed elsewhere does not matter; what they changed there is told', () => {
    const after = { ...before, instructions: 'Mine.' };
    const mine = undo({ instructions: 'Mine.' }, after);
    if (mine === undefined) throw new Error('nothing to take back');
    expect(touched(mine, { ...after, tracing: 'auto' })).toEqual([]);
    expect(touched(mine, { ...after, instructions: 'Theirs.' })).toMatchObject([
      { path: ['instructions'], before: 'Mine.', after: 'Theirs.' },
    ]);
  });

  test('it is read as it was written, and nothing else is', () => {
    const mine = undo({ instructions: 'Mine.' }, { ...before, instructions: 'Mine.' });
    expect(readUndo(JSON.parse(JSON.stringify(mine)))).toEqual(mine);
    for (const other of [null, [], {}, { ...mine, places: [1] }, { ...mine, left: 'x' }]) {
      expect(readUndo(other)).toBeUndefined();
    }
  });

  test('whose the last change at a place was', () => {
    const seen = (seq: number, config: Raw, ours?: boolean) => ({
      seq,
      at: moment(seq),
      config,
      ...(ours === undefined ? {} : { whose: { ours } as const }),
    });
    const configs = [
      seen(1, { speed: 1, voice: 'a' }, false),
      seen(2, { speed: 2, voice: 'a' }, true),
      seen(3, { speed: 2, voice: 'b' }, false),
    ];
    const change = (place: string) => [{ kind: 'value', path: [place], before: 0, after: 1 } as const];
    expect(changedBy(configs, change('speed'))).toEqual({ ours: true });
    expect(changedBy(configs, change('voice'))).toEqual({ ours: false });
    expect(changedBy(configs, change('other'))).toBeUndefined();
  });
});
