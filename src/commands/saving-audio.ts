import { access, constants, lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SidebandError } from '../core/error.ts';
import { escapeText, safe } from '../core/safe.ts';
import { sampleRate } from '../media/pcm.ts';
import { wavFile, type WavFile } from '../media/wav-file.ts';
import type { Context } from './context.ts';
import type { Voice } from './voice.ts';

/** Keeps what the agent says. */
export type SavingAudio = {
  /** Makes the file. What is heard before goes nowhere. */
  begin(): Promise<void>;
  hear(pcm: Int16Array): void;
  /** Finishes the file; false when not all of it could be written. */
  end(): Promise<boolean>;
};

/** A WAV file for `--save-audio`. Rejects (`usage`) at once for a file that exists: before anything is sent. */
export const savingAudio = async (given: string, { cwd }: Context, speak: Voice): Promise<SavingAudio> => {
  const path = resolve(cwd, given);
  if ((await lstat(path).catch(() => undefined)) !== undefined)
    throw new SidebandError('usage', '--save-audio: the file exists; sound never replaces one', {
      said: given,
    });
  await access(dirname(path), constants.W_OK).catch(() => {
    throw new SidebandError('output', '--save-audio: no file can be made there', { said: given });
  });
  let file: WavFile | undefined;
  return {
    async begin() {
      file = await wavFile(path, sampleRate, (error) =>
        speak.always(safe`warning: ${escapeText(error.message)}; the call goes on`),
      );
    },
    hear: (pcm) => file?.write(pcm),
    end: async () =>
      (await file?.close().then(
        () => true,
        () => false,
      )) ?? true,
  };
};
