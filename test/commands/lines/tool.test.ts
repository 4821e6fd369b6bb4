import { describe, expect, it } from 'vitest';
import { toolLine } from '../../../src/commands/lines/tool.ts';
import { newSession, type Session } from '../../../src/core/session.ts';
import { asToolCallId } from '../../../src/core/ids.ts';
import { at, child, text, type Raw } from '../../../src/core/raw.ts';
import type { ToolSeen } from '../../../src/core/visit.ts';
import { recall } from '../../../src/core/recall.ts';
import { lineWords } from '../../../src/core/line-words.ts';
import { knownOf } from '../../core/known-of.ts';
import { atDesk, refuses, type Answering } from '../at-desk.ts';

const responseOf = (event: Raw): Raw => ({
  id: 'resp_2',
  status: 'in_progress',
  metadata: at(event, 'response.metadata'),
});

/** A server that takes outputs and starts responses. */
const takes: Answering = (event, nth) =>
  event['type'] === 'conversation.item.create'
    ? [{ type: 'conversation.item.added', event_id: `a${nth}`, item: child(event, 'item') }]
    : [{ type: 'response.created', event_id: `c${nth}`, response: responseOf(event) }];

/** What a server tells of a function call that is complete. */
const called = (id: string, name = 'order', responseId = 'resp_1'): Raw => ({
  type: 'response.function_call_arguments.done',
  event_id: `f_${id}`,
  response_id: responseId,
  item_id: `i_${id}`,
  output_index: 0,
  call_id: id,
  name,
  arguments: '{"n":1}',
});

const withCalls = async (answer: Answering, ...calls: Raw[]) => {
  const made = atDesk(answer);
  made.link.receive(...calls);
  for (const id of new Set(calls.map((event) => text(event, 'response_id')))) {
    const response = { id, status: 'completed', conversation_id: 'conv' };
    if (id !== undefined) made.link.receive({ type: 'response.done', event_id: `d_${id}`, response });
  }
  await made.clock.advance(0);
  return made;
};

const types = (sent: readonly Raw[]): readonly unknown[] => sent.map(({ type }) => type);

describe('/tool answer', () => {
  it('gives the output, and has the agent go on', async () => {
    const { says, link } = await withCalls(takes, called('call_1'));
    expect(await says('/tool answer call_1 {"ok": true}')).toBe(
      '/tool answer confirmed, call_1 has its output, and the agent goes on',
    );
    expect(types(link.sent)).toEqual(['conversation.item.create', 'response.create']);
    expect(link.sent[0]).toMatchObject({
      item: { type: 'function_call_output', call_id: 'call_1', output: '{"ok": true}' },
    });
  });

  it('takes the only open call where none is named', async () => {
    const { says, link } = await withCalls(takes, called('call_1'));
    expect(await says('/tool answer {"ok":true}')).toMatch(/^\/tool answer confirmed, call_1/);
    expect(at(link.sent[0], 'item.call_id')).toBe('call_1');
  });

  it('answers a call it never saw: nothing is replayed to who attaches', async () => {
    const { says } = atDesk(takes);
    expect(await says('/tool answer call_before [1]')).toMatch(/^\/tool answer confirmed/);
  });

  it('takes any text with --text, before or after the action', async () => {
    for (const line of ['/tool --text answer call_1 all good', '/tool answer --text call_1 all good']) {
      const { perform, link } = await withCalls(takes, called('call_1'));
      await perform(line);
      expect(at(link.sent[0], 'item.output')).toBe('all good');
    }
  });

  it('leaves the agent waiting with --no-respond', async () => {
    const { says, link } = await withCalls(takes, called('call_1'));
    expect(await says('/tool answer --no-respond call_1 1')).toMatch(/no response was asked for$/);
    expect(types(link.sent)).toEqual(['conversation.item.create']);
  });

  it('has the agent go on once all calls of a response have their outputs', async () => {
    const { says, link } = await withCalls(
      takes,
      called('call_1'),
      called('call_2'),
      called('call_3', 'x', 'resp_0'),
    );
    expect(await says('/tool answer call_1 1')).toMatch(/when the other calls of its response have theirs$/);
    expect(await says('/tool answer call_2 2')).toMatch(/the agent goes on$/);
    expect(types(link.sent)).toEqual([
      'conversation.item.create',
      'conversation.item.create',
      'response.create',
    ]);
  });

  it('waits behind a response that is running', async () => {
    let answered = false;
    const { perform, link, clock, queued } = await withCalls(takes, called('call_1'), {
      type: 'response.created',
      event_id: 'r',
      response: { id: 'resp_9', status: 'in_progress', conversation_id: 'conv' },
    });
    const result = perform('/tool answer call_1 1').then((one) => {
      answered = true;
      return one;
    });
    for (let step = 0; step < 5; step += 1) await clock.advance(0);
    expect(queued).toEqual(['queued']);
    expect(answered).toBe(false);
    link.receive({
      type: 'response.done',
      event_id: 's',
      response: { id: 'resp_9', status: 'completed', conversation_id: 'conv' },
    });
    expect(await result).toMatchObject({ outcome: 'confirmed' });
  });

  it('does not answer twice, unless told to', async () => {
    const { perform, says, link } = await withCalls(takes, called('call_1'));
    await perform('/tool answer --no-respond call_1 1');
    await expect(perform('/tool answer call_1 2')).rejects.toMatchObject({
      kind: 'usage',
      message: 'this tool call has an answer already; nothing was sent',
    });
    expect(link.sent).toHaveLength(1);
    expect(await says('/tool answer --again --no-respond call_1 2')).toMatch(/confirmed/);
    expect(new Set(link.sent.map((event) => at(event, 'item.id'))).size).toBe(2);
  });

  it('sends the same item from everywhere, so that the server takes it once', async () => {
    const idOf = async (): Promise<unknown> => {
      const { perform, link } = atDesk(takes);
      await perform('/tool answer call_Z7UcQuMrvwWl8whN 1');
      return at(link.sent[0], 'item.id');
    };
    expect(await idOf()).toBe(await idOf());
    expect(await idOf()).toMatch(/^[A-Za-z0-9_]{1,32}$/);
    const duplicate = atDesk((event) =>
      refuses('invalid_value', `an item with id '${String(at(event, 'item.id'))}' already exists`)(event),
    );
    expect(await duplicate.says('/tool answer call_1 1')).toMatch(
      /refused \(invalid_value\), it was answered with this program before; --again/,
    );
  });

  it('does not take the answer of another operator, whose item has the same id, for its own', async () => {
    const theirs = (event: Raw): Raw => ({
      ...child(event, 'item'),
      output: '"theirs"',
    });
    const added = (event: Raw): Raw => ({
      type: 'conversation.item.added',
      event_id: 'a',
      item: theirs(event),
    });
    const before = atDesk((event) => [
      added(event),
      ...refuses('invalid_value', `an item with id '${String(at(event, 'item.id'))}' already exists`)(event),
    ]);
    expect(await before.says('/tool answer --no-respond call_1 1')).toMatch(
      /refused \(invalid_value\), it was answered with this program before/,
    );
    // Nobody told what became of ours; what is found under its id is not ours.
    const found = atDesk((event) =>
      event['type'] === 'conversation.item.retrieve'
        ? [
            {
              type: 'conversation.item.retrieved',
              event_id: 'r',
              item: { id: event['item_id'], type: 'function_call_output', output: '"theirs"' },
            },
          ]
        : [],
    );
    const said = found.says('/tool answer --no-respond call_1 1');
    await found.clock.advance(5000);
    await found.clock.advance(0);
    expect(await said).toMatch(/^\/tool answer refused, it was answered with this program before/);
  });

  it('names what is open where it is not clear which is meant', async () => {
    const { perform, link } = await withCalls(
      takes,
      called('call_aaaa', 'order'),
      called('call_bbbb', 'bill'),
    );
    await expect(perform('/tool answer 1')).rejects.toMatchObject({
      kind: 'usage',
      message: '2 tool calls are open; nothing was sent',
      said: 'call_aaaa order, call_bbbb bill',
    });
    await expect(perform('/tool answer call_aaab 1')).rejects.toMatchObject({
      kind: 'usage',
      hint: 'did you mean call_aaaa?',
    });
    await expect(atDesk(takes).perform('/tool answer 1')).rejects.toMatchObject({
      message: 'no open tool call was seen; nothing was sent',
    });
    expect(link.sent).toEqual([]);
  });

  it('is refused, not sent, or unknown', async () => {
    expect(await atDesk(refuses('invalid_tool_call_id')).says('/tool answer call_1 1')).toMatch(
      /^\/tool answer refused \(invalid_tool_call_id\)/,
    );
    expect(await atDesk(() => 'refuse-write').says('/tool answer call_1 1')).toMatch(
      /^\/tool answer not sent/,
    );
    expect(await atDesk(() => 'close').says('/tool answer call_1 1')).toMatch(
      /^\/tool answer outcome unknown/,
    );
  });

  it('is not "not sent" when its output arrived and only the response did not', async () => {
    const { says } = atDesk((event, nth) => (nth === 1 ? 'refuse-write' : takes(event, nth)));
    expect(await says('/tool answer call_1 1')).toBe(
      '/tool answer outcome unknown: the output is in the conversation, but no response was asked for: the socket is closed',
    );
  });

  it.each([
    ['/tool answer call_1', /nothing to answer with/],
    ['/tool answer call_1 {ok:true}', /not valid JSON at line 1, column 2/],
    ['/tool answer --loudly call_1 1', /no such flag/],
    ['/tool answer call_$ 1', /not a tool call id/],
    ['/tool anwser call_1 1', /expected one of list, answer, fail/],
    ['/tool list all', /expected one of/],
  ])('%s is refused', async (line, message) => {
    const { perform, link } = atDesk(takes);
    await expect(perform(line)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message),
    });
    expect(link.sent).toEqual([]);
  });
});

describe('/tool fail', () => {
  it('gives the error as the output', async () => {
    const { says, link } = await withCalls(takes, called('call_1'));
    expect(await says('/tool fail the till is "closed"')).toMatch(/^\/tool fail confirmed, call_1/);
    expect(at(link.sent[0], 'item.output')).toBe('{"error":"the till is \\"closed\\""}');
    const bare = atDesk(takes);
    await bare.perform('/tool fail call_1');
    expect(at(bare.link.sent[0], 'item.output')).toBe('{"error":"the tool failed"}');
  });
});

describe('/tool list', () => {
  const list = (session: Session, earlier: readonly ToolSeen[] = []): string => {
    const ready = toolLine.ready(lineWords('list', []));
    if (ready.sends) throw new Error('sends');
    const answer = ready.act({
      session,
      now: 130_000,
      earlierTools: () => earlier,
      recall: recall(),
      troubles: () => [],
      numbers: () => '' as never,
      commands: [],
      narrow: () => undefined,
    });
    return answer.kind === 'text' ? answer.text : '';
  };
  const one = (id: string, state: 'called' | 'answered' | 'abandoned') =>
    [
      asToolCallId(id),
      { id: asToolCallId(id), kind: 'function', name: 'order\u{7}', arguments: '{"n":1}', state, outputs: 0 },
    ] as const;
  const session: Session = {
    ...newSession,
    toolCalls: new Map([one('call_1', 'called'), one('call_2', 'answered'), one('call_3', 'abandoned')]),
  };

  it('shows what is open, escaped', () => {
    expect(list(session)).toBe('call_1  order\\u{7}({"n":1})');
  });

  it('shows what other commands saw open, and that nobody knows whether it still is', () => {
    const seen: ToolSeen = { id: 'call_9', name: 'bill\u{7}', arguments: '{}', by: 'tail', seen: 10_000 };
    const rows = [
      'call_9  bill\\u{7}({})',
      '  seen earlier, by tail 2 min ago; whether it has been answered since is not known',
    ];
    expect(list(session, [seen]).split('\n')).toEqual(['call_1  order\\u{7}({"n":1})', ...rows]);
    expect(list(newSession, [{ ...seen, name: undefined, arguments: undefined }])).toMatch(
      /^no open tool call was seen; [^]*\ncall_9 {2}unnamed\(…\)\n {2}seen earlier/,
    );
    const known = knownOf({ session, earlierTools: () => [seen] });
    expect(toolLine.candidates?.(known, ['answer'], '')).toEqual(['call_1', 'call_9']);
  });

  it('says what it cannot know', () => {
    expect(list(newSession)).toMatch(
      /^no open tool call was seen; what was called before attaching, and not seen from this machine, is not known/,
    );
  });

  it('completes actions and the ids of open calls', () => {
    const candidates = (...before: readonly string[]) =>
      toolLine.candidates?.(knownOf({ session }), before, '');
    expect(candidates()).toEqual(['list', 'answer', 'fail']);
    expect(candidates('answer')).toEqual(['call_1']);
    expect(candidates('list')).toEqual([]);
  });
});
