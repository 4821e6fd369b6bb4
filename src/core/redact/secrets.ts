import { matching, type Finder } from './patterns.ts';

/** Keys and tokens by their shape: of the Realtime API, of widely used services, in headers, in addresses; encoded too. */
const shapes: readonly RegExp[] = [
  /(?<![A-Za-z0-9])(?:(?:sk|rk)(?:-|%2[Dd])|(?:ek|whsec)(?:_|%5[Ff]))[A-Za-z0-9_+/=%-]{8,}/g,
  // The same in base64.
  /(?<![A-Za-z0-9+/])(?:c2st|ZWtf|d2hzZWNf|QmVhcmVyI|QmFzaWMg)[A-Za-z0-9+/_-]{10,}={0,2}/g,
  /\b(?:Bearer|Basic)(?:\s|%20|\+)+[A-Za-z0-9._~+/=%-]{8,}/gi,
  /openai-insecure-api-key\.[^\s,;"']+/gi,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g,
  /(?<![A-Za-z0-9])(?:gh[opusr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|xox[abeoprs]-[A-Za-z0-9-]{8,}|AKIA[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}|[sr]k_(?:live|test)_[A-Za-z0-9]{8,}|npm_[A-Za-z0-9]{20,}|glpat-[A-Za-z0-9_-]{16,}|hf_[A-Za-z0-9]{20,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // Who an address is opened as, and what stands in its query.
  /(?<=:\/\/)[^\s/?#@"']+(?=@)/g,
  /(?<=[?&](?:[a-z]+[_-])?(?:token|key|apikey|secret|sig|signature|password|auth|code|credential)=)[^\s&#"']+/gi,
  /(?<=(?<![A-Za-z])(?:proxy-authorization|authorization|x-api-key|api[-_]key|set-cookie|cookie)["']?\s{0,4}[:=]\s{0,4}["']?)[^\s"',;][^"'\r\n,]*/gi,
  /(?<=(?<![A-Za-z])(?:password|passwd|passphrase|secret|client_secret|access_token|refresh_token|id_token)["']?\s{0,4}[:=]\s{0,4}["']?)[^\s"',;]+/gi,
];

const finders = shapes.map((shape) => matching('secret', shape));
const hint =
  /sk|rk|ek[_%]|whsec|c2st|ZWtf|d2hz|QmVh|QmFz|bearer|basic|eyJ|gh[opusr]_|github_|xox|AKIA|AIza|npm_|glpat|hf_|SG\.|-----|:\/\/|=|api.?key|authorization|cookie|password|passwd|passphrase|secret|token/i;

/** Keys, tokens, passwords and credentials in a text. */
export const secretsIn: Finder = (text) =>
  text.length < 8 || !hint.test(text) ? [] : finders.flatMap((find) => find(text));

const names =
  /^(?:proxy-)?authorization$|^(?:x-)?api[-_]?key$|^pass(?:word|wd|phrase)?$|^(?:client_?|api_?)?secret(?:_?key)?$|^(?:access_?|refresh_?|id_?|auth_?|bearer_?)?token$|^(?:set-)?cookie$|^credentials?$|^private_?key$|^sec-websocket-protocol$/i;

/** Whether a field of this name, or a header, holds a secret whatever its value looks like. */
export const isSecretName = (name: string): boolean => names.test(name);
