/** A count with its thousands apart: `39,000`. */
export const grouped = (count: number): string =>
  String(count).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');

/** Milliseconds in words: `4.0 s`, `20 ms`. */
export const seconds = (ms: number): string =>
  Math.abs(ms) < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

/** How many bytes a piece of base64 stands for. */
export const bytesOf = (base64: string): number => {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
};
