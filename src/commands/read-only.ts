import { SidebandError } from '../core/error.ts';
import type { Connect } from '../core/ports.ts';

/** A Connect whose links cannot send: what watches is read-only by construction, not by care. */
export const readOnly =
  (connect: Connect): Connect =>
  async (callId, signal) => {
    const link = await connect(callId, signal);
    return {
      signals: link.signals,
      close: () => link.close(),
      send: () => Promise.reject(new SidebandError('internal', 'a read-only link cannot send')),
    };
  };
