import { own, text } from '../core/raw.ts';
import { turnDetection } from './audio-input.ts';
import type { Call } from './call.ts';
import { json, modelOf, notJson, type Handler } from './desk.ts';
import { invalidValue, noSuchCall, refusal, unknownParameter, type Refusal } from './refusal.ts';
import { failed } from './reply.ts';
import { sessionShape } from './session-shape.ts';
import { number, object, string } from './shape.ts';

const state = (call: Call | undefined): Refusal | undefined =>
  call === undefined || call.transport === 'websocket' || call.state() === 'ended' ? noSuchCall : undefined;

const sipOnly = failed(409, refusal(null, 'The call is not waiting for this: it is no incoming SIP call.'));

const sipTuning = ['threshold', 'prefix_padding_ms', 'silence_duration_ms'];

/** POST /realtime/calls/{id}/accept: answers a ringing SIP call with a session. */
export const accept: Handler = ({ body }, { board }, id) => {
  const call = board.find(id);
  const gone = state(call);
  if (gone !== undefined || call === undefined) return failed(404, gone ?? noSuchCall);
  if (call.state() !== 'pending') return sipOnly;
  const session = json(body);
  const vad = turnDetection(session);
  const tuned = call.switches.flag('sip_vad_params_rejected')
    ? sipTuning.find((key) => own(vad, key) !== undefined)
    : undefined;
  const wrong =
    session === undefined
      ? refusal(null, 'We could not parse the JSON body of your request.')
      : (sessionShape(session, '') ??
        modelOf(session) ??
        (tuned === undefined ? undefined : unknownParameter(`audio.input.turn_detection.${tuned}`)));
  if (wrong !== undefined) {
    if (call.switches.choice('accept_bad_payload') === '400') return failed(400, wrong);
    call.end('rejected');
    return { status: 200 };
  }
  call.accept(session ?? {});
  board.accepted(call);
  return { status: 200 };
};

/** POST /realtime/calls/{id}/reject: turns a ringing SIP call away. */
export const reject: Handler = ({ body }, { board }, id) => {
  const call = board.find(id);
  const gone = state(call);
  if (gone !== undefined || call === undefined) return failed(404, gone ?? noSuchCall);
  if (call.state() !== 'pending') return sipOnly;
  const asked = json(body);
  if (asked === undefined) return notJson;
  const wrong = object({ status_code: number(300, 699) })(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  call.end('rejected');
  return { status: 200 };
};

/** POST /realtime/calls/{id}/refer: hands a SIP call on. */
export const refer: Handler = ({ body }, { board }, id) => {
  const call = board.find(id);
  const gone = state(call);
  if (gone !== undefined || call === undefined) return failed(404, gone ?? noSuchCall);
  const asked = json(body);
  if (asked === undefined) return notJson;
  const wrong = object({ target_uri: string() }, ['target_uri'])(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  const target = text(asked, 'target_uri') ?? '';
  if (!/^(?:tel|sips?):/.test(target))
    return failed(400, invalidValue(target, ['tel:…', 'sip:…'], 'target_uri'));
  if (call.transport !== 'sip' || call.state() !== 'live') return sipOnly;
  const result = call.switches.choice('refer_result');
  if (result === '500') {
    const message = 'The server had an error while processing your request.';
    return failed(500, { type: 'server_error', code: 'server_error', message, param: null });
  }
  if (result === 'ok') board.timeline.after(500, () => call.end('hangup'));
  return { status: 200 };
};

/** POST /realtime/calls/{id}/hangup: ends a call. */
export const hangup: Handler = (_request, { board }, id) => {
  const call = board.find(id);
  const gone = state(call);
  if (gone !== undefined || call === undefined) return failed(404, gone ?? noSuchCall);
  call.end('hangup');
  return { status: 200 };
};
