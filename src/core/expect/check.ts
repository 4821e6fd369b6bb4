import { eventCheck, noEventCheck, shownError } from './events.ts';
import type { Check } from './expectation.ts';
import { notSaidCheck, saidCheck } from './said.ts';
import type { Subject } from './subject.ts';
import { noToolCheck, toolCheck } from './tool.ts';

/** A check that is met by what comes. */
export const presence = (subject: Subject): Check => {
  switch (subject.kind) {
    case 'event':
      return eventCheck(subject.name, subject.conditions);
    case 'tool':
      return toolCheck(subject.name, subject.conditions);
    default:
      return saidCheck(subject.kind, subject.wanted);
  }
};

/** A check that is met when nothing of the kind comes in the whole window. */
export const absence = (subject: Subject): Check => {
  switch (subject.kind) {
    case 'event':
      return noEventCheck(
        subject.name,
        subject.conditions,
        subject.name === 'error' ? shownError : undefined,
      );
    case 'tool':
      return noToolCheck(subject.name, subject.conditions);
    default:
      return notSaidCheck(subject.kind, subject.wanted);
  }
};
