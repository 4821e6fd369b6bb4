type Presentable<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * The same record, seen as one without the fields that are undefined. They read alike, and really leaving them out is
 * dear; not for records that are spread over others.
 */
export const asPresent = <T extends object>(fields: T): Presentable<T> => fields;

/** The record without the fields that are undefined; the very same one when there are none. */
export const present = <T extends object>(fields: T): Presentable<T> => {
  const given = fields as Readonly<Record<string, unknown>>;
  const keys = Object.keys(given);
  if (!keys.some((key) => given[key] === undefined)) return fields;
  const kept: Record<string, unknown> = {};
  for (const key of keys) if (given[key] !== undefined) kept[key] = given[key];
  return kept as Presentable<T>;
};
