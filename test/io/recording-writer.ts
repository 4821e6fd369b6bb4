// Records to the file named first, as fast as it can or `count` frames, and says on stdout how far the file is.
import { writeSync } from 'node:fs';
import { SidebandError } from '../../src/core/error.ts';
import { recorder } from '../../src/io/recording.ts';
import { systemClock } from '../../src/io/system.ts';
import { ending, header, received } from '../core/entries.ts';

const [path = '', count = 'Infinity'] = process.argv.slice(2);
const say = (word: string): void => void writeSync(1, `${word}\n`);

try {
  const recording = await recorder(path, header, { pid: process.pid, clock: systemClock() });
  say('0');
  let seq = 0;
  try {
    while (seq < Number(count)) {
      // Batches of many sizes, some longer than a pipe or a page.
      for (let left = 1 + ((seq * 7) % 40); left > 0; left -= 1) {
        seq += 1;
        recording.write(
          received(seq, `{"type":"x","n":${seq},"text":"${'\u00e9y'.repeat((seq * 13) % 700)}"}`),
        );
      }
      await recording.flush?.();
      say(String(seq));
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await recording.close?.(ending(seq));
  }
} catch (error) {
  if (!(error instanceof SidebandError)) throw error;
  say(`${error.kind} ${error.reason}: ${error.message} (${error.hint})`);
}
