import { at, children, own, text, type Raw } from '../raw.ts';
import { seconds } from '../words.ts';
import { cause, unless, type Cause, type Finding } from './finding.ts';

/** A function call that was heard and has no output yet; `ms` since it was called. */
export type OpenCall = { readonly id: string; readonly name: string; readonly ms: number };

const choiceCauses = (config: Raw, count: number): readonly Cause[] => {
  const choice = own(config, 'tool_choice');
  if (choice === 'required' && count === 0) {
    return [
      cause(
        'tool_choice is required, and there is no tool',
        `rt-sideband instruct CALL --set 'tool_choice="auto"'`,
        'high',
      ),
    ];
  }
  if (choice === 'required') {
    return [
      cause(
        'tool_choice is required: the agent calls a tool in every turn',
        `rt-sideband instruct CALL --set 'tool_choice="auto"'`,
        'medium',
      ),
    ];
  }
  if (choice === 'none' && count > 0) {
    return [
      cause(
        'tool_choice is none: the agent never calls a tool',
        `rt-sideband instruct CALL --set 'tool_choice="auto"'`,
        'medium',
      ),
    ];
  }
  const name = at(choice, 'name');
  return typeof name === 'string' && !children(config, 'tools').some((tool) => text(tool, 'name') === name)
    ? [
        cause(
          'tool_choice names a tool that is not declared',
          'declare it, or set tool_choice to "auto"',
          'high',
        ),
      ]
    : [];
};

/** Which tools the agent has, and whether a call of one waits for an answer that nobody gives. */
export const judgeTools = (config: Raw, open: readonly OpenCall[]): Finding => {
  const tools = children(config, 'tools');
  const functions = tools
    .filter((tool) => text(tool, 'type') !== 'mcp')
    .map((tool) => text(tool, 'name') ?? 'without a name');
  const remote = tools.length - functions.length;
  const causes = [
    ...open.map(({ id, name, ms }) =>
      cause(
        `the call of ${name} has no output after ${seconds(ms)}: the agent waits, and nobody may be answering`,
        // The id is the server's: what a shell could take for more than a word is not offered for copying.
        `rt-sideband tool answer CALL ${/^[\w-]+$/.test(id) ? id : 'TOOL_CALL_ID'} JSON`,
        ms > 3000 ? 'high' : 'low',
      ),
    ),
    ...choiceCauses(config, tools.length),
  ];
  const many = functions.length === 1 ? '1 function' : `${functions.length} functions`;
  const named =
    functions.length === 0
      ? 'no functions'
      : `${many} (${functions.slice(0, 5).join(', ')}${functions.length > 5 ? ', …' : ''})`;
  const servers = remote === 0 ? '' : `, ${remote} MCP`;
  const waiting =
    open.length > 0
      ? `; ${open.length} without an output`
      : functions.length > 0
        ? '; who answers them cannot be seen from here'
        : '';
  return unless('tools', causes, `${named}${servers}${waiting}`, {
    functions,
    mcp: remote,
    open: open.map(({ id, name, ms }) => ({ tool_call_id: id, name, ms: Math.round(ms) })),
  });
};
