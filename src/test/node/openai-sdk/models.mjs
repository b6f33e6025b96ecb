// models.list and models.retrieve of --model: prints the ids, and the one.
import { args, client, report } from "./peer.mjs";

await report(async () => {
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  return { ids, model: await client.models.retrieve(args.model) };
});
