import type { View, ViewOptions } from './view.ts';

/** The names of --format. */
export const formatNames = ['pretty', 'line', 'transcript', 'json', 'raw'] as const;

export type FormatName = (typeof formatNames)[number];

// Each is loaded when it is used: measuring text, which two of them need, takes longer to load than all of the others.
const formats: Readonly<Record<FormatName, () => Promise<(options: ViewOptions) => View>>> = {
  pretty: () => import('./pretty.ts').then((file) => file.pretty),
  line: () => import('./line.ts').then((file) => file.line),
  transcript: () => import('./transcript.ts').then((file) => file.transcript),
  json: () => import('./json.ts').then((file) => file.json),
  raw: () => import('./raw.ts').then((file) => file.raw),
};

/** Loads a format: a function that makes a view for each call. */
export const formatOf = (name: FormatName): Promise<(options: ViewOptions) => View> => formats[name]();
