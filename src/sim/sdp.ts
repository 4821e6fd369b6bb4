import { hex, type Random } from './random.ts';

/** An answer to an SDP offer in the shape of the service's: an audio line, and a data channel if one was offered. */
export const answerTo = (offer: string, next: Random): string => {
  const digits = (length: number): string =>
    hex(length, next).replaceAll(/[a-f]/g, (letter) => String(letter.codePointAt(0) ?? 0).slice(-1));
  const fingerprint = (hex(64, next).toUpperCase().match(/../g) ?? []).join(':');
  const ice = [`a=ice-ufrag:${hex(16, next)}`, `a=ice-pwd:${hex(32, next)}`];
  const data = /^m=application .*webrtc-datachannel/m.test(offer);
  const source = `1${digits(8)}`;
  const lines = [
    'v=0',
    `o=- 1${digits(17)} 1${digits(9)} IN IP4 0.0.0.0`,
    's=-',
    't=0 0',
    'a=msid-semantic:WMS *',
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=ice-lite',
    `a=group:BUNDLE 0${data ? ' 1' : ''}`,
    'm=audio 9 UDP/TLS/RTP/SAVPF 96 0 8',
    'c=IN IP4 0.0.0.0',
    'a=setup:active',
    'a=mid:0',
    ...ice,
    'a=rtcp-mux',
    'a=rtcp-rsize',
    'a=rtpmap:96 opus/48000/2',
    'a=fmtp:96 minptime=10;useinbandfec=1',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:8 PCMA/8000',
    `a=ssrc:${source} cname:realtimeapi`,
    `a=ssrc:${source} msid:realtimeapi audio`,
    'a=msid:realtimeapi audio',
    'a=sendrecv',
    'a=candidate:1352698770 1 udp 2130706431 127.0.0.1 3478 typ host',
    'a=candidate:2321888134 1 tcp 1671430143 127.0.0.1 443 typ host tcptype passive',
    ...(data
      ? [
          'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
          'c=IN IP4 0.0.0.0',
          'a=setup:active',
          'a=mid:1',
          'a=sendrecv',
          'a=sctp-port:5000',
          'a=max-message-size:1073741823',
          ...ice,
        ]
      : []),
  ];
  return `${lines.join('\r\n')}\r\n`;
};
