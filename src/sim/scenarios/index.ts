import type { Scenario } from '../scenario.ts';
import { transcription, translation } from './agentless.ts';
import { interruption, longTalk } from './long.ts';
import { order } from './order.ts';
import { failingResponse, greeting, idle, idleTimeout, lateTranscript, stuckTool } from './short.ts';

/** The built-in scenarios by name; the first is the default. */
export const builtIn: ReadonlyMap<string, Scenario> = new Map(
  [
    order,
    greeting,
    interruption,
    lateTranscript,
    stuckTool,
    failingResponse,
    longTalk,
    idle,
    idleTimeout,
    transcription,
    translation,
  ].map((scenario) => [scenario.name, scenario]),
);
