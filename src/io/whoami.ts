import { hostname, userInfo } from 'node:os';

/** Who runs this, and where: the account (by its number where it has no name) and the name of the machine. */
export const whoami = (): { readonly user: string; readonly host: string } => ({
  user: account(),
  host: hostname(),
});

const account = (): string => {
  try {
    const { username, uid } = userInfo();
    return username === '' ? String(uid) : username;
  } catch {
    // A container may run as a number nobody gave a name.
    return 'unknown';
  }
};
