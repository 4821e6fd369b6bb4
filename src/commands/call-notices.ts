import type { CallId } from '../core/ids.ts';
import { isType } from '../core/outgoing.ts';
import type { Sink } from '../core/ports.ts';
import { text } from '../core/raw.ts';
import { escapeText, safe } from '../core/safe.ts';
import { saidOf } from './link-notices.ts';
import type { Voice } from './voice.ts';

/** What happens to a call we placed, on stderr: that it is connected (said always: it is a signal), and how it ended. */
export const callNotices = (callId: CallId, voice: Voice): Sink => ({
  write({ event }) {
    if (event.kind !== 'link') return;
    const { change } = event;
    if (change.to === 'open')
      voice.always(safe`connected: ${escapeText(callId)} in ${Math.round(change.took)} ms`);
    else if (change.to === 'closed' && change.exit !== 'ok') voice.always(saidOf(change, callId));
    else voice.status(saidOf(change, callId));
  },
});

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
