import { child, text, type Raw } from '../core/raw.ts';

/** What a session says of the sound it gets. */
export const audioInput = (session: Raw | undefined): Raw | undefined =>
  child(child(session, 'audio'), 'input');

/** How a session finds turns; undefined when it does not. */
export const turnDetection = (session: Raw | undefined): Raw | undefined =>
  child(audioInput(session), 'turn_detection');

/** How a session has what callers say written down; undefined when it does not. */
export const transcription = (session: Raw | undefined): Raw | undefined =>
  child(audioInput(session), 'transcription');

/** The model that writes it down; empty when there is none. */
export const transcriptionModel = (session: Raw | undefined): string =>
  text(transcription(session), 'model') ?? '';
