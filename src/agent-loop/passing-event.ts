import type { PassingEvent } from './event-schema.ts';
import type { Turn } from './turn.ts';

type OwnOf<Event> = Event extends unknown ? Omit<Event, 'id' | 'session_key' | 'created_at'> : never;

/** An event that is told and not stored. */
export const passing = <Own extends OwnOf<PassingEvent>>(
  { account, session }: Pick<Turn, 'account' | 'session'>,
  event: Own,
) => ({
  id: `aev_${account.newId('agent event')}`,
  session_key: session.key,
  created_at: new Date(account.now()).toISOString(),
  ...event,
});
