import { expect, it } from 'vitest';
import { loopbackOnly } from '../../src/media/loopback.ts';

const lines = (...lines: string[]): string => `${lines.join('\r\n')}\r\n`;

it('keeps the loopback candidates of a description and names no other address', () => {
  const sdp = lines(
    'v=0',
    'm=audio 46707 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 192.0.2.2',
    'a=candidate:3077952869 1 udp 2122265343 fd00::2 58013 typ host generation 0',
    'a=candidate:3229573512 1 udp 2122194687 192.0.2.2 46707 typ host generation 0',
    'a=candidate:1510613869 1 udp 2122063615 127.0.0.1 48203 typ host generation 0',
    'a=sendrecv',
    'm=video 0 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP6 fd00::2',
  );
  expect(loopbackOnly(sdp)).toBe(
    lines(
      'v=0',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'c=IN IP4 0.0.0.0',
      'a=candidate:1510613869 1 udp 2122063615 127.0.0.1 48203 typ host generation 0',
      'a=sendrecv',
      'm=video 0 UDP/TLS/RTP/SAVPF 96',
      'c=IN IP4 0.0.0.0',
    ),
  );
});
