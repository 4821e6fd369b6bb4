/** What a response is an answer to. `user` is undefined right after a tool's answer, `tool` otherwise. */
export type Situation = {
  /** Nobody has said anything yet. */
  readonly opening: boolean;
  readonly user: string | undefined;
  readonly tool: string | undefined;
  readonly output: string | undefined;
  readonly instructions: string;
};

/** When an answer fits: each field is a `/regular expression/flags` or a part of the text. */
export type When = {
  readonly opening?: boolean | undefined;
  readonly user?: string | undefined;
  readonly tool?: string | undefined;
  readonly output?: string | undefined;
  readonly instructions?: string | undefined;
};

/** The text as a regular expression: between slashes as written, otherwise literally, in any case. */
export const pattern = (written: string): RegExp => {
  const slashed = /^\/(.*)\/([a-z]*)$/s.exec(written);
  if (slashed !== null) return new RegExp(slashed[1] ?? '', slashed[2]);
  return new RegExp(written.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'i');
};

/** True when all that `when` asks for is so. */
export const matches = (when: When | undefined, now: Situation): boolean => {
  if (when === undefined) return true;
  const { opening, ...fields } = when;
  if (opening !== undefined && opening !== now.opening) return false;
  return Object.entries(fields).every(([key, wanted]) => {
    if (wanted === undefined) return true;
    const value =
      key === 'user'
        ? now.user
        : key === 'tool'
          ? now.tool
          : key === 'output'
            ? now.output
            : now.instructions;
    return value !== undefined && pattern(wanted).test(value);
  });
};
