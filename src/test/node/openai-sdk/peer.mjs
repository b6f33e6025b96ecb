// What the scripts share: their arguments, the SDK's client, and one line of JSON as the result.
import OpenAI from "openai";
import { parseArgs } from "node:util";

export const { values: args } = parseArgs({
  options: {
    "base-url": { type: "string" }, // with /v1
    key: { type: "string", default: "sandbox-key" },
    model: { type: "string", default: "gpt-4o" }, // embeddings.mjs: text-embedding-3-small if it is this one
    "max-tokens": { type: "string", default: "1024" }, // 0: not sent
    prompt: { type: "string", default: "Hello!" },
    choices: { type: "string", default: "1" }, // n
    retries: { type: "string", default: "0" },
    stream: { type: "boolean", default: false }, // completions.mjs, responses.mjs, tools.mjs
    usage: { type: "boolean", default: false }, // streams: stream_options.include_usage
    format: { type: "string", default: "" }, // embeddings.mjs: encoding_format; if empty, the SDK's own choice
    after: { type: "string", default: "3" }, // abort.mjs: chunks to read before the abort
  },
});

export const client = new OpenAI({
  baseURL: args["base-url"],
  apiKey: args.key,
  maxRetries: Number(args.retries),
  timeout: 20_000,
  logLevel: "off",
});

/** The field of this name with --max-tokens as its value, or none. */
export const limit = (field) => (Number(args["max-tokens"]) > 0 ? { [field]: Number(args["max-tokens"]) } : {});

export const chat = {
  model: args.model,
  ...limit("max_tokens"),
  ...(args.choices === "1" ? {} : { n: Number(args.choices) }),
  messages: [{ role: "user", content: args.prompt }],
};

/** What makes a stream of a request. */
export const streamed = { stream: true, ...(args.usage ? { stream_options: { include_usage: true } } : {}) };

/** Prints what `ask` returns, or the error as the SDK's user sees it. */
export async function report(ask) {
  try {
    print(await ask());
  } catch (e) {
    if (!(e instanceof OpenAI.OpenAIError)) throw e;
    print({ error: described(e) });
  }
}

/** Reads all of a stream; returns `seen` with an error added where it breaks. */
export async function readAll(stream, seen, read) {
  try {
    for await (const each of stream) read(each);
    return { ...seen(), error: null };
  } catch (e) {
    return { ...seen(), error: described(e) };
  }
}

export function described(e) {
  return {
    class: e.constructor.name,
    status: e.status ?? null,
    code: e.code ?? null,
    type: e.type ?? null,
    param: e.param ?? null,
    message: e.message,
    body: e.error ?? null,
    retryAfter: e.headers?.get("retry-after") ?? null,
    requestId: e.headers?.get("x-request-id") ?? null,
  };
}

function print(result) {
  process.stdout.write(JSON.stringify(result) + "\n");
}
