import { cause, unless, type Finding } from './finding.ts';

/** What this program runs on. */
export type Runtime = {
  /** `20.20.2` */
  readonly node: string;
  /** `linux`, `darwin`, `win32` */
  readonly platform: string;
  /** `x64`, `arm64` */
  readonly arch: string;
  /** `3.0.16+quic`: what speaks TLS. */
  readonly openssl: string;
};

/** The oldest Node this program is made for. */
const oldest = [20, 19] as const;

const isOld = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
};

/** Ours, Node and the platform. */
export const judgeRuntime = (tool: string, runtime: Runtime): Finding => {
  const { node, platform, arch } = runtime;
  const causes = isOld(node)
    ? [
        cause(
          `this Node is older than ${oldest.join('.')}`,
          `install Node ${oldest.join('.')} or newer`,
          'high',
        ),
      ]
    : [];
  return unless('runtime', causes, `${tool.replace('/', ' ')}, Node ${node}, ${platform} ${arch}`, runtime);
};
