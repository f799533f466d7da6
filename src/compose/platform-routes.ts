import type { FastifyInstance } from 'fastify';
import { factualConsistencyRoutes } from '../v2/evaluation/factual-consistency-routes.ts';
import {
  type HallucinationCorrectorsDependencies,
  hallucinationCorrectorsRoutes,
} from '../v2/evaluation/hallucination-correctors-routes.ts';
import { rerankersRoutes } from '../v2/rerankers/rerankers-routes.ts';
import { tableExtractorsRoutes } from '../v2/table-extractors/table-extractors-routes.ts';

/** What the platform brings, the same for every account. */
export async function platformRoutes(
  api: FastifyInstance,
  dependencies: HallucinationCorrectorsDependencies,
): Promise<void> {
  await rerankersRoutes(api, {});
  await factualConsistencyRoutes(api, {});
  await hallucinationCorrectorsRoutes(api, dependencies);
  await tableExtractorsRoutes(api, {});
}
