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
  it('sends nothing but the least change there is', async () => {
    const { perform, link } = atDesk(takesAll());
    const patches = () => link.sent.map((event) => child(event, 'session'));
    expect(await perform('/instruct --set audio.output.speed=1.2')).toMatchObject({ outcome: 'confirmed' });
    expect(patches()).toEqual([{ type: 'realtime', audio: { output: { speed: 1.2 } } }]);
    await perform('/instruct --yes Be quick.');
    expect(patches().slice(1)).toEqual([{ type: 'realtime', instructions: 'Be quick.' }]);
  });

  it('reads the session where it has to be known and is not', async () => {
    const { perform, link } = atDesk(takesAll());
    await perform('/instruct --set audio.output.speed=1.2 --for 60s');
    const change = { type: 'realtime', audio: { output: { speed: 1.2 } } };
    expect(link.sent.map((event) => child(event, 'session'))).toEqual([{ type: 'realtime' }, change]);
  });

  it('cannot take back a change before which nothing was known, nor what came before it', async () => {
    const { perform, link } = atDesk(takesAll());
    await perform('/instruct --yes Be quick.');
    expect(link.sent).toHaveLength(1);
    await expect(perform('/instruct --revert')).rejects.toMatchObject({
      kind: 'usage',
      message: 'what was there before the last change is not known; nothing was sent',
    });
    // The answer to the change told what is there now.
    await perform('/instruct --yes Be quicker.');
    expect(await perform('/instruct --revert')).toMatchObject({ outcome: 'confirmed' });
    expect(child(link.sent.at(-1), 'session')).toMatchObject({ instructions: 'Be quick.' });
    await expect(perform('/instruct --revert')).rejects.toMatchObject({ kind: 'usage' });
    expect(link.sent).toHaveLength(3);
  });

  it('goes one step back with each --revert', async () => {
    const { perform, says, link } = atDesk(takesAll());
    const now = () => child(link.sent.at(-1), 'session')?.['instructions'];
    await perform('/instruct --append One.');
    await perform('/instruct --append Two.');
    expect(await says('/instruct --revert')).toBe('/instruct --revert confirmed, put back');
    expect(now()).toBe('Be kind.\n\nOne.');
    await perform('/instruct --revert');
    expect(now()).toBe('Be kind.');
    await expect(perform('/instruct --revert')).rejects.toMatchObject({ kind: 'usage' });
    await expect(perform('/instruct --revert Be kind.')).rejects.toMatchObject({ kind: 'usage' });
  });

  it('takes back only what was changed here, not by another program', async () => {
    const { at, link } = atDesk(takesAll());
    const before = { instructions: 'x' };
    const theirs = {
      id: 'theirs',
      undo: { kind: 'realtime', places: ['instructions'], before, left: config },
    };
    const { command, words } = parseLine('/instruct --revert', lineCommands);
    const ready = command.ready(words);
    if (!ready.sends) throw new Error('sends nothing');
    await expect(ready.act({ ...at, undos: { ...at.undos, last: () => theirs } })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('none was made here'),
    });
    expect(link.sent).toEqual([]);
  });

  it('says whose change it will not take back, unless forced', async () => {
    const { perform, says, clock, link } = atDesk(takesAll());
    await perform('/instruct --append One.');
    const before = link.sent.length;
    link.receive({ type: 'session.updated', event_id: 'x', session: { ...config, instructions: 'Theirs.' } });
    await clock.advance(0);
    expect(await says('/instruct --revert')).toBe(
      '/instruct --revert refused, not put back: somebody else changed it in between; --force puts it back all the same; now: instructions=Theirs.',
    );
    expect(link.sent).toHaveLength(before);
    expect(await says('/instruct --revert --force')).toBe('/instruct --revert confirmed, put back');
    expect(child(link.sent.at(-1), 'session')?.['instructions']).toBe('Be kind.');
  });

  it('puts several back in turn when the desk is left', async () => {
    const { at, perform, later, link } = atDesk(takesAll());
    await perform('/instruct --append --for 60s One.');
    await perform('/instruct --append --for 60s Two.');
    await at.leave();
    expect(later).toEqual(['/instruct --for confirmed, put back', '/instruct --for confirmed, put back']);
    expect(child(link.sent.at(-1), 'session')?.['instructions']).toBe('Be kind.');
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
    expect(later).toEqual([
      expect.stringContaining('/instruct --for refused, not put back: somebody else changed it in between'),
    ]);
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
    const danger: Danger | undefined = ready.sends === true ? ready.danger : undefined;
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
