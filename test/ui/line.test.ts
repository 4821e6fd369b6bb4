import { describe, expect, it } from 'vitest';
import { line } from '../../src/ui/line.ts';
import type { ViewOptions } from '../../src/ui/view.ts';
import { endOf, entriesOf, header, link, received, receivedText, sent } from './scripts.ts';

const lines = (
  signals: Parameters<typeof entriesOf>[0],
  options: Partial<ViewOptions> = {},
): readonly string[] => {
  const view = line({ header, ...options });
  return entriesOf(signals).flatMap((entry) => view.entry(entry) ?? []);
};

const call = 'call_id=rtc_script0001';
const done = received(20, 'response.output_text.done', { item_id: 'a', text: 'one "two" a=b' });

describe('line', () => {
  it('begins with the call and the type, and quotes what must be quoted', () => {
    expect(lines([done])).toEqual([
      `${call} type=response.output_text.done seq=1 at=2026-11-21T10:00:00.020Z dir=in who=agent msg="agent wrote" text="one \\"two\\" a=b" item=a`,
    ]);
  });

  it('shows every event, deltas and sound as well, ours as out', () => {
    const all = lines([
      received(10, 'response.output_text.delta', { item_id: 'a', delta: 'one' }),
      received(11, 'response.output_audio.delta', { item_id: 'a', delta: 'AAAA' }),
      sent(12, 'say', 'response.create', {}),
      receivedText(13, 'nonsense'),
      link(14, { to: 'notice', code: 'quiet', message: 'nothing was heard' }),
    ]);
    expect(all.map((one) => /type=(.*?) seq/.exec(one)?.[1])).toEqual([
      'response.output_text.delta',
      'response.output_audio.delta',
      'response.create',
      'malformed',
      'link change=notice',
    ]);
    expect(all[1]).toContain(' bytes=3 ');
    expect(all[2]).toContain(' dir=out ');
    expect(all.every((one) => one.startsWith(`${call} type=`))).toBe(true);
    expect(all[3]).not.toContain('nonsense');
  });

  it('lets no text make a line, a field or a call of its own', () => {
    const forged = 'x\ncall_id=rtc_other type=end" exit=0 who=system';
    const all = lines([
      received(1, 'response.output_text.done', { item_id: forged, text: forged }),
      received(2, forged, { a: forged }),
    ]);
    for (const one of all) {
      expect(one).not.toContain('\n');
      // Outside of quotes there is nothing that the wire said.
      const outside = one.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
      expect(outside).not.toMatch(/exit=|who=system|rtc_other/);
    }
  });

  it('takes another time, or none', () => {
    expect(lines([done], { time: 'rel' })[0]).toContain(' seq=1 rel=+0.020s dir=in');
    expect(lines([done], { time: 'delta' })[0]).toContain(' seq=1 delta=+0.020s dir=in');
    expect(lines([done], { time: 'none' })[0]).toContain(' seq=1 dir=in');
    expect(lines([done], { zone: 'Europe/Paris' })[0]).toContain(' at=2026-11-21T11:00:00.020+01:00 ');
  });

  it('says how long a gap was and what the end was', () => {
    const entries = entriesOf([done]);
    const view = line({ header });
    expect(view.end?.({ ...endOf(entries), code: 1000, complete: false }, 2)).toBe(
      `${call} type=end seq=2 at=2026-11-21T10:00:00.020Z reason=ended code=1000 exit=0 exit_name=ok complete=false frames_in=0 frames_out=0`,
    );
    const at = (ms: number) => ({ wall: 0, mono: ms });
    const gap = { from: at(1000), noticed: at(2000), to: at(3500), cause: 'connection lost' };
    expect(lines([link(3501, { to: 'gap', gap })])[0]).toMatch(
      /type=link change=gap .* text="connection lost" gap_ms=2500$/,
    );
    expect(view.skipped?.({ deltas: 3, events: 1 })).toBe(`${call} type=skipped deltas=3 events=1`);
  });
});
