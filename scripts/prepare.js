/** What `npm ci` does at its end. */
import { linkBundledNode } from './bundled-node.js';

linkBundledNode();
