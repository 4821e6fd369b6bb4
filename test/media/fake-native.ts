import type {
  ConnectionState,
  Native,
  NativeChannel,
  NativeFrame,
  NativePeer,
} from '../../src/media/native.ts';

/** What a test does to the one connection of such a package, in place of a network. */
export type FakeConnection = {
  /** The state it gives from now on, without a word. */
  is(state: ConnectionState): void;
  /** Says that its state changed, whether it did or not. */
  says(): void;
  /** How often its state was looked at. */
  readonly looks: () => number;
};

/** A package for WebRTC that connects to nothing; its sources keep every frame they were given. */
export const fakeNative = (): {
  readonly native: Native;
  readonly frames: NativeFrame[];
  readonly connection: FakeConnection;
} => {
  const frames: NativeFrame[] = [];
  let state: ConnectionState = 'new';
  let looks = 0;
  const channel: NativeChannel = {
    label: 'oai-events',
    readyState: 'open',
    onopen: null,
    onclose: null,
    onmessage: null,
    send: () => {},
    close: () => {},
  };
  const connection: NativePeer = {
    get connectionState() {
      looks += 1;
      return state;
    },
    iceGatheringState: 'complete',
    localDescription: null,
    onconnectionstatechange: null,
    ondatachannel: null,
    ontrack: null,
    addTrack: () => undefined,
    createDataChannel: () => channel,
    createOffer: () => Promise.resolve({ type: 'offer', sdp: 'v=0' }),
    createAnswer: () => Promise.resolve({ type: 'answer', sdp: 'v=0' }),
    setLocalDescription: () => Promise.resolve(),
    setRemoteDescription: () => Promise.resolve(),
    close: () => {},
  };
  const made = {
    RTCPeerConnection: function one() {
      return connection;
    },
    MediaStream: function one() {
      return {};
    },
    nonstandard: {
      RTCAudioSource: function one() {
        return {
          createTrack: () => ({ kind: 'audio', stop: () => {} }),
          onData: (frame: NativeFrame) => frames.push(frame),
        };
      },
    },
  };
  return {
    native: made as unknown as Native,
    frames,
    connection: {
      is(next) {
        state = next;
      },
      says: () => connection.onconnectionstatechange?.(),
      looks: () => looks,
    },
  };
};
