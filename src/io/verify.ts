import { SidebandError } from '../core/error.ts';
import { verifier, type Verification } from '../core/verify.ts';
import { disk } from './disk.ts';
import { lockHolder } from './lock.ts';
import { readRecording } from './recording-file.ts';
import { sealTornTail, type TornTail } from './seal.ts';

/** What `verify` found out about a file, and what it did to it. */
export type Verified = Verification & {
  /** The torn record at the end that was sealed just now. */
  readonly sealed?: TornTail;
};

/**
 * Seals a torn tail, then reads the whole recording and says whether it is complete. A recording that is still being
 * written is judged as it is and not touched. Throws a SidebandError when the file is no recording or cannot be read.
 */
export const verifyRecording = async (path: string): Promise<Verified> => {
  const recording = await readRecording(path);
  const holder = lockHolder(path, disk);
  const problems: string[] = holder === undefined ? [] : [`process ${holder} is still recording to it`];
  let sealed: TornTail | undefined;
  try {
    if (holder === undefined) sealed = await sealTornTail(path);
  } catch (error) {
    if (!(error instanceof SidebandError)) throw error;
    problems.push(error.message);
  }
  const { add, finding } = verifier(recording.header);
  for await (const records of recording.records({ exact: true })) for (const record of records) add(record);
  const found = finding();
  const all = [...problems, ...found.problems];
  const verdict =
    all.length === 0 ? found : { ...found, complete: false, problems: all, exit: 'unknown' as const };
  return sealed === undefined ? verdict : { ...verdict, sealed };
};
