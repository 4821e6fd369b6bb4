import type { Raw } from '../core/raw.ts';
import type { When } from './situation.ts';

/** One answer of the model: the first whose `when` fits is given. Fields as in a scenario file. */
export type Answer = {
  readonly when?: When | undefined;
  readonly say?: string | undefined;
  readonly call?: readonly { readonly name: string; readonly arguments?: Raw | undefined }[] | undefined;
  readonly mcp?:
    | readonly {
        readonly server: string;
        readonly name: string;
        readonly arguments?: Raw | undefined;
        readonly output?: string | undefined;
        readonly error?: string | undefined;
      }[]
    | undefined;
  readonly once?: boolean | undefined;
  readonly think_ms?: number | undefined;
  readonly piece_ms?: number | undefined;
  readonly fail?: { readonly code: string; readonly type?: string; readonly message?: string } | undefined;
  readonly incomplete?: string | undefined;
};

/** One step of the caller, of the caller's app, or of the world. Each begins when the one before it is over. */
export type Step =
  /** The caller speaks when the agent is quiet, or `barge_in` ms after the agent became audible. */
  | {
      readonly caller: string;
      readonly after_ms?: number | undefined;
      readonly barge_in?: number | undefined;
      readonly speech_ms?: number | undefined;
      readonly transcript?: string | null | undefined;
      readonly transcript_after_ms?: number | undefined;
      /** What an interpreter makes of it; in a translation session. */
      readonly translation?: string | undefined;
      /** Who speaks, where transcription tells speakers apart. */
      readonly speaker?: string | undefined;
      /** The code of the language, where transcription tells it. */
      readonly language?: string | undefined;
    }
  /** The caller's app asks the agent to speak: these words, or (`true`) what the answers say. */
  | { readonly agent: string | true }
  /** The caller's app adds a text of the user and has it answered. */
  | { readonly types: string }
  /** The caller's app answers the function call that is open, unless somebody else did. */
  | {
      readonly tool_output: unknown;
      readonly after_ms?: number | undefined;
      readonly respond?: boolean | undefined;
    }
  /** The caller's app changes the session. */
  | { readonly update: Raw }
  /** The caller's app sends any client event. */
  | { readonly send: Raw }
  /** Milliseconds of nothing. */
  | { readonly wait: number }
  /** Until an event of this type, or `quiet`: nobody is speaking and nothing is being generated. */
  | { readonly wait_for: string; readonly within_ms?: number | undefined }
  /** Any server event, as it is; once, or so many times with a pause between. */
  | { readonly emit: Raw; readonly times?: number | undefined; readonly every_ms?: number | undefined }
  /** A key of the telephone. */
  | { readonly dtmf: string }
  /** Sets a switch. */
  | { readonly fault: string }
  /** Cuts the sockets; the call goes on. */
  | { readonly drop: true }
  /** The caller hangs up. */
  | { readonly hangup: true }
  /** The caller is gone and nobody is told. */
  | { readonly vanish: true };

/** A scripted call: what the caller does, what the model answers, and what goes wrong. */
export type Scenario = {
  readonly name: string;
  readonly about?: string | undefined;
  readonly model?: string | undefined;
  readonly transport?: 'webrtc' | 'sip' | undefined;
  /** The session as the caller's app configured it. */
  readonly session?: Raw | undefined;
  readonly switches?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly pace?:
    | { readonly think_ms?: number | undefined; readonly piece_ms?: number | undefined }
    | undefined;
  readonly script: readonly Step[];
  readonly answers: readonly Answer[];
  /** What callers are taken to say whose sound is real, turn by turn. */
  readonly heard?: readonly string[] | undefined;
  /** What an interpreter makes of words, by the words. */
  readonly translations?: Readonly<Record<string, string>> | undefined;
};

/** The model of a scenario, for callers of flesh and blood: they do what they do, and are taken to say the caller's lines. */
export const answersOf = (scenario: Scenario): Scenario => {
  const lines = scenario.script.flatMap((step) => ('caller' in step ? [step.caller] : []));
  return { ...scenario, script: [], heard: scenario.heard ?? lines };
};
