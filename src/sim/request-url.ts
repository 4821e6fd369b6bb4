/** What a request asks for. Whatever somebody wrote there: what is no address is the root. */
export const requestUrl = (target = '/'): URL => {
  const written = target.startsWith('/') ? `http://localhost${target}` : target;
  return new URL(URL.canParse(written) ? written : 'http://localhost/');
};

/** A part of a path without its percent signs; as it is where they mean nothing. */
export const unescaped = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
