import { describe, expect, it } from 'vitest';
import type { Raw } from '../../../src/core/raw.ts';
import { atDesk, refuses } from '../at-desk.ts';

const adds = (event: Raw): readonly Raw[] => [
  { type: 'conversation.item.added', event_id: `a_${String(event['event_id'])}`, item: event['item'] },
];
const found = (event: Raw): readonly Raw[] => [
  { type: 'conversation.item.retrieved', event_id: 'r', item: { id: event['item_id'] } },
];

describe('/whisper', () => {
  it('adds a system message and triggers nothing', async () => {
    const { says, link } = atDesk(adds);
    expect(await says('/whisper The caller is a VIP.')).toBe(
      '/whisper confirmed, the conversation holds it; no reply was triggered',
    );
    expect(link.sent).toMatchObject([
      {
        type: 'conversation.item.create',
        item: { role: 'system', content: [{ type: 'input_text', text: 'The caller is a VIP.' }] },
      },
    ]);
  });

  it('is refused, not sent, or unknown', async () => {
    expect(await atDesk(refuses()).says('/whisper x')).toBe('/whisper refused (no): No.');
    expect(await atDesk(() => 'refuse-write').says('/whisper x')).toBe(
      '/whisper not sent: the socket is closed',
    );
    expect(await atDesk(() => 'close').perform('/whisper x')).toMatchObject({
      outcome: 'unknown',
      exit: 'unknown',
    });
  });

  it('is looked up when nobody answers: what is there was added', async () => {
    const { says, clock, link } = atDesk((event) =>
      event['type'] === 'conversation.item.create' ? [] : found(event),
    );
    const said = says('/whisper x');
    await clock.advance(5000);
    expect(await said).toMatch(/^\/whisper confirmed/);
    expect(link.sent.map(({ type }) => type)).toEqual([
      'conversation.item.create',
      'conversation.item.retrieve',
    ]);
  });

  it('stays unknown when it is not found, and is not sent again', async () => {
    const { says, clock, link } = atDesk((event) =>
      event['type'] === 'conversation.item.create' ? [] : refuses('item_retrieve_invalid_item_id')(event),
    );
    const said = says('/whisper x');
    await clock.advance(5000);
    expect(await said).toMatch(/^\/whisper outcome unknown: no conversation.item.added .* does not hold it$/);
    expect(link.sent).toHaveLength(2);
  });

  it('stays unknown when the look-up is not answered either', async () => {
    const { says, clock } = atDesk(() => []);
    const said = says('/whisper x');
    await clock.advance(5000);
    await clock.advance(5000);
    expect(await said).toMatch(/^\/whisper outcome unknown: no conversation.item.added/);
  });

  it('needs words', async () => {
    await expect(atDesk(adds).perform('/whisper  ')).rejects.toMatchObject({ kind: 'usage' });
  });
});
