/** The ids of a conversation from first to last. Plain lists are one; those that grow share what they have. */
export type Order = Iterable<string> & {
  readonly length: number;
  at(index: number): string | undefined;
  lastIndexOf(id: string): number;
};

/**
 * The beginning of a list that others may have made longer: to append costs the same at any length, and every version
 * keeps seeing only what it had.
 */
class Beginning implements Order {
  readonly length: number;
  private readonly list: string[];

  constructor(list: string[], length: number) {
    this.list = list;
    this.length = length;
  }

  appended(id: string): Order {
    const list = this.list.length === this.length ? this.list : this.list.slice(0, this.length);
    list.push(id);
    return new Beginning(list, list.length);
  }

  at(index: number): string | undefined {
    const place = index < 0 ? this.length + index : index;
    return place >= 0 && place < this.length ? this.list[place] : undefined;
  }

  lastIndexOf(id: string): number {
    return this.length === 0 ? -1 : this.list.lastIndexOf(id, this.length - 1);
  }

  *[Symbol.iterator](): Iterator<string> {
    for (let index = 0; index < this.length; index += 1) yield this.list[index] ?? '';
  }
}

const grown = (list: string[]): Order => new Beginning(list, list.length);

/** The order with an id last. */
export const withLast = (order: Order, id: string): Order =>
  order instanceof Beginning ? order.appended(id) : grown([...order, id]);

/** The order with an id at this index, and what was there behind it. */
export const withAt = (order: Order, index: number, id: string): Order =>
  index === order.length ? withLast(order, id) : grown([...order].toSpliced(index, 0, id));

/** The order of those ids that are in a map. */
export const withOnly = (order: Order, ids: ReadonlyMap<string, unknown>): Order =>
  grown([...order].filter((id) => ids.has(id)));

/** The order without an id. */
export const withoutId = (order: Order, id: string): Order =>
  grown([...order].filter((other) => other !== id));
