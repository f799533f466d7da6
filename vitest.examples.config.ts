import base from './vitest.config.ts';

/** `npm run examples`: the projects under examples/, each run as its reader would run it, and the README's commands. */
export default {
  ...base,
  test: { ...base.test, include: ['test/examples.test.ts', 'test/readme.test.ts'], exclude: [] },
};
