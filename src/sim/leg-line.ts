import { attend } from './attend.ts';
import { peer } from './audience.ts';
import { turnDetection } from './audio-input.ts';
import type { Call, Line } from './call.ts';
import { detectionOf } from './detector.ts';
import type { Leg, LegEvents } from './leg.ts';

/** The length of a frame of a leg, in milliseconds. */
const frameMs = 10;

/** Joins a media leg to its call: the data channel is one more line, and what the caller says is heard. */
export const joinLeg = (leg: Leg, call: Call): void => {
  const { stage, scene } = call;
  const { timeline } = stage;
  const line: Line = {
    ...peer,
    send(frame) {
      const at_ms = Math.round(timeline.now() * 10) / 10;
      call.record({ at_ms, dir: 'out', socket: peer.number, kind: peer.kind, text: frame });
      leg.send(frame);
    },
    close: () => leg.close(),
    cut: () => leg.close(),
    mute: () => leg.close(),
  };
  const patience = (stage.switches.number('unconnected_gone_s') ?? 30) * 1000;
  const events: LegEvents = {
    opened: () => timeline.enter(() => call.join(line)),
    message: (frame) => timeline.enter(() => call.receive(line, frame, false)),
    heard(amplitude) {
      const heard = scene.microphone.hear(amplitude, frameMs, detectionOf(turnDetection(stage.config())));
      if (heard !== undefined) timeline.enter(() => attend(heard, scene));
    },
    gone: () => timeline.enter(() => call.end('caller')),
  };
  leg.serve(events, patience);
};
