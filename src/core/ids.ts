declare const callIdBrand: unique symbol;
declare const toolCallIdBrand: unique symbol;

/** The id of a call, `rtc_…`: opaque, safe in a URL and a file name. Never a function call's id. */
export type CallId = string & { readonly [callIdBrand]: true };

/** The id of a function call inside the conversation, `call_…`. The wire calls both `call_id`; we never do. */
export type ToolCallId = string & { readonly [toolCallIdBrand]: true };

const shape = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** The text as a call id, or nothing when it cannot be one. */
export const asCallId = (text: string): CallId | undefined =>
  shape.test(text) ? (text as CallId) : undefined;

/** The text as a tool call id: any string the server used as one. */
export const asToolCallId = (text: string): ToolCallId => text as ToolCallId;
