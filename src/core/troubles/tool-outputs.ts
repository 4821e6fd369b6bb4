import type { Stamp } from '../definition.ts';
import type { ToolCallId } from '../ids.ts';
import type { ItemFields } from '../items.ts';
import type { Safe } from '../ports.ts';
import { escapeText, safe } from '../safe.ts';
import type { Instant } from '../signal.ts';
import { callText, nameOf, type Call, type CallBook } from './tool-call.ts';
import type { TroubleCode } from './trouble.ts';
import type { Desk } from './watcher.ts';

/**
 * Judges the output items of function calls: gives the call that was waiting for one, and notes what nobody asked for
 * and what comes twice. An item that is spoken of again is no second output.
 */
export const toolOutputs = ({ notes, scene }: Desk, book: CallBook) => {
  const noted = (code: TroubleCode, text: Safe, short: Safe, since: Instant, { at, seq }: Stamp): void =>
    notes.noted({ code, severity: 'warn', seq, at, since, text, short, advice: [] });

  const unknown = (item: ItemFields, id: ToolCallId, stamp: Stamp): void => {
    // Without the whole session before our eyes it may answer a call that was made before.
    if (scene.whole && book.isWhole()) {
      const text = safe`an output came for ${escapeText(id, { max: 60 })}, a tool call that was never made here`;
      noted('tool-output-unasked', text, safe`output nobody asked for`, stamp.at, stamp);
    }
    const call = book.known({ toolCallId: id }, stamp.at, stamp.seq);
    if (call === undefined) return;
    call.state = 'lost';
    call.outputs.add(item.id);
  };

  return {
    given(item: ItemFields, stamp: Stamp): Call | undefined {
      const { toolCallId: id } = item;
      if (item.type !== 'function_call_output' || id === undefined) return undefined;
      const call = book.get(id);
      if (call === undefined) {
        unknown(item, id, stamp);
        return undefined;
      }
      if (call.outputs.has(item.id)) return undefined;
      call.outputs.add(item.id);
      if (call.state === 'abandoned') {
        const text = safe`an output came for ${callText(call)}, which was cut off before it was whole: nothing waits for it`;
        noted('tool-output-unasked', text, safe`output nobody asked for`, stamp.at, stamp);
      } else if (call.state === 'answered') {
        const text = safe`${callText(call)} was given ${call.outputs.size} outputs: more than one handler answers it`;
        noted('tool-output-twice', text, safe`${nameOf(call)} answered twice`, call.since, stamp);
      }
      const waited = call.state === 'called';
      if (waited || call.state === 'building') call.state = 'answered';
      return waited ? call : undefined;
    },

    /** An output that was taken out of the conversation may be given anew. */
    deleted(itemId: string): void {
      for (const call of book.values()) {
        if (call.outputs.delete(itemId) && call.state === 'answered' && call.outputs.size === 0)
          call.state = 'building';
      }
    },
  };
};
