type Presentable<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same record without the fields that are undefined. */
export const present = <T extends object>(fields: T): Presentable<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Presentable<T>;
