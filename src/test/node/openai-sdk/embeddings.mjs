// embeddings.create of two texts: prints the list. Without --format the SDK asks for base64 and decodes it.
import { args, client, report } from "./peer.mjs";

await report(async () => {
  const model = args.model === "gpt-4o" ? "text-embedding-3-small" : args.model;
  const format = args.format ? { encoding_format: args.format } : {};
  return client.embeddings.create({ model, input: [args.prompt, "Another text"], ...format });
});
