import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { End, Header } from '../../src/core/ports.ts';
import type { Signal } from '../../src/core/signal.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import { formatNames, formatOf, type FormatName } from '../../src/ui/formats.ts';
import { endOf, entriesOf, header, scripts } from './scripts.ts';

const folder = join(import.meta.dirname, '../recordings');
const recordings = readdirSync(folder).filter((name) => name.endsWith('.ndjson'));

type Call = { readonly header: Header; readonly signals: readonly Signal[]; readonly end: End | undefined };

const recorded = async (name: string): Promise<Call> => {
  const recording = await readRecording(join(folder, name));
  const signals: Signal[] = [];
  let end: End | undefined;
  for await (const batch of recording.records()) {
    for (const record of batch) {
      if (record.kind === 'signal') signals.push(record.signal);
      if (record.kind === 'end') ({ end } = record);
    }
  }
  return { header: recording.header, signals, end };
};

const calls: readonly (readonly [name: string, load: () => Promise<Call>])[] = [
  ...[...scripts].map(
    ([name, signals]) => [name, async (): Promise<Call> => ({ header, signals, end: undefined })] as const,
  ),
  ...recordings.map((name) => [name.replace(/\.ndjson$/, ''), () => recorded(name)] as const),
];

/** Colours as `‹32›`; any other escape stays, and would be seen. */
const visible = (text: string): string => text.replaceAll(/\x1b\[([\d;]*)m/g, '‹$1›');

const shown = async (format: FormatName, { header, signals, end }: Call): Promise<string> => {
  const people = format === 'pretty' || format === 'transcript';
  const view = (await formatOf(format))({
    header,
    zone: 'UTC',
    coloured: people,
    columns: people ? () => 100 : undefined,
  });
  const entries = entriesOf(signals);
  const lines = [
    view.head?.(),
    ...entries.map((entry) => view.entry(entry)),
    view.end?.(end ?? endOf(entries), entries.length + 1),
  ];
  return lines
    .filter((line) => line !== undefined)
    .map((line) => `${line}\n`)
    .join('');
};

describe.each(calls)('the call %s', (name, load) => {
  it.each(formatNames)('looks in %s as it should', async (format) => {
    const text = visible(await shown(format, await load()));
    expect(text).not.toContain('\x1b');
    await expect(text).toMatchFileSnapshot(`../golden/${name}.${format}.txt`);
  });
});
