import { describe, expect, it } from 'vitest';
import { resultText } from '../../../src/commands/result-words.ts';
import { orderedWords } from '../../../src/core/spoken-order.ts';
import { child, text } from '../../../src/core/raw.ts';
import { atDesk, type Answering } from '../at-desk.ts';

/** A server that speaks what it is asked to. */
const speaks =
  (status: string): Answering =>
  (event) => {
    const response = {
      id: 'resp_1',
      status,
      metadata: child(child(event, 'response'), 'metadata'),
      output: [{ type: 'message', content: [{ type: 'output_audio', transcript: 'Hello!' }] }],
    };
    return event['type'] === 'response.create'
      ? [
          {
            type: 'response.created',
            event_id: 'a',
            response: { ...response, status: 'in_progress', output: [] },
          },
          { type: 'response.done', event_id: 'b', response },
        ]
      : [{ type: 'conversation.item.added', event_id: 'c', item: child(event, 'item') }];
  };

const instructions = (sent: readonly Record<string, unknown>[]): string =>
  text(child(sent.at(-1), 'response'), 'instructions') ?? '';

describe('/say', () => {
  it('tells what was really said', async () => {
    expect(await atDesk(speaks('completed')).says('/say Hello.')).toBe('/say confirmed, said: "Hello!"');
  });

  it('tells what was answered to words put in as the caller', async () => {
    const { says, link } = atDesk(speaks('completed'));
    expect(await says('/say --as user Hello.')).toBe('/say confirmed, answered: "Hello!"');
    expect(link.sent.map((event) => text(event, 'type'))).toEqual([
      'conversation.item.create',
      'response.create',
    ]);
  });

  it.each([
    ['/say   two  spaces kept  ', 'two  spaces kept'],
    ['/say one\ntwo', 'one\ntwo'],
    ['/say "in quotes"', 'in quotes'],
    ['/say say "no" and "yes"', 'say "no" and "yes"'],
    ['/say -- --dashes', '--dashes'],
    ['/say -- wait --interrupt', 'wait --interrupt'],
    ['/say "wait --interrupt"', 'wait --interrupt'],
    ['/say the --as flag is there', 'the --as flag is there'],
  ])('%s', async (line, words) => {
    const { says, link } = atDesk(speaks('completed'));
    await says(line);
    expect(orderedWords(instructions(link.sent))).toBe(words);
  });

  it('leaves the wording to the model when asked', async () => {
    const { says, link } = atDesk(speaks('completed'));
    await says('/say --loosely Hello.');
    expect(instructions(link.sent)).toContain('in your own words');
  });

  it('is refused when the response failed, not sent on a closed link, unknown when the link closes first', async () => {
    const failed = await atDesk(speaks('failed')).perform('/say Hello.');
    expect(failed).toMatchObject({ outcome: 'refused', exit: 'refused' });
    expect(await atDesk(() => 'refuse-write').says('/say Hello.')).toBe(
      '/say not sent: the socket is closed',
    );
    const vanished = await atDesk(() => 'close').perform('/say Hello.');
    expect(vanished).toMatchObject({ outcome: 'unknown', exit: 'unknown' });
    expect(resultText(vanished)).toMatch(/^\/say outcome unknown: the connection closed/);
  });

  it('cannot read a file that is not there, and sends nothing', async () => {
    const { perform, link } = atDesk(() => []);
    await expect(perform('/say @missing.txt')).rejects.toMatchObject({ kind: 'usage' });
    expect(link.sent).toEqual([]);
  });

  it.each([
    ['/say Wait. --interrupt', '--interrupt'],
    ['/say Hello. --as user', '--as'],
    ['/say Hello. --no-wait', '--no-wait'],
    ['/instruct Be calm. --append', '--append'],
    ['/instruct Be calm. --for 60s', '--for'],
    ['/send {"type":"response.create"} --ack', '--ack'],
    ['/refer tel:+14155550123 --yes', '--yes'],
  ])('%s is not sent with its flag as a part of the text', async (line, flag) => {
    const { perform, link } = atDesk(() => []);
    await expect(perform(line)).rejects.toMatchObject({
      kind: 'usage',
      message: 'a flag stands before the text, not behind it; nothing was sent',
      said: flag,
    });
    expect(link.sent).toEqual([]);
  });

  it.each([
    ['/say', 'nothing to say'],
    ['/say --as', '--as needs a value'],
    ['/say --as boss hi', '--as: expected one of agent, user'],
    ['/say --loud hi', 'no such flag here'],
    ['/say --interrupt --interrupt hi', 'given twice'],
    ['/say --interrupt=yes hi', 'takes no value'],
  ])('%s is refused: %s', async (line, words) => {
    await expect(atDesk(() => []).perform(line)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(words),
    });
  });
});
