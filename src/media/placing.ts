import type { Clock, Link } from '../core/ports.ts';
import { channelLink } from './channel-link.ts';
import { inTime, unconnected } from './connecting.ts';
import { feed } from './feed.ts';
import { metronome } from './metronome.ts';
import type { Native } from './native.ts';
import { peer } from './peer.ts';
import { sampleRate } from './pcm.ts';

/** What a call is placed with. */
export type Placing = {
  readonly native: Native;
  readonly clock: Clock;
  /** Sends our offer to the service; gives the SDP it answers with. From then on there is a call. */
  readonly offer: (sdp: string) => Promise<string>;
  /** Tells the service that the call is over, where there is one, and whether it took that; called when it may not know. */
  readonly hangUp: () => Promise<boolean>;
  /** Gets what the agent says, 10 ms at a time; silence too. */
  readonly heard?: ((pcm: Int16Array) => void) | undefined;
  /** The service is on this machine: then no other address of it is told. */
  readonly loopback: boolean;
  /** How long the media connection may take, in milliseconds. */
  readonly within: number;
  /** Aborting it gives up. */
  readonly signal: AbortSignal;
};

/** A call we placed. Closing its link ends it. */
export type Placed = {
  readonly link: Link;
  /** Puts sound on the line, in the place of what still plays; resolves when it was sent, `signal` was aborted, or it is over. */
  readonly play: (pcm: Int16Array, signal?: AbortSignal) => Promise<void>;
};

/** Silence that is sent after words, in samples: a service that waits for it has to hear it. */
const pause = 3 * sampleRate;

/** How long a connection may be broken until it counts as lost, in milliseconds. */
const patience = 8000;

/**
 * Places a WebRTC call and waits until its data channel is open. Rejects with a SidebandError: what kept it from being
 * placed, or `network` when the media do not connect; then the call is hung up.
 */
export const place = async (placing: Placing): Promise<Placed> => {
  const { native, clock, offer, hangUp, heard, loopback } = placing;
  const began = clock.now().mono;
  const pace = metronome();
  const mouth = feed(native, pace);
  let back = new AbortController();
  let known = false;
  let ended = false;
  let playing = (): void => undefined;
  let settle = (_problem?: string): void => undefined;
  const connected = new Promise<string | undefined>((resolve) => {
    settle = resolve;
  });

  const end = async (): Promise<boolean> => {
    if (isBroken(leg.state())) events.ended('loss');
    try {
      // The request first: then what the service says on the channel about the end is still heard.
      return !known || (await hangUp());
    } finally {
      known = false;
      ended = true;
      back.abort();
      playing();
      mouth.close();
      pace.stop();
      leg.close();
    }
  };
  const events = channelLink(clock, { send: (text) => leg.send(text), hangUp: end });
  const over = (by: 'them' | 'loss'): void => {
    if (by === 'them') known = false;
    events.ended(by);
    settle(by === 'them' ? 'the service closed it' : 'no way through');
  };
  const leg = peer(native, {
    voice: mouth.track,
    loopback,
    ...(heard === undefined ? {} : { hear: heard }),
    opened() {
      events.opened(clock.now().mono - began);
      settle();
    },
    message: (text) => events.received(text),
    channelClosed: () => over(isBroken(leg.state()) ? 'loss' : 'them'),
    state(now) {
      back.abort();
      if (now === 'failed') over('loss');
      else if (now === 'closed') over('them');
      else if (now === 'disconnected') void lostUnlessBack();
    },
  });
  const lostUnlessBack = async (): Promise<void> => {
    back = new AbortController();
    const { signal } = back;
    await clock.sleep(patience, signal);
    if (!signal.aborted) over('loss');
  };

  try {
    const sdp = await leg.offer();
    // What fails from now on may have made a call.
    known = true;
    const answer = await offer(sdp);
    await leg.accept(answer);
    const problem = await inTime(connected, placing);
    if (problem !== undefined) throw unconnected(problem);
    return {
      link: events.link,
      async play(pcm, signal) {
        // A line that is over takes nothing, and would never say so.
        if (ended) return;
        playing();
        mouth.clear();
        await new Promise<void>((resolve) => {
          const leave = (): void => {
            mouth.clear();
            playing();
          };
          playing = () => {
            signal?.removeEventListener('abort', leave);
            resolve();
          };
          if (signal?.aborted === true) return resolve();
          signal?.addEventListener('abort', leave, { once: true });
          mouth.say(pcm, playing);
          mouth.say(new Int16Array(pause));
        });
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
};

const isBroken = (state: string): boolean => state === 'failed' || state === 'disconnected';
