import { isRaw, own, objectIn, text, type Raw } from '../raw.ts';
import { joining, type Joined } from './pieces.ts';

/** The event of a record of a frame, if it is a JSON object. */
export const eventOf = (record: Raw): Raw | undefined => {
  const event = own(record, 'event') ?? objectIn(text(record, 'text') ?? '');
  return isRaw(event) ? event : undefined;
};

/** Collects what comes in pieces: every record goes in once, before any is redacted. */
export const surveying = (
  touched: (text: string) => boolean,
): { readonly write: (record: Raw) => void; readonly joined: () => Joined } => {
  const { write, joined } = joining(touched);
  return {
    write(record) {
      const event = own(record, 'duplicate') === true ? undefined : eventOf(record);
      if (event !== undefined) write(event);
    },
    joined,
  };
};
