import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine (Debian: `apt-get install chromium`); tests of pages are skipped where there is none. */
export const executable = [process.env['CHROMIUM'], ...places].find(
  (path) => path !== undefined && existsSync(path),
);

/** Starts it, without a window and without a profile. */
export const openBrowser = (flags: readonly string[] = []): Promise<Browser> => {
  if (executable === undefined) throw new Error('no Chromium on this machine');
  // The sandbox needs what containers do not give; only our own pages are opened.
  return chromium.launch({ executablePath: executable, args: ['--no-sandbox', ...flags] });
};

/** Flags for a page that calls: a microphone that hears what is in a WAV file, nobody who has to allow it, and peers on this machine alone. */
export const calling = (sound: string): readonly string[] => [
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-audio-capture=${sound}`,
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
];
