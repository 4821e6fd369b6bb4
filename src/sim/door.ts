import type { SidebandError } from '../core/error.ts';
import type { LoadNative } from '../media/native.ts';
import type { Media } from './desk.ts';
import { transcriber, type Transcription } from './transcriber.ts';

/** What the door to WebRTC is made of. */
export type Doorway = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly load: LoadNative;
  /** Who listens to what callers say, if anybody does. */
  readonly transcription?: Transcription | undefined;
  readonly absent: (error: SidebandError) => void;
  /** What answers where there is no WebRTC. */
  readonly nowhere: Media;
};

/** The door for media legs; what is behind it is loaded when somebody knocks. */
export const door = ({ env, load, absent, nowhere, transcription }: Doorway): Media => {
  const leaving = new AbortController();
  const transcribe = transcription === undefined ? undefined : transcriber(transcription, leaving.signal);
  let behind: Promise<Media> | undefined;
  const open = async (): Promise<Media> => {
    const [{ webrtc }, { agentVoice }] = await Promise.all([
      import('./webrtc.ts'),
      import('./agent-voice.ts'),
    ]);
    return webrtc({ load, absent, transcribe, speech: agentVoice(env, leaving.signal) }, nowhere);
  };
  return {
    async answer(offer) {
      behind ??= open();
      return (await behind).answer(offer);
    },
    close() {
      leaving.abort();
      void behind?.then((media) => media.close?.());
    },
  };
};
