import type { Stage } from './stage.ts';

/** The tokens a minute a session may use. */
const limit = 15_000_000;

/** What a session is told of its limits, before or after each response as a switch has it. */
export type RateLimits = {
  began(): void;
  /** A response has ended and used so many tokens. */
  done(tokens: number): void;
};

/** The limits of a session that has used nothing. */
export const rateLimits = (stage: Stage): RateLimits => {
  let used = 0;
  const tell = (): void => {
    const remaining = limit - used;
    const tokens = { name: 'tokens', limit, remaining, reset_seconds: Math.round(used / 15) / 1e6 };
    const requests = { name: 'requests', limit: 20_000, remaining: 19_999, reset_seconds: 0.003 };
    const both = stage.switches.choice('rate_limits_names') === 'both';
    stage.emit({ type: 'rate_limits.updated', rate_limits: both ? [requests, tokens] : [tokens] });
  };
  const position = (): string => stage.switches.choice('rate_limits_position');
  return {
    began() {
      if (position() === 'at_start') tell();
    },
    done(tokens) {
      used += tokens;
      if (position() === 'after_done') stage.timeline.after(30, tell);
    },
  };
};
