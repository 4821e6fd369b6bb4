import type { Hands } from '../../src/commands/audit.ts';
import type { Context } from '../../src/commands/context.ts';
import { desk, type Desk } from '../../src/commands/desk.ts';
import type { Result } from '../../src/commands/result.ts';
import type { HttpDesk } from '../../src/commands/http-desk.ts';
import { lineCommands } from '../../src/commands/lines/index.ts';
import { resultText } from '../../src/commands/result-words.ts';
import { asCallId, type CallId } from '../../src/core/ids.ts';
import { operator } from '../../src/core/operator.ts';
import { pump } from '../../src/core/pump.ts';
import type { Raw } from '../../src/core/raw.ts';
import { parseLine } from '../../src/core/slash.ts';
import { stateFolder } from '../../src/io/state-folder.ts';
import { runIds } from '../../src/io/system.ts';
import { manualClock } from '../manual-clock.ts';
import { scriptedLink } from '../scripted-link.ts';

/** What a server answers to an event, the nth of its type. */
export type Answering = (event: Raw, nth: number) => readonly Raw[] | 'close' | 'refuse-write';

const nothingOverHttp: HttpDesk = {
  ask: () => Promise.reject(new Error('nothing is asked over HTTP')),
  look: () => Promise.reject(new Error('nobody looks')),
};

const nobodyElse = (): never => {
  throw new Error('there is no other call');
};

/** Hands that keep nothing. */
const hands: Hands = {
  operator: (operator) => operator,
  http: (http) => http,
  words: () => undefined,
  settled: () => undefined,
};

/** A desk on a call whose server answers as said, and lines carried out at it. */
export const atDesk = (answer: Answering, http: HttpDesk = nothingOverHttp) => {
  const link = scriptedLink(answer);
  const clock = manualClock();
  const acts = operator(link, clock);
  const later: string[] = [];
  const queued: string[] = [];
  const meanwhile: string[] = [];
  // A desk uses no more of a context than this.
  const context = {
    clock,
    ids: runIds(() => 0),
    cwd: '/nonexistent',
    state: stateFolder({}, 1),
  } as unknown as Context;
  const at: Desk = desk(
    {
      callId: asCallId('rtc_1') as CallId,
      operator: acts,
      http,
      other: nobodyElse,
      audit: (_asked, act) => act(hands),
    },
    context,
    {
      later: (result) => later.push(resultText(result)),
      queued: () => queued.push('queued'),
      meanwhile: (text) => meanwhile.push(text),
    },
  );
  void pump(link.signals, [acts]);
  const perform = async (line: string): Promise<Result> => {
    const { command, words } = parseLine(line, lineCommands);
    const ready = command.ready(words);
    if (ready.sends !== true) throw new Error('sends nothing');
    return at.perform({ verb: line }, ready.act);
  };
  const says = async (line: string): Promise<string> => resultText(await perform(line));
  return { link, clock, at, later, queued, meanwhile, perform, says };
};

/** The refusal of an event. */
export const refuses =
  (code = 'no', message = 'No.') =>
  (event: Raw): readonly Raw[] => [
    { type: 'error', event_id: 'x', error: { type: 'e', code, message, event_id: event['event_id'] } },
  ];
