import type { ConfigChange } from '../core/config-diff.ts';
import type { DiffLine } from '../core/line-diff.ts';
import type { Safe } from '../core/ports.ts';
import { isRaw, text } from '../core/raw.ts';
import { escapeText, safe } from '../core/safe.ts';
import { hideKeys } from '../core/secret-shapes.ts';
import { logValue } from './fields.ts';
import type { Piece, rows as layRows } from './rows.ts';

/** How a diff is written; `most` rows at the most, the rest is counted. */
export type DiffOptions = { readonly ascii?: boolean; readonly most?: number };

/** A row of a diff: what stands before it, and what may be wrapped beside that. */
export type DiffRow = { readonly gutter: Piece; readonly pieces: readonly Piece[] };

/** Characters of a value that is shown, and of one that stands with its place in one row. */
const longestValue = 200;
const shortValue = 40;

/** Lines of a text that are shown around one that changed. */
const around = 1;

/** Fields that carry credentials to somebody else's server. */
const confidential: ReadonlySet<string> = new Set(['authorization', 'headers']);

const shielded = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shielded);
  if (!isRaw(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      confidential.has(key) && inner !== null ? '[secret]' : shielded(inner),
    ]),
  );
};

const written = (path: readonly string[], value: unknown, options: DiffOptions): Safe => {
  if (value === undefined) return safe`not set`;
  const shown = path.some((step) => confidential.has(step)) ? '[secret]' : JSON.stringify(shielded(value));
  return escapeText(hideKeys(shown), { ascii: options.ascii === true, max: longestValue });
};

const name = (path: readonly string[], { ascii = false }: DiffOptions): Safe =>
  escapeText(path.join('.'), { ascii, max: longestValue });

/** The lines that changed, with what stands around them; what is left out between them is an ellipsis. */
const hunks = (lines: readonly DiffLine[]): readonly (DiffLine | undefined)[] => {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ mark }) => mark !== ' '),
  );
  return lines.flatMap((line, index) =>
    near[index] === true ? [line] : near[index - 1] === false ? [] : [undefined],
  );
};

const looks = { '+': 'good', '-': 'bad', ' ': 'dim' } as const;

const row = (...pieces: readonly Piece[]): DiffRow => ({ gutter: { look: undefined, text: safe`` }, pieces });

const line = (mark: DiffLine['mark'], text: Safe): DiffRow => ({
  gutter: { look: looks[mark], text: text === '' ? safe`  ${mark as Safe}` : safe`  ${mark as Safe} ` },
  pieces: [{ look: looks[mark], text }],
});

const rowsOf = (change: ConfigChange, options: DiffOptions): readonly DiffRow[] => {
  const { ascii = false } = options;
  const [arrow, dots] = ascii ? [safe`->`, safe`...`] : [safe`→`, safe`…`];
  const place: Piece = { look: undefined, text: name(change.path, options) };
  switch (change.kind) {
    case 'value': {
      const before = written(change.path, change.before, options);
      const after = written(change.path, change.after, options);
      if (before.length + after.length > 2 * shortValue) {
        return [row(place), line('-', before), line('+', after)];
      }
      const old: Piece = { look: 'bad', text: safe` ${before}` };
      return [row(place, old, { look: 'dim', text: safe` ${arrow} ` }, { look: 'good', text: after })];
    }
    case 'text':
      return [
        row(place),
        ...hunks(change.lines).map((one) =>
          one === undefined
            ? line(' ', dots)
            : line(one.mark, escapeText(hideKeys(one.line), { ascii, max: longestValue })),
        ),
      ];
    case 'added':
    case 'removed': {
      const about = isRaw(change.tool) ? text(change.tool, 'description') : undefined;
      const words = about === undefined ? safe`` : safe` ${escapeText(about, { ascii, max: 60 })}`;
      const [mark, look] = change.kind === 'added' ? (['+', 'good'] as const) : (['-', 'bad'] as const);
      return [row({ look, text: safe`${mark as Safe} ${place.text}` }, { look: 'dim', text: words })];
    }
    default: {
      const order = escapeText(change.after.join(', '), { ascii, max: longestValue });
      return [row(place, { look: 'dim', text: safe` in another order: ` }, { look: undefined, text: order })];
    }
  }
};

/** What changed, in rows of coloured pieces. */
export const diffRows = (changes: readonly ConfigChange[], options: DiffOptions = {}): readonly DiffRow[] => {
  const { most = Number.POSITIVE_INFINITY, ascii = false } = options;
  const rows = changes.flatMap((change) => rowsOf(change, options));
  if (rows.length <= most) return rows;
  const left = rows.length - most + 1;
  const more = safe`${ascii ? safe`...` : safe`…`} +${left} lines`;
  return [...rows.slice(0, most - 1), row({ look: 'dim', text: more })];
};

/** The rows as lines of text, wrapped behind a margin and, with `columns`, at their width. */
export const diffText = (
  rows: readonly DiffRow[],
  layout: ReturnType<typeof layRows>,
  { margin = 0, columns }: { readonly margin?: number; readonly columns?: number | undefined } = {},
): readonly Safe[] =>
  rows.map(({ gutter, pieces }) => {
    const before = safe`${' '.repeat(margin) as Safe}${layout([gutter], 0, undefined)}`;
    return safe`${before}${layout(pieces, margin + gutter.text.length, columns)}`;
  });

/** What changed as ` place=value`, one behind the other: the new values only. */
export const diffFields = (changes: readonly ConfigChange[], ascii = false): Safe => {
  let out = '';
  for (const change of changes) {
    const place = logValue(change.path.join('.'), { ascii });
    // Both were escaped.
    out += ` ${place}=${fieldOf(change, ascii)}`;
  }
  return out as Safe;
};

const fieldOf = (change: ConfigChange, ascii: boolean): Safe => {
  switch (change.kind) {
    case 'value': {
      const { path, after } = change;
      const plain =
        typeof after === 'string' && !path.some((step) => confidential.has(step))
          ? hideKeys(after)
          : written(path, after, { ascii });
      return logValue(plain, { ascii });
    }
    case 'text': {
      const now = change.lines.filter(({ mark }) => mark !== '-').map(({ line }) => line);
      return logValue(hideKeys(now.join('\n')), { ascii });
    }
    case 'order':
      return logValue(change.after.join(','), { ascii });
    default:
      return change.kind as Safe;
  }
};
