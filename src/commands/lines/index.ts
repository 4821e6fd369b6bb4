import { acceptLine } from './accept.ts';
import { rejectLine } from './reject.ts';
import { inspectLine } from './inspect.ts';
import { interruptLine } from './interrupt.ts';
import { sendLine } from './send.ts';
import { toolLine } from './tool.ts';
import { whisperLine } from './whisper.ts';
import { filterLine } from './filter.ts';
import { hangupLine } from './hangup.ts';
import { historyLine } from './history.ts';
import { helpLine } from './help.ts';
import { instructLine } from './instruct.ts';
import type { LineCommand } from './line-command.ts';
import { onlyLine } from './only.ts';
import { quitLine } from './quit.ts';
import { referLine } from './refer.ts';
import { sayLine } from './say.ts';
import { showLine } from './show.ts';
import { statsLine } from './stats.ts';
import { troublesLine } from './troubles.ts';

/** Every line command, in the order help shows them: what sends comes first. */
export const lineCommands: readonly LineCommand[] = [
  sayLine,
  whisperLine,
  instructLine,
  interruptLine,
  toolLine,
  sendLine,
  inspectLine,
  referLine,
  hangupLine,
  acceptLine,
  rejectLine,
  showLine,
  onlyLine,
  filterLine,
  historyLine,
  statsLine,
  troublesLine,
  helpLine,
  quitLine,
];
