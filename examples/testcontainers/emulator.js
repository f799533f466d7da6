// The emulator in a container of its own, with Testcontainers for Node: npm install --save-dev testcontainers
// The image is built from this repository: docker build -t vectara-emulator .
import { randomUUID } from 'node:crypto';
import { GenericContainer, Wait } from 'testcontainers';

/** Starts one; `url` and `headers` go to the client, and to /_emulator, which asks those outside the container for the token. */
export async function startEmulatorContainer(flags = ['--ephemeral', '--upstream', 'simulate']) {
  const token = randomUUID();
  const container = await new GenericContainer('vectara-emulator')
    .withCommand(flags)
    .withEnvironment({ VECTARA_EMULATOR_CONTROL_TOKEN: token })
    .withExposedPorts(8328)
    .withWaitStrategy(Wait.forHttp('/_emulator/ready', 8328))
    .start();
  return {
    url: `http://${container.getHost()}:${container.getMappedPort(8328)}`,
    headers: { 'x-api-key': 'any', 'x-emulator-control-token': token },
    stop: () => container.stop(),
  };
}
