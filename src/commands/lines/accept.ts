import { pickUp } from '../../core/answer-call.ts';
import { acceptRequest } from '../../core/call-request.ts';
import { checkSession, sessionText } from '../accepting.ts';
import { ringingCall } from './ringing-call.ts';

/** `/accept CALL [SESSION]`: answers another call, one that rings. */
export const acceptLine = ringingCall({
  name: 'accept',
  flags: [{ name: '--model', value: 'model' }, { name: '--as-is' }],
  words: 'CALL [JSON|@file]',
  help: 'answer another call, one that rings',
  details: [
    'CALL is its id, as listen or a webhook told it. The session is checked before it is sent (--as-is sends it all the',
    'same), the request is sent once, and confirmed means that the call could be attached then.',
    '/accept rtc_… --model gpt-realtime-2.1',
    '/accept rtc_… @session.json --dry-run',
  ],
  read: (words) => ({
    session: words.text,
    model: words.values('--model')[0],
    asIs: words.values('--as-is').length > 0,
  }),
  request: async (callId, { session: given, model, asIs }, desk) => {
    const session = {
      ...sessionText(given === '' ? '{}' : await desk.textOf(given), 'the session'),
      ...(model === undefined ? {} : { model }),
    };
    checkSession(session, asIs, desk.meanwhile);
    return acceptRequest(callId, session);
  },
  act: (request, _asked, { http }) =>
    pickUp({ send: () => http.ask(request), look: (within) => http.look('there', within) }),
});
