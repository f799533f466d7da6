/** Answered requests and their times in plain numbers: every request pays for what a meter with labels would take. */

export interface AnsweredRequest {
  operation: string;
  method: string;
  status: number;
  seconds: number;
}

interface Operation {
  /** How many, by method and status. */
  answers: Map<string, number>;
  /** How many took at most as long as each bound, and longer than the one before; the last is for those that took longer. */
  times: number[];
  seconds: number;
}

/** `name` gives the whole names of the metrics, `bounds` are seconds, ascending. */
export function createRequestTally(name: (short: string) => string, bounds: readonly number[]) {
  const operations = new Map<string, Operation>();

  function operationOf(operation: string): Operation {
    const known = operations.get(operation);
    if (known) return known;
    const begun: Operation = { answers: new Map(), times: new Array(bounds.length + 1).fill(0), seconds: 0 };
    operations.set(operation, begun);
    return begun;
  }

  return {
    count({ operation, method, status, seconds }: AnsweredRequest): void {
      const tally = operationOf(operation);
      const { answers, times } = tally;
      const answer = `${method} ${status}`;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      let bound = 0;
      while (bound < bounds.length && seconds > bounds[bound]!) bound += 1;
      times[bound]! += 1;
      tally.seconds += seconds;
    },

    /** Metrics as prom-client passes them between processes. */
    metrics: () => [
      {
        name: name('requests_total'),
        help: 'Answered requests of the API.',
        type: 'counter',
        aggregator: 'sum',
        values: [...operations].flatMap(([operation, { answers }]) => answersOf(operation, answers)),
      },
      {
        name: name('request_seconds'),
        help: 'From a request’s arrival to the end of its answer.',
        type: 'histogram',
        aggregator: 'sum',
        values: [...operations].flatMap(([operation, tally]) =>
          timesOf(name('request_seconds'), operation, tally, bounds),
        ),
      },
    ],
  };
}

const answersOf = (operation: string, answers: Operation['answers']) =>
  [...answers].map(([answer, value]) => {
    const [method, status] = answer.split(' ');
    return { value, labels: { operation, method, status } };
  });

function timesOf(name: string, operation: string, { times, seconds }: Operation, bounds: readonly number[]) {
  let upTo = 0;
  const buckets = times.map((count, index) => {
    upTo += count;
    return { value: upTo, labels: { le: bounds[index] ?? '+Inf', operation }, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { value: seconds, labels: { operation }, metricName: `${name}_sum` },
    { value: upTo, labels: { operation }, metricName: `${name}_count` },
  ];
}
