import type { StoredAgentEvent } from '../api/types.ts';
import { useShortcut } from '../app/navigation.ts';
import { Code } from '../parts/code.tsx';
import { Button } from '../parts/pieces.tsx';

interface EventDetailProps {
  agentKey: string;
  event: StoredAgentEvent;
  events: readonly StoredAgentEvent[];
  onClose(): void;
}

/** All that an event holds. */
export function EventDetail({ event, onClose }: EventDetailProps) {
  useShortcut('Escape', 'Close event', onClose);
  return (
    <section class="event-detail" aria-label="Event">
      <header>
        <h3>{event.type}</h3>
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </header>
      <Code of={event} name="event as JSON" />
    </section>
  );
}
