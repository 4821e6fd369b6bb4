/** The colours that canvases are drawn with: those of the style sheet, which knows the theme. */
export type Palette = Readonly<Record<(typeof names)[number], string>>;

const names = [
  'ground',
  'panel',
  'ink',
  'soft',
  'line',
  'caller',
  'agent',
  'tool',
  'operator',
  'note',
  'error',
  'warn',
  'gap',
  'accent',
  'on-bar',
  'phase-endpoint',
  'phase-start',
  'phase-model',
  'phase-tool',
  'phase-voice',
] as const;

let now: Palette | undefined;

/** The colours in force now. */
export const palette = (): Palette => (now ??= read());

const read = (): Palette => {
  const style = getComputedStyle(document.documentElement);
  const entries = names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()] as const);
  return Object.fromEntries(entries) as Palette;
};

const listeners: (() => void)[] = [];
const afresh = (): void => {
  now = undefined;
  for (const listener of listeners) listener();
};
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', afresh);
new MutationObserver(afresh).observe(document.documentElement, { attributeFilter: ['data-theme'] });

/** Calls back whenever the colours may have changed: another theme, here or on the system, or paper. */
export const onPalette = (changed: () => void): void => void listeners.push(changed);
