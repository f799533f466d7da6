/** Who answered for a language model, as one chip wherever a call or an answer is shown. */
import type { Answerer, HowAnswered } from '../api/types.ts';
import { Chip, type Tone } from './pieces.tsx';

const ANSWERERS: Record<Answerer, { tone: Tone; told: string }> = {
  sent: { tone: 'good', told: 'The provider answered.' },
  simulated: {
    tone: 'warn',
    told: 'The built-in model answered in the provider’s place; nothing was sent to the provider.',
  },
  replayed: { tone: 'info', told: 'A recording answered in the provider’s place; nothing was sent to the provider.' },
  scripted: { tone: 'accent', told: 'A script answered; no model was asked.' },
  'built-in': { tone: 'plain', told: 'The emulator’s built-in model answered.' },
  nobody: { tone: 'bad', told: 'Nobody answered: a fault or a missing recording, script or token stood in the way.' },
};

const isAnswerer = (name: string): name is Answerer => Object.hasOwn(ANSWERERS, name);

/** One chip for each way that models were answered, with the faults that struck. Those still to come have none. */
export function AnsweredBy({ of }: { of: readonly HowAnswered[] }) {
  const times = new Map<string, number>();
  for (const one of of) times.set(keyOf(one), (times.get(keyOf(one)) ?? 0) + 1);
  const different = new Map(of.map((one) => [keyOf(one), one]));
  return [...different].map(([key, { by, faults }]) => {
    if (!by) return null;
    const { tone, told } = ANSWERERS[by];
    const struck = faults.length > 0 ? ` Faults that struck: ${faults.join(', ')}.` : '';
    const many = times.get(key)! > 1 ? ` ×${times.get(key)}` : '';
    return (
      <Chip key={key} tone={tone} title={told + struck}>
        {[by, ...faults].join(' + ')}
        {many}
      </Chip>
    );
  });
}

const keyOf = ({ by, faults }: HowAnswered): string => [by, ...faults].join();

/** The same in a sentence. */
export const toldOf = ([first]: readonly HowAnswered[]): string | undefined => first?.by && ANSWERERS[first.by].told;

/** As the header of an answer tells it: `sent, simulated;fault=upstream_drop`. */
export function answeredByOf({ headers }: Response): HowAnswered[] {
  const items = headers.get('x-emulator-answered-by')?.split(', ') ?? [];
  return items.flatMap((item) => {
    const [by = '', faults] = item.split(';fault=');
    return isAnswerer(by) ? [{ by, faults: faults?.split('+') ?? [] }] : [];
  });
}
