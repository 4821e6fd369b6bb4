import { withValueAt } from './contains.ts';
import { at, own, type Raw } from './raw.ts';

/** Fields of the retired beta session and where they are now. */
const moved: ReadonlyMap<string, string> = new Map([
  ['modalities', 'output_modalities'],
  ['max_response_output_tokens', 'max_output_tokens'],
  ['voice', 'audio.output.voice'],
  ['speed', 'audio.output.speed'],
  ['input_audio_format', 'audio.input.format'],
  ['output_audio_format', 'audio.output.format'],
  ['turn_detection', 'audio.input.turn_detection'],
  ['input_audio_transcription', 'audio.input.transcription'],
  ['input_audio_noise_reduction', 'audio.input.noise_reduction'],
]);

/** Where a field of the retired beta session is now. */
export const movedTo = (field: string): string | undefined => moved.get(field);

const formats: ReadonlyMap<unknown, Raw> = new Map<unknown, Raw>([
  ['pcm16', { type: 'audio/pcm', rate: 24_000 }],
  ['g711_ulaw', { type: 'audio/pcmu' }],
  ['g711_alaw', { type: 'audio/pcma' }],
]);

/** A session as the server told it, in its present form: beta fields are where they are now, secrets are left out. */
export const effectiveConfig = (session: Raw): Raw => {
  let config: Raw = Object.fromEntries(
    Object.entries(session).filter(([key]) => !moved.has(key) && key !== 'client_secret'),
  );
  for (const [key, path] of moved) {
    const value = own(session, key);
    if (value !== undefined && at(config, path) === undefined) {
      config = withValueAt(config, path, formats.get(value) ?? value);
    }
  }
  return config;
};
