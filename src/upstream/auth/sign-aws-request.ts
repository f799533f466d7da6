import type { LlmAuth } from '../llm-auth.ts';

type StaticIam = Extract<LlmAuth, { type: 'bedrock_static_iam' }>;

/**
 * AWS Signature Version 4 for a Bedrock call: the headers `authorization` and `x-amz-date`. Signs the host, the body
 * and the `x-amz-*` headers given, which is what AWS demands; other headers may change on their way. `now` in
 * milliseconds since 1970.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signAwsRequest(
  auth: StaticIam,
  url: string,
  headers: Record<string, string>,
  body: string,
  now: number,
): Promise<Record<string, string>> {
  const { AwsV4Signer } = await import('aws4fetch');
  const signer = new AwsV4Signer({
    method: 'POST',
    url,
    headers: Object.entries(headers).filter(([name]) => name.toLowerCase().startsWith('x-amz-')),
    body,
    accessKeyId: auth.aws_access_key_id,
    secretAccessKey: auth.aws_secret_access_key,
    region: auth.region,
    service: 'bedrock',
    datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
  });
  return { authorization: await signer.authHeader(), 'x-amz-date': signer.datetime };
}
