import { turnAway } from '../../core/answer-call.ts';
import { rejectRequest } from '../../core/call-request.ts';
import { SidebandError } from '../../core/error.ts';
import { safe } from '../../core/safe.ts';
import { whole } from '../command.ts';
import { ringingCall } from './ringing-call.ts';

const status = whole(300, 699);

/** `/reject CALL`: turns another call away, one that rings. */
export const rejectLine = ringingCall({
  name: 'reject',
  flags: [{ name: '--status', value: '486' }],
  words: 'CALL',
  help: 'turn another call away, one that rings',
  details: [
    'CALL is its id, as listen or a webhook told it. 486 says busy, 603 (unless told otherwise) declined.',
    '/reject rtc_… --status 486',
  ],
  read: (words) => {
    if (words.text !== '') throw new SidebandError('usage', 'takes a call and no more', { said: words.text });
    const [given] = words.values('--status');
    return given === undefined ? undefined : status(given);
  },
  danger: (given) => ({
    question: safe`turn it away with ${given ?? 603}?`,
    why: 'this turns a call away and there is nobody to ask; nothing was sent',
    hint: '/reject --yes CALL does it',
  }),
  request: (callId, given) => Promise.resolve(rejectRequest(callId, given)),
  act: (request, given, { http }) => turnAway(() => http.ask(request), given),
});
