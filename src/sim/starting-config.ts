import { text, type Raw } from '../core/raw.ts';
import { kindOf } from '../core/session-kind.ts';
import { interpreter } from './agentless.ts';
import type { CallPlan } from './call.ts';
import { merged, newConfig, usualModel } from './session-config.ts';
import type { Switches } from './switches.ts';

/** How long a session may last, in seconds. */
export const longest = (settings: Switches): number => settings.number('expires_after_s') ?? 3600;

/** The session a call begins with, as it was asked for. */
export const startingConfig = (plan: CallPlan, settings: Switches, asked: Raw): Raw => {
  const defaults = { silence: settings.number('silence_default') };
  const usual = kindOf(asked) === 'translation' ? interpreter : usualModel;
  const who = {
    id: plan.sessionId,
    model: text(asked, 'model') ?? plan.scenario.model ?? usual,
    expiresAt: Math.floor(plan.wall()) + longest(settings),
    type: text(asked, 'type') ?? 'realtime',
  };
  return merged(newConfig(who, defaults), asked, defaults);
};
