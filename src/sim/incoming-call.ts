import type { Raw } from '../core/raw.ts';
import type { Switchboard } from './switchboard.ts';

/** The webhook that tells of a SIP call that rings: `realtime.call.incoming`, with the headers of its INVITE. */
export const incomingCall = (
  callId: string,
  who: { readonly from?: string | undefined; readonly to?: string | undefined },
  board: Pick<Switchboard, 'wall' | 'requestId'>,
): Raw => ({
  object: 'event',
  id: `evt_${board.requestId().slice(4)}`,
  type: 'realtime.call.incoming',
  created_at: Math.floor(board.wall()),
  data: {
    call_id: callId,
    sip_media_security: 'srtp',
    sip_headers: [
      { name: 'From', value: who.from ?? '"Ann" <sip:+15550100@sip.example.net>;tag=1' },
      { name: 'To', value: who.to ?? '<sip:proj_sim@sip.api.openai.com;transport=tls>' },
      { name: 'Call-ID', value: `${callId.slice(-12)}@sip.example.net` },
    ],
  },
});
