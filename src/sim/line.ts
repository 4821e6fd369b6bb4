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
    put(frame);
    sent += 1;
    if (sent === 2) for (const strange of strangers(call)) put(strange);
    const every = switches.number('duplicate');
    if (every !== undefined && sent % Math.max(1, every) === 0) put(frame);
    if (faulty) timeline.after(0, strike);
  };
  // After the frame is out, and not inside the routine that sent it.
  const strike = (): void => {
    const due = (after: number | undefined): boolean => after !== undefined && sent === after;
    if (due(switches.number('drop_after_frames'))) line.cut();
    if (due(switches.number('close_after_frames'))) line.close(switches.number('close_code') ?? 1000, '');
    if (due(switches.number('half_open_after_frames'))) line.mute();
    if (due(switches.number('end_after_frames'))) call.end('hangup');
    if (due(switches.number('vanish_after_frames'))) call.end('vanished');
  };
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
