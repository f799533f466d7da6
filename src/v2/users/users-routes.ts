import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CheckGivenRoles } from '../../access/giving-roles.ts';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { invalidField, notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { pageOf, readPagePosition } from '../../http/input/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import type { UsersRepository } from './users-repository.ts';
import * as schema from './users-schema.ts';

export interface UsersDependencies {
  users: PerAccount<UsersRepository>;
  checkGivenRoles: CheckGivenRoles;
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Users'],
  headers: TimeoutHeaders,
});

const ofUser = { params: schema.UserParams };
const responses = { 403: ErrorSchema, 404: NotFoundErrorSchema };

export const usersRoutes: FastifyPluginAsyncTypebox<UsersDependencies> = async (app, { users, checkGivenRoles }) => {
  const requireUser = (account: Account, name: string) => {
    const user = users(account).find(name);
    if (!user) throw notFound('User', name);
    return user;
  };

  app.post(
    '/v2/users',
    {
      schema: {
        ...operation('createUser', 'Create a user.'),
        body: schema.CreateUserRequest,
        response: { 201: schema.CreatedUser, 400: BadRequestErrorSchema, ...responses },
      },
    },
    async ({ account, principal, body }, reply) => {
      const { username = body.email } = body;
      if (username.length > 128) throw invalidField('body.username', 'is required: the email is too long to be one.');
      // A 400, since this operation declares no 409 (reference accounts §1.5).
      if (users(account).isTaken(username)) {
        throw invalidField('body.username', `"${username}" is already the name of a user.`);
      }
      checkGivenRoles(principal, body);
      return reply.code(201).send(users(account).create(body));
    },
  );

  app.get(
    '/v2/users',
    {
      schema: {
        ...operation('listUsers', 'List users in order of creation.'),
        querystring: schema.ListUsersQuery,
        response: { 200: schema.ListUsersResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async ({ account, query: { limit = 10, page_key, corpus_key } }) => {
      const position = readPagePosition(page_key, { corpus_key });
      const wanted = position.filters.corpus_key;
      const matching = users(account)
        .list()
        .filter(({ corpus_roles = [] }) => !wanted || corpus_roles.some((role) => role.corpus_key === wanted));
      const { items, metadata } = pageOf(matching, limit, position);
      return { users: items, metadata };
    },
  );

  app.get(
    '/v2/users/:username',
    {
      schema: {
        ...operation('getUser', 'Get a user by name, email or id.'),
        ...ofUser,
        response: { 200: schema.User, ...responses },
      },
    },
    async ({ account, params }) => requireUser(account, params.username),
  );

  app.patch(
    '/v2/users/:username',
    {
      schema: {
        ...operation('updateUser', 'Change a user; each list of roles replaces the old one.'),
        ...ofUser,
        body: schema.UpdateUserRequest,
        response: { 200: schema.User, 400: BadRequestErrorSchema, ...responses },
      },
    },
    async ({ account, principal, params, body }) => {
      const user = requireUser(account, params.username);
      checkGivenRoles(principal, body);
      return users(account).update(user, body);
    },
  );

  app.delete(
    '/v2/users/:username',
    {
      schema: { ...operation('deleteUser', 'Delete a user.'), ...ofUser, response: { 204: Type.Null(), ...responses } },
    },
    async ({ account, params }, reply) => {
      users(account).delete(requireUser(account, params.username));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v2/users/:username/reset_password',
    {
      schema: {
        ...operation('resetUserPassword', 'Does nothing but find the user: nobody signs in here.'),
        ...ofUser,
        response: { 200: schema.ResetPasswordResponse, ...responses },
      },
    },
    async ({ account, params }) => {
      requireUser(account, params.username);
      return {};
    },
  );
};
