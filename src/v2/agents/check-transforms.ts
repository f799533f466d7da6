import type { Account } from '../../accounts/account.ts';
import { faultOfTransform } from '../../agent-loop/transforms.ts';
import { invalidField } from '../../errors.ts';
import type { ToolConfiguration } from './tool-configurations-schema.ts';

/** Throws 400 for the first jq program that cannot be used (docs/behaviour/agent-turns.md, Transforms). */
export async function checkTransforms(
  account: Account,
  configurations: Record<string, ToolConfiguration | null> | null | undefined,
): Promise<void> {
  for (const [name, configuration] of Object.entries(configurations ?? {})) {
    for (const transform of ['input_transform', 'output_transform'] as const) {
      const fault = await faultOfTransform(account, configuration?.[transform]);
      if (fault) throw invalidField(`body.tool_configurations.${name}.${transform}`, `is no jq program: ${fault}.`);
    }
  }
}
