import type { Scenario } from '../scenario.ts';

const heard = { audio: { input: { transcription: { model: 'gpt-realtime-whisper' } } } };

/** The agent greets, and nothing more. */
export const greeting: Scenario = {
  name: 'greeting',
  about: 'the agent greets the caller, who says nothing',
  session: heard,
  script: [{ agent: 'Hello, how can I help you?' }],
  answers: [],
};

/** A silent caller: nothing happens until somebody acts. */
export const idle: Scenario = {
  name: 'idle',
  about: 'a silent caller: nothing happens until somebody acts',
  session: heard,
  script: [],
  answers: [],
};

/** The caller falls silent, and the idle timeout of the session makes the agent ask. */
export const idleTimeout: Scenario = {
  name: 'idle-timeout',
  about: 'the caller falls silent; after five seconds the agent asks',
  session: {
    audio: {
      input: {
        transcription: { model: 'gpt-realtime-whisper' },
        turn_detection: { type: 'server_vad', idle_timeout_ms: 5000 },
      },
    },
  },
  script: [
    { agent: 'Hello, how can I help you?' },
    { wait_for: 'input_audio_buffer.timeout_triggered' },
    { wait_for: 'output_audio_buffer.stopped' },
    { update: { audio: { input: { turn_detection: { type: 'server_vad' } } } } },
  ],
  answers: [{ when: { user: '/^$/' }, say: 'Are you still there?' }],
};

/** A function call that nobody answers. */
export const stuckTool: Scenario = {
  name: 'stuck-tool',
  about: 'a function call that nobody answers',
  session: {
    ...heard,
    tools: [
      {
        type: 'function',
        name: 'find_booking',
        description: 'Looks a booking up.',
        parameters: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      },
    ],
  },
  script: [
    { agent: 'Welcome to the harbour hotel. What is your name?' },
    { caller: 'My name is Ann Miller. I have a booking.' },
  ],
  answers: [
    {
      when: { user: '/booking/i' },
      say: 'One moment, I will look that up.',
      call: [{ name: 'find_booking', arguments: { name: 'Ann Miller' } }],
    },
    { when: { tool: 'find_booking' }, say: 'I found your booking. Welcome, Ann!' },
  ],
};

/** Responses that fail, are cut short, and at last succeed. */
export const failingResponse: Scenario = {
  name: 'failing-response',
  about: 'a response that fails, one that is cut short, and one that succeeds',
  session: heard,
  script: [
    { agent: 'Hello, how can I help you?' },
    { caller: 'What is the weather like?' },
    { wait: 1500 },
    { caller: 'Are you there?' },
    { wait: 500 },
    { caller: 'Hello?' },
  ],
  answers: [
    {
      when: { user: '/weather/i' },
      fail: { code: 'server_error', message: 'The server had an error while processing your request.' },
    },
    { when: { user: '/are you there/i' }, say: 'Yes, I am here, and I', incomplete: 'max_output_tokens' },
    { when: { user: '/hello/i' }, say: 'I am back. It is sunny today.' },
  ],
};

/** The transcription of what the caller said comes long after the answer. */
export const lateTranscript: Scenario = {
  name: 'late-transcript',
  about: 'what the caller said is transcribed only after the answer',
  session: heard,
  script: [
    { agent: 'Hello, how can I help you?' },
    { caller: 'When do you open tomorrow?', transcript_after_ms: 3500 },
    { caller: 'Thank you.', transcript_after_ms: 20 },
  ],
  answers: [
    { when: { user: '/open/i' }, say: 'We open at nine.' },
    { when: { user: '/thank/i' }, say: 'You are welcome.' },
  ],
};
