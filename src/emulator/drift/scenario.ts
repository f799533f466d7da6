/** What both services are asked, in this order, so that their answers can be compared. */

export interface Step {
  /** As the table names it. */
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: object;
  /** Without a credential. */
  isAnonymous?: boolean;
}

/** Nobody has it: errors are compared with it. */
const ABSENT = 'drift-absent';
const query = { query: 'What do bees make?', search: { limit: 3 } };

/** Changes nothing: lists, and what is refused. */
export const READING: readonly Step[] = [
  get('/v2/corpora?limit=5'),
  get('/v2/llms?limit=5'),
  get('/v2/generation_presets?limit=5'),
  get('/v2/encoders?limit=5'),
  get('/v2/rerankers?limit=5'),
  get('/v2/table_extractors?limit=5'),
  get('/v2/jobs?limit=5'),
  get('/v2/queries?limit=5'),
  get('/v2/chats?limit=5'),
  get('/v2/agents?limit=5'),
  get('/v2/instructions?limit=5'),
  get('/v2/tools?limit=5'),
  get('/v2/users?limit=5'),
  get('/v2/api_keys?limit=5'),
  { ...get('/v2/corpora'), name: 'GET /v2/corpora without a credential', isAnonymous: true },
  get('/v2/corpora?limit=0'),
  get('/v2/corpora?page_key=none'),
  get(`/v2/corpora/${ABSENT}`),
  get(`/v2/corpora/${ABSENT}/documents`),
  get(`/v2/corpora/${ABSENT}/documents/none`),
  get(`/v2/chats/${ABSENT}`),
  get(`/v2/jobs/${ABSENT}`),
  get(`/v2/agents/${ABSENT}`),
  post('/v2/query', {}, 'nothing asked'),
  post('/v2/query', { ...query, search: { corpora: [] } }, 'no corpus'),
  post('/v2/query', { ...query, search: { corpora: [{ corpus_key: ABSENT }] } }, 'an absent corpus'),
  post(`/v2/corpora/${ABSENT}/query`, query),
  post(`/v2/corpora/${ABSENT}/query`, { ...query, search: { limit: -1 } }, 'a limit below zero'),
];

/** Makes a corpus, fills it, asks it and deletes it. */
export const writing = (key: string): readonly Step[] => {
  const corpus = `/v2/corpora/${key}`;
  const document = (text: string) => ({ id: 'bees', type: 'core', document_parts: [{ text, metadata: { n: 1 } }] });
  const asked = { query: 'What do bees make?', search: { corpora: [{ corpus_key: key }], limit: 3 } };
  const filter_attributes = [{ name: 'lang', level: 'document', type: 'text', indexed: true }];
  return [
    post('/v2/corpora', { key: 'not a key!' }, 'a key that is none'),
    post('/v2/corpora', { key, name: 'Drift', filter_attributes }),
    post('/v2/corpora', { key }, 'that is there'),
    get(corpus),
    { name: `PATCH ${corpus}`, method: 'PATCH', path: corpus, body: { description: 'Made to compare.' } },
    post(`${corpus}/documents`, document('Bees make honey.')),
    post(`${corpus}/documents`, document('Bees make wax.'), 'that is there'),
    post(`${corpus}/documents`, { id: 'x', type: 'other' }, 'of no type'),
    get(`${corpus}/documents`),
    get(`${corpus}/documents/bees`),
    get(`${corpus}/documents/none`),
    post('/v2/query', asked),
    post('/v2/query', { ...asked, stream_response: true }, 'streamed'),
    post(
      '/v2/query',
      { ...asked, search: { ...asked.search, corpora: [{ corpus_key: key, metadata_filter: 'doc.no = 1' }] } },
      'an unknown attribute',
    ),
    post(
      '/v2/query',
      { ...asked, search: { ...asked.search, corpora: [{ corpus_key: key, metadata_filter: 'doc.lang =' }] } },
      'a filter that ends early',
    ),
    { name: `DELETE ${corpus}/documents/bees`, method: 'DELETE', path: `${corpus}/documents/bees` },
    { name: `DELETE ${corpus}`, method: 'DELETE', path: corpus },
  ];
};

function get(path: string): Step {
  return { name: `GET ${path}`, method: 'GET', path };
}

function post(path: string, body: object, what?: string): Step {
  return { name: `POST ${path}${what === undefined ? '' : `, ${what}`}`, method: 'POST', path, body };
}
