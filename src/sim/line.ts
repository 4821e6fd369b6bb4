import type { RawData, WebSocket } from 'ws';
import type { Call, Line } from './call.ts';
import type { Timeline } from './timeline.ts';

/** A frame of the second kind of fault: what nobody expects after the second frame. */
const strangers = (call: Call): readonly (string | Buffer)[] => {
  const { switches } = call;
  const size = switches.number('oversize_frame');
  const event = (type: string, more: object): string =>
    JSON.stringify({ type, event_id: call.stage.ids.event(), ...more });
  return [
    ...(switches.flag('garbage_frame') ? ['{"type":"response.done","event_id":'] : []),
    ...(switches.flag('binary_frame') ? [Buffer.from([0, 1, 2, 3])] : []),
    ...(switches.flag('unknown_type') ? [event('response.telepathy.delta', { delta: 'hm' })] : []),
    ...(size === undefined ? [] : [event('session.padding', { padding: 'x'.repeat(size) })]),
    ...(switches.flag('stray_error')
      ? [
          event('error', {
            error: {
              type: 'server_error',
              code: 'server_error',
              message: 'The server had an error while processing your request.',
              param: null,
              event_id: null,
            },
          }),
        ]
      : []),
  ];
};

/** Joins an open socket to a call, with the faults its switches ask for. `end` is called when it is gone. */
export const joinLine = (
  socket: WebSocket,
  call: Call,
  kind: 'sideband' | 'model',
  timeline: Timeline,
  gone: () => void,
): Line => {
  const number = call.nextNumber();
  const { switches } = call;
  const faulty = number <= (switches.number('fault_times') ?? 1);
  let sent = 0;
  let muted = false;
  let struck = false;
  let held: string | undefined;

  const record = (data: string | Buffer, dir: 'in' | 'out'): void => {
    const text = typeof data === 'string' ? data : data.toString('base64');
    const at_ms = Math.round(timeline.now() * 10) / 10;
    call.record({
      at_ms,
      dir,
      socket: number,
      kind,
      text,
      ...(typeof data === 'string' ? {} : { binary: true }),
    });
  };
  const put = (data: string | Buffer): void => {
    if (muted || socket.readyState !== socket.OPEN) return;
    record(data, 'out');
    socket.send(data);
  };
  const counted = (frame: string): void => {
    if (struck) return;
    put(frame);
    sent += 1;
    if (sent === 2) for (const strange of strangers(call)) put(strange);
    const every = switches.number('duplicate');
    if (every !== undefined && sent % Math.max(1, every) === 0) put(frame);
    const blow = faulty ? blows.find(([name]) => switches.number(name) === sent) : undefined;
    if (blow === undefined) return;
    // No frame after this one; but not inside the routine that sent it.
    struck = true;
    timeline.after(0, blow[1]);
  };
  const blows = [
    ['drop_after_frames', () => line.cut()],
    ['close_after_frames', () => line.close(switches.number('close_code') ?? 1000, '')],
    ['half_open_after_frames', () => line.mute()],
    ['end_after_frames', () => call.end('hangup')],
    ['vanish_after_frames', () => call.end('vanished')],
  ] as const;
  const swapped = (frame: string): void => {
    const every = switches.number('reorder');
    if (held !== undefined) {
      const before = held;
      held = undefined;
      counted(frame);
      counted(before);
    } else if (every !== undefined && (sent + 1) % Math.max(2, every) === 0) {
      held = frame;
    } else counted(frame);
  };

  const line: Line = {
    number,
    kind,
    send(frame) {
      const late = switches.number('delay_ms') ?? 0;
      if (late === 0) swapped(frame);
      else timeline.after(late, () => swapped(frame));
    },
    close(code, reason) {
      if (held !== undefined) counted(held);
      held = undefined;
      if (!muted) socket.close(code, reason);
    },
    cut: () => socket.terminate(),
    mute() {
      muted = true;
    },
  };

  socket.on('ping', (data) => {
    if (!muted) socket.pong(data);
  });
  socket.on('message', (data: RawData, binary: boolean) => {
    if (muted) return;
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    timeline.enter(() => {
      if (binary) record(bytes, 'in');
      call.receive(line, binary ? '' : bytes.toString('utf8'), binary);
    });
  });
  socket.on('error', () => {});
  const interval = (switches.number('ping_interval_s') ?? 0) * 1000;
  const ping = (): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (!muted) socket.ping(Buffer.from('ping'));
    stopPings = timeline.after(interval, ping);
  };
  let stopPings = interval > 0 ? timeline.after(interval, ping) : () => {};
  socket.on('close', () => {
    stopPings();
    timeline.enter(() => {
      call.leave(line);
      gone();
    });
  });
  call.join(line);
  return line;
};
