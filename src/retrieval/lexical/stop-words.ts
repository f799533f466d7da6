/** English words so common that they find everything and tell nothing; taken out of queries, never out of documents. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any are aren as at be because been before being below between both but
   by can could d did didn do does doesn doing don down during each few for from further had has hasn have haven having
   he her here hers him his how i if in into is isn it its itself ll m may me might more most must my no nor not now of
   off on once only or other our ours out over own re s same shall shan she should shouldn so some such t than that the
   their theirs them then there these they this those through to too under until up us ve very was wasn we were weren
   what when where which while who whom whose why will with won would wouldn you your yours`
    .trim()
    .split(/\s+/),
);
