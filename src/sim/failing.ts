import { children, text, type Raw } from '../core/raw.ts';
import type { Plan } from './plan.ts';
import type { Run } from './run.ts';
import type { Stage } from './stage.ts';

const unsafeImage = 'input_image_safety_violation';

/** An image that is rejected here: its URL says `unsafe`. It stays, and fails every response until it is deleted. */
const isUnsafe = (item: Raw): boolean =>
  children(item, 'content').some((part) => text(part, 'image_url')?.includes('unsafe') === true);

/** The plan of a response, or what comes of it where a switch or an image of the conversation has it fail. */
export const failing = (stage: Stage, run: Run, plan: Plan): Plan => {
  const code =
    stage.switches.text('fail_responses') ?? (run.context.some(isUnsafe) ? unsafeImage : undefined);
  if (code === undefined) return plan;
  const type = code === 'server_error' ? 'server_error' : 'invalid_request_error';
  const message =
    code === unsafeImage
      ? 'An image of the conversation was rejected by the safety system.'
      : 'The server had an error while processing your request.';
  return { ...plan, outputs: [], failure: { type, code, message } };
};
