import { describe, expect, it } from 'vitest';
import { farewell } from '../../src/core/farewell.ts';
import { operator } from '../../src/core/operator.ts';
import { pump } from '../../src/core/pump.ts';
import { child, type Raw } from '../../src/core/raw.ts';
import { runIds } from '../../src/io/system.ts';
import { manualClock } from '../manual-clock.ts';
import { scriptedLink } from '../scripted-link.ts';

const stopped = (id: string): Raw => ({
  type: 'output_audio_buffer.stopped',
  event_id: `s_${id}`,
  response_id: id,
});
const cleared = (id: string): Raw => ({ ...stopped(id), type: 'output_audio_buffer.cleared' });

/** Says something; `before` comes with its response, `after` a second later. */
const speaking = async (before: readonly Raw[], after: readonly Raw[], status = 'completed') => {
  const clock = manualClock();
  const link = scriptedLink((event) => {
    const response = {
      id: 'resp_1',
      status,
      metadata: child(child(event, 'response'), 'metadata'),
      output: [],
    };
    return [
      { type: 'response.created', event_id: 'a', response: { ...response, status: 'in_progress' } },
      ...before,
      { type: 'response.done', event_id: 'b', response },
    ];
  });
  const acts = operator(link, clock);
  void pump(link.signals, [acts]);
  const saying = { text: 'Goodbye.', timeout: 5000, queued: () => undefined };
  let heard: string | undefined;
  const done = farewell(
    acts,
    saying,
    runIds(() => 0),
    clock,
  ).then((said) => {
    heard = said.outcome === 'confirmed' ? said.heard : said.outcome;
  });
  await clock.advance(1000);
  const early = heard;
  link.receive(...after);
  await clock.advance(100);
  const soon = heard;
  await clock.advance(60_000);
  await done;
  return { early, soon, at_last: heard };
};

describe('last words', () => {
  it('are heard when their audio was played, not when they were generated', async () => {
    expect(await speaking([], [stopped('resp_1')])).toEqual({
      early: undefined,
      soon: 'whole',
      at_last: 'whole',
    });
  });

  it('are heard also when that came first', async () => {
    expect(await speaking([stopped('resp_1')], [])).toMatchObject({ early: 'whole' });
  });

  it('are not heard by what another response played', async () => {
    expect(await speaking([stopped('resp_0')], [stopped('resp_2')])).toEqual({
      early: undefined,
      soon: undefined,
      at_last: 'unseen',
    });
  });

  it('are cut when somebody speaks over them', async () => {
    expect(await speaking([], [cleared('resp_1')])).toMatchObject({ soon: 'cut' });
  });

  it('are not waited for when they were not said', async () => {
    expect(await speaking([], [], 'failed')).toMatchObject({ early: 'refused' });
  });
});
