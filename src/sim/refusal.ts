/** What the service says when it refuses something: on the socket inside an `error` event, over HTTP as the body. */
export type Refusal = {
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
  readonly param: string | null;
};

/** A refusal for what the client did. */
export const refusal = (code: string | null, message: string, param: string | null = null): Refusal => ({
  type: 'invalid_request_error',
  code,
  message,
  param,
});

/** `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`: as the service lists supported values. */
export const listed = (values: readonly string[]): string => {
  const quoted = values.map((value) => `'${value}'`);
  if (quoted.length < 3) return quoted.join(' and ');
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1) ?? ''}`;
};

/** The service failed at something, through no fault of the client. */
export const serverError: Refusal = {
  type: 'server_error',
  code: 'server_error',
  message: 'The server had an error while processing your request.',
  param: null,
};

/** A value outside an enumeration. */
export const invalidValue = (value: string, supported: readonly string[], param: string): Refusal =>
  refusal('invalid_value', `Invalid value: '${value}'. Supported values are: ${listed(supported)}.`, param);

/** A field that has to be there. */
export const missing = (path: string): Refusal =>
  refusal('missing_required_parameter', `Missing required parameter: '${path}'.`, path);

/** A field nobody knows. */
export const unknownParameter = (path: string): Refusal =>
  refusal('unknown_parameter', `Unknown parameter: '${path}'.`, path);

/** The call is not there: never was, is over, or belongs to somebody else. `param` is an empty string over HTTP. */
export const noSuchCall: Refusal = refusal(
  'call_id_not_found',
  'No session found for the provided call_id',
  '',
);

/** The key is wrong; its text is never repeated. */
export const badKey: Refusal = refusal(
  'invalid_api_key',
  'Incorrect API key provided: ***. You can find your API key at https://platform.openai.com/account/api-keys.',
);

/** There is no key. */
export const noKey: Refusal = refusal(null, 'Missing bearer or basic authentication in header');

/** An old client asked for the shapes of the beta. */
export const betaShape: Refusal = refusal(
  'beta_api_shape_disabled',
  'The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.',
);
