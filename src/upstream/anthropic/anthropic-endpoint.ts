import type { UpstreamSettings } from '../upstream-settings.ts';
import type { AnthropicRequest } from './anthropic-wire.ts';

/** Where a model of type `anthropic` is served, and what that place wants in the body (reference §2.5.4). */
export interface AnthropicEndpoint {
  url: string;
  host: 'direct' | 'bedrock' | 'vertex';
  body: Pick<AnthropicRequest, 'model' | 'anthropic_version'>;
  headers: Record<string, string>;
}

const DEFAULT_URI = 'https://api.anthropic.com/v1/messages';

export function anthropicEndpoint({ auth, uri, model }: UpstreamSettings, stream: boolean): AnthropicEndpoint {
  switch (auth?.type) {
    case 'bedrock_static_iam':
    case 'bedrock_api_key': {
      const method = stream ? 'invoke-with-response-stream' : 'invoke';
      return {
        url: `${base(uri) ?? `https://bedrock-runtime.${auth.region}.amazonaws.com`}/model/${encodeURIComponent(model)}/${method}`,
        host: 'bedrock',
        body: { anthropic_version: 'bedrock-2023-05-31' },
        headers: {},
      };
    }
    case 'vertex_service_account':
    case 'vertex_access_token': {
      const { region, project } = auth;
      const host = region === 'global' ? 'aiplatform.googleapis.com' : `${region}-aiplatform.googleapis.com`;
      const method = stream ? 'streamRawPredict' : 'rawPredict';
      return {
        url: `${base(uri) ?? `https://${host}`}/v1/projects/${encodeURIComponent(project)}/locations/${encodeURIComponent(region)}/publishers/anthropic/models/${encodeURIComponent(model).replaceAll('%40', '@')}:${method}`,
        host: 'vertex',
        body: { anthropic_version: 'vertex-2023-10-16' },
        headers: {},
      };
    }
    default:
      return {
        url: uri || DEFAULT_URI,
        host: 'direct',
        body: { model },
        headers: { 'anthropic-version': '2023-06-01' },
      };
  }
}

/** A registered URI stands for scheme, host and path prefix, so that tests can point at a local stand-in. */
function base(uri: string | undefined): string | undefined {
  if (!uri) return undefined;
  const { origin, pathname } = new URL(uri);
  return origin + pathname.replace(/\/+$/, '');
}
