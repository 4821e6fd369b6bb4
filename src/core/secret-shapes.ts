/** What the keys of the Realtime API look like: API keys, ephemeral client secrets, webhook secrets. */
const key = /(?<![A-Za-z0-9_-])(?:sk-|ek_|whsec_)[A-Za-z0-9_+/=-]{8,}/;
const bearer = /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;

/** Where a key belongs, in place of a command line. */
export const keyPlaces =
  'put it in OPENAI_API_KEY, in a file (--api-key-file FILE), or on stdin (--api-key-stdin)';

/** True when some part of the text looks like a key; a word that merely contains `sk-` (`task-force`) does not. */
export const looksLikeKey = (text: string): boolean => key.test(text);

/** The text with everything in it that looks like a key or a credential replaced by `[secret]`. Linear in its length. */
export const hideKeys = (text: string): string =>
  text.replace(new RegExp(key, 'g'), '[secret]').replace(bearer, '[secret]');

/** How JSON tells what the remote tools of a session log in with: the field, and its text or its flat object. */
const login = /"(authorization|headers)"\s*:\s*(?:"(?:[^"\\]|\\.)*"|\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\})/gi;

/** True when JSON in the text holds what a remote tool logs in with. */
export const holdsLogin = (text: string): boolean => text.search(login) !== -1;

/** The text without what remote tools log in with, where JSON in it says so. */
export const hideLogins = (text: string): string => text.replace(login, '"$1":"[secret]"');
