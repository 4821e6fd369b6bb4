/** How often something of a kind was found: how many different ones, and in how many places. */
export type Tally = { readonly different: number; readonly places: number };

/** Which placeholder stands for what, so that the same thing is the same wherever it stands. Kept in memory only. */
export type Ledger = {
  /** The placeholder of this value of a kind: `[phone 1]`. */
  place(kind: string, value: string): string;
  /** The pseudonym of an id: `item_3`. */
  alias(id: string): string;
  /** Something was left out as a whole; `bytes` are those of sound or pictures. */
  drop(what: string, bytes: number): void;
  readonly found: () => Readonly<Record<string, Tally>>;
  readonly dropped: () => Readonly<Record<string, { readonly places: number; readonly bytes: number }>>;
};

/** Kinds of which each has numbers: the same number may be called either, and keeps the name it got first. */
const alike: ReadonlySet<string> = new Set(['phone', 'account']);

/** A ledger with nothing in it. */
export const ledger = (): Ledger => {
  const known = new Map<string, { readonly kind: string; readonly placeholder: string }>();
  const tallies = new Map<string, { different: number; places: number }>();
  const drops = new Map<string, { places: number; bytes: number }>();
  const tally = (kind: string) => {
    const kept = tallies.get(kind) ?? { different: 0, places: 0 };
    tallies.set(kind, kept);
    return kept;
  };
  const entry = (kind: string, key: string, write: (nth: number) => string): string => {
    const old = known.get(key);
    if (old !== undefined) {
      tally(old.kind).places += 1;
      return old.placeholder;
    }
    const kept = tally(kind);
    kept.different += 1;
    kept.places += 1;
    const placeholder = write(kept.different);
    known.set(key, { kind, placeholder });
    return placeholder;
  };
  return {
    place: (kind, value) =>
      entry(kind, `${alike.has(kind) ? 'number' : kind} ${value}`, (nth) => `[${kind} ${nth}]`),
    alias(id) {
      const prefix = /^[A-Za-z]{1,12}(?=[_-])/.exec(id)?.[0] ?? 'id';
      return entry('id', `id ${id}`, (nth) => `${prefix}_${nth}`);
    },
    drop(what, bytes) {
      const kept = drops.get(what) ?? { places: 0, bytes: 0 };
      drops.set(what, { places: kept.places + 1, bytes: kept.bytes + bytes });
    },
    found: () => Object.fromEntries(tallies),
    dropped: () => Object.fromEntries(drops),
  };
};
