import type { Ending, Line } from './call.ts';
import type { Switches } from './switches.ts';

/** What the service says when a session is over because of its age. */
export const expiredText = 'Your session hit the maximum duration of 60 minutes.';

/** Takes leave of a socket whose call is over, the way the ending and the switches ask for. */
export const dismiss = (line: Line, how: Ending, switches: Switches): void => {
  if (how === 'expired') return line.close(1001, expiredText);
  if (how === 'vanished' || (how === 'caller' && !switches.flag('peer_gone_notifies'))) return line.mute();
  if (how === 'caller') return line.close(1000, '');
  const code = switches.choice('close_on_hangup');
  if (code === 'none') return line.mute();
  return code === '1006' ? line.cut() : line.close(Number(code), '');
};
