type Flag = { readonly kind: 'flag'; readonly fallback: boolean; readonly about: string };
type Count = {
  readonly kind: 'number';
  readonly fallback: number | undefined;
  readonly bare: number;
  readonly about: string;
};
type Choice = {
  readonly kind: 'choice';
  readonly of: readonly string[];
  readonly fallback: string;
  readonly about: string;
};
type Words = {
  readonly kind: 'text';
  readonly fallback: string | undefined;
  readonly bare: string;
  readonly about: string;
};

const flag = (fallback: boolean, about: string): Flag => ({ kind: 'flag', fallback, about });
const count = (fallback: number | undefined, bare: number, about: string): Count => ({
  kind: 'number',
  fallback,
  bare,
  about,
});
const choice = (of: readonly string[], about: string): Choice => ({
  kind: 'choice',
  of,
  fallback: of[0] ?? '',
  about,
});
const words = (bare: string, about: string): Words => ({ kind: 'text', fallback: undefined, bare, about });

/**
 * Everything about the service that is unknown, differs between recordings, or can go wrong: one line each. The first
 * part are the choices where the real behaviour is not known, the second the faults.
 */
export const switchTable = {
  session_created_on_sideband: flag(false, 'a sideband gets session.created first'),
  conversation_created: flag(false, 'conversation.created follows session.created'),
  sideband_audio_deltas: flag(false, 'a sideband gets response.output_audio.delta'),
  attach_404_ms_after_accept: count(
    undefined,
    300,
    'attach answers 404 for so long after a call is up (webrtc 0, sip 300)',
  ),
  attach_404_body: choice(['json', 'empty'], 'the body of that 404'),
  unknown_call_form: choice(
    ['http', '101'],
    'an unknown call is refused by HTTP 404, or by 101 + error + close 4000',
  ),
  accept_bad_payload: choice(['400', '200_then_dead'], 'what accept answers to a bad body'),
  sip_vad_params_rejected: flag(true, 'accept refuses turn_detection thresholds on SIP'),
  close_on_hangup: choice(['1000', '1001', '1006', 'none'], 'how sockets close after a hang-up'),
  unconnected_gone_s: count(
    30,
    3,
    'a WebRTC caller who got an answer and does not connect is gone after so long',
  ),
  peer_gone_notifies: flag(true, 'sockets close when the caller leaves'),
  expires_after_s: count(3600, 3600, 'seconds until the session is cut off'),
  expiry_error: flag(false, 'an error session_expired comes before that close'),
  error_event_id_echo: choice(['always', 'null_on_delete', 'never'], 'whether errors name the client event'),
  rate_limits_position: choice(['after_done', 'at_start', 'never'], 'when rate_limits.updated comes'),
  rate_limits_names: choice(['tokens', 'both'], 'tokens only, or requests too'),
  item_object_field: flag(false, 'items carry object: realtime.item'),
  item_done_previous_null: choice(
    ['sometimes', 'never', 'always'],
    'previous_item_id is null on item.done of the agent',
  ),
  obfuscation: flag(true, 'deltas are padded to a constant size'),
  reasoning_tokens: flag(true, 'usage has reasoning_tokens (2.x models)'),
  phase: flag(true, 'agent messages have a phase (2.x models)'),
  silence_default: count(undefined, 500, 'silence_duration_ms unless asked for (1.x 200, 2.x 500)'),
  empty_session_update: choice(['accept', 'reject'], 'what a session.update without fields gets'),
  fanout_errors: choice(['sender', 'all'], 'who gets an error'),
  refer_result: choice(['ok', 'silent', '500'], 'refer: the call leaves, nothing happens, or HTTP 500'),
  append_on_sideband: choice(['error', 'accept'], 'input audio sent by a sideband'),
  translation_after_closed: choice(
    ['close', 'stay'],
    'whether the socket of a translation session is closed (1000) after session.closed',
  ),
  translation_on_sideband: flag(true, 'a translation call can be attached to'),
  ek_on_sideband: choice(['accept', 'reject'], 'a client secret may attach'),
  ping_interval_s: count(20, 20, 'seconds between pings of the server; 0 sends none'),
  latency_ms: count(40, 200, 'milliseconds before a client event is looked at'),

  webhook_attempts: count(
    8,
    1,
    'how often a webhook is delivered until it gets a 2xx, each pause twice as long',
  ),
  ring_for_s: count(undefined, 30, 'a caller who is not answered gives up after so long'),

  auth_101: flag(false, 'a bad key is refused by 101 + error + close 3000 instead of HTTP 401'),
  refuse_upgrades: words('503x1', 'STATUSxN: the first N attaches are refused with that status'),
  hang_upgrades: count(undefined, 1, 'the first N attaches are never answered'),
  redirect_upgrades: flag(false, 'attaches are answered by a redirect'),
  upgrade_delay_ms: count(0, 2000, 'milliseconds before an attach is answered'),
  rest_status: words('503x1', 'STATUSxN: the first N REST requests are refused with that status'),
  rest_reply: choice(
    ['sent', 'lost', 'swallowed'],
    'accept, reject, refer, hangup: answered; done, but the answer is lost; neither done nor answered',
  ),
  fault_times: count(1, 1, 'how many sockets of a call the following faults hit'),
  drop_after_frames: count(undefined, 5, 'the socket is cut after N frames'),
  close_after_frames: count(undefined, 5, 'the socket is closed cleanly after N frames; the call goes on'),
  close_code: count(1000, 1001, 'the code of that close'),
  half_open_after_frames: count(
    undefined,
    5,
    'after N frames nothing comes any more, not even a pong; the socket stays',
  ),
  end_after_frames: count(undefined, 5, 'after N frames the call is over and its sockets closed'),
  vanish_after_frames: count(undefined, 5, 'after N frames the call is over and nobody is told'),
  garbage_frame: flag(false, 'the second frame is followed by one that is not JSON'),
  binary_frame: flag(false, 'the second frame is followed by a binary one'),
  unknown_type: flag(false, 'the second frame is followed by an event nobody knows'),
  oversize_frame: count(undefined, 2_000_000, 'the second frame is followed by one of N bytes'),
  stray_error: flag(false, 'the second frame is followed by an error that blames nobody'),
  no_event_id: flag(false, 'server events have no event_id'),
  delay_ms: count(0, 1000, 'milliseconds every frame is late'),
  duplicate: count(undefined, 3, 'every Nth frame comes twice'),
  reorder: count(undefined, 3, 'every Nth frame changes places with the next'),
  swallow: words('*', 'client events of this type (* for all) are ignored'),
  unacknowledged: words('*', 'client events of this type (* for all) take effect, but nobody is told'),
  refuse: words('*', 'client events of this type (* for all) are refused with server_error'),
  webhook_twice: flag(false, 'every webhook that gets a 2xx is delivered again'),
  webhook_altered: flag(false, 'the body of a webhook is altered after it was signed'),
  webhook_age_s: count(0, 600, 'webhooks were signed so many seconds ago'),
  webhook_rotation: flag(false, 'webhooks carry two signatures, as while the secret is rotated'),
  fail_responses: words('server_error', 'every response fails with this code'),
} as const;
