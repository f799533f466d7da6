/** What went wrong with a call, in the words of whoever refused it. */
export class Problem extends Error {
  override name = 'Problem';
  /** 0 when there was no answer. */
  readonly status: number;
  /** By the path of the field: `auth.header`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly requestId: string | undefined;

  constructor(message: string, status = 0, fields: Record<string, string> = {}, requestId?: string) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.requestId = requestId;
  }
}

interface ErrorBody {
  messages?: string[];
  field_errors?: Record<string, string>;
  request_id?: string;
  error?: { message?: string } | string;
}

/** From the answer to a refused call: Vectara's envelope, or OpenAI's, or whatever text there is. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  const { messages, field_errors, request_id, error } = parsed(text);
  const message = messages?.join(' ') || (typeof error === 'string' ? error : error?.message) || text;
  return new Problem(message || `${response.status} ${response.statusText}`, response.status, field_errors, request_id);
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(
    error instanceof TypeError
      ? 'The emulator did not answer.'
      : error instanceof Error
        ? error.message
        : String(error),
  );
}

function parsed(text: string): ErrorBody {
  try {
    const body: ErrorBody | null = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}
