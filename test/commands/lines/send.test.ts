import { describe, expect, it } from 'vitest';
import { lineCommands } from '../../../src/commands/lines/index.ts';
import { completeSlash } from '../../../src/core/complete-slash.ts';
import { newSession } from '../../../src/core/session.ts';
import { knownOf } from '../../core/known-of.ts';
import { atDesk, refuses } from '../at-desk.ts';

describe('/send', () => {
  it('is sent when nothing refuses it, which is no success and no failure', async () => {
    const { perform, clock, link } = atDesk(() => []);
    const result = perform('/send {"type":"response.create"}');
    await clock.advance(1000);
    expect(await result).toMatchObject({ outcome: 'unknown', sent: true, exit: 'ok' });
    expect(link.sent).toMatchObject([{ type: 'response.create', event_id: expect.stringMatching(/^rts_/) }]);
  });

  it('says so in words', async () => {
    const { says, clock } = atDesk(() => []);
    const said = says('/send response.cancel');
    await clock.advance(1000);
    expect(await said).toMatch(/^\/send sent, not refused within 1 s; whether it took effect is not known/);
  });

  it('waits for the effect with --ack', async () => {
    const { says } = atDesk(() => [{ type: 'conversation.item.deleted', event_id: 'd', item_id: 'i' }]);
    expect(await says('/send --ack {"type":"conversation.item.delete","item_id":"i"}')).toBe(
      '/send confirmed, it took effect',
    );
    const { perform, clock } = atDesk(() => []);
    const result = perform('/send --ack {"type":"conversation.item.delete","item_id":"i"}');
    await clock.advance(5000);
    expect(await result).toMatchObject({ outcome: 'unknown', exit: 'unknown' });
  });

  it('shows an item that was asked for', async () => {
    const item = { id: 'i', type: 'message' };
    const { perform } = atDesk(() => [{ type: 'conversation.item.retrieved', event_id: 'r', item }]);
    const result = await perform('/send --ack {"type":"conversation.item.retrieve","item_id":"i"}');
    expect(result.more).toMatchObject({ effect: { item } });
  });

  it('is refused, and not sent', async () => {
    expect(await atDesk(refuses()).says('/send response.cancel')).toBe('/send refused (no): No.');
    expect(await atDesk(() => 'refuse-write').says('/send response.cancel')).toMatch(/^\/send not sent/);
  });

  it.each([
    '/send',
    '/send nonsense',
    '/send {"type":"respnse.create"}',
    '/send {"type":"response.create",}',
  ])('%s is refused before anything is sent', async (line) => {
    const { perform, link } = atDesk(() => []);
    await expect(perform(line)).rejects.toMatchObject({ kind: 'usage' });
    expect(link.sent).toEqual([]);
  });

  it('completes the names of events', () => {
    expect(completeSlash('/send resp', lineCommands, knownOf()).candidates).toEqual([
      'response.create ',
      'response.cancel ',
    ]);
  });

  it('completes the ids that its JSON asks for, the newest first', () => {
    const named = (...ids: readonly string[]) => new Map(ids.map((id) => [id, { id } as never]));
    const open = { id: 'call_1', kind: 'function', arguments: '{}', state: 'called', outputs: 0 } as never;
    const session = {
      ...newSession,
      responses: named('resp_1', 'resp_2'),
      items: named('item_1'),
      toolCalls: new Map([['call_1' as never, open]]),
    };
    const candidates = (line: string): readonly string[] =>
      completeSlash(line, lineCommands, knownOf({ session })).candidates;
    const cancel = '/send {"type":"response.cancel",';
    expect(candidates(`${cancel}"response_id":"`)).toEqual([
      '{"type":"response.cancel","response_id":"resp_2" ',
      '{"type":"response.cancel","response_id":"resp_1" ',
    ]);
    expect(candidates(`${cancel} "response_id":"resp_1`)).toEqual(['"response_id":"resp_1" ']);
    expect(candidates('/send --ack {"item_id":"')).toEqual(['{"item_id":"item_1" ']);
    expect(candidates('/send {"call_id":"')).toEqual(['{"call_id":"call_1" ']);
    expect(candidates('/send {"text":"')).toEqual([]);
  });
});
