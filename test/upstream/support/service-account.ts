import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { exportPKCS8, importSPKI } from 'jose';

/** A service account's key file as Google issues it, with a real key, and the public half of that key. */
export async function createServiceAccount(tokenUri?: string) {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const keyFile = {
    type: 'service_account',
    project_id: 'project-one',
    private_key_id: 'key-one',
    private_key: await exportPKCS8(privateKey),
    client_email: 'caller@project-one.iam.gserviceaccount.com',
    ...(tokenUri === undefined ? {} : { token_uri: tokenUri }),
  };
  const verifyingKey = await importSPKI(String(publicKey.export({ type: 'spki', format: 'pem' })), 'RS256');
  return { keyFile, keyJson: JSON.stringify(keyFile, null, 2), verifyingKey };
}
