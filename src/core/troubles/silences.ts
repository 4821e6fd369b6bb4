import type { Safe } from '../ports.ts';
import { safe } from '../safe.ts';
import type { Instant } from '../signal.ts';
import { seconds } from '../words.ts';
import { interruptIt } from './advice.ts';
import { later, type Desk, type Watcher } from './watcher.ts';

/** A response may think for longer than a tool may take: so many times as long. */
const patience = 2;

/** More remote tools than this do not run at once. */
const most = 64;

/**
 * A response that runs while nothing comes at all. What a remote tool takes is not the response's silence. `heard` is
 * told of every frame: whatever comes, something does.
 */
export const silences = ({ notes, scene, stuckAfter }: Desk): Watcher & { heard(at: Instant): void } => {
  const remote = new Set<string>();
  const limit = patience * stuckAfter;
  let begun = 0;
  let last: Instant | undefined;
  let told = false;

  return {
    types: [
      'response.created',
      'response.mcp_call.in_progress',
      'response.mcp_call.completed',
      'response.mcp_call.failed',
    ],
    heard(at) {
      last = at;
      if (!told) return;
      told = false;
      notes.over('silence', () => safe`something comes again`, at);
    },
    see({ type, fields }, { seq }) {
      switch (type) {
        case 'response.created':
          begun = seq;
          break;
        case 'response.mcp_call.in_progress':
          if (remote.size < most) remote.add(fields.itemId);
          break;
        case 'response.mcp_call.completed':
        case 'response.mcp_call.failed':
          remote.delete(fields.itemId);
          break;
        default:
      }
    },
    pass(now) {
      if (told || last === undefined || scene.active.size === 0 || remote.size > 0) return;
      const due = later(last, limit);
      if (now.mono < due.mono) return;
      told = true;
      notes.found('silence', {
        code: 'response-silent',
        severity: 'bad',
        seq: begun,
        at: due,
        since: last,
        text: safe`a response is running, and nothing has come for ${seconds(limit) as Safe}`,
        short: safe`the response hangs`,
        advice: [interruptIt],
      });
    },
    gap(at) {
      remote.clear();
      told = false;
      notes.unknown('silence', () => safe`what became of the response is not known`, at);
    },
  };
};
