import { channel } from '../core/channel.ts';
import { duration } from '../core/duration.ts';
import { SidebandError, type ExitName } from '../core/error.ts';
import type { Judged } from '../core/expect/judge.ts';
import type { Clock } from '../core/ports.ts';
import type { Input } from './context.ts';
import type { Expecting } from './expecting.ts';
import type { Answer } from './lines/line-command.ts';
import { outcomeWords } from './result-words.ts';

/** The most one line may hold, in bytes. */
export const longestLine = 1 << 20;

/** What the lines of a playbook need. */
export type Stage = {
  readonly carryOut: (line: string) => Promise<Answer>;
  /** Told of every answer, before the next line is read. */
  readonly answered: (answer: Answer, line: number) => void;
  /** Waits for what an `expect` line expects; commands before it mark where to look from. */
  readonly expecting: Pick<Expecting, 'expect' | 'mark'>;
  readonly clock: Clock;
  /** Aborted when the call is over, or, with an exit name as its reason, when somebody wants to leave. */
  readonly leaving: AbortSignal;
};

/**
 * Carries out the commands on standard input, one line after the other, each when the one before has its outcome.
 * Blank lines and those that begin with `#` are passed over, `sleep 2s` waits, `expect …` fails unless what it says comes. Resolves with `ok` when all were
 * confirmed, with undefined when there was none or somebody wants to leave; rejects at the first that was not.
 */
export const playbook = async (input: Input, stage: Stage): Promise<ExitName | undefined> => {
  const { leaving, clock } = stage;
  // Both a call that ended and somebody who leaves wake up who waits; only the second is a reason to stop.
  const wantsToLeave = (): boolean => leaving.aborted && typeof leaving.reason === 'string';
  const left = new Promise<'left'>((resolve) => {
    const look = (): void => {
      if (wantsToLeave()) resolve('left');
    };
    look();
    leaving.addEventListener('abort', look, { once: true });
  });
  let commands = 0;
  for await (const { number, text } of linesOf(input, leaving)) {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) continue;
    commands += 1;
    try {
      const [, pause] = /^sleep\s+(\S+)$/.exec(line) ?? [];
      const [, expected] = /^expect\s+(.+)$/s.exec(line) ?? [];
      if (pause !== undefined) {
        await clock.sleep(duration(pause), leaving);
      } else if (expected !== undefined) {
        const judged = await Promise.race([stage.expecting.expect(expected), left]);
        if (judged === 'left') return undefined;
        if (judged.verdict.state !== 'met') throw notMet(judged);
      } else {
        stage.expecting.mark();
        const answer = await Promise.race([stage.carryOut(line), left]);
        if (answer === 'left') return undefined;
        if (answer.kind === 'quit') return 'ok';
        if (answer.kind === 'result' && answer.result.exit !== 'ok') throw failed(answer.result);
        stage.answered(answer, number);
      }
      if (wantsToLeave()) return undefined;
    } catch (error) {
      throw error instanceof SidebandError ? atLine(number, error) : error;
    }
  }
  return commands === 0 || leaving.aborted ? undefined : 'ok';
};

const notMet = ({ expectation, verdict }: Judged): SidebandError => {
  if (verdict.state === 'met') return new SidebandError('internal', 'met, and taken for unmet');
  const [nearest] = verdict.seen;
  return new SidebandError(
    verdict.state === 'unmet' ? 'unmet' : 'unknown',
    `expected ${expectation.text}; ${verdict.why}`,
    nearest === undefined ? {} : { said: nearest },
  );
};

const failed = (result: Extract<Answer, { kind: 'result' }>['result']): SidebandError => {
  const { exit, code, note, said } = result;
  const hint = [note, result.hint].filter(Boolean).join('; ');
  const detail = [code === undefined ? undefined : `(${code})`, said].filter(Boolean).join(' ');
  return new SidebandError(exit === 'ok' ? 'internal' : exit, outcomeWords(result), {
    said: detail === '' ? undefined : detail,
    hint: hint === '' ? undefined : hint,
  });
};

const atLine = (line: number, { kind, message, hint, said }: SidebandError): SidebandError =>
  new SidebandError(kind, `line ${line}: ${message}`, { hint, said });

/** The lines of a stream of bytes, until it ends or `leaving` is aborted and what was read is used up. */
async function* linesOf(
  input: Input,
  leaving: AbortSignal,
): AsyncGenerator<{ number: number; text: string }> {
  const chunks = channel<Uint8Array>({ high: 4, full: () => input.pause(), ready: () => input.resume() });
  const data = (chunk: Buffer | string): void =>
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  const end = (): void => chunks.end();
  input.on('data', data);
  for (const event of ['end', 'close', 'error']) input.on(event, end);
  leaving.addEventListener('abort', end, { once: true });
  if (leaving.aborted) end();
  let number = 0;
  let rest: Uint8Array[] = [];
  let size = 0;
  const line = (last: Uint8Array): { number: number; text: string } => {
    number += 1;
    const bytes = Buffer.concat([...rest, last]);
    rest = [];
    size = 0;
    if (bytes.length > longestLine) throw tooLong(number);
    return { number, text: decoded(bytes, number) };
  };
  try {
    for await (const chunk of chunks) {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        yield line(chunk.subarray(from, at));
        from = at + 1;
      }
      rest.push(chunk.subarray(from));
      size += chunk.length - from;
      if (size > longestLine) throw tooLong(number + 1);
    }
    if (size > 0 && !leaving.aborted) yield line(new Uint8Array());
  } finally {
    input.removeListener('data', data);
    input.pause();
  }
}

const tooLong = (number: number): SidebandError =>
  new SidebandError('usage', `line ${number}: longer than ${longestLine} bytes, the most a line may hold`);

const decoded = (bytes: Uint8Array, number: number): string => {
  if (bytes.includes(0))
    throw new SidebandError('usage', `line ${number}: holds a NUL byte; commands are lines of text`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SidebandError('usage', `line ${number}: not valid UTF-8 text`);
  }
};
