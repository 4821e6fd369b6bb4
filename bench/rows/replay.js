import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { read, time } from '../measure.js';
import { cli, node, packaged } from '../programs.js';
import { ratioRow, times } from '../table.js';
import { events } from '../traffic.js';

/** Copies whole lines of a file up to about `bytes` bytes. */
const head = async (from, to, bytes) => {
  await pipeline(
    createReadStream(from, { end: bytes - 1 }),
    async function* (source) {
      let rest = '';
      for await (const chunk of source.setEncoding('utf8')) {
        const cut = (rest + chunk).lastIndexOf('\n') + 1;
        yield (rest + chunk).slice(0, cut);
        rest = (rest + chunk).slice(cut);
      }
    },
    createWriteStream(to),
  );
  return statSync(to).size;
};

/** Events as a logger would have written them, for a log printer. */
const logged = async (count, to) => {
  let bytes = 0;
  await pipeline(function* () {
    for (const text of events(count)) {
      bytes += text.length + 1;
      yield `{"level":30,"time":1795255200000,"pid":4711,"hostname":"bench","msg":${JSON.stringify(JSON.parse(text).type)},${text.slice(1)}\n`;
    }
  }, createWriteStream(to));
  return bytes;
};

/**
 * Rows 15 and 16: a recording shown as fast as possible, MB/s of wall time, against jq and pino-pretty. Rows 17,
 * 19 and 20: a recording measured by `stats`, and what its length does to the memory that this and the showing take.
 */
export const replay = async ({ call, options, folder, sizes }) => {
  const [recording, part, log] = ['recording', 'part', 'log'].map((name) => join(folder, `${name}.ndjson`));
  await time([node, cli, 'tail', call(sizes.replay).id, '--json', '--record', recording], options);
  const size = statSync(recording).size;
  const partSize = await head(recording, part, sizes.jq);
  let text = 0;
  for (const event of events(sizes.replay)) text += event.length + 1;
  const logText = await logged(sizes.pino, log);
  const shown = (...flags) => time([node, cli, 'replay', recording, '--speed', 'max', ...flags], options);
  const speed = (bytes, { wall }) => bytes / 1e6 / wall;
  const pino = packaged('pino-pretty', 'pino-pretty');
  const rounds = await times(sizes.rounds, async () => ({
    json: speed(size, await shown('--json')),
    jq: speed(partSize, await time(['jq', '-c', '.'], { ...options, input: part })),
    pretty: speed(text, await shown('--format', 'pretty', '--color', 'always')),
    pino: speed(logText, await time([node, pino, '-S'], { ...options, input: log })),
    stats: speed(size, await time([node, cli, 'stats', recording, '--json'], options)),
    ...(await memory(recording, part, options)),
  }));
  const unit = 'MB/s';
  const pairs = (ours, base) => rounds.map((round) => ({ ours: round[ours], base: round[base] }));
  const higher = true;
  const all = (name) => rounds.map((round) => round[name]);
  return [
    ratioRow({
      row: 15,
      figure: '`replay --json --speed max` / `jq -c .`',
      unit,
      pairs: pairs('json', 'jq'),
      bar: 3,
      goal: 5,
      higher,
    }),
    ratioRow({
      row: 16,
      figure: '`replay --format pretty --color always --speed max` / `pino-pretty -S`, text of the events',
      unit,
      pairs: pairs('pretty', 'pino'),
      bar: 4,
      goal: 8,
      higher,
    }),
    peakRow({
      row: 17,
      figure: `peak RSS of \`replay --format pretty --speed max\` of a recording of ${Math.round(size / 1e6)} MB; of a tenth of it`,
      ours: all('replayed'),
      beside: all('replayedTenth'),
      bar: 200,
      goal: 140,
    }),
    ratioRow({
      row: 19,
      figure: `\`stats --json\` of a recording of ${Math.round(size / 1e6)} MB / \`jq -c .\``,
      unit,
      pairs: pairs('stats', 'jq'),
      bar: 3,
      goal: 5,
      higher,
    }),
    ratioRow({
      row: 20,
      figure: 'peak RSS of that `stats` / the same of a tenth of the recording',
      unit: 'MiB',
      pairs: pairs('whole', 'tenth'),
      bar: 1.5,
      goal: 1.2,
    }),
  ];
};

/** Peak RSS of `stats` and of `replay` on the whole recording and on a part of it. */
const memory = async (recording, part, options) => {
  const peak = async (...words) => (await read([node, cli, ...words], options)).rss;
  const replayed = (path) =>
    peak('replay', path, '--format', 'pretty', '--color', 'always', '--speed', 'max');
  return {
    whole: await peak('stats', recording, '--json'),
    tenth: await peak('stats', part, '--json'),
    replayed: await replayed(recording),
    replayedTenth: await replayed(part),
  };
};

/** A figure that has a bar of its own, beside another that only shows where it comes from. */
const peakRow = ({ row, figure, ours, beside, bar, goal }) => {
  const most = Math.max(...ours);
  return {
    row,
    figure,
    ours: `${most.toFixed(0)} MiB`,
    baseline: `${Math.max(...beside).toFixed(0)} MiB`,
    ratio: '',
    bar: `≤ ${bar} MiB`,
    goal: `≤ ${goal} MiB`,
    holds: most <= bar,
    reached: most <= goal,
  };
};
