/**
 * Stands for what MCP's packages choose by platform: as in Node, but without their JSON Schema validator, 300 kB, since the
 * emulator passes on what tools say and holds arguments to its own schemas.
 */
export { default as process } from 'node:process';

export const CORS_IS_POSSIBLE = false;

export class DefaultJsonSchemaValidator {
  getValidator() {
    return (data) => ({ valid: true, data, errorMessage: undefined });
  }
}
