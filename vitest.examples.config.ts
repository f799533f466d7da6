import base from './vitest.config.ts';

/** `npm run examples`: the projects under examples/, each run as its reader would run it, the README's commands, and the package as npm installs it. */
export default {
  ...base,
  test: {
    ...base.test,
    include: ['examples', 'readme', 'consumer', 'scale-out'].map((name) => `test/${name}.test.ts`),
    exclude: [],
  },
};
