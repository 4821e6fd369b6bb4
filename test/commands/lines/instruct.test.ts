import { describe, expect, it } from 'vitest';
import { lineCommands } from '../../../src/commands/lines/index.ts';
import type { Danger } from '../../../src/commands/lines/line-command.ts';
import { child, type Raw } from '../../../src/core/raw.ts';
import { parseLine } from '../../../src/core/slash.ts';
import { atDesk, refuses, type Answering } from '../at-desk.ts';

const config = { type: 'realtime', instructions: 'Be kind.', audio: { output: { speed: 1 } } };

/** A server that takes every change. */
const takesAll = (): Answering => {
  let session: Raw = config;
  return (event) => {
    const asked = child(event, 'session');
    session = { ...session, ...asked };
    return [{ type: 'session.updated', event_id: `e${Math.random()}`, session }];
  };
};

const changes = async (line: string): Promise<Raw | undefined> => {
  const { perform, link } = atDesk(takesAll());
  await perform(line);
  return child(link.sent.at(-1), 'session');
};

describe('/instruct', () => {
  it('sends the least there is', async () => {
    const { perform, link } = atDesk(takesAll());
    expect(await perform('/instruct --set audio.output.speed=1.2')).toMatchObject({ outcome: 'confirmed' });
    expect(link.sent.map((event) => child(event, 'session'))).toEqual([
      { type: 'realtime', audio: { output: { speed: 1.2 } } },
    ]);
  });

  it('reads fields and text from one line', async () => {
    expect(
      await changes('/instruct --set audio.output.speed=1.1 --set tools=[{"a": "b c"}] Faster.'),
    ).toEqual({
      type: 'realtime',
      instructions: 'Faster.',
      audio: { output: { speed: 1.1 } },
      tools: [{ a: 'b c' }],
    });
    expect(await changes('/instruct --set=voice="al loy"')).toEqual({ type: 'realtime', voice: 'al loy' });
  });

  it('puts new instructions behind the present ones', async () => {
    expect(await changes('/instruct --append Be brief.')).toEqual({
      type: 'realtime',
      instructions: 'Be kind.\n\nBe brief.',
    });
  });

  it('changes nothing when the session cannot be read', async () => {
    const { says, link } = atDesk(refuses());
    expect(await says('/instruct --append x')).toBe(
      '/instruct refused (no), the session could not be read, nothing was changed: No.',
    );
    expect(link.sent).toHaveLength(1);
  });

  it('puts the old instructions back after a while', async () => {
    const { says, clock, later, link } = atDesk(takesAll());
    expect(await says('/instruct --append --for 60s Be brief.')).toBe(
      '/instruct confirmed, the session shows the change; put back in 60 s',
    );
    expect(later).toEqual([]);
    await clock.advance(60_000);
    expect(later).toEqual(['/instruct --for confirmed, put back']);
    expect(child(link.sent.at(-1), 'session')).toEqual({ type: 'realtime', instructions: 'Be kind.' });
  });

  it('puts them back at once when the desk is left, and only once', async () => {
    const { at, perform, clock, later } = atDesk(takesAll());
    await perform('/instruct --append --for=1m Be brief.');
    await at.leave();
    await clock.advance(60_000);
    expect(later).toHaveLength(1);
  });

  it('leaves alone what somebody else has changed in between', async () => {
    const { perform, clock, later, link } = atDesk(takesAll());
    await perform('/instruct --append --for 1s Be brief.');
    const before = link.sent.length;
    link.receive({
      type: 'session.updated',
      event_id: 'theirs',
      session: { ...config, instructions: 'Theirs.' },
    });
    await clock.advance(1000);
    expect(later).toEqual(['/instruct --for refused: not put back: somebody else changed it in between']);
    expect(link.sent).toHaveLength(before);
  });

  it.each([
    ['/instruct Speak French.', true],
    ['/instruct --yes Speak French.', false],
    ['/instruct --append Speak French.', false],
    ['/instruct --set audio.output.speed=1.1', false],
  ])('%s: is asked first: %s', (line, asks) => {
    const { command, words } = parseLine(line, lineCommands);
    const ready = command.ready(words);
    const danger: Danger | undefined = ready.sends ? ready.danger : undefined;
    expect(danger !== undefined).toBe(asks);
    if (asks) expect(danger?.question).toContain('13 characters');
  });

  it.each([
    ['/instruct', 'nothing to change'],
    ['/instruct --for soon x', 'not a duration'],
    ['/instruct --set speed', 'PATH=JSON'],
  ])('%s is refused: %s', async (line, words) => {
    await expect(atDesk(() => []).perform(line)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(words),
    });
  });
});
