import { clientEventNames, definitionOf } from '../catalogue.ts';
import { exitCodes } from '../error.ts';

const listed = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

const values = listed(`
  realtime transcription translation conversation
  realtime.item realtime.response realtime.session realtime.conversation realtime.transcription_session realtime.client_secret
  message function_call function_call_output mcp_call mcp_list_tools mcp_approval_request mcp_approval_response item_reference
  user assistant system input_text input_audio input_image output_text output_audio text audio
  completed in_progress incomplete cancelled failed turn_detected client_cancelled max_output_tokens content_filter
  server_vad semantic_vad near_field far_field audio/pcm audio/pcmu audio/pcma function mcp auto none required
  invalid_request_error server_error retention_ratio tokens duration
  ended dropped detached unknown open retrying gap notice closed
  expired restart lost no-pong protocol too-large auth refused not-found tls
  header frame link end seal in out
`);

const fields = listed(`
  v kind seq ms at dir by tool started_at base_url call_id event text base64 duplicate change to from cause noticed exit code
  name complete frames in out reason message hint attempt of delay epoch took torn_bytes offset redacted drop personal names
  patterns ids dropped_bytes found dropped different places bytes
  type event_id object id role status status_details model voice session response item items item_id previous_item_id response_id
  conversation conversation_id content content_index output output_index arguments delta transcript part error param
  instructions prompt tools tool_choice parameters description server_label metadata rt_sideband usage total_tokens input_tokens
  output_tokens cached_tokens cached_tokens_details input_token_details output_token_details text_tokens audio_tokens image_tokens
  reasoning_tokens seconds rate_limits limit remaining reset_seconds audio input format rate transcription language
  turn_detection threshold prefix_padding_ms silence_duration_ms idle_timeout_ms create_response interrupt_response eagerness
  noise_reduction speed output_modalities max_output_tokens truncation tracing include expires_at audio_start_ms audio_end_ms
  logprobs logprob token obfuscation phase approve approval_request_id image_url client_secret value headers authorization
`);

/** Whether a value is a word of the protocol or of our records, which belongs to nobody. */
export const isProtocolWord = (value: string): boolean =>
  values.has(value) || Object.hasOwn(exitCodes, value);

/** Whether a name of a field is one that this program reads; what else stands as a name may be anything. */
export const isProtocolField = (name: string): boolean => fields.has(name);

const ofClient: ReadonlySet<string> = new Set(clientEventNames);

/** Whether a type of event is known, of the server or of a client. */
export const isEventType = (type: string): boolean => definitionOf(type) !== undefined || ofClient.has(type);
