import { observer } from '../../src/core/observe.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { LinkChange } from '../../src/core/signal.ts';
import { troubles, type Troubles } from '../../src/core/troubles.ts';
import type { TroubleNews } from '../../src/core/troubles/trouble.ts';
import { link, moment, received } from './script.ts';

/** What happens, and how many milliseconds after the start: an event of the server, news of the link, or nothing. */
export type Step = readonly [ms: number, what: Raw | { readonly link: LinkChange } | undefined];

const isLink = (what: Raw | { readonly link: LinkChange }): what is { readonly link: LinkChange } =>
  'link' in what;

/** All the news of a call, and what is open at its end. */
export const watched = (
  steps: readonly Step[],
  options?: Parameters<typeof troubles>[0],
): { readonly news: readonly TroubleNews[]; readonly watch: Troubles } => {
  const see = observer();
  const watch = troubles(options);
  const news = steps.flatMap(([ms, what]) => {
    if (what === undefined) return watch.pass(moment(ms));
    return watch.see(see(isLink(what) ? link(what.link, ms) : received(what, ms)));
  });
  return { news, watch };
};

/** The news in short: `9000 bad tool-unanswered #3`, `12000 over tool-unanswered`. */
export const briefly = (
  steps: readonly Step[],
  options?: Parameters<typeof troubles>[0],
): readonly string[] =>
  watched(steps, options).news.map((news) =>
    news.kind === 'found'
      ? `${news.trouble.at.mono} ${news.trouble.severity} ${news.trouble.code} #${news.trouble.seq}`
      : `${news.at.mono} ${news.kind} ${news.trouble.code}`,
  );

/** The sentences of the news. */
export const sentences = (steps: readonly Step[]): readonly string[] =>
  watched(steps).news.map((news) => (news.kind === 'found' ? news.trouble.text : news.text));

export const config = (fields: Raw = {}, type = 'session.updated'): Raw => ({
  type,
  session: { type: 'realtime', id: 'sess_a', ...fields },
});

export const hears = (input: Raw): Raw => config({ audio: { input } });

export const created = (id = 'resp_a', conversation: string | null = 'conv_a'): Raw => ({
  type: 'response.created',
  response: { id, status: 'in_progress', conversation_id: conversation, output: [] },
});

export const done = (id = 'resp_a', more: Raw = {}): Raw => ({
  type: 'response.done',
  response: { id, status: 'completed', conversation_id: 'conv_a', output: [], ...more },
});

export const called = (id = 'call_a', written = '{"name":"Ann"}', more: Raw = {}): Raw => ({
  type: 'response.function_call_arguments.done',
  response_id: 'resp_a',
  item_id: `item_${id}`,
  call_id: id,
  name: 'find_booking',
  arguments: written,
  ...more,
});

export const output = (id = 'call_a', item = `out_${id}`): Raw => ({
  type: 'conversation.item.added',
  previous_item_id: null,
  item: { id: item, type: 'function_call_output', call_id: id, output: '{}' },
});

export const speech = (what: 'speech_started' | 'speech_stopped' | 'committed', item = 'item_u'): Raw => ({
  type: `input_audio_buffer.${what}`,
  item_id: item,
});

export const lost: Step['1'] = {
  link: { to: 'retrying', attempt: 1, of: 8, delay: 250, cause: 'connection lost' },
};

/** The steps of a loss that lasted from one moment to another. */
export const gap = (from: number, to: number): readonly Step[] => [
  [from, lost],
  [to, { link: { to: 'open', epoch: 2, took: 5 } }],
  [
    to,
    {
      link: {
        to: 'gap',
        gap: { from: moment(from), noticed: moment(from), to: moment(to), cause: 'connection lost' },
      },
    },
  ],
];
