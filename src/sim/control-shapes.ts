import { anything, boolean, list, object, oneOf, string } from './shape.ts';

const who = { from: string(), to: string() };

/** What starts a call; the scenario is judged when it is loaded. */
export const startShape = object({
  scenario: anything,
  transport: oneOf('webrtc', 'sip'),
  pending: boolean,
  start: oneOf('attach', 'now'),
  ...who,
});

/** What has a call ring at a URL. */
export const ringShape = object({ url: string(), call_id: string(), scenario: anything, ...who }, ['url']);

/** What sets switches, of the simulator or of one call. */
export const faultsShape = object({ faults: list(string()), call_id: string() });
