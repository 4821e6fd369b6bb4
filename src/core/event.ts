import type { ServerEvent } from './catalogue.ts';
import type { Raw } from './raw.ts';
import type { LinkChange } from './signal.ts';

/** A signal with its meaning. Nothing the wire said is dropped. */
export type Event =
  | { readonly kind: 'server'; readonly type: string; readonly known: ServerEvent; readonly raw: Raw }
  | { readonly kind: 'client'; readonly type: string; readonly raw: Raw; readonly by: string | undefined }
  | { readonly kind: 'unknown'; readonly type: string; readonly raw: Raw }
  | { readonly kind: 'malformed'; readonly text: string; readonly reason: string }
  | { readonly kind: 'link'; readonly change: LinkChange };
