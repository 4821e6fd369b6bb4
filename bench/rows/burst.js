import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { time } from '../measure.js';
import { cli, node, parser } from '../programs.js';
import { ratioRow, times } from '../table.js';

/** Fails unless the output ended with an end record that counts every frame. */
const whole = ({ tail, ...rest }, frames) => {
  const end = JSON.parse(tail.trimEnd().split('\n').at(-1));
  if (end.kind !== 'end' || end.frames.in !== frames || !end.complete)
    throw new Error(`not all of ${frames} frames came out`);
  return rest;
};

/** Rows 1, 4 and 18: a burst of `events` events, CPU of the whole process, against ws + JSON.parse. */
export const burst = async ({ call, options, folder, sizes }) => {
  const count = sizes.burst;
  const record = join(folder, 'beside.ndjson');
  const tail = (...flags) => time([node, cli, 'tail', call(count).id, ...flags], options);
  // Beside a recording a screen that cannot keep up may leave lines out. /dev/null always keeps up, so that nothing is
  // left out and both sides do the same work.
  const muted = (...flags) =>
    time([node, cli, 'tail', call(count).id, '--json', ...flags], { ...options, mute: true });
  const rounds = await times(sizes.bursts, async () => {
    const base = await time([node, parser, call(count).url], options);
    if (base.tail.trim() !== String(count)) throw new Error('the baseline missed events');
    const json = whole(await tail('--json'), count);
    const plain = await muted();
    const recorded = await muted('--record', record);
    whole({ tail: readFileSync(record).subarray(-4096).toString() }, count);
    rmSync(record);
    const pretty = await tail('--format', 'pretty', '--color', 'always');
    const line = await tail('--format', 'line');
    const added = recorded.cpu - plain.cpu;
    return { base: base.cpu, json: json.cpu, added, pretty: pretty.cpu, line: line.cpu };
  });
  const unit = 'µs/event';
  const per = (seconds) => (seconds / count) * 1e6;
  const pairs = (of) => rounds.map((round) => ({ ours: per(of(round)), base: per(round.base) }));
  const human = { unit, bar: 2.4, goal: 1.6 };
  return [
    ratioRow({
      row: 1,
      figure: '`tail --json`, CPU / ws + JSON.parse',
      unit,
      pairs: pairs((r) => r.json),
      bar: 1.6,
      goal: 1.25,
    }),
    ratioRow({
      row: 4,
      figure: '`tail --format pretty`, CPU / ws + JSON.parse',
      pairs: pairs((r) => r.pretty),
      ...human,
    }),
    ratioRow({
      row: 4,
      figure: '`tail --format line`, CPU / ws + JSON.parse',
      pairs: pairs((r) => r.line),
      ...human,
    }),
    ratioRow({
      row: 18,
      figure: 'recording beside `tail --json`, added CPU / ws + JSON.parse',
      unit,
      pairs: pairs((r) => r.added),
      bar: 0.8,
      goal: 0.35,
    }),
  ];
};
