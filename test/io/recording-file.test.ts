import { describe, expect, it } from 'vitest';
import { decodeRecord, type ReadRecord } from '../../src/core/read-record.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import { call, folder, recorded } from './recording-kit.ts';

const all = async (path: string): Promise<ReadRecord[]> => {
  const records: ReadRecord[] = [];
  for await (const batch of (await readRecording(path)).records()) records.push(...batch);
  return records;
};

describe('readRecording', () => {
  it('gives the header, then every record', async () => {
    using at = folder();
    const path = at.file('a', recorded());
    const recording = await readRecording(path);
    expect(recording).toMatchObject({ path, header: { callId: 'rtc_test', tool: 'rt-sideband/0.0.0' } });
    const lines = recorded().trimEnd().split('\n').slice(1);
    expect(await all(path)).toEqual(lines.map((line) => decodeRecord(line)));
    expect(lines).toHaveLength(call.length + 1);
    // It can be read again.
    expect(await all(path)).toHaveLength(lines.length);
  });

  it('goes on behind what it cannot read', async () => {
    using at = folder();
    const [first, second, ...rest] = recorded().split('\n');
    const bytes = Buffer.concat([
      Buffer.from(`${first}\n\x1b[2J{\n\n`),
      Buffer.from([0xff, 0x0a]),
      Buffer.from([second, ...rest].join('\n')),
    ]);
    const records = await all(at.file('a', bytes));
    expect(records.slice(0, 3).map(({ kind }) => kind)).toEqual(['unreadable', 'unreadable', 'signal']);
    expect(records).toHaveLength(2 + call.length + 1);
  });

  it.each([
    ['', 'no-header'],
    ['# notes\n', 'no-header'],
    ['{"type":"x"}\n', 'no-header'],
    ['\n{"v":1}', 'no-header'],
    [recorded().slice(1), 'no-header'],
    [recorded().replace('"v":1', '"v":2'), 'newer'],
  ])('refuses %j', async (content, reason) => {
    using at = folder();
    await expect(readRecording(at.file('a', content))).rejects.toMatchObject({ kind: 'usage', reason });
  });

  it('does not quote what it refuses', async () => {
    using at = folder();
    const error = await readRecording(at.file('a', 'a canary\n')).catch((error: unknown) => error);
    expect(JSON.stringify(error) + String(error)).not.toContain('canary');
  });
});
