import { useId, useMemo } from 'preact/hooks';
import type { Agent } from '../api/types.ts';
import { count } from '../parts/format.ts';
import { Chip } from '../parts/pieces.tsx';
import { type Arrow, type Box, pictureOf, TOOLS_SHOWN } from './layout.ts';

interface StepPictureProps {
  agent: Agent;
  /** The name of the step that is looked at. */
  chosen: string | undefined;
  /** The step that a conversation stands at. */
  current?: string | undefined;
  onChoose(step: string): void;
}

/** The steps of an agent as boxes with their tools, and the transitions between them as arrows with their conditions. */
export function StepPicture({ agent, chosen, current, onChoose }: StepPictureProps) {
  const picture = useMemo(() => pictureOf(agent), [agent]);
  const id = useId();
  const { width, height } = picture;
  return (
    <div class="picture-frame" tabindex={0} role="group" aria-label="Steps and transitions">
      <div class="picture" style={{ width: `${width}px`, height: `${height}px` }}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <defs>
            {(['transition', 'reentry'] as const).map((kind) => (
              <marker
                id={`${id}-${kind}`}
                class={kind}
                viewBox="0 0 10 10"
                refX="8"
                refY="5"
                markerWidth="7"
                markerHeight="7"
                orient="auto"
              >
                <path d="M0 0 L10 5 L0 10 z" />
              </marker>
            ))}
          </defs>
          {picture.arrows.map(({ kind, path }) => (
            <path class={`arrow ${kind}`} d={path} marker-end={`url(#${id}-${kind})`} />
          ))}
          {picture.arrows.map((arrow) => (
            <Words of={arrow} />
          ))}
        </svg>
        {picture.boxes.map((box) => (
          <StepBox
            key={box.name}
            box={box}
            arrows={picture.arrows}
            isChosen={box.name === chosen}
            isCurrent={box.name === current}
            onChoose={onChoose}
          />
        ))}
      </div>
    </div>
  );
}

/** As many characters fit between two columns. */
const LONGEST = 27;
const LINE = 17;

function Words({ of: { conditions, kind, labelAt } }: { of: Arrow }) {
  const lines = kind === 'reentry' ? ['next input'] : conditions;
  return (
    <g class={`words ${kind}`}>
      {lines.map((line, index) => (
        <text x={labelAt.x} y={labelAt.y + index * LINE} text-anchor="middle">
          <title>{line}</title>
          {shortened(line)}
        </text>
      ))}
    </g>
  );
}

/** `get('$.output.kind')` reads `output.kind`. */
function shortened(condition: string): string {
  const short = condition.replace(/get\((['"])\$\.([\w.]+)\1\)/g, '$2');
  return short.length > LONGEST ? `${short.slice(0, LONGEST - 1)}…` : short;
}

interface StepBoxProps {
  box: Box;
  arrows: readonly Arrow[];
  isChosen: boolean;
  isCurrent: boolean;
  onChoose(step: string): void;
}

function StepBox({ box, arrows, isChosen, isCurrent, onChoose }: StepBoxProps) {
  const { name, step, tools, x, y, width, height, isFirst, isReached } = box;
  const isLast = !arrows.some(({ from, kind }) => from === name && kind === 'transition');
  const leads = arrows.filter(({ from }) => from === name).map(inWords);
  return (
    <button
      type="button"
      class={`step-box ${isFirst ? 'first' : ''} ${isReached ? '' : 'unreached'}`}
      style={{ left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }}
      aria-pressed={isChosen}
      onClick={() => onChoose(name)}
    >
      <span class="step-name">
        <strong title={name}>{name}</strong>
        {isFirst && <Chip tone="accent">first</Chip>}
        {isLast && !isFirst && <Chip>last</Chip>}
        {isCurrent && <Chip tone="good">here</Chip>}
        {!isReached && (
          <Chip tone="warn" title="No transition leads here">
            not reached
          </Chip>
        )}
      </span>
      <span class="step-gives">
        {step.output_parser?.type === 'structured' ? (
          <>
            gives <code>{step.output_parser.json_schema.name}</code>
          </>
        ) : (
          'gives text'
        )}
      </span>
      {tools.length > 0 && (
        <span class="step-tools">
          {tools.slice(0, TOOLS_SHOWN).map((tool) => (
            <span class="step-tool" title={tool}>
              {tool}
            </span>
          ))}
          {tools.length > TOOLS_SHOWN && (
            <span class="step-more">and {count(tools.length - TOOLS_SHOWN, 'more tool')}</span>
          )}
        </span>
      )}
      <span class="sr-only">{leads.join(' ')}</span>
    </button>
  );
}

/** For those who cannot see the arrow. */
const inWords = ({ to, conditions, kind }: Arrow): string =>
  kind === 'reentry' ? `The next input begins at ${to}.` : `Leads to ${to}: ${conditions.join(', ')}.`;
