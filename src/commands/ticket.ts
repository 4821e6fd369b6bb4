import type { Verdict } from '../core/doctor/verdict.ts';
import type { Raw } from '../core/raw.ts';
import type { Context } from './context.ts';
import type { Check } from './examining.ts';

/** Variables that decide how the API is reached: which of them are set goes into a ticket, their values do not. */
const telling = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_ORG_ID',
  'OPENAI_PROJECT_ID',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'all_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_OPTIONS',
  'NODE_USE_SYSTEM_CA',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'XDG_CONFIG_HOME',
];

/** The checks as one object for a ticket: versions, names of variables, findings. No secret, nothing personal. */
export const ticket = (
  checks: readonly Check[],
  verdict: Verdict,
  about: { context: Context; callId: string | undefined; sent: number; probe: boolean },
): Raw => {
  const { tool, runtime, env, clock } = about.context;
  const { likely, ...rest } = verdict;
  return {
    v: 1,
    kind: 'doctor',
    tool,
    runtime,
    at: new Date(clock.now().wall).toISOString(),
    call_id: about.callId ?? null,
    environment: telling.filter((name) => (env[name] ?? '') !== ''),
    probe: about.probe,
    frames_sent: about.sent,
    verdict: { ...rest, ...likely },
    checks: checks.map(({ ms, ...check }) => ({ ...check, ms: Math.round(ms * 10) / 10 })),
  };
};
