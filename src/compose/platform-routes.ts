import type { FastifyInstance } from 'fastify';
import { factualConsistencyRoutes } from '../resources/evaluation/factual-consistency-routes.ts';
import {
  type HallucinationCorrectorsDependencies,
  hallucinationCorrectorsRoutes,
} from '../resources/evaluation/hallucination-correctors-routes.ts';
import { rerankersRoutes } from '../resources/rerankers/rerankers-routes.ts';
import { tableExtractorsRoutes } from '../resources/table-extractors/table-extractors-routes.ts';

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
