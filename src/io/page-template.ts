import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SidebandError } from '../core/error.ts';

const require = createRequire(import.meta.url);

/** Beside the built program, or where the build puts it when this runs from the sources. */
const places = ['../report.html', '../../dist/report.html'];

/** The page of `report` with the places where the data of a call belong; it is part of the program. */
export const pageTemplate = (): string => {
  for (const place of places) {
    try {
      return readFileSync(require.resolve(place), 'utf8');
    } catch {
      // The other place, then.
    }
  }
  throw new SidebandError('output', 'the page of the report is missing from this installation', {
    hint: 'install rt-sideband again',
  });
};
