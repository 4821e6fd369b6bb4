import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { SidebandError } from '../core/error.ts';
import { leaveEarly } from './leave-early.ts';

/** What we use of a track of `@roamhq/wrtc`. */
export type NativeTrack = { readonly kind: string; stop(): void };

/** What we use of its data channels. */
export type NativeChannel = {
  readonly label: string;
  readonly readyState: 'connecting' | 'open' | 'closing' | 'closed';
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  send(text: string): void;
  close(): void;
};

/** A session description: an offer or an answer. */
export type Description = { readonly type: 'offer' | 'answer'; readonly sdp: string };

/** Where a connection stands, as its `connectionState` says. */
export type ConnectionState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

/** What we use of its peer connections. */
export type NativePeer = {
  readonly connectionState: ConnectionState;
  readonly iceGatheringState: 'new' | 'gathering' | 'complete';
  readonly localDescription: Description | null;
  onconnectionstatechange: (() => void) | null;
  ondatachannel: ((event: { readonly channel: NativeChannel }) => void) | null;
  ontrack: ((event: { readonly track: NativeTrack }) => void) | null;
  addTrack(track: NativeTrack, stream: object): unknown;
  createDataChannel(label: string): NativeChannel;
  createOffer(): Promise<Description>;
  createAnswer(): Promise<Description>;
  setLocalDescription(description: Description): Promise<void>;
  setRemoteDescription(description: Description): Promise<void>;
  close(): void;
};

/** Ten milliseconds of 16-bit PCM. */
export type NativeFrame = {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  readonly channelCount: number;
  readonly numberOfFrames: number;
};

/** What takes PCM and makes a track of it. */
export type NativeSource = { createTrack(): NativeTrack; onData(frame: NativeFrame): void };

/** What takes PCM out of a track. */
export type NativeSink = { ondata: ((frame: NativeFrame) => void) | null; stop(): void };

/** The few things of `@roamhq/wrtc` that are used here; its own types need those of a browser. */
export type Native = {
  readonly RTCPeerConnection: new (configuration: {
    readonly iceServers: readonly never[];
    readonly bundlePolicy: 'max-bundle';
  }) => NativePeer;
  readonly MediaStream: new (init?: { readonly id: string }) => object;
  readonly nonstandard: {
    readonly RTCAudioSource: new () => NativeSource;
    readonly RTCAudioSink: new (track: NativeTrack) => NativeSink;
  };
};

/** The package that does WebRTC, and what installs it. */
export const nativePackage = '@roamhq/wrtc';
const installLine = `npm install ${nativePackage}`;

/** Loads the package, or throws what `require` throws. */
export type LoadNative = () => unknown;

const installed: LoadNative = () => createRequire(import.meta.url)(nativePackage);

let loaded: Native | undefined;

/**
 * The native WebRTC package, loaded when it is first asked for. Throws a SidebandError (usage, reason `no-webrtc`) that
 * says how to get it where it is not installed or not made for this machine.
 */
export const native = (load: LoadNative = installed): Native => {
  if (load === installed && loaded !== undefined) return loaded;
  let found: unknown;
  try {
    found = load();
  } catch (cause) {
    const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const missing = code === 'MODULE_NOT_FOUND';
    throw new SidebandError(
      'usage',
      missing
        ? `WebRTC needs the optional package ${nativePackage}, which is not installed`
        : `WebRTC needs the optional package ${nativePackage}, which cannot be loaded on this machine`,
      {
        cause,
        reason: 'no-webrtc',
        hint: missing
          ? `install it beside rt-sideband: ${installLine}`
          : `its binaries are for Linux and macOS on x64 and arm64, and Windows on x64; if yours is one of them: ${installLine}`,
      },
    );
  }
  leaveEarly();
  const wrtc = found as Native;
  if (load === installed) loaded = wrtc;
  return wrtc;
};

/** True when the package and its binary for this machine are installed; nothing of them is loaded. */
export const nativePresent = (load: LoadNative = installed): boolean => {
  if (load !== installed) {
    try {
      return load() !== undefined;
    } catch {
      return false;
    }
  }
  try {
    const from = createRequire(createRequire(import.meta.url).resolve(nativePackage));
    from.resolve(`${nativePackage}-${platform()}-${arch()}`);
    return true;
  } catch {
    return false;
  }
};

/** The environment variable that has the package taken as absent: `none` proves what happens then. */
const switchName = 'RT_SIDEBAND_WEBRTC';

/** How an environment wants the package loaded: as it is installed, or (`RT_SIDEBAND_WEBRTC=none`) not at all. */
export const loaderFor = (env: Readonly<Record<string, string | undefined>>): LoadNative =>
  env[switchName] === 'none'
    ? () => {
        throw Object.assign(new Error(`switched off by ${switchName}`), { code: 'MODULE_NOT_FOUND' });
      }
    : installed;
