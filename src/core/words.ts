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

/** How long something took, for people: `12 s`, `4 min 12 s`, `1 h 02 min`. */
export const lasting = (ms: number): string => {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return `${whole} s`;
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
};

/** How long ago something was, for people, in one unit: `now`, `12 s ago`, `4 min ago`, `3 h ago`, `5 d ago`. */
export const ago = (ms: number): string => {
  const whole = Math.floor(ms / 1000);
  if (whole < 2) return 'now';
  if (whole < 60) return `${whole} s ago`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
};
