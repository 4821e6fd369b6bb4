import { children, child, number, own, text, type Raw } from '../raw.ts';
import type { Found } from './edits.ts';
import { introductionsIn } from './introductions.ts';
import { spreading } from './spread.ts';
import { eventOf } from './survey.ts';

/** What can be known only when a whole recording was read. */
export type Learned = {
  /** Names with which callers introduced themselves. */
  readonly names: readonly string[];
  /** Parts of numbers that were spread over several turns, by the text that they are in. */
  readonly parts: ReadonlyMap<string, readonly Found[]>;
};

/** A recording of which nothing is known. */
export const nothingLearned: Learned = { names: [], parts: new Map() };

type Speaker = 'user' | 'agent' | 'system';
type Said = { readonly speaker: Speaker; readonly slot: string; readonly text: string };

const speakers: ReadonlyMap<string, Speaker> = new Map([
  ['user', 'user'],
  ['assistant', 'agent'],
  ['system', 'system'],
]);

const finals: ReadonlyMap<string, readonly [Speaker, 'transcript' | 'text']> = new Map([
  ['conversation.item.input_audio_transcription.completed', ['user', 'transcript']],
  ['response.output_audio_transcript.done', ['agent', 'transcript']],
  ['response.audio_transcript.done', ['agent', 'transcript']],
  ['response.output_text.done', ['agent', 'text']],
  ['response.text.done', ['agent', 'text']],
]);

/** What stands in an item; one that has no id yet comes again with one. */
function* ofItem(item: Raw | undefined): Generator<Said> {
  const speaker = speakers.get(text(item, 'role') ?? '');
  const id = text(item, 'id');
  if (speaker === undefined || id === undefined) return;
  for (const [index, content] of children(item, 'content').entries()) {
    const said = text(content, 'transcript') ?? text(content, 'text') ?? '';
    yield { speaker, slot: `${id} ${index}`, text: said };
  }
}

/** What an event says was said; an empty text holds the place of one that comes later. */
function* saidIn(event: Raw): Generator<Said> {
  const final = finals.get(text(event, 'type') ?? '');
  if (final !== undefined) {
    const [speaker, field] = final;
    const said = text(event, field);
    const slot = `${text(event, 'item_id') ?? ''} ${number(event, 'content_index') ?? 0}`;
    if (said !== undefined) yield { speaker, slot, text: said };
    return;
  }
  yield* ofItem(child(event, 'item'));
  for (const item of children(child(event, 'response'), 'output')) yield* ofItem(item);
  for (const item of children(child(event, 'response'), 'input')) yield* ofItem(item);
}

/** Turns of one speaker that wait for what was said in them. */
const waiting = 64;
/** Ways in which one turn is written that are kept, and names. */
const most = { texts: 4, names: 1000, slots: 512 };

/** Reads what was said: every record goes in once, in order. Keeps what is behind it only where a number may be in it. */
export const learning = (): { readonly write: (record: Raw) => void; readonly learned: () => Learned } => {
  const names = new Set<string>();
  const listen = () => ({
    spread: spreading(),
    open: new Map<string, Set<string>>(),
    gone: new Set<string>(),
  });
  const sides = { user: listen(), agent: listen(), system: listen() };

  const pass = ({ spread, open, gone }: ReturnType<typeof listen>, left: number): void => {
    for (const [slot, texts] of open) {
      if (open.size <= left) return;
      open.delete(slot);
      gone.add(slot);
      if (gone.size > most.slots) for (const old of gone) if (gone.size > most.slots) gone.delete(old);
      spread.turn([...texts]);
    }
  };

  return {
    write(record) {
      const event = own(record, 'duplicate') === true ? undefined : eventOf(record);
      if (event === undefined) return;
      for (const { speaker, slot, text: said } of saidIn(event)) {
        const side = sides[speaker];
        if (side.gone.has(slot)) continue;
        const texts = side.open.get(slot) ?? new Set();
        side.open.set(slot, texts);
        if (said !== '' && texts.size < most.texts) texts.add(said);
        pass(side, waiting);
        if (speaker === 'user' && names.size < most.names)
          for (const name of introductionsIn(said)) names.add(name);
      }
    },
    learned() {
      const parts = new Map<string, readonly Found[]>();
      for (const side of [sides.user, sides.agent, sides.system]) {
        pass(side, 0);
        for (const [said, found] of side.spread.found())
          parts.set(said, [...(parts.get(said) ?? []), ...found]);
      }
      return { names: [...names], parts };
    },
  };
};
