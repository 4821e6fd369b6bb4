import { isType } from '../core/outgoing.ts';
import type { Sink } from '../core/ports.ts';
import { text } from '../core/raw.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Voice } from './voice.ts';

/** What the agent says, on stderr, where nothing else shows it. */
export const agentsWords = (voice: Voice): Sink => ({
  write(entry) {
    if (entry.event.kind !== 'server') return;
    const { raw } = entry.event;
    const said = isType(entry, 'response.output_audio_transcript.done')
      ? text(raw, 'transcript')
      : isType(entry, 'response.output_text.done')
        ? text(raw, 'text')
        : undefined;
    if (said !== undefined && said !== '') voice.status(safe`agent: ${escapeText(said, { max: 400 })}`);
  },
});
