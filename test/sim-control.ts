import type { Simulator } from '../src/sim/simulator.ts';

/** Asks the control endpoint of a simulator; throws when it says no. */
export const control = async (
  sim: Pick<Simulator, 'controlUrl'>,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> => {
  const response = await fetch(`${sim.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
};

/** Has a call of the simulator put out any server event. */
export const emit = async (
  sim: Pick<Simulator, 'controlUrl'>,
  callId: string,
  event: object,
): Promise<void> => {
  await control(sim, 'POST', `/calls/${callId}/emit`, event);
};
