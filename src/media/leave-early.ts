import process from 'node:process';

let arranged = false;

/**
 * Has the process end before Node takes its native objects apart: wrtc 0.10 frees its audio sources and streams in an
 * order that crashes then (exit code 139). Nothing is lost: output is written when `exit` is emitted.
 */
export const leaveEarly = (): void => {
  if (arranged) return;
  arranged = true;
  const leave = (code: number): void => {
    const listeners = process.listeners('exit');
    for (const later of listeners.slice(listeners.indexOf(leave) + 1)) later.call(process, code);
    // Not process.exit: test runners put their own in its place.
    const { reallyExit } = process as unknown as { reallyExit?: (code: number) => void };
    reallyExit?.call(process, Number(process.exitCode ?? code));
  };
  process.on('exit', leave);
};
