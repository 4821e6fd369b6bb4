import { SidebandError } from './error.ts';
import { asToolCallId, type ToolCallId } from './ids.ts';
import { jsonFault, placeOf } from './json-fault.ts';
import { closest } from './names.ts';
import type { Session } from './session.ts';
import { openCalls } from './answer-tool.ts';

/** The tool call that words begin with, if they do, and the rest of them. */
export const splitToolCall = (
  words: string,
): { readonly id: ToolCallId | undefined; readonly rest: string } => {
  const [, id, rest = ''] = /^(call_\S+)(?:\s+(.*))?$/s.exec(words.trim()) ?? [];
  if (id === undefined) return { id: undefined, rest: words.trim() };
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(id)) {
    throw new SidebandError('usage', 'not a tool call id; nothing was sent', { said: id });
  }
  return { id: asToolCallId(id), rest };
};

/** The output that words stand for: JSON as it is, any text with `asText`, or the words of a failure. */
export const readOutput = (action: 'answer' | 'fail', words: string, asText: boolean): string => {
  if (action === 'fail') return JSON.stringify({ error: words === '' ? 'the tool failed' : words });
  if (words === '') {
    throw new SidebandError('usage', 'nothing to answer with; nothing was sent', {
      hint: 'give the output as JSON, or as any text with --text',
    });
  }
  const fault = asText ? undefined : jsonFault(words);
  if (fault === undefined) return words;
  const { line, column } = placeOf(words, fault);
  throw new SidebandError('usage', `not valid JSON at line ${line}, column ${column}; nothing was sent`, {
    hint: '--text sends it as it is',
  });
};

/**
 * The tool call that is meant: the one that is named, or the only open one. Throws (`usage`) when there is none or
 * several, when it has an answer already (unless `again`), and when the name is nearly that of one that was seen.
 */
export const toolCallOf = (session: Session, id: ToolCallId | undefined, again: boolean): ToolCallId => {
  const open = openCalls(session);
  if (id === undefined) {
    const [only] = open;
    if (only !== undefined && open.length === 1) return only.id;
    throw new SidebandError(
      'usage',
      open.length === 0
        ? 'no open tool call was seen; nothing was sent'
        : `${open.length} tool calls are open; nothing was sent`,
      {
        said:
          open.length === 0 ? undefined : open.map((one) => `${one.id} ${one.name ?? ''}`.trim()).join(', '),
        hint:
          open.length === 0
            ? 'what was called before attaching is not replayed: name its id (call_…); tool list shows what was seen from this machine'
            : 'name one of them',
      },
    );
  }
  const known = session.toolCalls.get(id);
  if (known?.state === 'answered' && !again) {
    throw new SidebandError('usage', 'this tool call has an answer already; nothing was sent', {
      said: id,
      hint: '--again answers it once more',
    });
  }
  if (known?.kind === 'mcp') {
    throw new SidebandError('usage', 'a remote tool answers by itself; nothing was sent', { said: id });
  }
  const near =
    known === undefined
      ? closest(
          id,
          open.map((one) => one.id),
        )
      : undefined;
  if (near !== undefined) {
    throw new SidebandError('usage', 'no such tool call was seen; nothing was sent', {
      said: id,
      hint: `did you mean ${near}?`,
    });
  }
  return id;
};
