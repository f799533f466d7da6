// The baseline: Fastify with one static route. Plain JavaScript, so that nothing is spent on stripping types.
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { default: Fastify } = await import('fastify');

const [file] = process.argv.slice(2);
const body = file ? readFileSync(file, 'utf8') : '{"status":"ready"}';
const app = Fastify();
app.get('/', (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
