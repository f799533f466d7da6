import base from './vitest.config.ts';

/** `npm run examples`: the projects under examples/, each run as its reader would run it, the README's commands, and the package as npm installs it. */
export default {
  ...base,
  test: {
    ...base.test,
    include: ['test/examples.test.ts', 'test/readme.test.ts', 'test/consumer.test.ts'],
    exclude: [],
  },
};
