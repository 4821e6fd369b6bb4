import { exitCodes, type ExitName } from '../core/error.ts';
import { clientEventNames, eventNames, translationEventNames } from '../core/catalogue.ts';

const meanings: Readonly<Record<ExitName, string>> = {
  ok: 'did what was asked; the watched call ended',
  unmet: 'the answer is no: an expectation or threshold not met, two recordings differ',
  usage: 'wrong words, refused before anything was sent',
  'not-found': 'no such call on first attach (the message ranks the causes)',
  auth: 'key missing, refused, or not allowed',
  network: 'could not connect or re-attach: DNS, TLS, proxy, 429, 5xx, deadline',
  unknown: 'finished but incomplete: a gap in a recording, a command whose outcome is unknown',
  output: 'local output failed: disk, file, lock',
  refused: 'the server refused the command, or the response failed',
  handler: 'a tool handler failed',
  internal: 'a bug in rt-sideband',
  timeout: '--timeout reached',
  hangup: 'SIGHUP, after a drain of at most 2 s',
  interrupt: 'Ctrl-C, after a drain of at most 2 s; the call goes on',
  pipe: "stdout's reader left",
  terminate: 'SIGTERM, after a drain of at most 2 s',
};

const exitCodesTopic = (): string => {
  const rows = (Object.keys(exitCodes) as ExitName[]).map(
    (name) => `${String(exitCodes[name]).padStart(4)}  ${name.padEnd(10)}  ${meanings[name]}`,
  );
  return `Exit codes

${rows.join('\n')}

The last JSON record (kind "end") carries the code and its name. When several things happened, the gravest wins:
70, then 7, signals, 2, 4, 3, 5, 124, 9, 8, 1, 6, 0. A gap alone leaves tail at 0 (6 with --strict); with --record it is 6.
`;
};

const environmentTopic = (): string => `Environment

  OPENAI_API_KEY            the key; or --api-key-file FILE, --api-key-stdin, or .env in the working directory
  OPENAI_WEBHOOK_SECRET     what webhooks of SIP calls are signed with (listen); from .env only beside the key in force
  OPENAI_BASE_URL           the API, ending in /v1; from .env only when the key came from that same file
  OPENAI_ORG_ID             sent as the OpenAI-Organization header
  OPENAI_PROJECT_ID         sent as the OpenAI-Project header
  HTTPS_PROXY, NO_PROXY     honoured on HTTP and on the socket
  NODE_EXTRA_CA_CERTS       a PEM file of further certificate authorities (a private CA, sim --tls)
  NO_COLOR, FORCE_COLOR     no colour, or colour off a terminal; --color decides over both
  XDG_CONFIG_HOME           where rt-sideband/config.json is looked for (default ~/.config); its keys are flag names
  RT_SIDEBAND_REMEMBER      what is kept on this machine: all, bare (nothing that was said or typed), nothing; or --remember
  XDG_STATE_HOME            where rt-sideband/ keeps it (default ~/.local/state; on Windows LOCALAPPDATA)
  RT_SIDEBAND_DEBUG=1       after an internal error, print where it happened

flags > environment > .env > user file > defaults; rt-sideband config shows what is in force and where it came from.
There is no flag that takes a key as its value: arguments can be read by everybody on the machine.
`;

const eventsTopic = (): string => `Events

Server events that are understood (others are shown as they are; names of the retired beta API under their present name):

${eventNames.map((name) => `  ${name}`).join('\n')}

In translation sessions only:

${translationEventNames.map((name) => `  ${name}`).join('\n')}

Client events:

${clientEventNames.map((name) => `  ${name}`).join('\n')}

--only, --not and --until take these names with * as wildcard: --only 'response.*' --not '*.delta'.
`;

const formatsTopic = (): string => `Formats

  pretty      coloured, aligned, one event per line; pieces of speech merged into the whole utterance (default on a terminal)
  line        one plain line per event, key=value, starting call_id=... type=... (default on a pipe)
  transcript  who said what, when, nothing else
  json        NDJSON records, exactly what a recording holds; --json is the same
  raw         the server's text untouched, one event per line; refused on a terminal

Records of json and of recordings:

  {"v":1,"kind":"header","call_id":"rtc_...","started_at":"...","tool":"...","base_url":"..."}
  {"v":1,"seq":1,"ms":182.4,"at":"...","call_id":"rtc_...","kind":"link","change":{"to":"open"}}
  {"v":1,"seq":2,"ms":913.0,"at":"...","call_id":"rtc_...","kind":"frame","dir":"in","event":{ as received }}
  {"v":1,"seq":3,"ms":950.1,"at":"...","call_id":"rtc_...","kind":"frame","dir":"out","by":"say","event":{ as sent }}
  {"v":1,"seq":9,"ms":...,"kind":"gap","from":{},"to":{},"cause":"...","open":{}}
  {"v":1,"seq":12,"ms":...,"kind":"end","reason":"ended|dropped|detached|unknown","exit":{"code":0,"name":"ok"},"complete":true,"frames":{"in":9,"out":1}}

seq rises by one. ms is monotonic since the start. event is the received text; only characters that are unsafe on a
terminal are written as \\uXXXX, which changes no value. A frame that is not JSON is kept as "text" or "base64".
With filters, the records that are shown keep their numbers.
`;

const expressionsTopic = (): string => `Expressions

The same words say what is shown (tail, attach and replay --where, the line command /filter) and what is expected of a call
(expect, and expect lines of a playbook).

  event TYPE [FIELD=VALUE ...]            an event of that type (* stands for any letters), whose fields match
  tool NAME [args.FIELD=VALUE ...]        the model calls a tool, with such arguments
  agent ~ /margarita/i, user ~ /refund/   one side says something that matches; !~ that does not; ="the very words"

Conditions on fields: FIELD alone (it is there), FIELD=VALUE, FIELD!=VALUE, FIELD ~ /regex/i, FIELD<N, <=, >, >=. A field is
a path like response.usage.output_tokens or item.content.0.transcript. A value with a space in it is quoted.

Only what is shown can also be picked by fields alone, several joined by ' and ':

  --where 'response.status=failed and response.usage.output_tokens>100'
  --where error                           whatever carries an error; error error.code=rate_limit_exceeded one kind of it
  --where 'tool place_order args.quantity>1'
  --where 'user ~ /refund|money back/i'

Only a whole call can be asked what must not come, and for thresholds on the metrics of stats:

  no error, no event mcp*, no tool NAME, no agent ~ /re/
  turn_latency p(95)<1200 (in ms, or p(95)<1.2s), error_rate rate==0, response_outcomes.completed count>=3

A shell needs quotes around most of them.
`;

const topics: ReadonlyMap<string, () => string> = new Map([
  ['exit-codes', exitCodesTopic],
  ['environment', environmentTopic],
  ['events', eventsTopic],
  ['formats', formatsTopic],
  ['expressions', expressionsTopic],
]);

/** The names `help` takes beside those of commands. */
export const topicNames: readonly string[] = [...topics.keys()];

/** The text of a topic, if there is one of that name. */
export const topic = (name: string): string | undefined => topics.get(name)?.();
