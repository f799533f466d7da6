/**
 * What `npm ci` of a checkout does at its end; where scripts are off, `npm start` makes up for it. It is npm's `dependencies`
 * script: unlike `prepare`, it is none that npm 11 asks those who install the package's tarball to approve.
 */
import { linkBundledNode } from './bundled-node.js';
import { buildDist, isDistFresh } from './dist.js';

linkBundledNode();
if (!isDistFresh()) buildDist();
