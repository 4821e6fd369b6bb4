import type { Safe } from '../ports.ts';
import { ledger as newLedger, type Ledger } from '../redact/ledger.ts';
import { redacting, type Redacting } from '../redact/text.ts';
import type { Wish } from '../redact/wish.ts';
import { escapeText } from '../safe.ts';

/** Text of one item that is shown, in characters; a page is read by people. */
const longest = 20_000;

/** What never stands on a page: secrets. The rest is for who redacts the recording to decide. */
export const secretsOnly: Wish = {
  drop: new Set(),
  personal: false,
  names: [],
  patterns: [],
  ids: false,
  secrets: [],
};

/** Shows texts from anywhere on one page: the same secret is the same placeholder in all of them. */
export type Showing = {
  readonly ledger: Ledger;
  readonly redact: Redacting;
  /** Without secrets, what hides or reorders spelled out, lines kept. */
  text(text: string, max?: number): Safe;
  /** The same on one line, for names and titles. */
  line(text: string, max?: number): Safe;
};

/** Begins to show texts on a page. */
export const showing = (): Showing => {
  const ledger = newLedger();
  const redact = redacting(secretsOnly, ledger);
  return {
    ledger,
    redact,
    text: (text, max = longest) => escapeText(redact.text(text), { block: true, max }),
    line: (text, max = 200) => escapeText(redact.text(text), { max }),
  };
};
