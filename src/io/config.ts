import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../core/error-code.ts';
import { SidebandError } from '../core/error.ts';
import { fileCause } from '../core/file-cause.ts';
import { isRaw, type Raw } from '../core/raw.ts';

/** The user's own settings, by flag name, and the file they are from. */
export type UserConfig = { readonly path: string; readonly values: Raw };

type Env = Readonly<Record<string, string | undefined>>;

/** Where the user's own settings are: `$XDG_CONFIG_HOME/rt-sideband/config.json`, or under `~/.config`. */
export const userConfigPath = (env: Env): string | undefined => {
  const given = env['XDG_CONFIG_HOME'];
  // The standard says that relative paths are to be ignored: the working directory must not decide.
  if (given?.startsWith('/') === true || /^[A-Za-z]:[\\/]/.test(given ?? '')) {
    return join(given ?? '', 'rt-sideband', 'config.json');
  }
  const home = env['HOME'] ?? env['USERPROFILE'];
  return home === undefined || home === '' ? undefined : join(home, '.config', 'rt-sideband', 'config.json');
};

/**
 * Reads the user's settings; none when there is no file. A file that is not a JSON object, or that names a setting not
 * among `known` (flag names without dashes), is a SidebandError of kind `usage` that names the path.
 */
export const readUserConfig = async (env: Env, known: readonly string[]): Promise<UserConfig | undefined> => {
  const path = userConfigPath(env);
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new SidebandError('usage', `cannot read the config file: ${fileCause(error)}`, { said: path });
  }
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw new SidebandError('usage', 'the config file is not valid JSON', { said: path });
  }
  if (!isRaw(values)) {
    throw new SidebandError('usage', 'the config file must hold one JSON object', { said: path });
  }
  for (const [name, value] of Object.entries(values)) {
    if (!known.includes(name)) {
      throw new SidebandError('usage', 'the config file holds a setting that does not exist', {
        said: `${path}: ${name.slice(0, 80)}`,
        hint: 'its names are those of the flags, without dashes in front: "format", "base-url"',
      });
    }
    if (!isSetting(value)) {
      throw new SidebandError(
        'usage',
        'a setting in the config file is neither text, number, switch, nor a list of texts',
        {
          said: `${path}: ${name.slice(0, 80)}`,
        },
      );
    }
  }
  return { path, values };
};

const isSetting = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));
