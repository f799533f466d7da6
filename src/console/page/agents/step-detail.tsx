import type { Agent, AgentStep, StepInstruction } from '../api/types.ts';
import { Code } from '../parts/code.tsx';
import { Facts, Section } from '../parts/pieces.tsx';
import { toolsOf } from './layout.ts';

/** All that the configuration says of one step. */
export function StepDetail({ agent, name, step }: { agent: Agent; name: string; step: AgentStep }) {
  const { instructions = [], output_parser, reminders = [], next_steps = [], reentry_step, allowed_skills } = step;
  const tools = toolsOf(agent, step);
  return (
    <Section title={`Step ${name}`}>
      <Facts
        of={{
          'Next input begins at': reentry_step,
          Skills: (allowed_skills ?? Object.keys(agent.skills ?? {})).join(', '),
          Tools: tools.length === 0 ? 'none' : undefined,
        }}
      />
      {instructions.map((instruction, index) => (
        <Instruction key={index} of={instruction} />
      ))}
      {next_steps.length > 0 && (
        <>
          <h3>What follows</h3>
          <ol class="transitions">
            {next_steps.map(({ condition, step_name }) => (
              <li>
                <strong>{step_name}</strong> {condition === undefined ? 'otherwise' : <code>{condition}</code>}
              </li>
            ))}
          </ol>
        </>
      )}
      {output_parser?.type === 'structured' && (
        <>
          <h3>Schema of its answer</h3>
          <Code of={output_parser.json_schema} name="schema of the answer" />
        </>
      )}
      {reminders.length > 0 && (
        <>
          <h3>Reminders</h3>
          <Code of={reminders} name="reminders" />
        </>
      )}
      {tools.map((tool) => (
        <details>
          <summary>
            Tool <code>{tool}</code>
          </summary>
          <Code of={agent.tool_configurations[tool]} name={`configuration of ${tool}`} />
        </details>
      ))}
    </Section>
  );
}

function Instruction({ of }: { of: StepInstruction }) {
  if (of.type === 'reference') {
    return (
      <p>
        Instruction <code>{of.id}</code>
        {of.version === undefined ? ', its latest version' : `, version ${of.version}`}
      </p>
    );
  }
  return (
    <>
      <h3>{of.name ?? 'Instruction'}</h3>
      <Code of={of.template} name="instruction" />
    </>
  );
}
