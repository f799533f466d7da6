/** App clients on the wire (docs/behaviour/accounts.md, App clients). */
import { type Static, Type } from 'typebox';
import { ApiPolicy, roleFields } from '../../access/roles.ts';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { discriminatedUnion } from '../../http/schemas.ts';

const description = Type.Optional(Type.String());

export const CreateAppClientRequest = discriminatedUnion([
  Type.Object({
    type: Type.Literal('client_credentials'),
    name: Type.String({ minLength: 1 }),
    description,
    ...roleFields,
  }),
]);
export type CreateAppClientRequest = Static<typeof CreateAppClientRequest>;

export const UpdateAppClientRequest = Type.Object({ description, ...roleFields });
export type UpdateAppClientRequest = Static<typeof UpdateAppClientRequest>;

export const AppClient = Type.Object({
  id: Type.String({ pattern: 'app_.+$', description: 'What paths take; client_id is for the token endpoint.' }),
  name: Type.String(),
  description,
  client_id: Type.String(),
  client_secret: Type.String({ description: 'Shown for as long as the client lives.' }),
  ...roleFields,
  api_policy: Type.Optional(ApiPolicy),
});
export type AppClient = Static<typeof AppClient>;

export const ListAppClientsQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'Regular expression over the name.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListAppClientsResponse = Type.Object({ app_clients: Type.Array(AppClient), metadata: ListMetadata });
