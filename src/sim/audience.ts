import type { Raw } from '../core/raw.ts';
import type { Line } from './call.ts';
import type { FrameLog } from './frame-log.ts';
import type { Identities } from './identities.ts';
import type { Participant } from './stage.ts';
import type { Switches } from './switches.ts';
import type { Timeline } from './timeline.ts';

/** Everybody on a session: the sockets and, on a media call, the caller's own leg. */
export type Audience = {
  readonly lines: () => readonly Line[];
  join(line: Line): void;
  readonly leave: (line: Line) => void;
  /** Sends an event to those who pass. */
  tell(event: Raw, to: (participant: Participant) => boolean): void;
  /** Notes a frame that came in. */
  heard(frame: string, from: Participant): void;
};

/** The caller's leg: the scripted caller and the app behind it. */
export const peer: Participant = { number: 0, kind: 'peer' };

/** An audience; `leg` says whether there is a media leg, whose frames are logged too. */
export const audience = (
  leg: boolean,
  log: FrameLog,
  ids: Identities,
  switches: Switches,
  timeline: Timeline,
): Audience => {
  const lines = new Map<number, Line>();
  const note = (dir: 'in' | 'out', { number, kind }: Participant, text: string): void =>
    log.add({ at_ms: Math.round(timeline.now() * 10) / 10, dir, socket: number, kind, text });
  return {
    lines: () => [...lines.values()],
    join(line) {
      lines.set(line.number, line);
    },
    leave(line) {
      lines.delete(line.number);
    },
    tell(event, to) {
      const frame = JSON.stringify(stamped(event, ids, switches));
      if (leg && to(peer)) note('out', peer, frame);
      for (const line of lines.values()) if (to(line)) line.send(frame);
    },
    heard: (frame, from) => note('in', from, frame),
  };
};

/** The event with its id after its type. `event_id: null` asks for none. */
const stamped = (event: Raw, ids: Identities, switches: Switches): Raw => {
  const { type, event_id: given, ...fields } = event;
  if (given === null || (given === undefined && switches.flag('no_event_id'))) return { type, ...fields };
  if (given !== undefined) return event;
  const buffer = typeof type === 'string' && type.startsWith('output_audio_buffer.');
  return { type, event_id: buffer ? ids.bufferEvent() : ids.event(), ...fields };
};
