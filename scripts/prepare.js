/** What `npm ci` does at its end; where scripts are off, `npm start` makes up for it. */
import { linkBundledNode } from './bundled-node.js';
import { buildDist, isDistFresh } from './dist.js';

linkBundledNode();
if (!isDistFresh()) buildDist();
