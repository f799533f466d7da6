/** One of everything. */
export const SEED = `
encoders:
  - { name: remote, type: openai-compatible, description: "", uri: http://127.0.0.1:9/v1/embeddings, model: e, output_dimensions: 8 }
llms:
  - name: mine
    type: openai-compatible
    model: gpt-x
    uri: http://127.0.0.1:9/v1/chat/completions
    auth: { type: bearer, token: "\${LLM_TOKEN}" }
  - { name: off, type: openai-compatible, model: m, uri: "http://127.0.0.1:9/v1", enabled: false }
generation_presets:
  - name: short
    llm_name: mine
    prompt_template: '[{"role": "user", "content": "\${vectaraQuery}"}]'
corpora:
  - key: birds
    name: Birds
    filter_attributes: [{ name: year, level: document, type: integer }]
    documents:
      - id: heron
        type: core
        metadata: { year: 2001 }
        document_parts: [{ text: a heron by the river }]
      - id: owl
        type: structured
        sections: [{ title: Owls, text: An owl in the barn. }]
  - key: closed
    enabled: false
    documents: [{ id: a, type: core, document_parts: [{ text: nobody adds to this }] }]
users:
  - { email: ann@example.com, username: ann, corpus_roles: [{ corpus_key: birds, role: viewer }] }
api_keys:
  - { name: admin, api_roles: [administrator], secret_key: "\${ADMIN_KEY:-zut_seeded_key}" }
app_clients:
  - { type: client_credentials, name: app, api_roles: [owner], client_id: seeded-client, client_secret: seeded-secret }
instructions:
  - { name: tone, template: Be brief. }
agents:
  - { key: helper, name: Helper, model: { name: mine }, first_step: { name: main, instructions: [{ type: reference, id: ins_1 }] } }
sessions:
  - { agent_key: helper, key: talk, metadata: { name: Ann }, secrets: { token: only-for-tests } }
scripts:
  - match: { llm: mine }
    answer: { text: From the script. }
faults:
  - { id: slow-lists, where: { operation: listLLMs }, when: { times: 1 }, fault: { type: delay, ms: 1 } }
`;
