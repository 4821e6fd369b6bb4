import type { Hop, Stage } from '../core/dial-failure.ts';
import { serverSaid } from '../core/server-said.ts';

/** The head of an HTTP answer, as far as it helps to find a fault; `code` is that of a JSON error in its body. */
export type AnswerHead = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly code?: string;
  /** `empty`, a JSON `error`, or `other` than that. */
  readonly body: 'empty' | 'error' | 'other';
};

/** Somebody who is told of a dial while it happens: how far it is, and what was answered. */
export type DialWatch = {
  readonly at: (stage: Stage, hop: Hop) => void;
  readonly answered: (head: AnswerHead) => void;
};

const telling =
  /^(?:date|retry-after|x-request-id|openai-processing-ms|openai-version|x-ratelimit-[a-z-]{1,40})$/;

/** The head of an answer: headers that tell something about the service, and nothing else of it. */
export const headOf = (
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body = '',
): AnswerHead => {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const one = Array.isArray(value) ? value[0] : value;
    if (one !== undefined && telling.test(name)) kept[name] = one.slice(0, 120);
  }
  const { code, said } = serverSaid(body);
  return {
    status,
    headers: kept,
    body: body.trim() === '' ? 'empty' : said === undefined ? 'other' : 'error',
    ...(code === undefined ? {} : { code }),
  };
};
