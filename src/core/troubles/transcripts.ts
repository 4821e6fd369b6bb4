import { at as valueAt } from '../raw.ts';
import { kindOf } from '../session-kind.ts';
import { escapeText, safe } from '../safe.ts';
import type { Advice } from './trouble.ts';
import type { Desk, Watcher } from './watcher.ts';

const path = 'audio.input.transcription';

/** A model that writes down what the caller says. */
const model = 'gpt-realtime-whisper';

const switchOn: Advice = {
  words: safe`switch it on`,
  command: { verb: 'instruct', words: ['--set', `${path}={"model":"${model}"}`] },
};

const whichModel: Advice = {
  words: safe`see which model is to transcribe, and whether the account has it`,
  command: { verb: 'inspect', words: [] },
};

/** Words of the caller that nobody will ever read: transcription is off, or it fails. */
export const transcripts = ({ notes, scene }: Desk): Watcher => ({
  types: [
    'input_audio_buffer.committed',
    'session.updated',
    'conversation.item.input_audio_transcription.completed',
    'conversation.item.input_audio_transcription.failed',
  ],
  see({ type, fields }, { at, seq }) {
    switch (type) {
      case 'input_audio_buffer.committed':
        // Where the session does not say, or where we do not know it, transcription may be on.
        if (scene.config === undefined || valueAt(scene.config, path) !== null) break;
        if (scene.isSilence(fields.itemId)) break;
        notes.found('transcription', {
          code: 'no-transcription',
          severity: 'warn',
          seq,
          at,
          since: at,
          text: safe`what the caller says is not transcribed in this session: their words will not be shown`,
          short: safe`the caller is not transcribed`,
          advice: [switchOn],
        });
        break;
      case 'session.updated':
        if (valueAt(fields.config, path) !== null)
          notes.over('transcription', () => safe`the caller is transcribed now`, at);
        break;
      case 'conversation.item.input_audio_transcription.completed':
        notes.over('transcription', () => safe`the caller is transcribed`, at);
        break;
      case 'conversation.item.input_audio_transcription.failed': {
        const code = fields.code === undefined ? safe`` : safe` (${escapeText(fields.code, { max: 60 })})`;
        const why =
          fields.message === undefined ? safe`` : safe`: ${escapeText(fields.message, { max: 300 })}`;
        const heard = kindOf(scene.config) === 'realtime' ? safe`; the agent heard it all the same` : safe``;
        notes.noted({
          code: 'transcription-failed',
          severity: 'warn',
          seq,
          at,
          since: at,
          text: safe`what the caller said could not be transcribed${code}${heard}${why}`,
          short: safe`a transcription failed`,
          advice: [whichModel],
        });
        break;
      }
      default:
    }
  },
});
