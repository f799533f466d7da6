import type { Page } from 'playwright-core';

/** The view Query as its users name its parts. */
export const queryPage = (page: Page) => {
  const answer = (name = 'Answer') => page.getByRole('region', { name, exact: true });
  return {
    field: (label: string) => page.getByLabel(label, { exact: true }),
    side: (name: 'A' | 'B') => page.getByRole('group', { name, exact: true }),
    request: page.getByLabel('Request as JSON'),
    run: page.getByRole('button', { name: 'Run', exact: true }),
    stop: page.getByRole('button', { name: 'Stop', exact: true }),
    answer,
    citation: (name: string) => answer().getByRole('button', { name, exact: true }),
    source: (number: number) => page.getByRole('listitem').nth(number - 1),
    isComplete: (name = 'The answer') => page.getByRole('status').getByText(`${name} is complete`).waitFor(),
  };
};
