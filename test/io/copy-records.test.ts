import { describe, expect, it } from 'vitest';
import { copyRecords, type Copied } from '../../src/io/copy-records.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import { received } from '../core/entries.ts';
import { forbidden, payloads } from '../core/payloads.ts';
import { folder, recorded } from './recording-kit.ts';

const copy = async (path: string): Promise<Copied & { text: string; writes: number }> => {
  let text = '';
  let writes = 0;
  const copied = await copyRecords(await readRecording(path), async (piece) => {
    const before = text;
    // A writer that is waited for finds nothing else written meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
    text = before + (typeof piece === 'string' ? piece : Buffer.from(piece).toString());
    writes += 1;
  });
  return { text, writes, ...copied };
};

describe('copyRecords', () => {
  it('writes what the recording holds, byte for byte', async () => {
    using at = folder();
    expect(await copy(at.file('a', recorded()))).toEqual({
      text: recorded(),
      records: 8,
      skipped: 0,
      ended: true,
      writes: 1,
    });
  });

  it('writes a long recording in pieces, in order', async () => {
    using at = folder();
    const rows = Array.from({ length: 20_000 }, (_, index) =>
      received(index + 1, `{"type":"x","n":"${'y'.repeat(100)}"}`),
    );
    const whole = recorded(rows, null);
    const { text, records, ended, writes } = await copy(at.file('a', whole));
    expect(text === whole).toBe(true);
    expect([records, ended]).toEqual([20_001, false]);
    expect(writes).toBeGreaterThan(2);
  });

  it('lets nothing through that is no record or that acts on a terminal', async () => {
    using at = folder();
    const [first = '', ...rest] = recorded().split('\n');
    const row = rest[1] ?? '';
    const hostile = [
      ...payloads.map((text) => text.replaceAll('\n', ' ')),
      row.slice(0, -3) + row,
      row.slice(0, -3),
      '{"v":1,"seq":1}',
    ];
    const raw = row.replace('session.created', '\u202e\x9b31m');
    const { text, skipped } = await copy(at.file('a', [first, ...hostile, raw, ...rest].join('\n')));
    for (const line of text.split('\n')) {
      expect(line).not.toMatch(forbidden);
      if (line !== '') expect(() => JSON.parse(line)).not.toThrow();
    }
    expect(text).toBe([first, row.replace('session.created', '\\u202e\\u009b31m'), ...rest].join('\n'));
    expect(skipped).toBe(hostile.length);
  });
});
