import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Most of what takes long waits: a core that vitest would keep for itself is worth more to the tests.
    maxWorkers: '100%',
    env: { TZ: 'UTC', NO_COLOR: '', FORCE_COLOR: '' },
  },
});
