import type { Heard } from '../core/doctor/heard.ts';
import type { Clock, Sink } from '../core/ports.ts';
import { at } from '../core/raw.ts';

/** What was heard, and what the last `error` said. */
export type Listened = Heard & { readonly said?: string };

/** An ear: counts what comes, and keeps how it ended. */
export const listening = (clock: Clock): { readonly sink: Sink; end(): Listened } => {
  const types = new Map<string, number>();
  const errors: string[] = [];
  let closed: Listened['closed'];
  let said: string | undefined;
  let opened = clock.now().mono;
  let over: number | undefined;
  return {
    sink: {
      write({ event, signal, whose }) {
        if (event.kind === 'link') {
          if (event.change.to === 'open') opened = signal.at.mono;
          if (event.change.to !== 'closed') return;
          closed = event.change;
          over = signal.at.mono;
          return;
        }
        if (event.kind !== 'server' && event.kind !== 'unknown') return;
        types.set(event.type, (types.get(event.type) ?? 0) + 1);
        if (event.type !== 'error') return;
        const code = at(event.raw, 'error.code');
        // What was refused to ourselves is no trouble of the call.
        if (whose?.ours !== true) errors.push(typeof code === 'string' ? code.slice(0, 80) : 'no code');
        const words = at(event.raw, 'error.message');
        if (typeof words === 'string') said = words.slice(0, 300);
      },
    },
    end: () => ({
      ms: (over ?? clock.now().mono) - opened,
      types,
      errors,
      closed,
      ...(said === undefined ? {} : { said }),
    }),
  };
};
