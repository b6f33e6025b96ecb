// What the scripts share: their arguments, the SDK's client, and one line of JSON as the result.
import Anthropic from "@anthropic-ai/sdk";
import { parseArgs } from "node:util";

export const { values: args } = parseArgs({
  options: {
    "base-url": { type: "string" },
    key: { type: "string", default: "sandbox-key" },
    address: { type: "string", default: "" }, // the wallet; sent as X-User-Address
    model: { type: "string", default: "claude-3-5-sonnet-20241022" },
    "max-tokens": { type: "string", default: "1024" },
    prompt: { type: "string", default: "Hello!" },
    retries: { type: "string", default: "0" },
    after: { type: "string", default: "3" }, // abort.mjs: events to read before the abort
  },
});

export const client = new Anthropic({
  baseURL: args["base-url"],
  apiKey: args.key,
  maxRetries: Number(args.retries),
  timeout: 20_000,
  logLevel: "off",
  defaultHeaders: args.address ? { "X-User-Address": args.address } : {},
});

export const message = {
  model: args.model,
  max_tokens: Number(args["max-tokens"]),
  messages: [{ role: "user", content: args.prompt }],
};

/** Prints what `ask` returns, or the error as the SDK's user sees it. */
export async function report(ask) {
  try {
    print(await ask());
  } catch (e) {
    if (!(e instanceof Anthropic.APIError)) throw e;
    print({ error: described(e) });
  }
}

export function described(e) {
  return {
    class: e.constructor.name,
    status: e.status ?? null,
    type: e.type ?? null,
    message: e.message,
    body: e.error ?? null,
    requestId: e.requestID ?? null,
    retryAfter: e.headers?.get("retry-after") ?? null,
  };
}

function print(result) {
  process.stdout.write(JSON.stringify(result) + "\n");
}
