// completions.create: prints the completion; with --stream how many chunks came, the text, and whether a usage chunk was
// among them.
import { args, client, limit, readAll, report, streamed } from "./peer.mjs";

const request = { model: args.model, prompt: args.prompt, ...limit("max_tokens") };

await report(async () => {
  if (!args.stream) return { completion: await client.completions.create(request) };
  let chunks = 0;
  let text = "";
  let finishReason = null;
  let usage = null;
  const stream = await client.completions.create({ ...request, ...streamed });
  const seen = () => ({ chunks, text, finishReason, usageSeen: usage !== null, usage });
  return readAll(stream, seen, (chunk) => {
    chunks += 1;
    text += chunk.choices[0]?.text ?? "";
    finishReason = chunk.choices[0]?.finish_reason ?? finishReason;
    usage = chunk.usage ?? usage;
  });
});
