/** Which schemas a structured output may have (docs/behaviour/agents.md, Validation). */

const MOST_PROPERTIES = 100;
const DEEPEST = 5;
const NOT_STRICT = ['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'minItems', 'maxItems'];

type Node = Record<string, unknown>;
type Finding = [path: string, message: string];

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first thing that is wrong, by its path inside the schema. */
export function findingsOfSchema(schema: Node, strict: boolean): Finding | undefined {
  if (strict && schema.anyOf !== undefined) return ['', 'A strict schema has no anyOf at its root.'];
  if (schema.type !== 'object') return ['.type', 'The schema of an output must be an object schema.'];
  return strict ? strictFinding(schema, '', 1, { properties: 0 }) : undefined;
}

function strictFinding(node: Node, path: string, depth: number, count: { properties: number }): Finding | undefined {
  if (depth > DEEPEST) return [path, `A strict schema is nested ${DEEPEST} deep at most.`];
  const forbidden = NOT_STRICT.find((keyword) => Object.hasOwn(node, keyword));
  if (forbidden) return [`${path}.${forbidden}`, `A strict schema has no ${forbidden}.`];
  if (node.additionalProperties === true) {
    return [`${path}.additionalProperties`, 'In a strict schema it is not true.'];
  }
  const properties = isNode(node.properties) ? node.properties : {};
  const required = Array.isArray(node.required) ? node.required : [];
  const optional = Object.keys(properties).find((name) => !required.includes(name));
  if (optional !== undefined)
    return [`${path}.required`, `A strict schema requires every property, '${optional}' too.`];
  count.properties += Object.keys(properties).length;
  if (count.properties > MOST_PROPERTIES) return [path, `A strict schema has ${MOST_PROPERTIES} properties at most.`];

  const inner: [string, unknown][] = [
    ...Object.entries(properties).map(([name, child]): [string, unknown] => [`${path}.properties.${name}`, child]),
    [`${path}.items`, node.items],
    ...(Array.isArray(node.anyOf) ? node.anyOf : []).map((child, i): [string, unknown] => [
      `${path}.anyOf[${i}]`,
      child,
    ]),
  ];
  for (const [at, child] of inner) {
    const finding = isNode(child) ? strictFinding(child, at, depth + 1, count) : undefined;
    if (finding) return finding;
  }
  return undefined;
}
