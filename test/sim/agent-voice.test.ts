import { expect, test } from 'vitest';
import type { Spoken } from '../../src/media/voice.ts';
import { agentVoice } from '../../src/sim/agent-voice.ts';

const maker = (): {
  readonly asked: string[];
  readonly give: (samples?: number) => void;
  readonly make: (words: string) => Promise<Spoken>;
} => {
  const asked: string[] = [];
  const waiting: ((spoken: Spoken) => void)[] = [];
  return {
    asked,
    make: (words) => {
      asked.push(words);
      return new Promise((resolve) => waiting.push(resolve));
    },
    give(samples = 1) {
      for (const resolve of waiting.splice(0)) resolve({ pcm: new Int16Array(samples), by: 'tone' });
    },
  };
};
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const calm = new AbortController().signal;

test('what several calls say is put into sound once', async () => {
  const { asked, give, make } = maker();
  const speech = agentVoice({}, calm, make);
  const [one, two] = [speech('Hello.'), speech('Hello.')];
  give(5);
  expect(await one).toBe(await two);
  expect(await speech('Hello.')).toHaveLength(5);
  expect(asked).toEqual(['Hello.']);
});

test('no more than four things are put into sound at the same time', async () => {
  const { asked, give, make } = maker();
  const speech = agentVoice({}, calm, make);
  const all = Promise.all(['1', '2', '3', '4', '5', '6'].map(speech));
  await settled();
  expect(asked).toHaveLength(4);
  give();
  await settled();
  expect(asked).toHaveLength(6);
  give();
  expect(await all).toHaveLength(6);
});

test('sounds are forgotten, the oldest first, when they are too many', async () => {
  const { asked, give, make } = maker();
  const speech = agentVoice({}, calm, make);
  for (const words of ['a', 'b', 'c']) {
    const sound = speech(words);
    await settled();
    give(6_000_000);
    await sound;
    await settled();
  }
  void speech('c');
  void speech('a');
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
