import type { Clock } from '../core/ports.ts';

/** What a pulse watches and may do. */
export type Patient = {
  /** Bytes received so far: any of them is a sign of life. */
  readonly bytes: () => number;
  /** The mono time of the last frame. */
  readonly lastFrame: () => number;
  /** True while we ourselves do not read: then silence says nothing. */
  readonly paused: () => boolean;
  readonly ping: () => void;
  /** Nothing came for two ping intervals, though it was asked for. */
  readonly dead: () => void;
  /** No frames for a minute, but life. Called once per silence. */
  readonly quiet: (ms: number) => void;
};

/** How long a live connection is silent before it is called quiet, in milliseconds. */
const quietAfter = 60_000;

/**
 * Pings every `pingMs` and looks twice as often. Dead means no byte for two intervals: at most 2.5 intervals after the
 * last one. Ends when the signal is aborted or the patient is dead.
 */
export const pulse = async (
  patient: Patient,
  pingMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> => {
  const step = pingMs / 2;
  let seen = patient.bytes();
  let alive = clock.now().mono;
  let looked = alive;
  let told = -1;
  for (let beat = 1; ; beat += 1) {
    await clock.sleep(step, signal);
    if (signal.aborted) return;
    const now = clock.now().mono;
    // A process that was stopped has not read yet what waits for it.
    const late = now - looked > 3 * step;
    looked = now;
    const bytes = patient.bytes();
    if (bytes !== seen || patient.paused() || late) alive = now;
    seen = bytes;
    if (now - alive >= 2 * pingMs) return patient.dead();
    if (beat % 2 === 0) patient.ping();
    const last = patient.lastFrame();
    const silence = now - last;
    if (silence >= quietAfter && now - alive < pingMs && told !== last) {
      told = last;
      patient.quiet(silence);
    }
  }
};
