import { openCalls } from '../core/answer-tool.ts';
import type { Remark } from '../core/accept-body.ts';
import { judgeAcceptBody } from '../core/doctor/accept-body.ts';
import { judgeAgent } from '../core/doctor/agent.ts';
import { judgeExpiry } from '../core/doctor/expiry.ts';
import { skipped, type CheckName, type Finding } from '../core/doctor/finding.ts';
import { judgeHandshake, type HandshakeAround } from '../core/doctor/handshake.ts';
import { judgeHeard } from '../core/doctor/heard.ts';
import { judgeSession, needsProbe } from '../core/doctor/session.ts';
import { judgeTools, type OpenCall } from '../core/doctor/tools.ts';
import { judgeTranscription } from '../core/doctor/transcription.ts';
import { judgeVad } from '../core/doctor/vad.ts';
import { SidebandError } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import { operator, type Operator } from '../core/operator.ts';
import { readAs } from '../core/instruct.ts';
import type { Raw } from '../core/raw.ts';
import type { Session } from '../core/session.ts';
import type { Outcome } from '../core/settle.ts';
import type { ApiSettings } from '../io/api-settings.ts';
import type { AnswerHead } from '../io/dial-watch.ts';
import { stopwatch } from '../io/stopwatch.ts';
import type { Context } from './context.ts';
import type { Examining } from './examining.ts';
import { listening, type Listened } from './listening.ts';
import { readOnly } from './read-only.ts';
import { watch } from './watch.ts';

/** The call to look at, and how. */
export type CallPlan = {
  readonly callId: CallId;
  readonly settings: ApiSettings;
  readonly around: Omit<HandshakeAround, 'callId'>;
  readonly remarks: readonly Remark[] | undefined;
  /** Milliseconds to listen once attached. */
  readonly listen: number;
  /** Read the session by an update that changes nothing. Without, the link cannot send. */
  readonly probe: boolean;
};

/** What came of being on the call. */
type Attached = {
  readonly finding: Finding;
  readonly heard: Listened;
  readonly session: Session | undefined;
  readonly read: Outcome | undefined;
  readonly sent: number;
};

/** Attaches, listens, leaves. */
const attach = async (
  { callId, settings, around, listen, probe }: CallPlan,
  context: Context,
): Promise<Attached> => {
  const { clock, ids, signal } = context;
  const timed = stopwatch(clock);
  const began = clock.now().mono;
  let head: AnswerHead | undefined;
  let dialled: { ms: number; times: ReturnType<typeof timed.times> } | undefined;
  const dialEnds = () => (dialled ??= { ms: clock.now().mono - began, times: timed.times() });
  const connect = context.connect({
    ...settings,
    watch: {
      at: timed.at,
      answered: (answer) => {
        head = answer;
        dialEnds();
      },
    },
  });
  const ear = listening(clock);
  let acts: Operator | undefined;
  let read: Outcome | undefined;
  const seen = () => {
    const { closed, said } = ear.end();
    return { ...dialEnds(), head, closed, said };
  };
  const judged = (failure?: SidebandError): Finding => {
    const dial = { ...seen(), failure };
    return { ...judgeHandshake(dial, { ...around, callId }), took: dial.ms };
  };
  try {
    const { end, session } = await watch({
      callId,
      connect: probe ? connect : readOnly(connect),
      clock,
      signal,
      sinks: (link) => [ear.sink, (acts = operator(link, clock))],
      act: async (_, leaving) => {
        const enough = clock.sleep(listen, leaving);
        if (probe && acts !== undefined) read = await readAs(acts, ids, 'doctor');
        await enough;
        return undefined;
      },
    });
    return { finding: judged(), heard: ear.end(), session, read, sent: end.frames.out };
  } catch (error) {
    if (!(error instanceof SidebandError)) throw error;
    return { finding: judged(error), heard: ear.end(), session: undefined, read, sent: 0 };
  }
};

/** Function calls that were heard and have no output yet. */
const openSince = (session: Session | undefined, now: number): readonly OpenCall[] =>
  (session === undefined ? [] : openCalls(session)).map(({ id, name, calledAt }) => ({
    id,
    name: name ?? 'a function',
    ms: now - (calledAt?.mono ?? now),
  }));

/** Checks a call from its handshake to the settings of its session. Gives how many frames were sent to it. */
export const examineCall = async (
  examining: Examining,
  plan: CallPlan,
  context: Context,
): Promise<number> => {
  let attached: Attached | undefined;
  await examining.check('handshake', ['tls'], async () => {
    attached = await attach(plan, context);
    return attached.finding;
  });
  await examining.check('accept-body', [], () => judgeAcceptBody(plan.remarks));
  await examining.check('events', ['handshake'], () => {
    const heard = attached?.heard ?? { ms: 0, types: new Map(), errors: [] };
    return { ...judgeHeard(heard), took: heard.ms };
  });
  const { session, read } = attached ?? {};
  const config = session?.config;
  await examining.check('session', ['handshake'], () => judgeSession(read, config));
  const judges: readonly (readonly [CheckName, (config: Raw) => Finding])[] = [
    ['expiry', (known) => judgeExpiry(known, context.clock.now().wall)],
    ['transcription', judgeTranscription],
    ['tools', (known) => judgeTools(known, openSince(session, context.clock.now().mono))],
    ['vad', judgeVad],
    ['agent', judgeAgent],
  ];
  for (const [name, judge] of judges) {
    await examining.check(name, ['session'], () =>
      config === undefined ? skipped(name, needsProbe) : judge(config),
    );
  }
  return attached?.sent ?? 0;
};
