import type { Remark } from '../core/accept-body.ts';
import { judgeAcceptBody } from '../core/doctor/accept-body.ts';
import { skipped, type CheckName } from '../core/doctor/finding.ts';
import { hostKind } from '../core/doctor/base-url.ts';
import type { CallId } from '../core/ids.ts';
import type { Survey } from '../io/survey.ts';
import { proxyFor } from '../io/proxy.ts';
import type { Context } from './context.ts';
import { examineCall } from './examine-call.ts';
import { examineSettings } from './examine-settings.ts';
import { examineWay, settingsFirst } from './examine-way.ts';
import type { Examining } from './examining.ts';

/** What to examine, and how thoroughly. Durations in milliseconds. */
export type Plan = {
  readonly callId: CallId | undefined;
  /** About the session with which the call is accepted, if one was given. */
  readonly remarks: readonly Remark[] | undefined;
  readonly probe?: boolean | undefined;
  /** How long to listen once attached. */
  readonly listen?: number | undefined;
  /** How long one step may take. */
  readonly deadline?: number | undefined;
};

const ofWay: readonly CheckName[] = ['proxy', 'dns', 'tcp', 'tls', 'rest', 'clock'];
const ofCall: readonly CheckName[] = [
  'handshake',
  'accept-body',
  'events',
  'session',
  'expiry',
  'transcription',
  'tools',
  'vad',
  'agent',
];

/** Every check in its order. Gives how many frames were sent to the call. */
export const examine = async (
  examining: Examining,
  found: Survey,
  { callId, remarks, probe = false, listen = 2000, deadline = 15_000 }: Plan,
  context: Context,
): Promise<number> => {
  const leave = async (
    names: readonly CheckName[],
    needs: readonly CheckName[],
    why: string,
  ): Promise<number> => {
    for (const name of names) {
      if (name === 'accept-body') await examining.check(name, [], () => judgeAcceptBody(remarks));
      else await examining.check(name, needs, () => skipped(name, why));
    }
    return 0;
  };
  await examineSettings(examining, found, context);
  const { key, baseUrl, organization, project } = found;
  const noCall = 'no call was named';
  if (
    'problem' in key ||
    key.secret === undefined ||
    baseUrl.url === undefined ||
    examining.broken(settingsFirst) !== undefined
  ) {
    await leave(ofWay, settingsFirst, 'the settings are not complete');
    return leave(ofCall, callId === undefined ? [] : settingsFirst, noCall);
  }

  const settings = {
    key: key.secret,
    baseUrl: baseUrl.url,
    organization: organization?.value,
    project: project?.value,
    clock: context.clock,
    env: context.env,
    userAgent: context.tool,
    deadlineMs: deadline,
  };
  const around = {
    kind: key.shape.kind,
    also: key.also,
    account: organization !== undefined || project !== undefined,
    call: callId !== undefined,
  };
  const dialable = await examineWay(examining, { ...settings, around }, context);
  if (callId === undefined) return leave(ofCall, [], noCall);
  if (context.signal.aborted) return 0;
  if (!dialable) return leave(ofCall, ['tls', 'rest'], 'the way to the API is not clear');
  return examineCall(
    examining,
    {
      callId,
      settings,
      around: {
        ...around,
        host: hostKind(baseUrl.url),
        proxied: proxyFor(baseUrl.url, context.env) !== undefined,
        project: project !== undefined,
        badBody: remarks?.some(({ grade }) => grade === 'error') === true,
      },
      remarks,
      listen,
      probe,
    },
    context,
  );
};
