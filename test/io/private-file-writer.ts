import { appendPrivate } from '../../src/io/private-file.ts';

// PATH LINE: adds that line, exits with 3 when it cannot. PATH NAME COUNT MOST: adds so many lines
// of that name to logs of that size.
const [path = '', line = '', count, most = ''] = process.argv.slice(2);
try {
  if (count === undefined) appendPrivate(path, line, process.pid, { most: 1 << 30, keep: 1 });
  for (let n = 0; n < Number(count ?? 0); n += 1) {
    appendPrivate(path, `${line}${n} ${'z'.repeat(200)}`, process.pid, { most: Number(most), keep: 99 });
  }
} catch {
  process.exit(3);
}
