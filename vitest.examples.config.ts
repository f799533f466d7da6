import base from './vitest.config.ts';

/** `npm run examples`: the projects under examples/, each run as its reader would run it. */
export default { ...base, test: { ...base.test, include: ['test/examples.test.ts'], exclude: [] } };
