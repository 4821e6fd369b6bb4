import { describe, expect, it } from 'vitest';
import { atDesk, refuses, type Answering } from '../at-desk.ts';

const cuts =
  (spoken: string, clears: boolean): Answering =>
  (event) =>
    event['type'] === 'response.cancel'
      ? [
          {
            type: 'response.done',
            event_id: 'd',
            response: {
              id: 'resp_1',
              status: 'cancelled',
              output: [{ content: [{ transcript: spoken }] }],
            },
          },
        ]
      : clears
        ? [{ type: 'output_audio_buffer.cleared', event_id: 'c', response_id: 'resp_1' }]
        : [];

const after = async (answer: Answering): Promise<string> => {
  const { says, clock } = atDesk(answer);
  const said = says('/interrupt');
  for (let step = 0; step < 12; step += 1) await clock.advance(500);
  return said;
};

describe('/interrupt', () => {
  it('says what was cut off', async () => {
    expect(await after(cuts('Good eve', true))).toBe(
      '/interrupt confirmed, the reply was cut off, and its sound: "Good eve"',
    );
    expect(await after(cuts('', false))).toBe(
      '/interrupt confirmed, the reply was cut off before it was heard',
    );
  });

  it('says that nobody was speaking', async () => {
    const { perform, clock } = atDesk((event) =>
      event['type'] === 'response.cancel' ? refuses('response_cancel_not_active')(event) : [],
    );
    const result = perform('/interrupt');
    await clock.advance(0);
    await clock.advance(1500);
    expect(await result).toMatchObject({
      outcome: 'confirmed',
      exit: 'ok',
      note: expect.stringMatching(/^nobody was speaking/),
      more: { cut: 'nothing' },
    });
  });

  it('says when that is not known', async () => {
    expect(await after(cuts('Good eve', false))).toMatch(
      /^\/interrupt outcome unknown: the reply was cancelled, but/,
    );
    expect(await after(() => 'refuse-write')).toMatch(/^\/interrupt not sent/);
    expect(await after(refuses('server_error'))).toMatch(/^\/interrupt refused \(server_error\)/);
  });

  it('takes no words', async () => {
    await expect(atDesk(() => []).perform('/interrupt now')).rejects.toMatchObject({ kind: 'usage' });
  });
});
