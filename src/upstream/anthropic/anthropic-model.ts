import type { LanguageModel } from '../language-model.ts';
import { callUpstream, type UpstreamCall } from '../transport/call-upstream.ts';
import { readEventStream } from '../transport/reading/read-event-stream.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';
import { anthropicEndpoint } from './anthropic-endpoint.ts';
import { anthropicRequest, schemaToolName } from './anthropic-request.ts';
import { readAnthropic } from './read-anthropic.ts';
import { readAnthropicStream } from './read-anthropic-stream.ts';
import { readAwsEventStream } from './read-aws-event-stream.ts';

/** Type `anthropic`: Claude at Anthropic, on AWS Bedrock or on Vertex AI, by its auth (reference §2.5.4). */
export function createAnthropicModel(settings: UpstreamSettings, dependencies: UpstreamDependencies): LanguageModel {
  return {
    async *generate(request, signal) {
      const endpoint = anthropicEndpoint(settings, request.stream);
      const onBedrock = endpoint.host === 'bedrock';
      const call: UpstreamCall = {
        url: endpoint.url,
        dialect: onBedrock ? 'anthropic-bedrock' : 'anthropic',
        accept: !request.stream
          ? 'application/json'
          : onBedrock
            ? 'application/vnd.amazon.eventstream'
            : 'text/event-stream',
        headers: endpoint.headers,
        body: JSON.stringify(anthropicRequest(endpoint, request)),
      };
      const answer = await callUpstream(settings, call, dependencies, signal);
      const schemaTool = schemaToolName(request.responseFormat);
      if (!request.stream) return yield* readAnthropic(answer, schemaTool);
      const events = onBedrock ? readAwsEventStream(answer) : readEventStream(answer);
      yield* readAnthropicStream(events, answer, schemaTool);
    },
  };
}
