import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../src/core/read-record.ts';
import { encodeEntry } from '../../src/core/record.ts';
import { json } from '../../src/ui/json.ts';
import { endOf, entriesOf, header, scripts } from './scripts.ts';

describe.each([...scripts])('json of %s', (_, signals) => {
  const entries = entriesOf(signals);
  const view = json({ header });

  it('is what a recording holds, and can be read as one', () => {
    const lines = [
      view.head?.(),
      ...entries.map((entry) => view.entry(entry)),
      view.end?.(endOf(entries), entries.length + 1),
    ];
    expect(lines.slice(1, -1)).toEqual(entries.map((entry) => encodeEntry(entry, header)));
    const kinds = lines.map((line) => decodeRecord(line ?? '').kind);
    expect(kinds).toEqual(['header', ...signals.map(() => 'signal'), 'end']);
  });

  it('says what is missing in a record that readers of recordings pass over', () => {
    const line = view.skipped?.({ deltas: 2, events: 1 }) ?? '';
    expect(JSON.parse(line)).toEqual({ v: 1, kind: 'skipped', call_id: header.callId, deltas: 2, events: 1 });
    expect(decodeRecord(line).kind).toBe('other');
  });
});
