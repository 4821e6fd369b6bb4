/** The origin of a redirect's target: where it leads, without path, query or credentials. Relative ones have none. */
export const originOf = (location: string | undefined): string | undefined => {
  try {
    return location === undefined ? undefined : new URL(location).origin;
  } catch {
    return undefined;
  }
};
