import { isLoopback } from '../core/base-url.ts';
import { SidebandError } from '../core/error.ts';
import { isRaw, text } from '../core/raw.ts';
import { tapeRate } from './turn-tape.ts';

/** Somebody who listens: sound (16 kHz, mono) as words; null when it could not be understood. Never rejects. */
export type Transcriber = (pcm: Int16Array) => Promise<string | null>;

/** Where somebody listens, as `POST /v1/audio/transcriptions` does: its URL, or the base URL that ends in `/v1`. */
export type Transcription = {
  readonly url: string;
  readonly key?: string | undefined;
  readonly model: string;
};

/** How long somebody may take, in milliseconds. */
const patience = 20_000;

/** The longest answer that is read, in characters. */
const longestAnswer = 20_000;

/**
 * Asks an endpoint of the kind of OpenAI's what was said. Throws a SidebandError (usage) for an address that is none, or
 * to which a key would go unencrypted.
 */
export const transcriber = ({ url, key, model }: Transcription, leaving: AbortSignal): Transcriber => {
  const address = URL.canParse(url)
    ? new URL(url.replace(/\/v1\/?$/, '/v1/audio/transcriptions'))
    : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol))
    throw new SidebandError('usage', 'the address of the transcription is not an http(s) URL', {
      hint: 'for example http://127.0.0.1:8000/v1',
    });
  if (address.protocol === 'http:' && !isLoopback(address.hostname))
    throw new SidebandError('usage', 'sound is sent to another machine over https only', {
      hint: 'use https',
    });
  return async (pcm) => {
    const form = new FormData();
    form.set('file', new Blob([wav(pcm)], { type: 'audio/wav' }), 'turn.wav');
    form.set('model', model);
    form.set('response_format', 'json');
    try {
      const response = await fetch(address, {
        method: 'POST',
        body: form,
        redirect: 'error',
        headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
        signal: AbortSignal.any([leaving, AbortSignal.timeout(patience)]),
      });
      const body: unknown = response.ok ? JSON.parse(await response.text()) : undefined;
      return isRaw(body) ? (text(body, 'text')?.trim().slice(0, longestAnswer) ?? null) : null;
    } catch {
      return null;
    }
  };
};

/** A WAV file of this sound. */
const wav = (pcm: Int16Array): Uint8Array<ArrayBuffer> => {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + pcm.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  for (const [at, value] of [
    [16, 16],
    [24, tapeRate],
    [28, tapeRate * 2],
  ] as const)
    header.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    header.writeUInt16LE(value, at);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(pcm.byteLength, 40);
  const file = new Uint8Array(44 + pcm.byteLength);
  file.set(header);
  file.set(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength), 44);
  return file;
};
