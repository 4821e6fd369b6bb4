import { isLoopback } from '../base-url.ts';
import { cause, fail, unless, type Finding } from './finding.ts';

/** Whose host an address is. */
export type HostKind = 'openai' | 'azure' | 'local' | 'other';

/** Whose host a base URL leads to. */
export const hostKind = (baseUrl: string): HostKind => {
  const { hostname } = new URL(baseUrl);
  if (isLoopback(hostname)) return 'local';
  if (hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com')) return 'openai';
  return hostname.endsWith('.azure.com') ? 'azure' : 'other';
};

/** A base URL as it was found. */
export type BaseUrlSeen = {
  readonly from: string;
  /** Its normal form; undefined when it cannot be used. */
  readonly url?: string | undefined;
  /** Why it cannot be used. */
  readonly problem?: { readonly message: string; readonly hint: string | undefined } | undefined;
  /** `.env` names another one, which does not count because the key is not from there. */
  readonly ignored: boolean;
  /** Names of variables that are set and that we do not read (`OPENAI_API_BASE`). */
  readonly unread: readonly string[];
};

const hostWords: Readonly<Record<HostKind, string>> = {
  openai: "OpenAI's own",
  azure: 'Azure',
  local: 'this machine',
  other: 'a gateway or another service',
};

/** Where requests go, and who said so. */
export const judgeBaseUrl = ({ from, url, problem, ignored, unread }: BaseUrlSeen): Finding => {
  if (url === undefined) {
    const why = problem?.message ?? 'the base URL cannot be used';
    return fail(
      'base-url',
      'usage',
      `${why} (${from})`,
      [cause('a slip in the address', problem?.hint ?? 'like https://api.openai.com/v1', 'high')],
      { from },
    );
  }
  const kind = hostKind(url);
  const causes = [
    ...(ignored
      ? [
          cause(
            'the base URL in .env does not count, because the key is not from that file',
            'set OPENAI_BASE_URL in the environment, or give --base-url',
            'medium',
          ),
        ]
      : []),
    ...unread.map((name) =>
      cause(`${name} is set, which is not read`, 'set OPENAI_BASE_URL instead', 'medium'),
    ),
  ];
  return unless('base-url', causes, `${url} (${from}), ${hostWords[kind]}`, { url, from, host: kind });
};
