import { isLoopback } from '../core/base-url.ts';
import { SidebandError } from '../core/error.ts';
import { isRaw, text } from '../core/raw.ts';
import { pcmBytes, wavHead } from '../media/wav-bytes.ts';
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
    form.set(
      'file',
      new Blob([wavHead(tapeRate, pcm.byteLength), pcmBytes(pcm)], { type: 'audio/wav' }),
      'turn.wav',
    );
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
