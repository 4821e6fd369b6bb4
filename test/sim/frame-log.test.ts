import { expect, test } from 'vitest';
import { frameLog, type Frame } from '../../src/sim/frame-log.ts';

test('a full log ends with a marker', () => {
  const log = frameLog(400);
  const frame = (text: string): Frame => ({ at_ms: 1, dir: 'out', socket: 1, kind: 'sideband', text });
  for (let count = 0; count < 10; count += 1) log.add(frame('x'.repeat(100)));
  expect(log.frames().map(({ kind, socket }) => [kind, socket])).toEqual([
    ['sideband', 1],
    ['sideband', 1],
    ['marker', -1],
  ]);
});
