import type { Raw } from '../core/raw.ts';
import { begin, type Open } from './open-item.ts';
import { padded } from './padded.ts';
import type { Output, Plan } from './plan.ts';
import type { Run } from './run.ts';
import { jsonPieces } from './speech.ts';
import type { Stage } from './stage.ts';

/** Puts out the call of a function, or the call of a remote tool and what came of it. */
export function* callTool(
  stage: Stage,
  run: Run,
  output: Exclude<Output, { kind: 'message' }>,
  plan: Plan,
  open: (now: Open | undefined) => void,
): Generator<number, boolean, void> {
  const remote = output.kind === 'mcp';
  const callId = stage.ids.toolCall();
  const base: Raw = remote
    ? { id: stage.ids.item(), type: 'mcp_call', name: output.name, server_label: output.server }
    : { id: stage.ids.item(), type: 'function_call', name: output.name, call_id: callId };
  const begun = begin(stage, run, { ...base, ...(remote ? {} : { status: 'in_progress' }), arguments: '' });
  const at = remote ? begun.at : { ...begun.at, call_id: callId };
  const family = remote ? 'response.mcp_call_arguments' : 'response.function_call_arguments';
  let written = '';
  let result: Raw = {};
  open({
    close(status) {
      open(undefined);
      begun.done({ ...base, ...(remote ? result : { status }), arguments: written });
    },
  });
  for (const piece of jsonPieces(output.arguments)) {
    yield plan.pieceMs;
    written += piece;
    stage.emit({ type: `${family}.delta`, ...at, ...padded(stage, piece) });
  }
  yield 2;
  const name = remote ? {} : { name: output.name };
  stage.emit({ type: `${family}.done`, ...at, ...name, arguments: written });
  if (!remote) return true;
  const where = { output_index: begun.at['output_index'], item_id: begun.id };
  stage.emit({ type: 'response.mcp_call.in_progress', ...where });
  yield 250;
  result = output.failed
    ? { error: { type: 'tool_execution_error', message: output.result } }
    : { output: output.result };
  stage.emit({ type: `response.mcp_call.${output.failed ? 'failed' : 'completed'}`, ...where });
  return true;
}
