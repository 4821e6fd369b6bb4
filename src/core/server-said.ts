import { child, objectIn, text } from './raw.ts';

/** What the server says about a failure, in its own words: untrusted, short. */
export type ServerSaid = { readonly code?: string; readonly message?: string; readonly said?: string };

const most = 300;

/** The error code and message of a JSON error body (or `error` event); nothing of any other body. */
export const serverSaid = (body: string): ServerSaid => {
  const error = child(objectIn(body), 'error');
  const code = text(error, 'code')?.slice(0, 80);
  const message = text(error, 'message')?.slice(0, most);
  const said = [code, message].filter((part) => part !== undefined && part !== '').join(': ');
  return {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(said === '' ? {} : { said }),
  };
};
