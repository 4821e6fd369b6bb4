import { SidebandError } from '../core/error.ts';
import { eventNames } from '../core/catalogue.ts';
import { command } from './command.ts';
import type { Context } from './context.ts';
import { topicNames } from './topics.ts';

type Flag = { readonly long: string; readonly help: string; readonly values: readonly string[] };
type Verb = { readonly name: string; readonly summary: string; readonly flags: readonly Flag[] };

const verbs = async (context: Context): Promise<readonly Verb[]> =>
  Promise.all(
    context.commands.map(async ({ name, summary, load }) => ({
      name,
      summary,
      flags: Object.values((await load()).options).flatMap((option) => {
        const long = /--[a-z-]+/.exec(option.flags)?.[0];
        const typed = /<type>|<glob>/.test(option.flags) ? eventNames : [];
        return long === undefined ? [] : [{ long, help: option.help, values: option.choices ?? typed }];
      }),
    })),
  );

/** The words that may follow a command itself: its topics, where it has a fixed set. */
const operands = (name: string, all: readonly Verb[]): readonly string[] => {
  if (name === 'help') return [...topicNames, ...all.map((verb) => verb.name)];
  return name === 'completion' ? [...shells.keys()] : [];
};

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const bash = (all: readonly Verb[]): string => `# rt-sideband completion for bash
_rt_sideband() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} verb=\${COMP_WORDS[1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quote([...all.map(({ name }) => name), '--help', '--version'].join(' '))} -- "$cur"))
    return
  fi
  case "$verb $prev" in
${all
  .flatMap(({ name, flags }) =>
    flags
      .filter(({ values }) => values.length > 0)
      .map(
        ({ long, values }) =>
          `    ${quote(`${name} ${long}`)}) COMPREPLY=($(compgen -W ${quote(values.join(' '))} -- "$cur")); return ;;`,
      ),
  )
  .join('\n')}
  esac
  case "$verb" in
${all
  .map(
    ({ name, flags }) =>
      `    ${name}) COMPREPLY=($(compgen -W ${quote([...flags.map(({ long }) => long), ...operands(name, all), '--help'].join(' '))} -- "$cur")) ;;`,
  )
  .join('\n')}
  esac
}
complete -o default -F _rt_sideband rt-sideband
`;

const zshText = (text: string): string =>
  text.replaceAll(/[[\]:'\\]/g, (mark) => (mark === "'" ? "'\\''" : `\\${mark}`));

const zsh = (all: readonly Verb[]): string => `#compdef rt-sideband
# rt-sideband completion for zsh
_rt_sideband() {
  local -a verbs
  verbs=(
${all.map(({ name, summary }) => `    '${name}:${zshText(summary)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' verbs
    return
  fi
  case "$words[2]" in
${all
  .map(({ name, flags }) => {
    const specs = flags.map(({ long, help, values }) => {
      const value = values.length > 0 ? `:value:(${values.join(' ')})` : '';
      return `'${long}[${zshText(help)}]${value}'`;
    });
    const words = operands(name, all);
    const rest = words.length > 0 ? `'*:word:(${words.join(' ')})'` : `'*:file:_files'`;
    return `    ${name}) _arguments -S ${[...specs, rest].join(' ')} ;;`;
  })
  .join('\n')}
  esac
}
if [ "$funcstack[1]" = "_rt_sideband" ]; then _rt_sideband "$@"; else compdef _rt_sideband rt-sideband; fi
`;

const fish = (all: readonly Verb[]): string => `# rt-sideband completion for fish
complete -c rt-sideband -f
${all
  .flatMap(({ name, summary, flags }) => {
    const inside = `-n '__fish_seen_subcommand_from ${name}'`;
    const words = operands(name, all);
    return [
      `complete -c rt-sideband -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
      ...flags.map(
        ({ long, help, values }) =>
          `complete -c rt-sideband ${inside} -l ${long.slice(2)} -d ${quote(help)}${values.length > 0 ? ` -xa ${quote(values.join(' '))}` : ''}`,
      ),
      ...(words.length > 0 ? [`complete -c rt-sideband ${inside} -a ${quote(words.join(' '))}`] : []),
    ];
  })
  .join('\n')}
`;

const pwsh = (all: readonly Verb[]): string => {
  const text = (word: string): string => `'${word.replaceAll("'", "''")}'`;
  return `# rt-sideband completion for PowerShell
Register-ArgumentCompleter -Native -CommandName rt-sideband -ScriptBlock {
  param($word, $ast, $cursor)
  $verbs = [ordered]@{
${all.map(({ name, flags }) => `    ${text(name)} = @(${[...flags.map(({ long }) => long), ...operands(name, all), '--help'].map(text).join(', ')})`).join('\n')}
  }
  $given = @($ast.CommandElements | ForEach-Object { $_.ToString() })
  $verb = if ($given.Count -gt 1) { $given[1] } else { '' }
  $words = if ($given.Count -lt 2 -or ($given.Count -eq 2 -and $word)) { $verbs.Keys } else { $verbs[$verb] }
  $words | Where-Object { $_ -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
};

const shells: ReadonlyMap<string, (all: readonly Verb[]) => string> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
  ['pwsh', pwsh],
]);

/** `completion SHELL`: a script that completes commands, flags, their values and event names. */
export const completion = command({
  name: 'completion',
  arguments: '<shell>',
  options: {},
  details: `Shells: ${[...shells.keys()].join(', ')}. The script knows commands, flags, their values and event names.`,
  examples: [
    ['source <(rt-sideband completion bash)', 'for this shell only'],
    ['rt-sideband completion fish > ~/.config/fish/completions/rt-sideband.fish', 'for good'],
  ],
  run: async ([shell = ''], _options, context) => {
    const script = shells.get(shell);
    if (script === undefined) {
      throw new SidebandError('usage', `expected one of ${[...shells.keys()].join(', ')}`, { said: shell });
    }
    context.stdout.write(script(await verbs(context)));
    return 'ok';
  },
});
