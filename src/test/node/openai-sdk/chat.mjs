// chat.completions.create: prints the completion.
import { chat, client, report } from "./peer.mjs";

await report(async () => {
  const { data, response } = await client.chat.completions.create(chat).withResponse();
  return { completion: data, requestId: response.headers.get("x-request-id") };
});
