import { looked, type Rows } from './cells.ts';
import { idPlaces } from './id-places.ts';
import { keptResponses, ResponseRow } from './response-row.ts';

type Asked = {
  /** The response with this id, which began with entry `seq` if it was not known. */
  of(id: string, seq: number): ResponseRow;
  /** The last that this item belongs to. */
  ofItem(itemId: string): ResponseRow | undefined;
  /** Adds what was said in an item of it; `once`: unless something was already. */
  said(response: ResponseRow, itemId: string, text: string, once?: 'once'): void;
};

/** The responses of a call: rows of numbers, and their words where these are kept. */
export type ResponseTable = Rows<ResponseRow> & Asked;

/** No responses yet. Without `words` nothing is kept of their texts and ids. */
export const responseTable = (words: boolean): ResponseTable => {
  const kept = keptResponses(words);
  const byId = idPlaces();
  const byItem = idPlaces();
  const has = (row: number, itemId: string): boolean =>
    kept.said?.[row]?.some((said) => said.itemId === itemId) ?? byItem.get(itemId) === row;
  const look = (row: number): ResponseRow => new ResponseRow(kept, row);
  return looked<ResponseRow, Asked>(kept, look, {
    of(id, seq) {
      const known = byId.get(id);
      if (known !== undefined) return look(known);
      const row = kept.add();
      byId.set(id, row);
      kept.ids?.push(id);
      const response = look(row);
      response.seq = seq;
      return response;
    },
    ofItem(itemId) {
      const row = byItem.get(itemId);
      return row === undefined ? undefined : look(row);
    },
    said({ row }, itemId, text, once) {
      if (once !== undefined && has(row, itemId)) return;
      if (kept.said !== undefined) (kept.said[row] ??= []).push({ itemId, text });
      if (row >= (byItem.get(itemId) ?? 0)) byItem.set(itemId, row);
    },
  });
};
