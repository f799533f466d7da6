import { buildDist, isDistFresh } from '../../../scripts/dist.js';

/** Before any test: the package as it is published, which tests of the process start; it starts twice as fast. */
export default function buildPackage(): void {
  if (!isDistFresh()) buildDist();
}
