import { SidebandError } from '../core/error.ts';
import { feed } from '../media/feed.ts';
import { metronome } from '../media/metronome.ts';
import { native, type LoadNative } from '../media/native.ts';
import { peer } from '../media/peer.ts';
import { realSchedule } from '../media/schedule.ts';
import type { Media } from './desk.ts';
import type { Leg, LegEvents } from './leg.ts';
import type { Transcriber } from './transcriber.ts';
import { turnTape } from './turn-tape.ts';

/** What is sent just before a hang-up needs so long to be on its way, in milliseconds. */
const lingering = 200;

/** The amplitude that even the most sensitive session takes for speech. */
const mayBeSpeech = 20;

/** Samples that are looked at for the loudness of a frame: every fourth, speech has little above 6 kHz. */
const stride = 4;

const amplitude = (frame: Int16Array): number => {
  let sum = 0;
  for (let at = 0; at < frame.length; at += stride) sum += Math.abs(frame[at] ?? 0);
  return (sum * stride) / frame.length;
};

/** What legs need of the world. */
export type LegWorld = {
  readonly load: LoadNative | undefined;
  /** Words as sound. Never rejects. */
  readonly speech: (words: string) => Promise<Int16Array>;
  /** Who listens to what callers say, if anybody does. */
  readonly transcribe?: Transcriber | undefined;
  /** Called once when the package turns out not to be there. */
  readonly absent: (error: SidebandError) => void;
};

/** Real peer connections on loopback; `nowhere` answers where the native package is not there. */
export const webrtc = (world: LegWorld, nowhere: Media): Media => {
  const pace = metronome();
  const open = new Set<() => void>();
  let missing = false;

  const wrtc = (): ReturnType<typeof native> | undefined => {
    if (missing) return undefined;
    try {
      return native(world.load);
    } catch (error) {
      if (!(error instanceof SidebandError)) throw error;
      missing = true;
      world.absent(error);
      return undefined;
    }
  };

  return {
    async answer(offer) {
      const found = wrtc();
      if (found === undefined) return nowhere.answer(offer);
      let events: LegEvents | undefined;
      let arrived = (): void => {};
      let stop = (): void => {};
      let ended = false;
      let opened = false;
      let waiting: string[] = [];
      const tape = world.transcribe === undefined ? undefined : turnTape();
      const voice = feed(found, pace);
      const one = peer(found, {
        voice: voice.track,
        loopback: true,
        opened() {
          opened = true;
          events?.opened();
        },
        message(text) {
          if (events === undefined) waiting.push(text);
          else events.message(text);
        },
        hear(frame) {
          if (events === undefined) return;
          const loudness = amplitude(frame);
          tape?.add(frame, loudness > mayBeSpeech);
          events.heard(loudness);
        },
        channelClosed: () => events?.gone(),
        state(now) {
          if (now === 'connected') arrived();
          if (now === 'failed' || now === 'closed') events?.gone();
        },
      });
      const hangUp = (): void => {
        arrived();
        stop();
        one.close();
        voice.close();
        open.delete(hangUp);
      };
      open.add(hangUp);
      let sdp: string;
      try {
        sdp = await one.answer(offer);
      } catch (error) {
        hangUp();
        if (error instanceof SidebandError) return undefined;
        throw error;
      }
      const leg: Leg = {
        voice,
        speech: world.speech,
        words:
          tape === undefined ? undefined : () => world.transcribe?.(tape.take()) ?? Promise.resolve(null),
        serve(given, patience) {
          events = given;
          if (one.state() !== 'connected') arrived = realSchedule.after(patience, () => given.gone());
          if (opened) given.opened();
          for (const text of waiting) given.message(text);
          waiting = [];
        },
        send: (frame) => void one.send(frame),
        close() {
          if (ended) return;
          ended = true;
          events = undefined;
          stop = realSchedule.after(lingering, hangUp);
        },
      };
      return { sdp, leg };
    },
    close() {
      for (const hangUp of open) hangUp();
      pace.stop();
    },
  };
};
