import { native } from '../../src/media/native.ts';
import { end, hangUp, loudness, tone, until } from './two-peers.ts';

// A program that has two peers talk, and comes to its end with nothing left to do.
const wrtc = native();
let heard = false;
const caller = end(wrtc);
const called = end(wrtc, {
  hear: (frame) => {
    heard ||= loudness(frame) > 300;
  },
});
await caller.peer.accept(await called.peer.answer(await caller.peer.offer()));
caller.voice.say(tone(30_000));
await until(() => heard);
process.stdout.write(`heard\n${'x'.repeat(200_000)}\n`);
process.exitCode = 3;
process.on('exit', () => process.stdout.write('left\n'));
hangUp(caller, called);
hangUp(caller, called);
