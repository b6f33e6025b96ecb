// messages.countTokens and models.list: prints both.
import { client, message, report } from "./peer.mjs";

await report(async () => {
  const { model, messages } = message;
  const count = await client.messages.countTokens({ model, messages });
  const models = [];
  for await (const model of client.models.list()) models.push(model.id);
  return { inputTokens: count.input_tokens, models };
});
