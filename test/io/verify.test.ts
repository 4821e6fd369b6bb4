import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../src/io/recording-file.ts';
import { verifyRecording } from '../../src/io/verify.ts';
import { call, folder, recorded } from './recording-kit.ts';

describe('verifyRecording', () => {
  it('finds a whole recording complete', async () => {
    using at = folder();
    const path = at.file('a', recorded());
    const found = await verifyRecording(path);
    expect(found).toMatchObject({
      records: call.length + 2,
      frames: { in: 3, out: 1 },
      complete: true,
      exit: 'ok',
      problems: [],
    });
    expect(found.sealed).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(recorded());
  });

  it('does not touch what is still being written', async () => {
    using at = folder();
    const torn = recorded().slice(0, -5);
    const path = at.file('a', torn);
    at.file('a.lock', `${process.pid}\n`);
    expect(await verifyRecording(path)).toMatchObject({
      complete: false,
      exit: 'unknown',
      problems: expect.arrayContaining([`process ${process.pid} is still recording to it`]),
    });
    expect(readFileSync(path, 'utf8')).toBe(torn);
  });

  it('judges frames to the letter', async () => {
    using at = folder();
    const path = at.file('a', recorded().replace('{"type":"response.create"}', '{"type":response.create}'));
    expect(await verifyRecording(path)).toMatchObject({
      unreadable: 1,
      seqOk: false,
      missing: [{ from: 4, to: 4 }],
      exit: 'unknown',
    });
  });

  it('touches no file that is no recording', async () => {
    using at = folder();
    const path = at.file('a', 'my notes, without a newline');
    await expect(verifyRecording(path)).rejects.toMatchObject({ kind: 'usage' });
    expect(readFileSync(path, 'utf8')).toBe('my notes, without a newline');
  });

  it('reads everything before any cut, seals at most one record, glues and loses nothing', async () => {
    using at = folder();
    const whole = Buffer.from(recorded());
    const headerEnd = whole.indexOf(10) + 1;
    for (let cut = headerEnd - 1; cut < whole.length; cut += 1) {
      const path = at.file('a', whole.subarray(0, cut));
      const found = await verifyRecording(path);
      const start = whole.lastIndexOf(10, cut - 1) + 1;
      const torn = cut - start;
      expect(found.sealed, `cut at ${cut}`).toEqual(torn === 0 ? undefined : { bytes: torn, offset: start });
      // A record that lacks its newline alone is whole.
      const last = whole[cut] === 10;
      const lines = whole.subarray(0, cut).toString().split('\n').length - 1 + (last ? 1 : 0);
      expect(found.records, `cut at ${cut}`).toBe(lines + (torn === 0 ? 0 : 1));
      expect(found.complete).toBe(false);
      expect([found.exit, found.unreadable, found.seqOk]).toEqual(['unknown', 0, true]);
      const after = readFileSync(path);
      expect(after.subarray(0, cut).equals(whole.subarray(0, cut))).toBe(true);
      // And looking again finds the same and changes nothing.
      expect(await verifyRecording(path)).toEqual({ ...found, sealed: undefined });
      expect(readFileSync(path).equals(after)).toBe(true);
    }
  });

  it('notices every record that is cut out', async () => {
    using at = folder();
    const lines = recorded().split('\n').slice(0, -1);
    for (let index = 1; index < lines.length; index += 1) {
      const path = at.file('a', `${lines.toSpliced(index, 1).join('\n')}\n`);
      expect((await verifyRecording(path)).complete, `line ${index}`).toBe(false);
    }
  });

  it('has an answer to any byte being another', async () => {
    using at = folder();
    const whole = Buffer.from(recorded());
    for (let index = 0; index < whole.length; index += 5) {
      for (const byte of [0, 10, 0x1b, 0x22, 0x7b, 0xff]) {
        const path = at.file(
          'a',
          Buffer.concat([whole.subarray(0, index), Buffer.from([byte]), whole.subarray(index + 1)]),
        );
        await verifyRecording(path).catch((error: unknown) => expect(error).toMatchObject({ kind: 'usage' }));
      }
    }
    expect((await readRecording(at.file('b', whole))).header.callId).toBe('rtc_test');
  });
});
