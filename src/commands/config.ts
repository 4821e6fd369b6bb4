import { own } from '../core/raw.ts';
import { SidebandError } from '../core/error.ts';
import { escapeJson, escapeText } from '../core/safe.ts';
import { effectiveApi } from '../io/credentials.ts';
import { command, toggle } from './command.ts';
import type { Context } from './context.ts';
import { keyOptions, voiceOptions } from './options.ts';
import { flagName, userConfig } from './user-defaults.ts';

/** One setting that is in force. Secrets are in their printed form. */
type Setting = { readonly name: string; readonly value: string; readonly from: string };

/** How much is kept on this machine, unless the user's file says it, and where. */
const memoryOf = (inFile: boolean, { env, state }: Context): readonly Setting[] => {
  const said = (env['RT_SIDEBAND_REMEMBER'] ?? '') !== '';
  const where = (env['XDG_STATE_HOME'] ?? '') === '' ? 'default' : 'environment XDG_STATE_HOME';
  const remember = { name: 'remember', value: state.keeps };
  return [
    ...(said ? [{ ...remember, from: 'environment RT_SIDEBAND_REMEMBER' }] : []),
    ...(said || inFile ? [] : [{ ...remember, from: 'default' }]),
    { name: 'state-folder', value: state.path ?? '', from: state.path === undefined ? 'not set' : where },
  ];
};

/** `config`: what is in force for a command started here and now, and where each value came from. */
export const config = command({
  name: 'config',
  arguments: '',
  options: { json: toggle('--json', 'print one JSON object per setting'), ...keyOptions, ...voiceOptions },
  details:
    'flags > environment > .env > user file ($XDG_CONFIG_HOME/rt-sideband/config.json, names = flag names) > defaults.',
  examples: [['rt-sideband config', 'why does it talk to that host?']],
  run: async (_words, options, context) => {
    const user = await userConfig(context);
    const api = await effectiveApi({ env: context.env, cwd: context.cwd, options, userConfig: user });
    const memory = memoryOf(own(user?.values, 'remember') !== undefined, context);
    const known = new Set([...api, ...memory].map(({ name }) => name));
    const preferences = Object.keys(user?.values ?? {})
      .filter((name) => !known.has(name))
      .map((name): Setting => ({ name, value: String(own(user?.values, name)), from: user?.path ?? '' }));
    const settings: readonly Setting[] = [...api, ...memory, ...preferences];
    if (options.json === true) {
      for (const setting of settings) context.stdout.write(`${escapeJson(JSON.stringify(setting))}\n`);
      return 'ok';
    }
    const [names, values] = [
      Math.max(...settings.map(({ name }) => name.length)),
      Math.max(...settings.map(({ value }) => value.length)),
    ];
    for (const { name, value, from } of settings) {
      context.stdout.write(
        `${escapeText(name.padEnd(names))}  ${escapeText(value.padEnd(Math.min(values, 48)))}  ${escapeText(from)}\n`,
      );
    }
    return 'ok';
  },
});

void SidebandError;
void flagName;
