import { SidebandError } from '../core/error.ts';
import { ear, type Ear } from './ear.ts';
import { loopbackOnly } from './loopback.ts';
import type { ConnectionState, Description, Native, NativeChannel, NativeTrack } from './native.ts';
import { stateChanges } from './state-changes.ts';

/** The data channel of a Realtime call. */
const channelName = 'oai-events';

/** The longest text the data channel of wrtc takes, in bytes: a longer one closes the channel without a word. */
const longestText = 262_144;

/** What a description says the other side takes, in bytes; RFC 8841 says what it means when it says nothing. */
const longestFor = (sdp: string): number =>
  Math.min(longestText, Number(/^a=max-message-size:(\d+)/m.exec(sdp)?.[1] ?? 65_536) || longestText);

/** How long candidates are gathered before we go on with those there are, in milliseconds. */
const longestGathering = 3000;

/** One end of a WebRTC call. */
export type Peer = {
  /** The offer of who calls, its candidates in it. */
  offer(): Promise<string>;
  /** Takes the answer to that offer. Rejects with a SidebandError (network) when it is none. */
  accept(answer: string): Promise<void>;
  /** The answer to an offer, its candidates in it. Rejects with a SidebandError (usage) when it is none. */
  answer(offer: string): Promise<string>;
  /** Sends a text over the data channel; false when that is not open, or the text too long for it. */
  send(text: string): boolean;
  state(): ConnectionState;
  /** Hangs up: nothing is heard or told afterwards, and nothing of it keeps the process up. */
  close(): void;
};

/** What a peer is given: its voice, and who is told what happens. */
export type PeerParts = {
  /** The track of its voice (see `feed`); stopping it is its owner's business. */
  readonly voice: NativeTrack;
  /** Hears the other side: 480 samples, 48 kHz, mono, every ten milliseconds. */
  readonly hear?: (frame: Int16Array) => void;
  /** The data channel is open. */
  readonly opened?: () => void;
  readonly message?: (text: string) => void;
  /** The data channel is closed, by the other side or by what happened to the connection. */
  readonly channelClosed?: () => void;
  readonly state?: (now: ConnectionState) => void;
  /** Announces addresses of this machine's loopback alone. */
  readonly loopback?: boolean;
};

/** A peer connection with Opus both ways and the data channel `oai-events`. */
export const peer = (native: Native, parts: PeerParts): Peer => {
  const connection = new native.RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
  let channel: NativeChannel | undefined;
  let listening: Ear | undefined;
  let closed = false;
  let opened = false;
  let longest = longestText;

  const open = (): void => {
    if (closed || opened) return;
    opened = true;
    parts.opened?.();
  };
  const adopt = (one: NativeChannel): void => {
    channel = one;
    one.onopen = open;
    one.onmessage = ({ data }) => {
      if (!closed && typeof data === 'string') parts.message?.(data);
    };
    one.onclose = () => {
      if (!closed) parts.channelClosed?.();
    };
    // One that comes with the other side's offer is open already.
    if (one.readyState === 'open') queueMicrotask(open);
  };
  const speak = (): void => {
    connection.addTrack(parts.voice, new native.MediaStream({ id: 'realtimeapi' }));
  };
  connection.ondatachannel = (event) => {
    if (event.channel.label === channelName) adopt(event.channel);
  };
  connection.ontrack = ({ track }) => {
    if (closed || parts.hear === undefined || track.kind !== 'audio' || listening !== undefined) return;
    listening = ear(native, track, parts.hear);
  };
  const unwatched = stateChanges(connection, (now) => parts.state?.(now));

  const described = async (description: Description): Promise<string> => {
    await connection.setLocalDescription(description);
    // Looked at, and not waited for: wrtc does not always say it.
    for (let ms = 0; connection.iceGatheringState !== 'complete' && ms < longestGathering; ms += 10)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const { sdp } = connection.localDescription ?? description;
    return parts.loopback === true ? loopbackOnly(sdp) : sdp;
  };

  return {
    async offer() {
      speak();
      adopt(connection.createDataChannel(channelName));
      return described(await connection.createOffer());
    },
    async accept(sdp) {
      try {
        await connection.setRemoteDescription({ type: 'answer', sdp });
        longest = longestFor(sdp);
      } catch (cause) {
        throw new SidebandError('network', 'the answer to our SDP offer cannot be used', { cause });
      }
    },
    async answer(sdp) {
      try {
        await connection.setRemoteDescription({ type: 'offer', sdp });
        longest = longestFor(sdp);
        speak();
        return await described(await connection.createAnswer());
      } catch (cause) {
        throw new SidebandError('usage', 'the SDP offer cannot be answered', { cause });
      }
    },
    send(text) {
      if (closed || channel?.readyState !== 'open' || Buffer.byteLength(text) > longest) return false;
      try {
        channel.send(text);
        return true;
      } catch {
        return false;
      }
    },
    state: () => (closed ? 'closed' : connection.connectionState),
    close() {
      if (closed) return;
      closed = true;
      unwatched();
      listening?.close();
      channel?.close();
      connection.close();
    },
  };
};
